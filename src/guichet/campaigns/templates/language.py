"""The language of templates: a text with places in braces. Pure; it knows no contact.

* ``{first_name}``: what is known of the person, or what the campaign is about (``{article}``).
* ``{first_name|dear customer}``: the same, and what stands there when it is not known.
* ``{link:https://shop.example/offer}`` (or ``{lien:...}``): a short link, one for each person.
* ``{code}``: the person's own code of the offer.
* ``\\{``, ``\\}``, ``\\|`` and ``\\\\``: the character itself. ``{{first_name}}`` is read as
  ``{first_name}``, for people bring it from elsewhere.

A name may be written as people write: ``{Prénom}`` and ``{prenom}`` are one. A place without a
fallback that has nothing to say takes the space before it away with it: "Hello {first_name}," is
"Hello," then.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

LONGEST_NAME: Final = 60
LONGEST_FALLBACK: Final = 160
LONGEST_TARGET: Final = 2_000
MOST_PLACES: Final = 40
MOST_LINKS: Final = 5

_ESCAPED: Final = frozenset("{}|\\")
_LINK_WORDS: Final = frozenset({"link", "lien"})
_TARGET: Final = re.compile(r"https?://[^\s/?#]+[^\s]*", re.IGNORECASE)
_WORD: Final = re.compile(r"[a-z_][a-z0-9_]*")
_PARTING: Final = re.compile(r"[^a-z0-9]+")

FaultCode = Literal[
    "place_not_closed",
    "place_empty",
    "place_not_a_name",
    "place_fallback_too_long",
    "link_not_an_address",
    "too_many_places",
    "too_many_links",
]


@dataclass(frozen=True, slots=True)
class Words:
    """Stands as it is, the same for everybody."""

    text: str


@dataclass(frozen=True, slots=True)
class Variable:
    """Filled for each person."""

    name: str
    """As ``plain_name`` makes it."""
    written: str
    """As it was written."""
    fallback: str | None
    """What stands there when nothing is known; none: nothing."""
    start: int
    end: int
    """Where it stands in the text, braces included."""


@dataclass(frozen=True, slots=True)
class Link:
    """A short link that leads to ``target``."""

    target: str
    start: int
    end: int


Part = Words | Variable | Link


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that cannot be read; ``start`` and ``end`` say where."""

    code: FaultCode
    start: int
    end: int
    written: str = ""
    limit: int = 0


@dataclass(frozen=True, slots=True)
class Template:
    """A text that was read."""

    parts: Sequence[Part]
    faults: Sequence[Fault] = ()
    """What could not be read stands among ``parts`` as it was written."""

    @property
    def variables(self) -> Sequence[Variable]:
        """In the order of the text."""
        return [one for one in self.parts if isinstance(one, Variable)]

    @property
    def targets(self) -> Sequence[str]:
        """Where its links lead, each once, in the order of the text: ``link_1`` is the first."""
        return list(dict.fromkeys(one.target for one in self.parts if isinstance(one, Link)))


def plain_name(written: str) -> str:
    """How names are compared: ``Date de naissance`` and ``date_de_naissance`` are one."""
    bare = unicodedata.normalize("NFKD", written.strip()).casefold()
    letters = "".join(char for char in bare if not unicodedata.combining(char))
    return _PARTING.sub("_", letters.replace("œ", "oe").replace("æ", "ae")).strip("_")


@lru_cache(maxsize=512)
def read(text: str) -> Template:
    """``text`` in its parts. Never fails: see ``Template.faults``."""
    reader = _Reader(text)
    reader.whole()
    return Template(tuple(reader.parts), tuple(reader.faults))


def escaped(text: str) -> str:
    """``text`` written so that it is read as it stands."""
    return "".join(f"\\{char}" if char in _ESCAPED else char for char in text)


class _Reader:
    """Goes through a text once."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.parts: list[Part] = []
        self.faults: list[Fault] = []
        self._words: list[str] = []

    def whole(self) -> None:
        at = 0
        while at < len(self.text):
            char = self.text[at]
            if char == "\\" and self.text[at + 1 : at + 2] in _ESCAPED and at + 1 < len(self.text):
                self._words.append(self.text[at + 1])
                at += 2
            elif char == "{":
                at = self._place(at)
            else:
                self._words.append(char)
                at += 1
        self._end_words()
        self._bounds()

    def _place(self, start: int) -> int:
        """Reads from ``{`` on; gives where to read on."""
        doubled = self.text.startswith("{{", start)
        begin = start + (2 if doubled else 1)
        sides, at = self._sides(begin)
        if at < 0:
            self.faults.append(Fault("place_not_closed", start, len(self.text), self.text[start:]))
            self._words.append(self.text[start:begin])
            return begin
        end = at + (2 if doubled and self.text.startswith("}}", at) else 1)
        made = self._made(sides, start, end)
        if isinstance(made, Fault):
            self.faults.append(made)
            self._words.append(self.text[start:end])
        else:
            self._end_words()
            self.parts.append(made)
        return end

    def _sides(self, begin: int) -> tuple[list[str], int]:
        """What stands before the bar and after it, and where ``}`` is; -1: nowhere."""
        sides, at = [""], begin
        while at < len(self.text):
            char = self.text[at]
            if char == "\\" and at + 1 < len(self.text) and self.text[at + 1] in _ESCAPED:
                sides[-1] += self.text[at + 1]
                at += 2
                continue
            if char == "}":
                return sides, at
            if char in "{\n":
                return sides, -1
            if char == "|" and len(sides) == 1:
                sides.append("")
            else:
                sides[-1] += char
            at += 1
        return sides, -1

    def _made(self, sides: list[str], start: int, end: int) -> Variable | Link | Fault:
        written = sides[0].strip()
        kind, colon, target = written.partition(":")
        if colon and plain_name(kind) in _LINK_WORDS:
            target = target.strip()
            if not _TARGET.fullmatch(target) or len(target) > LONGEST_TARGET:
                return Fault("link_not_an_address", start, end, target, LONGEST_TARGET)
            return Link(target, start, end)
        fallback = sides[1].strip() if len(sides) > 1 else None
        name = plain_name(written)
        if not written:
            return Fault("place_empty", start, end)
        if not _WORD.fullmatch(name) or len(written) > LONGEST_NAME:
            return Fault("place_not_a_name", start, end, written, LONGEST_NAME)
        if fallback is not None and len(fallback) > LONGEST_FALLBACK:
            return Fault("place_fallback_too_long", start, end, written, LONGEST_FALLBACK)
        return Variable(name, written, fallback, start, end)

    def _end_words(self) -> None:
        if self._words:
            self.parts.append(Words("".join(self._words)))
            self._words = []

    def _bounds(self) -> None:
        places = [one for one in self.parts if not isinstance(one, Words)]
        if len(places) > MOST_PLACES:
            over = places[MOST_PLACES]
            self.faults.append(Fault("too_many_places", over.start, over.end, limit=MOST_PLACES))
        links = [one for one in places if isinstance(one, Link)]
        targets = list(dict.fromkeys(one.target for one in links))
        if len(targets) > MOST_LINKS:
            over_link = next(one for one in links if one.target == targets[MOST_LINKS])
            self.faults.append(
                Fault("too_many_links", over_link.start, over_link.end, limit=MOST_LINKS)
            )
