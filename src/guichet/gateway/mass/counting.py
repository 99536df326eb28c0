"""What an order amounts to before it is sent: parts, encoding, price, and what speaks against it.
Pure: the same count is billed that was shown.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from guichet.gateway.mass import wordings
from guichet.gateway.mass.endings import Ending, counted
from guichet.gateway.mass.types import Encoding, Recipient, Wording
from guichet.policies.territories import territory_of
from guichet.prices.rating import Tariff
from guichet.protocols.gsm7.alphabets import Encoding as Alphabet
from guichet.protocols.gsm7.alphabets import NotInAlphabet, Offender
from guichet.protocols.gsm7.segments import Segments, TooManyParts, segment

MOST_PARTS: Final = 10
ALPHABETS: Final[Mapping[Encoding, Alphabet | None]] = {
    "auto": None,
    "gsm7": Alphabet.GSM7,
    "ucs2": Alphabet.UCS2,
}


@dataclass(frozen=True, slots=True)
class Group:
    """Recipients of one territory whose texts have as many parts."""

    territory: str | None
    parts: int
    recipients: int
    micros_each: int | None
    """What a message costs; none: nothing is charged, or nobody serves the territory."""


@dataclass(frozen=True, slots=True)
class Count:
    """An order, counted."""

    parts: Sequence[int]
    """Of each message, in the order of the recipients."""
    micros: Sequence[int | None]
    """What each costs, likewise."""
    longest: Segments
    """The text with the most parts, counted and cut."""
    unserved: Sequence[int]
    """Places of recipients the price list does not serve."""
    addresses: Sequence[str]
    """Of each, likewise."""

    @property
    def groups(self) -> Sequence[Group]:
        """By territory, parts and price."""
        return _groups(self.addresses, self.parts, self.micros)

    @property
    def total(self) -> int:
        """All in all, in millionths."""
        return sum(one or 0 for one in self.micros)

    @property
    def dear(self) -> Sequence[Offender]:
        """The characters that make the text dearer."""
        return self.longest.characters_that_cost


def count(
    wording: Wording,
    people: Sequence[Recipient],
    tariff: Tariff | None,
    ending: Ending | None = None,
    known: dict[str, Segments] | None = None,
) -> Count:
    """Count what ``people`` would get, each with what ``ending`` adds. ``known``: texts of this
    wording that were counted before; more are noted there.

    :raises TooManyParts: a text is too long
    :raises NotInAlphabet: ``gsm7`` was asked for a text it cannot write
    """
    cut = _cut(wording, people, ending, {} if known is None else known)
    addresses = [one.address for one in people]
    parts = [one.charged for one in cut]
    if tariff is None:
        prices: Sequence[int | None] = [None] * len(cut)
        unserved: Sequence[int] = ()
    else:
        prices = tariff.micros_of_many(addresses)
        unserved = [i for i, price in enumerate(prices) if price is None] if None in prices else ()
    micros = [
        None if price is None else price * charged
        for price, charged in zip(prices, parts, strict=True)
    ]
    return Count(parts, micros, _longest(cut), unserved, addresses)


def _cut(
    wording: Wording,
    people: Sequence[Recipient],
    ending: Ending | None,
    known: dict[str, Segments],
) -> list[Segments]:
    """What each gets, counted and cut; each text once."""
    cut: list[Segments] = []
    for one in people:
        text = wordings.worded(wording.text, one.values)
        if ending is not None and ending.adds:
            text = counted(text, ending.of(one.address))
        found = known.get(text)
        if found is None:
            alphabet = ALPHABETS[wording.encoding]
            found = known[text] = segment(text, encoding=alphabet, max_parts=MOST_PARTS)
        cut.append(found)
    return cut


def _longest(cut: Sequence[Segments]) -> Segments:
    first = cut[0]
    if all(one is first for one in cut):
        return first
    return max(cut, key=lambda one: (one.charged, one.units))


def _groups(
    addresses: Sequence[str], parts: Sequence[int], micros: Sequence[int | None]
) -> list[Group]:
    sizes: dict[tuple[str | None, int, int | None], int] = {}
    for address, needed, price in zip(addresses, parts, micros, strict=True):
        key = (territory_of(address), needed, price)
        sizes[key] = sizes.get(key, 0) + 1
    return [
        Group(territory, needed, size, price)
        for (territory, needed, price), size in sorted(
            sizes.items(), key=lambda item: (item[0][0] or "", item[0][1], item[0][2] or 0)
        )
    ]


__all__ = ["Count", "Group", "NotInAlphabet", "TooManyParts", "count"]
