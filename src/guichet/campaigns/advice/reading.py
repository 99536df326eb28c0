"""The words of a template with their places, without what stands in braces and addresses. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from guichet.campaigns.advice.types import Place
from guichet.campaigns.templates.language import Template

_ADDRESS: Final = re.compile(
    r"(?:https?://|www\.)\S+|\S+@\S+\.\S+|\b[\w-]+(?:\.[\w-]+)*\.[a-z]{2,10}(?:/\S*)?\b",
    re.IGNORECASE,
)
_WORD: Final = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_ENDS: Final = frozenset(".!?:\n")


@dataclass(frozen=True, slots=True)
class Word:
    """One word."""

    text: str
    place: Place
    begins: bool
    """It begins a sentence, so that a capital says nothing."""


def spoken(text: str, template: Template) -> str:
    """``text`` with its places and addresses blanked out: every character stays where it is."""
    signs = list(text)
    for one in template.parts:
        start, end = getattr(one, "start", 0), getattr(one, "end", 0)
        signs[start:end] = " " * (end - start)
    without = "".join(signs)
    return _ADDRESS.sub(lambda found: " " * len(found[0]), without)


def words_of(said: str) -> Sequence[Word]:
    """The words of what ``spoken`` gave."""
    return list(_words(said))


def _words(said: str) -> Iterator[Word]:
    last = 0
    for found in _WORD.finditer(said):
        between = said[last : found.start()]
        begins = last == 0 or any(sign in _ENDS for sign in between)
        yield Word(found[0], Place(found.start(), found.end()), begins)
        last = found.end()
