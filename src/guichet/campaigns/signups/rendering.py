"""Sign-up pages as they are shown: plain HTML without script, one file without anything to fetch.
Pure.
"""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Final

from guichet.campaigns.public import on_page
from guichet.campaigns.signups.judging import Fault
from guichet.campaigns.signups.types import FIELDS, PATH, Field, Medium, Page
from guichet.kit.i18n import LANGUAGES, Language, sentence

STYLE: Final = (Path(__file__).parent / "data" / "page.css").read_text(encoding="utf-8")
POSTER: Final = (Path(__file__).parent / "data" / "poster.css").read_text(encoding="utf-8")
TRAP: Final = "website"
"""A field no person sees; what fills it in is a machine."""
EXAMPLES: Final[Mapping[str, str]] = {"RE": "0692 12 34 56", "YT": "0639 01 23 45"}
EITHER: Final[tuple[Field, Field]] = ("phone", "email")
_KINDS: Final[Mapping[Field, str]] = {
    "first_name": 'type="text" autocomplete="given-name" maxlength="80"',
    "phone": 'type="tel" inputmode="tel" autocomplete="tel" maxlength="40"',
    "email": 'type="email" inputmode="email" autocomplete="email" maxlength="254"',
    "birth_date": 'type="text" inputmode="numeric" autocomplete="bday" maxlength="10"',
    "postcode": 'type="text" autocomplete="postal-code" maxlength="10"',
}


def _policy(style: str) -> str:
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src 'self' data:; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


POLICY: Final = _policy(STYLE)
POSTER_POLICY: Final = _policy(POSTER)


@dataclass(frozen=True, slots=True)
class Filled:
    """What somebody wrote, and what is wrong with it."""

    values: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, Fault] = field(default_factory=dict)
    again: bool = False
    """It is to be read and sent once more."""


def form(page: Page, company: str, language: Language, shown: str, filled: Filled) -> str:
    """The page, to be filled in."""
    words, said = page.words(language), _Saying(language)
    asked = [name for name in FIELDS if page.draft.asks.get(name, "no") != "no"]
    fields = "".join(_field(page, name, said, filled) for name in asked)
    either = _either(page, said)
    notice = _notice(said, filled)
    content = (
        f'<p class="by">{said("by", name=company)}</p><h1>{on_page(words.title)}</h1>'
        f'{_paragraphs(words.intro)}{notice}<form method="post" novalidate>{either}{fields}'
        f"{_box(words.consent, said, filled)}{_trap(said)}"
        f'<input type="hidden" name="shown" value="{escape(shown)}">'
        f'<button type="submit">{said("send")}</button></form>'
        f'<p class="small">{said("stop")}</p>{_other_language(page, language)}'
    )
    return _whole(language, words.title, content)


def message(language: Language, key: str, more: Sequence[str] = (), **params: str | int) -> str:
    """A page that says one thing: ``signup.<key>`` and the sentences that follow it."""
    said = _Saying(language)
    title = said(key, **params)
    content = f"<h1>{title}</h1>" + "".join(f"<p>{said(one, **params)}</p>" for one in more)
    return _whole(language, title, content, escaped=True)


def confirming(language: Language, company: str, agreed: str) -> str:
    """The page behind the link of a confirmation: opening it does nothing yet, for machines open
    links, too.
    """
    said = _Saying(language)
    title = said("confirm")
    content = (
        f"<h1>{title}</h1><p>{said('confirm.what', name=company, agreed=agreed)}</p>"
        f'<form method="post"><button type="submit">{said("confirm.send")}</button></form>'
        f'<p class="small">{said("confirm.not_you")}</p>'
    )
    return _whole(language, title, content, escaped=True)


def gone(language: Language, again: str | None) -> str:
    """The page behind a link that confirms nothing any more; ``again``: the path of where people
    sign up.
    """
    said = _Saying(language)
    way = f'<p><a class="way" href="{escape(again)}">{said("gone.again")}</a></p>' if again else ""
    content = f"<h1>{said('gone')}</h1><p>{said('gone.what')}</p>{way}"
    return _whole(language, said("gone"), content, escaped=True)


def thanks(language: Language, words: str, medium: Medium, *, beside: bool) -> str:
    """The page after a confirmation, with the company's own words; ``beside``: the mail address is
    confirmed by a letter of its own.
    """
    said = _Saying(language)
    mail = f"<p>{said('done.mail')}</p>" if beside else ""
    what = said("done.what" if medium == "sms" else "done.by_mail")
    content = f"<h1>{said('done')}</h1>{_paragraphs(words)}<p>{what}</p>{mail}"
    return _whole(language, said("done"), content, escaped=True)


