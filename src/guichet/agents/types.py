"""Who answers, and where requests wait: queues, skills, agents, presence, calendars, as the rest of
Guichet sees them. Pure values.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any, Final, Literal
from uuid import UUID

from guichet.gateway.types import Medium
from guichet.kit.ids import UserId

MOST_RINGS: Final = 6
"""Steps by which a queue widens whom it asks."""
MOST_LEVEL: Final = 5
"""Levels of a skill run from 1 (knows a little) to this (knows it best)."""
MOST_PREFERENCE: Final = 9
"""Preferences of an agent's queues run from 1 (first) to this."""
MOST_PRIORITY: Final = 24 * 60
"""Minutes of age a queue's priority may be worth, either way."""


def _fields(kind: Any, value: object) -> dict[str, Any]:
    return {one.name: getattr(value, one.name) for one in fields(kind)}


@dataclass(frozen=True, slots=True)
class Relax:
    """From a ring on, a skill is asked for no longer, or at a lower level."""

    skill_id: UUID
    drop: bool = True
    level: int | None = None
    """The level that is enough from then on, when the skill is not dropped."""


@dataclass(frozen=True, slots=True)
class Ring:
    """One step by which a queue widens whom it asks."""

    after: timedelta
    """Since the request began to wait in the queue."""
    relax: tuple[Relax, ...] = ()
    any_agent_of: UUID | None = None
    """From then on agents of this other queue are asked, too."""


@dataclass(frozen=True, slots=True)
class Overflow:
    """Where a request goes that waited too long."""

    after: timedelta
    queue_id: UUID


