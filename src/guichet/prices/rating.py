"""What a message costs: the longest prefix of the number, the price of that day. Pure.

A tariff is a list at one instant, compiled: a look-up costs a slice and a dictionary for numbers
that begin alike.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cached_property
from hashlib import blake2b
from typing import Final

from guichet.kit.money import Money
from guichet.prices.types import PriceRow

MOST_HEADS: Final = 1_000_000
"""Beginnings remembered by one tariff."""


class Tariff:
    """What a list says between two instants."""

    def __init__(
        self, prices: Mapping[str, int | None], currency: str, until: datetime | None
    ) -> None:
        """``prices``: millionths by prefix; ``until``: when the list changes, none: not planned."""
        self.currency = currency
        self.until = until
        self.prices = dict(prices)
        self._lengths = sorted({len(prefix) for prefix in prices}, reverse=True)
        self._longest = 1 + (self._lengths[0] if self._lengths else 0)
        self._heads: dict[str, int | None] = {}

    @cached_property
    def mark(self) -> str:
        """The same for the same prices in the same currency."""
        made = blake2b(self.currency.encode(), digest_size=16)
        for prefix, micros in sorted(self.prices.items()):
            made.update(f"\n{prefix} {micros}".encode())
        return made.hexdigest()

    def micros(self, number: str) -> int | None:
        """What one part to ``number`` (E.164) costs, in millionths; none: not served."""
        head = number[: self._longest]
        try:
            return self._heads[head]
        except KeyError:
            return self._found(head)

    def micros_of_many(self, numbers: Iterable[str]) -> list[int | None]:
        """What one part to each costs, in their order."""
        heads, longest, found = self._heads, self._longest, self._found
        return [
            heads[head] if (head := number[:longest]) in heads else found(head)
            for number in numbers
        ]

    def _found(self, head: str) -> int | None:
        digits = head.removeprefix("+")
        beginnings = (digits[:length] for length in self._lengths if length <= len(digits))
        price = next((self.prices[one] for one in beginnings if one in self.prices), None)
        if len(self._heads) >= MOST_HEADS:
            self._heads.clear()
        self._heads[head] = price
        return price


def tariff_at(rows: Iterable[PriceRow], currency: str, at: datetime) -> Tariff:
    """The list of ``rows`` as it is at ``at``. Of rows that begin together the last counts."""
    newest: dict[str, PriceRow] = {}
    changes: list[datetime] = []
    for row in rows:
        if row.valid_from > at:
            changes.append(row.valid_from)
        elif row.prefix not in newest or newest[row.prefix].valid_from <= row.valid_from:
            newest[row.prefix] = row
    prices = {prefix: row.micros for prefix, row in newest.items()}
    return Tariff(prices, currency, min(changes, default=None))


def rate(tariff: Tariff, number: str, parts: int) -> Money | None:
    """What ``parts`` parts to ``number`` cost, exactly; none: not served."""
    micros = tariff.micros(number)
    return None if micros is None else Money(micros * parts, tariff.currency)
