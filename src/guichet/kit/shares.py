"""Shares of people, and how sure one may be of their difference. Pure.

The interval is the hybrid score interval of Newcombe (R. G. Newcombe, "Interval estimation for the
difference between independent proportions: comparison of eleven methods", Statistics in Medicine
17, 1998, pages 873 to 890, method 10), made of two score intervals of Wilson without continuity
correction. Unlike the usual one it holds its 95 % also where hardly anybody does it.
"""

from dataclasses import dataclass
from math import sqrt
from typing import Final

Z: Final = 1.959963984540054
"""Of the standard normal distribution, for 95 % in the middle."""


@dataclass(frozen=True, slots=True)
class Lift:
    """By how much one share is above another, from -1 to 1, with its 95 % interval."""

    difference: float
    low: float
    high: float


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
