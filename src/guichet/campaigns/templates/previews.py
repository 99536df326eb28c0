"""What each of a few people would get, what it takes, and why one takes more than most. Pure."""

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal
from uuid import UUID

from guichet.campaigns.templates.filling import Filled, Ready
from guichet.campaigns.templates.people import Person
from guichet.gateway.mass.counting import ALPHABETS, MOST_PARTS
from guichet.gateway.mass.endings import Ending, counted
from guichet.gateway.mass.types import Encoding
from guichet.gateway.mass.wordings import worded
from guichet.protocols.gsm7.alphabets import Encoding as Alphabet
from guichet.protocols.gsm7.alphabets import NotInAlphabet
from guichet.protocols.gsm7.segments import Segments, TooManyParts, segment

_MOST_TOLD: Final = 3

Own = tuple[Sequence[str], str]
"""Links and code."""
WhyCode = Literal["character", "length", "too_long", "not_in_alphabet"]
"""A character that halves what a part holds; what stands in a place is longer than elsewhere; more
parts than can be sent; a character that the encoding asked for does not have.
"""


@dataclass(frozen=True, slots=True)
class Why:
    """Why a text takes more than the others'."""

    code: WhyCode
    place: str | None = None
    """As it is written; none: the words everybody gets."""
    character: str | None = None


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person to look at."""

    id: UUID | None
    person: Person
    address: str | None
    """E.164: says what is added to the text."""


@dataclass(frozen=True, slots=True)
class Preview:
    """One person's text."""

    who: Somebody
    text: str
    parts: int
    """0: it cannot be sent."""
    encoding: Literal["gsm7", "ucs2"] | None
    units: int
    fallbacks: Sequence[str]
    empty: Sequence[str]
    why: Sequence[Why]
    """Empty for what takes as much as most."""


def previews(
    made: Ready,
    people: Sequence[Somebody],
    own: Own,
    *,
    ending: Ending,
    encoding: Encoding,
) -> Sequence[Preview]:
    """The texts of ``people``; ``own`` stands for everybody's, as long as theirs will be."""
    seen = [_Seen(made, one, own, ending, encoding) for one in people]
    usual = _usual([one.cut for one in seen if one.cut is not None])
    return [one.preview(usual) for one in seen]


class _Seen:
    """One text, measured."""

    def __init__(
        self,
        made: Ready,
        who: Somebody,
        own: Own,
        ending: Ending,
        encoding: Encoding,
    ) -> None:
        self._made = made
        self._who = who
        self._filled: Filled = made.fill(who.person, *own)
        self._text = worded(made.text, self._filled.values)
        self._whole = counted(self._text, ending.of(who.address) if who.address else "")
        self._fault: WhyCode | None = None
        self.cut = self._measured(encoding)

    def _measured(self, encoding: Encoding) -> Segments | None:
        try:
            return segment(self._whole, encoding=ALPHABETS[encoding], max_parts=MOST_PARTS)
        except TooManyParts:
            self._fault = "too_long"
        except NotInAlphabet:
            self._fault = "not_in_alphabet"
        return None

    def preview(self, usual: int) -> Preview:
        cut = self.cut
        return Preview(
            self._who,
            self._text,
            cut.charged if cut else 0,
            _named(cut.encoding) if cut else None,
            cut.units if cut else 0,
            self._filled.fallbacks,
            self._filled.empty,
            self._why(usual),
        )

    def _why(self, usual: int) -> Sequence[Why]:
        if self._fault == "not_in_alphabet":
            return [Why("not_in_alphabet", one.place, one.character) for one in self._dear()]
        if self.cut is None:
            return [Why("too_long", self._longest())]
        if self.cut.charged <= usual:
            return []
        return self._dear() or [Why("length", self._longest())]

    def _dear(self) -> list[Why]:
        """The characters that cost, each with the place it came by."""
        told: dict[tuple[str | None, str], Why] = {}
        for character in dict.fromkeys(self._whole):
            if _is_dear(character):
                place = self._place_of(character)
                told[place, character] = Why("character", place, character)
        return list(told.values())[:_MOST_TOLD]

    def _place_of(self, character: str) -> str | None:
        values = self._filled.values
        return next(
            (one.written for one in self._made.places if character in values[one.name]), None
        )

    def _longest(self) -> str | None:
        sizes: Mapping[str, int] = {
            one.written: len(self._filled.values[one.name]) for one in self._made.places
        }
        return max(sizes, key=lambda one: sizes[one]) if sizes else None


def _usual(several: Sequence[Segments]) -> int:
    """What most take; of several that are as frequent the least."""
    charged = sorted(one.charged for one in several)
    return statistics.mode(charged) if charged else 0


def _is_dear(character: str) -> bool:
    return segment(character).encoding is not Alphabet.GSM7


def _named(alphabet: Alphabet) -> Literal["gsm7", "ucs2"]:
    return "gsm7" if alphabet is Alphabet.GSM7 else "ucs2"
