"""What an invitation is good for: the difference between those who were invited and those who,
drawn by lot, were not. Pure: see ``kit.shares`` for how sure one may be.
"""

from typing import Final

from guichet.insight.invitations.types import Group
from guichet.kit.shares import Lift, difference

ENOUGH_VISITORS: Final = 100
"""In each group; with fewer a figure would be a guess."""
ENOUGH_BUYERS: Final = 10
"""In both together."""


def conversion(group: Group) -> float | None:
    """The share of visitors who bought; none where it would be a guess."""
    return group.buyers / group.visitors if group.visitors >= ENOUGH_VISITORS else None


def lift(invited: Group, control: Group) -> Lift | None:
    """With its 95 % interval; none where it would be a guess."""
    enough = min(invited.visitors, control.visitors) >= ENOUGH_VISITORS
    if not enough or invited.buyers + control.buyers < ENOUGH_BUYERS:
        return None
    return difference(invited.buyers, invited.visitors, control.buyers, control.visitors)
