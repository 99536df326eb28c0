"""The outbox as a page: pure."""

import re
from collections.abc import Sequence
from html import escape
from typing import Final

from guichet.kit.i18n import Language, moment_words, sentence
from guichet.kit.mail.types import Readable

PATH: Final = "/demo/outbox"
STYLE_PATH: Final = "/demo/outbox.css"
STYLE: Final = """\
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { max-width: 720px; margin: 0 auto; padding: 24px 16px }
h1 { font-size: 24px; margin: 0 0 8px }
article { border: 1px solid color-mix(in srgb, currentColor 20%, transparent);
  border-radius: 8px; padding: 16px; margin: 16px 0 }
h2 { font-size: 18px; margin: 0 0 4px }
.about { margin: 0 0 12px; opacity: .75; font-variant-numeric: tabular-nums }
.text { white-space: pre-line; overflow-wrap: anywhere; margin: 0 }
"""
_LINK: Final = re.compile(r"https?://[^\s<>\"]+")
_PAGE: Final = """\
<!doctype html>
<html lang="{language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title><link rel="stylesheet" href="{style}"></head>
<body><main><h1>{title}</h1><p>{intro}</p><p><a href="{path}">{again}</a></p>
{mails}
</main></body></html>
"""
_MAIL: Final = """\
<article><h2>{subject}</h2>
<p class="about">{to} · <time datetime="{instant}">{when}</time></p>
<p class="text">{text}</p></article>"""


def page(language: Language, mails: Sequence[Readable]) -> str:
    """The page with ``mails``, the newest first. Their links can be clicked; nothing else in them
    is markup.
    """
    shown = [_mail(language, one) for one in mails]
    empty = f"<p>{escape(sentence(language, 'demo.outbox.empty'))}</p>"
    return _PAGE.format(
        language=language,
        style=STYLE_PATH,
        path=PATH,
        title=escape(sentence(language, "demo.outbox.title")),
        intro=escape(sentence(language, "demo.outbox.intro")),
        again=escape(sentence(language, "demo.outbox.again")),
        mails="\n".join(shown) or empty,
    )


def _mail(language: Language, found: Readable) -> str:
    when = moment_words(found.created_at, language)
    return _MAIL.format(
        subject=escape(found.mail.subject),
        to=escape(found.mail.to),
        instant=found.created_at.isoformat(),
        when=f"{escape(when)} UTC",
        text=_linked(found.mail.text),
    )


def _linked(text: str) -> str:
    parts: list[str] = []
    end = 0
    for link in _LINK.finditer(text):
        address = escape(link[0])
        parts += [escape(text[end : link.start()]), f'<a href="{address}">{address}</a>']
        end = link.end()
    return "".join([*parts, escape(text[end:])])
