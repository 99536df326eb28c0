"""The page of a till: plain HTML that works without script, large, and by keyboard alone. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Final, Literal

from guichet.campaigns.public import on_page
from guichet.campaigns.tills.types import PATH
from guichet.kit.i18n import Language, sentence

_DATA: Final = Path(__file__).parent / "data"
STYLE: Final = (_DATA / "till.css").read_text(encoding="utf-8")
SCRIPT: Final = (_DATA / "till.js").read_text(encoding="utf-8")
POLICY: Final = (
    "default-src 'none'; style-src 'self'; script-src 'self'; media-src 'self' blob:; "
    "img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a till is told, in large letters."""

    kind: Literal["good", "bad", "plain"]
    key: str
    detail: str | None = None
    """The key of what follows it."""
    params: Mapping[str, str | int] | None = None
    undo: tuple[str, str] | None = None
    """The code and the attempt that may be taken back."""


def till(language: Language, name: str, attempt: str, answer: Answer | None) -> str:
    """Where codes are typed, or read by the camera."""
    code = (
        f'<form method="post" action="{PATH}"><label for="code">{_said(language, "code")}</label>'
        '<input id="code" name="code" required maxlength="40" autocomplete="off" autofocus '
        'autocapitalize="characters" spellcheck="false">'
        f'<input type="hidden" name="attempt" value="{escape(attempt)}">'
        f'<button type="submit">{_said(language, "send")}</button></form>'
        f'<button type="button" class="plain" id="scan" hidden '
        f'data-stop="{_said(language, "scan.stop")}">{_said(language, "scan")}</button>'
        '<video id="video" hidden muted playsinline></video>'
    )
    out = (
        f'<form class="out" method="post" action="{PATH}/out">'
        f'<button type="submit" class="plain">{_said(language, "out")}</button></form>'
    )
    told = "" if answer is None else _answer(language, answer)
    return _whole(language, f"<h1>{escape(name)}</h1>{told}{code}{out}", script=True)


def signing_in(language: Language, code: str, fault: Answer | None) -> str:
    """Where a till is opened."""
    told = "" if fault is None else _answer(language, fault)
    content = (
        f'<h1>{_said(language, "in")}</h1>{told}<p class="hint">{_said(language, "in.what")}</p>'
        f'<form method="post" action="{PATH}/in"><label for="code">{_said(language, "in.code")}'
        '</label><input id="code" name="code" required maxlength="40" autocomplete="off" autofocus '
        f'autocapitalize="characters" spellcheck="false" value="{escape(code)}">'
        f'<button type="submit">{_said(language, "in.send")}</button></form>'
    )
    return _whole(language, content)


def _answer(language: Language, answer: Answer) -> str:
    params = answer.params or {}
    detail = f"<p>{_said(language, answer.detail, params)}</p>" if answer.detail else ""
    undo = ""
    if answer.undo is not None:
        code, attempt = map(escape, answer.undo)
        undo = (
            f'<form method="post" action="{PATH}/undo"><input type="hidden" name="code" '
            f'value="{code}"><input type="hidden" name="attempt" value="{attempt}">'
            f'<button type="submit" class="plain">{_said(language, "undo")}</button></form>'
        )
    title = _said(language, answer.key, params)
    return f'<div class="answer {answer.kind}" role="status"><h2>{title}</h2>{detail}{undo}</div>'


def _said(language: Language, key: str, params: Mapping[str, str | int] | None = None) -> str:
    return on_page(sentence(language, f"till.{key}", params))


def _whole(language: Language, content: str, *, script: bool = False) -> str:
    run = f'<script src="{PATH}/till.js" defer></script>' if script else ""
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta name="color-scheme" content="light dark"><title>{_said(language, "title")}</title>'
        f'<link rel="stylesheet" href="{PATH}/till.css">{run}</head>'
        f"<body><main>{content}</main></body></html>"
    )
