"""How fast a campaign goes, and when it will be through. Pure.

By the agents' free capacity: every message brings a reply with some likelihood, every reply takes
an agent a while. As many messages go as keep the agents busy but not behind: no more a minute than
they can answer the replies of, less while replies wait, none while more wait than can be answered
in time. The likelihood is learned from the campaign itself, beginning with a careful guess.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import exp, sqrt
from typing import Final

from guichet.campaigns.types import Pace

MINUTE: Final = timedelta(minutes=1)
BURST: Final = timedelta(seconds=2)
"""What was not used for longer is lost: after a pause it does not all go at once."""
BUSY: Final = 0.85
"""How much of the agents' time replies may fill on average: the rest is for bad luck."""
USUALLY: Final = 0.93
"""What is left of the full speed on average, when now and then more replies wait than may."""
LIKELY: Final = 1.64
"""Deviations to either side within which nine of ten times lie."""
UNEVEN: Final = 0.05
"""What agents and replies do to the end, whatever is known of the likelihood."""
PRIOR_SHARE: Final = 0.15
PRIOR_WEIGHT: Final = 60.0
"""Messages the first guess counts as."""
SHORTEST_PAUSE: Final = timedelta(milliseconds=500)
LONGEST_PAUSE: Final = timedelta(seconds=5)
_NEARLY: Final = 1e-6
REPLIES_AFTER: Final = timedelta(minutes=8)
"""How long people take to reply, on average."""


@dataclass(frozen=True, slots=True)
class Sent:
    """Messages that left together."""

    age: timedelta
    count: int


@dataclass(frozen=True, slots=True)
class Desk:
    """The agents who answer the replies, as they are now."""

    places: float
    """Replies they can have in hand at once, others' requests taken off."""
    waiting: int
    """Replies nobody has taken yet."""
    handling: timedelta
    """How long one reply takes."""
    target: timedelta
    """Within what it should be taken."""


@dataclass(frozen=True, slots=True)
class Learned:
    """How likely a message brings a reply."""

    share: float
    deviation: float

    @property
    def careful(self) -> float:
        """Rather too high than too low while little is known."""
        return min(1.0, self.share + self.deviation)


def learned(sent: Sequence[Sent], replies: int) -> Learned:
    """From what left so far and how many replies came: what left a moment ago hardly counts, for
    its replies are still to come.
    """
    ripe = sum(one.count * arrived(one.age) for one in sent)
    weight = PRIOR_WEIGHT + ripe
    share = min(1.0, (PRIOR_SHARE * PRIOR_WEIGHT + replies) / weight)
    return Learned(share, sqrt(share * (1 - share) / weight))


def arrived(age: timedelta) -> float:
    """Which part of the replies to a message of this age is there by now."""
    return 1.0 - exp(-max(age, timedelta()) / REPLIES_AFTER)


def to_come(sent: Sequence[Sent], share: float) -> float:
    """How many replies to what left are still to come."""
    return sum(one.count * (1.0 - arrived(one.age)) for one in sent) * share


def per_minute(
    pace: Pace, left: int, now: datetime, desk: Desk | None, of: Learned
) -> float | None:
    """How many may go a minute; none: as many as carriers take."""
    match pace.kind:
        case "rate":
            return float(pace.per_minute or 0)
        case "end_by":
            return _in_time(pace.by, left, now)
        case "agents":
            return by_agents(desk, of) if desk is not None else 0.0
        case _:
            return None


def _in_time(by: datetime | None, left: int, now: datetime) -> float | None:
    """Evenly until then; once it is over as many as can."""
    if by is None or by <= now:
        return None
    return left / max((by - now) / MINUTE, 1 / 60)


def by_agents(desk: Desk, of: Learned) -> float:
    """As many as the agents can answer the replies of, less what waits already."""
    if desk.places <= 0 or of.careful <= 0:
        return 0.0
    answered = desk.places / (desk.handling / MINUTE)
    behind = desk.waiting / answered / (desk.target / MINUTE)
    return BUSY * _eased(behind) * answered / of.careful


def _eased(behind: float) -> float:
    """Full speed while what waits can be taken within a quarter of the target, none from half of it
    on.
    """
    return min(1.0, max(0.0, 2.0 - 4.0 * behind))


@dataclass(frozen=True, slots=True)
class Turn:
    """What may go now."""

    many: int
    begun: datetime
    """Since when what goes now was saved up."""
    rate: float | None
    again_at: datetime

    def used(self, count: int) -> datetime:
        """Up to when ``count`` messages used what was saved up: the next turn begins there."""
        return self.begun + count / self.rate * MINUTE if self.rate else self.begun


def turn(rate: float | None, last: datetime | None, now: datetime, most: int) -> Turn:
    """How many may go at ``rate`` a minute, at most ``most``; ``last``: up to when what was saved
    up is used, none at the beginning.
    """
    if rate is None:
        return Turn(most, now, None, now)
    if rate <= 0:
        return Turn(0, now, rate, now + LONGEST_PAUSE)
    one = MINUTE / rate
    saved = max(BURST, 2 * one)
    begun = now - one if last is None else max(last, now - saved)
    many = min(most, int((now - begun) / one + _NEARLY))
    return Turn(max(many, 0), begun, rate, now + min(max(one, SHORTEST_PAUSE), LONGEST_PAUSE))


def finish(left: int, now: datetime, desk: Desk | None, of: Learned) -> datetime | None:
    """When the last one will have left at the agents' pace, if as many go on answering as do now.
    None: nobody can say, nobody answers at the moment.
    """
    return _finish(left, now, desk, of.share + of.deviation / 2)


def finish_between(
    left: int, now: datetime, desk: Desk | None, of: Learned
) -> tuple[datetime, datetime] | None:
    """Within what the last one will have left, nine times of ten: while few replies are known their
    number is mostly chance, and no forecast can be nearer.
    """
    beyond = LIKELY * of.deviation
    soonest = _finish(left, now, desk, of.share - beyond)
    latest = _finish(left, now, desk, of.share + beyond)
    if soonest is None or latest is None:
        return None
    return now + (soonest - now) * (1 - UNEVEN), now + (latest - now) * (1 + UNEVEN)


def _finish(left: int, now: datetime, desk: Desk | None, share: float) -> datetime | None:
    if left <= 0:
        return now
    if desk is None or desk.places <= 0:
        return None
    answered = BUSY * USUALLY * desk.places / (desk.handling / MINUTE)
    return now + left / (answered / max(share, 0.001)) * MINUTE
