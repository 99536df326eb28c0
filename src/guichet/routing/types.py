"""What the routing engine is told and what it decides: pure values. Queues, agents and needs are
those of the rooms below.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from guichet.agents.types import AgentProfile, Queue
from guichet.gateway.types import Medium
from guichet.interactions.types import Needs, Preferred

PREFERENCE_MINUTES = 5
"""Each step down an agent's own order of queues counts as so much less age: what waits elsewhere
comes first for a while, never for ever.
"""
DECLINED_MINUTES = 5
"""For so long a request is not offered again to the agent who declined it."""
NAMED_AT_MOST = timedelta(hours=1)
"""A request named to an agent without a limit goes to others after so long in its queue: the agent
may be busy for ever.
"""
MOST_CANDIDATES = 5
"""Kept with a decision."""


@dataclass(frozen=True, slots=True)
class Request:
    """An interaction that waits, as far as routing cares."""

    id: UUID
    queue_id: UUID
    medium: Medium
    since: datetime
    """When the person began to wait: the place in line, whatever happens."""
    entered_at: datetime
    """When it came into its present queue: rings and overflow count from here."""
    needs: Needs = field(default_factory=Needs)
    priority: int = 0
    """Minutes of age it is worth, beside the queue's."""
    preferred: Preferred | None = None
    due_at: datetime | None = None
    """Not to be offered before."""
    in_hours: bool = True
    """It came while the queue was open: it is answered even if the queue closes meanwhile."""


@dataclass(frozen=True, slots=True)
class QueueSet:
    """A queue is as given from now on."""

    at: datetime
    queue: Queue
    open_since: datetime | None
    """None while closed."""


@dataclass(frozen=True, slots=True)
class QueueRemoved:
    """A queue is gone; what waits in it is told where else it waits."""

    at: datetime
    queue_id: UUID


@dataclass(frozen=True, slots=True)
class AgentSet:
    """An agent's queues, skills and capacity are as given from now on."""

    at: datetime
    profile: AgentProfile


@dataclass(frozen=True, slots=True)
class AgentRemoved:
    """Nobody any more. What they had is told by itself."""

    at: datetime
    agent_id: UUID


@dataclass(frozen=True, slots=True)
class PresenceSet:
    """Whether an agent can be given something, and whether they are there at all."""

    at: datetime
    agent_id: UUID
    ready: bool
    present: bool
    """Not offline: what is kept for them goes on being kept."""
    idle_since: datetime | None = None
    """Known after a take-over only; otherwise the engine counts itself."""


@dataclass(frozen=True, slots=True)
class Waits:
    """A request waits as given from now on, whatever it did before."""

    at: datetime
    request: Request


@dataclass(frozen=True, slots=True)
class Offered:
    """The log tells of an offer. One of the engine's own is known already."""

    at: datetime
    request: Request
    agent_id: UUID
    until: datetime


@dataclass(frozen=True, slots=True)
class Declined:
    """An agent said no to an offer. What waits again is told by ``Waits``, before or after."""

    at: datetime
    interaction_id: UUID
    agent_id: UUID


@dataclass(frozen=True, slots=True)
class HasIt:
    """An agent has an interaction in hand from now on."""

    at: datetime
    interaction_id: UUID
    agent_id: UUID
    medium: Medium


@dataclass(frozen=True, slots=True)
class Gone:
    """An interaction neither waits nor is in anybody's hand any more."""

    at: datetime
    interaction_id: UUID


@dataclass(frozen=True, slots=True)
class Tick:
    """Time has passed."""

    at: datetime


Event = (
    QueueSet
    | QueueRemoved
    | AgentSet
    | AgentRemoved
    | PresenceSet
    | Waits
    | Offered
    | Declined
    | HasIt
    | Gone
    | Tick
)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why, as a code and its parameters; in words by the texts ``why.<code>``."""

    code: str
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An agent who could have had it, and by what they are compared, in this order."""

    agent_id: UUID
    preference: int
    """Of the queue, in the agent's own order; the lower the sooner."""
    fit: int
    """How well the skills fit; the higher the sooner."""
    idle_since: datetime
    """The earlier the sooner."""


@dataclass(frozen=True, slots=True)
class Offer:
    """Hand a request to an agent, who may accept until then."""

    at: datetime
    interaction_id: UUID
    agent_id: UUID
    queue_id: UUID
    until: datetime
    reason: Reason
    candidates: tuple[Candidate, ...]
    """The chosen one first."""
    waiting: int
    """How many others the agent could have been given."""


@dataclass(frozen=True, slots=True)
class Expire:
    """The agent did not answer in time: the request waits in its old place, the agent is not
    ready.
    """

    at: datetime
    interaction_id: UUID
    agent_id: UUID


@dataclass(frozen=True, slots=True)
class Requeue:
    """It waited too long: it goes on waiting in another queue, in its old place."""

    at: datetime
    interaction_id: UUID
    queue_id: UUID
    reason: Reason


Decision = Offer | Expire | Requeue

LIVE_MEDIA = frozenset({Medium.CHAT, Medium.CALL, Medium.VIDEO})
"""Somebody sits and waits for the next word."""
LIVE_RETURNS = timedelta(minutes=2)
"""An agent's live requests go back to the line when their browser is not heard of for so long."""
OTHERS_RETURN = timedelta(minutes=30)
"""So do all others, and the agent is offline."""


@dataclass(frozen=True, slots=True)
class Return:
    """The agent who has it is gone: it waits again, in its old place."""

    at: datetime
    interaction_id: UUID
    agent_id: UUID


@dataclass(frozen=True, slots=True)
class Withdraw:
    """The agent it is offered to is gone: it waits again, in its old place."""

    at: datetime
    interaction_id: UUID
    agent_id: UUID


@dataclass(frozen=True, slots=True)
class Leave:
    """An agent has not been heard of for so long that they are offline."""

    at: datetime
    agent_id: UUID


Deed = Decision | Return | Withdraw | Leave
"""All a tenant's board wants done: the engine's decisions, and what follows from who is gone."""
