"""What an invitation is good for: the difference between those who were invited and those who,
drawn by lot, were not. Pure.

The interval is the hybrid score interval of Newcombe (R. G. Newcombe, "Interval estimation for the
difference between independent proportions: comparison of eleven methods", Statistics in Medicine
17, 1998, pages 873 to 890, method 10), made of two score intervals of Wilson without continuity
correction. Unlike the usual one it holds its 95 % also where hardly anybody buys.
"""

from dataclasses import dataclass
from math import sqrt
from typing import Final

from guichet.insight.invitations.types import Group

Z: Final = 1.959963984540054
"""Of the standard normal distribution, for 95 % in the middle."""
ENOUGH_VISITORS: Final = 100
"""In each group; with fewer a figure would be a guess."""
ENOUGH_BUYERS: Final = 10
"""In both together."""


@dataclass(frozen=True, slots=True)
class Lift:
    """By how much more of those invited bought, as a difference of shares, from -1 to 1."""

    difference: float
    low: float
    high: float


def conversion(group: Group) -> float | None:
    """The share of visitors who bought; none where it would be a guess."""
    return group.buyers / group.visitors if group.visitors >= ENOUGH_VISITORS else None


def lift(invited: Group, control: Group) -> Lift | None:
    """With its 95 % interval; none where it would be a guess."""
    enough = min(invited.visitors, control.visitors) >= ENOUGH_VISITORS
    if not enough or invited.buyers + control.buyers < ENOUGH_BUYERS:
        return None
    return difference(invited.buyers, invited.visitors, control.buyers, control.visitors)


def difference(hits: int, of: int, other_hits: int, other_of: int) -> Lift:
    """Of two shares, ``hits / of`` less ``other_hits / other_of``."""
    one, other = hits / of, other_hits / other_of
    low, high = score_interval(hits, of)
    other_low, other_high = score_interval(other_hits, other_of)
    return Lift(
        one - other,
        one - other - sqrt((one - low) ** 2 + (other_high - other) ** 2),
        one - other + sqrt((high - one) ** 2 + (other - other_low) ** 2),
    )


def score_interval(hits: int, of: int) -> tuple[float, float]:
    """In which a share lies with 95 % (E. B. Wilson, "Probable inference, the law of succession,
    and statistical inference", Journal of the American Statistical Association 22, 1927).
    """
    middle = 2 * hits + Z**2
    reach = Z * sqrt(Z**2 + 4 * hits * (1 - hits / of))
    whole = 2 * (of + Z**2)
    return max(0.0, (middle - reach) / whole), min(1.0, (middle + reach) / whole)
