"""How many there are, judged by a few who were drawn. Pure.

Contacts are drawn by a digest of their id: whoever lies in a range of digests is drawn, whatever
else is true of them, and the same each time, so that a figure does not dance while one types.
"""

import math
from dataclasses import dataclass
from typing import Final

DIGESTS: Final = 2**32
LOWEST: Final = -(2**31)
"""Digests are whole numbers of four bytes, with a sign."""
STEPS: Final = (2_000, 20_000)
"""Contacts drawn in all, one step after the other, until ``ENOUGH`` of them are in."""
ENOUGH: Final = 100
RARE: Final = 30
"""Fewer of those drawn say little: everybody is asked, if that is quick."""
LOOKED_UP: Final = 3_000
"""Drawn people about whom more is asked than their card says."""
FIRST: Final = (1_000, 4_000, 16_000)
"""Contacts among whom a few are looked for, one step after the other, before all are asked."""
_SURE: Final = 2.3
"""The true figure lies within the bounds 95 times of 100, of rare people, too: for frequent ones
1.96 would do.
"""


@dataclass(frozen=True, slots=True)
class Draw:
    """Contacts whose digest is at least ``first`` and below ``end``."""

    first: int
    end: int

    @property
    def last(self) -> int:
        """Included."""
        return self.end - 1


@dataclass(frozen=True, slots=True)
class Drawn:
    """Who was drawn so far."""

    people: int = 0
    asked: int = 0
    """Of whom more than the card was looked at."""
    fulfil: int = 0

    def __add__(self, more: "Drawn") -> "Drawn":
        return Drawn(self.people + more.people, self.asked + more.asked, self.fulfil + more.fulfil)


def draw(total: int, before: int, about: int) -> Draw:
    """Those that make about ``about`` of ``total`` with the ``before`` drawn first."""
    return Draw(_place(total, before), _place(total, about))


def _place(total: int, about: int) -> int:
    return LOWEST + DIGESTS * min(about, total) // max(total, 1)


def next_step(total: int, before: int, so_far: Drawn) -> int | None:
    """How many to have drawn in all after the next step; none where that is enough."""
    if so_far.fulfil >= ENOUGH or before >= total:
        return None
    wanted = next((one for one in STEPS if one > before), None)
    if wanted is None or not so_far.asked:
        return wanted
    room = (LOOKED_UP - so_far.asked) * so_far.people // so_far.asked
    return min(wanted, before + room) if room > before // 4 else None


def worth_looking(before: int, found: int, wanted: int) -> bool:
    """Whether to look for a few more among those drawn: if of ``before`` so few were in that all
    steps together would give less than half of the ``wanted``, everybody is asked at once.
    """
    return not before or 2 * found * FIRST[-1] >= wanted * before


def judged(total: int, drawn: Drawn) -> tuple[int, int, int]:
    """About how many of ``total``, and between which bounds (Wilson's, for a share of a few: they
    hold where nobody was found, too).
    """
    if not drawn.people:
        return 0, 0, total
    share = drawn.fulfil / drawn.people
    left = max(0.0, 1 - drawn.people / total) if total > drawn.people else 0.0
    square = _SURE * _SURE * left / drawn.people
    middle = (share + square / 2) / (1 + square)
    wide = math.sqrt(square * share * (1 - share) + square * square / 4) / (1 + square)
    least = max(drawn.fulfil, math.floor(total * (middle - wide)))
    most = min(total - (drawn.people - drawn.fulfil), math.ceil(total * (middle + wide)))
    return round(total * share), least, max(least, most)