@dataclass(frozen=True, slots=True)
class Target:
    """What the queue aims at: so many of a hundred answered within so long."""

    percent: int = 80
    within: timedelta = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Disposition:
    """What a request came to, as the agent says at its end."""

    id: UUID
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueRules:
    """What people decide about a queue; the defaults are right for most."""

    name: str
    priority: int = 0
    """How many minutes of age its requests are worth more (less, below zero) than others'."""
    calendar_id: UUID | None = None
    """When it is open; always, without one."""
    manual_pick: bool = True
    """Agents may take what they like out of it."""
    reservation: timedelta = timedelta(seconds=30)
    """How long an offer waits for the agent's answer."""
    rings: tuple[Ring, ...] = ()
    """In the order of ``after``."""
    overflow: Overflow | None = None
    wrap_up: timedelta = timedelta(0)
    """The longest time an agent may take afterwards; none at all when zero."""
    target: Target = Target()
    short_abandon: timedelta = timedelta(seconds=5)
    """Who leaves sooner than this has not abandoned."""
    dispositions: tuple[Disposition, ...] = ()
    disposition_required: bool = False
    most_waiting: int | None = None
    """Nobody more is let in than this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue(QueueRules):
    """Where requests wait for an agent."""

    id: UUID
    version: int
    key: str
    """Made from its first name, stays when the name changes: for rules and programs."""
    is_default: bool
    """Everything waits here that nothing sends elsewhere. Each tenant has exactly one."""
    moved_to: UUID | None = None
    """Set when it was removed: the queue its waiting went to."""

    @property
    def removed(self) -> bool:
        return self.moved_to is not None

    @property
    def decided(self) -> QueueRules:
        """What people decided about it."""
        return QueueRules(**_fields(QueueRules, self))

    def with_rules(self, rules: QueueRules) -> "Queue":
        """The same queue, decided anew."""
        return replace(self, **_fields(QueueRules, rules))


def queue_of(rules: QueueRules, place: "QueuePlace") -> Queue:
    """A queue from its two halves."""
    return Queue(**_fields(QueueRules, rules), **_fields(QueuePlace, place))


@dataclass(frozen=True, slots=True)
class QueuePlace:
    """What people do not decide about a queue."""

    id: UUID
    version: int
    key: str
    is_default: bool
    moved_to: UUID | None = None


@dataclass(frozen=True, slots=True)
class Skill:
    """Something an agent knows and a request may need."""

    id: UUID
    version: int
    name: str


UNITS: Final = 4
"""Units of an agent nobody set up."""


def _default_weights() -> Mapping[Medium, int]:
    whole = {Medium.CALL: UNITS, Medium.VIDEO: UNITS}
    return MappingProxyType({medium: whole.get(medium, 1) for medium in Medium})


def _default_interrupts() -> Mapping[Medium, frozenset[Medium]]:
    calls = frozenset({Medium.CALL})
    return MappingProxyType({Medium.MAIL: calls, Medium.MESSAGE: calls})


@dataclass(frozen=True, slots=True)
class Capacity:
    """How much an agent does at once."""

    units: int = UNITS
    weights: Mapping[Medium, int] = field(default_factory=_default_weights)
    """Units one request of a medium takes; 1 for a medium that is not named."""
    most: Mapping[Medium, int] = field(default_factory=lambda: MappingProxyType({}))
    """At most so many of a medium at once, whatever units are left; 0 = none ever."""
    interrupts: Mapping[Medium, frozenset[Medium]] = field(default_factory=_default_interrupts)
    """Media that may be offered although work of this medium fills the units."""

    def weight(self, medium: Medium) -> int:
        """Units one request of ``medium`` takes."""
        return self.weights.get(medium, 1)

    def at_once(self, medium: Medium) -> int:
        """How many of ``medium`` alone an agent handles at once."""
        by_units = self.units // max(1, self.weight(medium))
        most = self.most.get(medium)
        return by_units if most is None else min(by_units, most)


@dataclass(frozen=True, slots=True)
class QueueMembership:
    """An agent answers a queue."""

    queue_id: UUID
    preference: int = 1
    """1 is answered first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileRules:
    """What people decide about an agent."""

    queues: tuple[QueueMembership, ...]
    """By preference, then in no particular order."""
    skills: Mapping[UUID, int] = field(default_factory=lambda: MappingProxyType({}))
    """Levels by skill."""
    capacity: Capacity = Capacity()
    languages: tuple[str, ...] = ()
    """Languages the agent answers in; any, when nobody said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentProfile(ProfileRules):
    """A member who answers."""

    id: UserId
    version: int
    name: str
    active: bool
    """Still a member who may answer."""

    @property
    def decided(self) -> ProfileRules:
        """What people decided about the agent."""
        return ProfileRules(**_fields(ProfileRules, self))

    def with_rules(self, rules: ProfileRules) -> "AgentProfile":
        """The same agent, decided anew."""
        return replace(self, **_fields(ProfileRules, rules))


def profile_of(
    rules: ProfileRules, user_id: UserId, version: int, name: str, *, active: bool
) -> AgentProfile:
    """An agent from what people decided and what they did not."""
    decided = _fields(ProfileRules, rules)
    return AgentProfile(id=user_id, version=version, name=name, active=active, **decided)


PresenceStatus = Literal["ready", "not_ready", "offline"]
"""``ready`` gets offers; ``not_ready`` is there and gets none; ``offline`` is not there."""

NO_ANSWER: Final = "no_answer"
"""The reason of who did not answer an offer: given by the router, chosen by nobody."""
REASONS: Final = ("pause", "lunch", "training", "back_office")
"""Keys of the reasons every tenant begins with."""


@dataclass(frozen=True, slots=True)
class Presence:
    """Whether an agent can be given something now."""

    agent_id: UserId
    version: int
    status: PresenceStatus
    reason: str | None
    """Key of a reason, only with ``not_ready``."""
    since: datetime
    """When status or reason last changed."""
    lost_at: datetime | None
    """Since when the agent's browser is not heard of; the status holds until somebody ends it."""
    name: str
    """What the agent is called."""


@dataclass(frozen=True, slots=True)
class NotReadyReason:
    """Why an agent is not ready, as they choose it."""

    id: UUID
    version: int
    key: str
    """Stays when the name changes: figures count by it."""
    name: str | None
    """None for a standard reason, which everyone reads in their own language by its key."""
    place: int
    """Where it stands in the list."""


@dataclass(frozen=True, slots=True)
class Span:
    """Part of a day, in minutes of the clock since its midnight: 480 to 720 is 8 to 12."""

    start: int
    end: int
    """After ``start``, 1440 at the most."""


Week = tuple[
    tuple[Span, ...],
    tuple[Span, ...],
    tuple[Span, ...],
    tuple[Span, ...],
    tuple[Span, ...],
    tuple[Span, ...],
    tuple[Span, ...],
]
"""Open parts of each day from Monday on, in order, none touching the next."""


@dataclass(frozen=True, slots=True)
class DayException:
    """One date that is not like its weekday, nor like a holiday."""

    day: date
    spans: tuple[Span, ...]
    """Open parts; closed all day without any."""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Calendar:
    """When somebody answers: a week, without the holidays of a territory, but for exceptions."""

    id: UUID
    version: int
    name: str
    zone: str
    """IANA time zone."""
    territory: str | None
    """ISO 3166-1 alpha-2: closed on its public holidays; on none without one."""
    week: Week
    exceptions: tuple[DayException, ...] = ()
    """By date, each once."""
