"""Letters: a mail from a text, its parameters and one link, in the reader's language.

A letter ``x`` has the texts ``mail.x.subject``, ``mail.x.body`` (paragraphs parted by an empty
line) and, when there is something to click, ``mail.x.action``.
"""

from collections.abc import Mapping
from html import escape
from typing import Final

from guichet.kit.i18n import Language, sentence
from guichet.kit.mail.types import Mail

_PAGE: Final = """\
<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><title>{subject}</title></head>
<body style="margin:0;padding:24px;background:#f4f5f7;color:#1f2328;\
font:16px/1.5 system-ui,-apple-system,'Segoe UI',sans-serif">
<div style="max-width:560px;margin:0 auto;background:#fff;border-radius:8px;padding:32px">
{content}
</div>
<p style="max-width:560px;margin:16px auto;color:#656d76;font-size:13px">{footer}</p>
</body></html>
"""
_BUTTON: Final = """\
<p style="margin:24px 0"><a href="{link}" style="display:inline-block;padding:10px 20px;\
background:#0b6e69;color:#fff;border-radius:6px;text-decoration:none">{action}</a></p>
<p style="color:#656d76;font-size:13px;word-break:break-all">{link}</p>"""


def letter(
    name: str,
    to: str,
    language: Language,
    params: Mapping[str, str | int],
    link: str | None = None,
) -> Mail:
    """The letter ``name`` to the address ``to``."""
    subject = sentence(language, f"mail.{name}.subject", params)
    paragraphs = sentence(language, f"mail.{name}.body", params).split("\n\n")
    footer = sentence(language, "mail.footer")
    action = sentence(language, f"mail.{name}.action", params) if link else ""
    return Mail(
        to=to,
        subject=" ".join(subject.split()),
        text="\n\n".join([*paragraphs, *([f"{action}\n{link}"] if link else []), footer]) + "\n",
        html=_PAGE.format(
            language=language,
            subject=escape(subject),
            content=_content(paragraphs, action, link),
            footer=escape(footer),
        ),
    )


def _content(paragraphs: list[str], action: str, link: str | None) -> str:
    parts = [f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs]
    if link:
        parts.append(_BUTTON.format(link=escape(link), action=escape(action)))
    return "\n".join(parts)