def poster(
    page: Page,
    company: str,
    language: Language,
    *,
    printed: tuple[str, str],
    keyword: tuple[str, str] | None,
) -> str:
    """A page to print and hang up: what it is about, the address and its code, and the keyword with
    its number.
    """
    address, drawing = printed
    words, said = page.words(language), _Saying(language)
    bare = escape(address.split("://", 1)[-1]).replace("/", "/<wbr>")
    also = (
        f"<p>{said('poster.keyword', keyword=keyword[0], number=keyword[1])}</p>" if keyword else ""
    )
    content = (
        f'<p class="hint">{said("poster.print")}</p><div class="sheet">'
        f'<p class="by">{escape(company)}</p><h1>{on_page(words.title)}</h1>'
        f'{_paragraphs(words.intro)}<p class="scan">{said("poster.scan")}</p>'
        f'<div class="code">{drawing}</div>'
        f"<p>{said('poster.or')} <strong>{bare}</strong></p>{also}"
        f'<p class="small">{on_page(words.consent)} {said("stop")}</p></div>'
    )
    return _whole(language, words.title, content, style=POSTER)


class _Saying:
    """Sentences of sign-ups in one language, fit for a page."""

    def __init__(self, language: Language) -> None:
        self._language = language

    def __call__(self, key: str, **params: str | int) -> str:
        return on_page(sentence(self._language, f"signup.{key}", params))


def _field(page: Page, name: Field, said: _Saying, filled: Filled) -> str:
    fault = filled.faults.get(name)
    needed = page.draft.asks.get(name) == "required"
    value = escape(filled.values.get(name, ""))
    told = [f"{name}-fault"] if fault else []
    hint = ""
    if name == "birth_date":
        told.append(f"{name}-hint")
        hint = f'<span class="hint" id="{name}-hint">{said("birth_date.hint")}</span>'
    described = f' aria-describedby="{" ".join(told)}"' if told else ""
    is_free = not needed and not (name in EITHER and _is_either(page))
    optional = f' <span class="hint">({said("optional")})</span>' if is_free else ""
    return (
        f'<div class="field"><label for="{name}">{said(name)}{optional}</label>{hint}'
        f'<input id="{name}" name="{name}" {_KINDS[name]} value="{value}"'
        f"{' required' if needed else ''}{' aria-invalid=true' if fault else ''}{described}>"
        f"{_fault(page, name, fault, said)}</div>"
    )


def _fault(page: Page, name: str, fault: Fault | None, said: _Saying) -> str:
    if fault is None:
        return ""
    example = next(
        (EXAMPLES[one] for one in page.draft.territories if one in EXAMPLES), "06 12 34 56 78"
    )
    return f'<p class="fault" id="{name}-fault">{said(f"fault.{fault}", example=example)}</p>'


def _is_either(page: Page) -> bool:
    """Whether a telephone or a mail address will do."""
    return all(page.draft.asks.get(one) == "optional" for one in EITHER)


def _either(page: Page, said: _Saying) -> str:
    return f'<p class="hint">{said("either")}</p>' if _is_either(page) else ""


def _box(consent: str, said: _Saying, filled: Filled) -> str:
    fault = filled.faults.get("agreed")
    checked = " checked" if filled.values.get("agreed") else ""
    invalid = ' aria-invalid=true aria-describedby="agreed-fault"' if fault else ""
    told = f'<p class="fault" id="agreed-fault">{said(f"fault.{fault}")}</p>' if fault else ""
    return (
        f'<div class="box"><input type="checkbox" id="agreed" name="agreed" value="1" required'
        f'{checked}{invalid}><label for="agreed">{on_page(consent)}</label></div>{told}'
    )


def _trap(said: _Saying) -> str:
    return (
        f'<div class="trap" aria-hidden="true"><label for="{TRAP}">{said("leave_empty")}</label>'
        f'<input id="{TRAP}" name="{TRAP}" type="text" tabindex="-1" autocomplete="off"></div>'
    )


def _notice(said: _Saying, filled: Filled) -> str:
    if filled.faults:
        return f'<p class="notice" role="alert">{said("faults")}</p>'
    return f'<p class="notice" role="alert">{said("again")}</p>' if filled.again else ""


def _other_language(page: Page, language: Language) -> str:
    other = next((one for one in LANGUAGES if one != page.spoken(language)), None)
    if other is None or other not in page.draft.words:
        return ""
    name = escape(sentence(language, "signup.language"))
    return (
        f'<p class="other"><a href="{PATH}{page.code}?lang={other}" lang="{other}">{name}</a></p>'
    )


def _paragraphs(words: str) -> str:
    return "".join(f"<p>{on_page(one)}</p>" for one in words.split("\n") if one.strip())


def _whole(
    language: Language, title: str, content: str, *, escaped: bool = False, style: str = STYLE
) -> str:
    shown = title if escaped else escape(title)
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark"><meta name="robots" content="noindex">'
        f"<title>{shown}</title><style>{style}</style></head>"
        f"<body><main>{content}</main></body></html>"
    )
