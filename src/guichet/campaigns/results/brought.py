"""What a campaign brought: those on its list beside those who, drawn by lot, were held back. Pure.

Everybody on the list counts, whether it reached them or not, and both groups are looked at through
the same days: only then is chance all that tells them apart.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from guichet.kit.shares import Lift, difference

ENOUGH_PEOPLE: Final = 100
"""In each group; with fewer a figure would be a guess."""
ENOUGH_BUYERS: Final = 10
"""In both together."""


@dataclass(frozen=True, slots=True)
class Side:
    """People with a card of one group, and those of them who bought."""

    people: int
    buyers: int


@dataclass(frozen=True, slots=True)
class Brought:
    """What became of both groups within days of the campaign."""

    type: str
    days: int
    sent: Side
    control: Side
    since: datetime | None
    """When the days begin for everybody; none: nothing left yet."""
    until: datetime | None
    """When they are over."""

    @property
    def lift(self) -> Lift | None:
        """By how much the share of buyers is higher with the campaign; none: nobody can say yet."""
        enough = min(self.sent.people, self.control.people) >= ENOUGH_PEOPLE
        if not enough or self.sent.buyers + self.control.buyers < ENOUGH_BUYERS:
            return None
        sent, control = self.sent, self.control
        return difference(sent.buyers, sent.people, control.buyers, control.people)

    @property
    def share(self) -> float | None:
        """Of buyers among those it was sent to; none where it would be a guess."""
        return _share(self.sent)

    @property
    def control_share(self) -> float | None:
        """Of buyers among those held back; none where it would be a guess."""
        return _share(self.control)


def _share(side: Side) -> float | None:
    return side.buyers / side.people if side.people >= ENOUGH_PEOPLE else None
