"""Who follows a link: a person, or a machine that only looks. Pure.

Counted as a person is a GET that no rule here knows for a machine's. Machines are: whoever only
asks whether the page is there (HEAD), what a browser or an app fetches before anybody taps it (it
says so in a header), a request that does not fetch a page to show (``Sec-Fetch-Dest``), one that
names no program at all, and programs whose name is in ``data/machines.json``: previews of
messengers, scanners of links, search engines, scripts.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, Literal

Kind = Literal["person", "machine"]
Rule = Literal["head", "ahead", "not_a_page", "nameless", "program"]

_DATA: Final = Path(__file__).parent / "data" / "machines.json"
_AHEAD: Final = ("sec-purpose", "purpose", "x-purpose", "x-moz")
_PAGES: Final = frozenset({"document", "iframe", "frame", ""})


@dataclass(frozen=True, slots=True)
class Visit:
    """One request for a link."""

    kind: Kind
    rule: Rule | None = None
    """By which a machine was known."""


PERSON: Final = Visit("person")


def visit_of(method: str, headers: Mapping[str, str]) -> Visit:
    """Who asks, by ``headers`` with names in small letters."""
    if method.upper() != "GET":
        return Visit("machine", "head")
    if any(_says_ahead(headers.get(name, "")) for name in _AHEAD):
        return Visit("machine", "ahead")
    if headers.get("sec-fetch-dest", "").lower() not in _PAGES:
        return Visit("machine", "not_a_page")
    program = headers.get("user-agent", "").strip().lower()
    if not program:
        return Visit("machine", "nameless")
    if any(one in program for one in _machines()):
        return Visit("machine", "program")
    return PERSON


def _says_ahead(value: str) -> bool:
    return any(word in value.lower() for word in ("prefetch", "preview", "prerender"))


@cache
def _machines() -> frozenset[str]:
    known = json.loads(_DATA.read_text(encoding="utf-8"))
    return frozenset(part for group in known["groups"] for part in group["parts"])
