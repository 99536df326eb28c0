"""Identifiers: UUID version 7 (RFC 9562, section 5.7), made from the injected clock.

Ids are known before the row is committed, sort by time of creation, and their range of time is
what tables are partitioned by.
"""

import os
from collections.abc import Callable
from datetime import UTC, datetime
from typing import NewType
from uuid import UUID

from guichet.kit.clock import Clock

TenantId = NewType("TenantId", UUID)
UserId = NewType("UserId", UUID)

RandomBits = Callable[[int], int]
"""Gives that many random bits as an integer."""


_DRAWN = 4_096


class RandomPool:
    """Random bits from the system, fetched for a few hundred ids at a time. Of one process: what
    was fetched must not be copied by a fork.
    """

    def __init__(self) -> None:
        self._drawn = b""
        self._at = 0

    def bits(self, count: int) -> int:
        """That many, used once."""
        size = (count + 7) // 8
        end = self._at + size
        if end > len(self._drawn):
            self._drawn, end = os.urandom(max(_DRAWN, size)), size
        self._at = end
        return int.from_bytes(self._drawn[end - size : end], "big") >> (8 * size - count)


class IdMaker:
    """Makes ids that never go backwards within one process, even when its clock does."""

    def __init__(self, clock: Clock, random_bits: RandomBits | None = None) -> None:
        self._clock = clock
        self._random_bits = random_bits or RandomPool().bits
        self._last = 0

    def new(self) -> UUID:
        """A new UUID version 7, greater than every id this maker gave for the same or an
        earlier instant.

        When the clock steps back (seeded history does so on purpose) ids follow it; only within
        one millisecond is the order forced, by counting up from the last one given.
        """
        milliseconds = int(self._clock.now().timestamp() * 1000)
        value = _compose(milliseconds, self._random_bits(74))
        if value >> 80 == self._last >> 80 and value <= self._last:
            value = _successor(self._last)
        self._last = value
        return UUID(int=value)


def _compose(milliseconds: int, random_74: int) -> int:
    high, low = random_74 >> 62, random_74 & ((1 << 62) - 1)
    return (milliseconds << 80) | (0x7 << 76) | (high << 64) | (0b10 << 62) | low


def _successor(value: int) -> int:
    milliseconds = value >> 80
    random_74 = (((value >> 64) & 0xFFF) << 62) | (value & ((1 << 62) - 1))
    return _compose(milliseconds, (random_74 + 1) & ((1 << 74) - 1))


def instant_of(value: UUID) -> datetime:
    """The instant (millisecond) a UUID version 7 was made at."""
    return datetime.fromtimestamp((value.int >> 80) / 1000, UTC)


def lowest_id_at(instant: datetime) -> UUID:
    """The bound below which every version 7 id was made before ``instant``: for partitions and
    for ranges of time. Instants before 1970 have the lowest of all.
    """
    return UUID(int=_compose(max(0, int(instant.timestamp() * 1000)), 0))
