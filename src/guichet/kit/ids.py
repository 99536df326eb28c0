"""Identifiers: UUID version 7 (RFC 9562, section 5.7), made from the injected clock.

Ids are known before the row is committed, sort by time of creation, and their range of time is
what tables are partitioned by.
"""

import os
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import NewType
from uuid import UUID, SafeUUID

from guichet.kit.clock import Clock

TenantId = NewType("TenantId", UUID)
UserId = NewType("UserId", UUID)

RandomBits = Callable[[int], int]
"""Gives that many random bits as an integer."""


_DRAWN = 4_096
_LOW = (1 << 62) - 1
"""The last bits of an id, behind those that say of what kind it is."""
_new = object.__new__
_set = object.__setattr__


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

    def many(self, count: int) -> list[UUID]:
        """So many ids, each greater than the one before, for a third of what ``new`` costs: between
        two of them lie up to four thousand million that nobody gets.
        """
        if count <= 0:
            return []
        made = [self.new()]
        low = self._last & _LOW
        high = self._last ^ low
        steps = self._random_bits(32 * count).to_bytes(4 * count, "big")
        for step in memoryview(steps).cast("I")[1:]:
            low += 1 + step
            if low > _LOW:
                high = _successor(high | _LOW)
                low = high & _LOW
                high ^= low
            made.append(_id(high | low))
        self._last = high | low
        return made

    def new(self) -> UUID:
        """A new UUID version 7, greater than every id this maker gave for the same or an
        earlier instant.

        When the clock steps back (seeded history does so on purpose) ids follow it; only within
        one millisecond is the order forced, by counting up from the last one given.
        """
        value = self._last = self._next()
        return _id(value)

    def run(self, count: int) -> Sequence[int]:
        """That many ids that follow each other, as the numbers they are: for what is made by the
        thousand, a card with all that stands on it.
        """
        first = self._next()
        found: Sequence[int] = range(first, first + count)
        if (first & _LOW) + count > _LOW:  # the bits that say what an id is come next
            one = [first]
            while len(one) < count:
                one.append(_successor(one[-1]))
            found = one
        self._last = found[-1]
        return found

    def _next(self) -> int:
        milliseconds = int(self._clock.now().timestamp() * 1000)
        value = _compose(milliseconds, self._random_bits(74))
        if value >> 80 == self._last >> 80 and value <= self._last:
            value = _successor(self._last)
        return value


def _id(value: int) -> UUID:
    """``UUID(int=value)`` of what is known to be one, for a third of the cost."""
    made = _new(UUID)
    _set(made, "int", value)
    _set(made, "is_safe", SafeUUID.unknown)
    return made


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
