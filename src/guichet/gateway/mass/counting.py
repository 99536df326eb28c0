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
) -> Count:
    """Count what ``people`` would get, each with what ``ending`` adds.

    :raises TooManyParts: a text is too long
    :raises NotInAlphabet: ``gsm7`` was asked for a text it cannot write
    """
    known: dict[str, Segments] = {}
    cut: list[Segments] = []
    for one in people:
        text = wordings.worded(wording.text, one.values)
        if ending is not None:
            text = counted(text, ending.of(one.address))
        if text not in known:
            alphabet = ALPHABETS[wording.encoding]
            known[text] = segment(text, encoding=alphabet, max_parts=MOST_PARTS)
        cut.append(known[text])
    addresses = [one.address for one in people]
    prices = [None] * len(cut) if tariff is None else tariff.micros_of_many(addresses)
    micros = [
        None if price is None else price * one.charged
        for price, one in zip(prices, cut, strict=True)
    ]
    unserved = [] if tariff is None else [i for i, price in enumerate(prices) if price is None]
    longest = max(cut, key=lambda one: (one.charged, one.units))
    return Count([one.charged for one in cut], micros, longest, unserved, addresses)


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
