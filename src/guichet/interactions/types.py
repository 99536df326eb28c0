"""Interactions and messages as the rest of Guichet sees them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID

from guichet.files.types import FileRef
from guichet.gateway.failures import Failure
from guichet.gateway.types import Identity, Medium, Notice, Page, QuickReply
from guichet.interactions.states import State

AuthorKind = Literal["contact", "agent", "system"]
MessageKind = Literal["text", "notice", "note", "file"]
"""``note``: between agents, the person never sees it. ``file``: nothing but files."""
PreviewAuthor = Literal["contact", "agent"]
DeliveryState = Literal["none", "queued", "sent", "delivered", "seen", "failed"]
FactName = Literal["open", "asked", "medium", "topic", "rated", "rated_low", "rated_high"]
"""What segments ask of requests: see ``facts``."""

PREVIEW_LENGTH = 160
LONGEST_TEXT = 8_000
"""Characters in one message."""


@dataclass(frozen=True, slots=True)
class Way:
    """How the person of an interaction is reached."""

    entry_point_id: UUID
    channel: str
    title: str
    address: Identity


@dataclass(frozen=True, slots=True)
class Agent:
    """A user who answers."""

    id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class Person:
    """The contact of an interaction, as named when it began."""

    id: UUID
    name: str | None
    code: str


@dataclass(frozen=True, slots=True)
class Preview:
    """The last thing said."""

    author: PreviewAuthor
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class QueueRef:
    """The queue an interaction waits in, as named when it came there."""

    id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class Need:
    """A skill asked of the agent."""

    skill_id: UUID
    level: int
    """At least, 1 to 5."""
    name: str


@dataclass(frozen=True, slots=True)
class Needs:
    """What an interaction asks of its agent."""

    required: tuple[Need, ...] = ()
    preferred: tuple[Need, ...] = ()
    forbidden: tuple[Need, ...] = ()
    """Whoever has it at that level or above is not asked."""


@dataclass(frozen=True, slots=True)
class Offer:
    """Handed to one agent, who may accept until then."""

    agent: Agent
    at: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Preferred:
    """The agent it should go to, before anyone else until then; none: for as long as it waits."""

    agent_id: UUID
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class DispositionRef:
    """How it ended, one of the queue's dispositions, as named when it was chosen."""

    id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class Rating:
    """What the person thought of it."""

    stars: int
    """1 to 5."""
    comment: str | None = None


@dataclass(frozen=True, slots=True)
class Why:
    """Why routing did what it did last: a code and its parameters, put in words by who shows it."""

    code: str
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a new interaction is to wait, and for whom."""

    queue: QueueRef | None = None
    needs: Needs = field(default_factory=Needs)
    priority: int = 0
    """Minutes of age it is worth beside the queue's own."""
    preferred: Preferred | None = None
    tags: tuple[str, ...] = ()
    why: Why | None = None
    due_at: datetime | None = None
    """Not to be offered before."""


@dataclass(frozen=True, slots=True)
class Interaction:
    """One request or conversation."""

    id: UUID
    version: int
    state: State
    medium: Medium
    way: Way
    person: Person
    agent: Agent | None
    language: str
    page: Page | None
    preview: Preview | None
    unanswered: int
    """Texts of the person since the last text of an agent."""
    messages: int
    created_at: datetime
    waiting_since: datetime | None
    """Since when the person waits for an agent; kept when an offer lapses or is declined and when
    it is handed back or on. A new wait begins when it is woken or reopened.
    """
    taken_at: datetime | None
    closed_at: datetime | None
    last_message_at: datetime | None
    queue: QueueRef | None = None
    queued_at: datetime | None = None
    """When it last came into a queue: what widens or overflows with time counts from here."""
    needs: Needs = field(default_factory=Needs)
    priority: int = 0
    """Minutes of age it is worth beside the queue's own."""
    subject: str | None = None
    """Chosen by the person (a key of the entry point) or written by an agent."""
    subject_name: str | None = None
    """What the company called the chosen subject then."""
    offer: Offer | None = None
    """Set exactly while it is offered."""
    preferred: Preferred | None = None
    due_at: datetime | None = None
    """Not to be offered before: a callback at a time."""
    snoozed_until: datetime | None = None
    """Set exactly while it is snoozed."""
    held_at: datetime | None = None
    """Set exactly while it is held."""
    wrap_up_until: datetime | None = None
    """When writing it up ends by itself; none: when the agent says so."""
    disposition: DispositionRef | None = None
    merged_into: UUID | None = None
    """The interaction of the same contact that goes on instead."""
    consulted: tuple[Agent, ...] = ()
    """Agents invited by the one who has it: they see it and write notes."""
    joined: tuple[UUID, ...] = ()
    """Those of ``consulted`` who may also answer the person."""
    rating: Rating | None = None
    why: Why | None = None
    """The reason of routing's last decision."""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Author:
    """Who said something."""

    kind: AuthorKind
    id: UUID | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """How far something of ours has come."""

    state: DeliveryState
    at: datetime | None = None
    failure: Failure | None = None
    parts: int | None = None
    """In how many parts it left, where the medium cuts long words."""


@dataclass(frozen=True, slots=True)
class Message:
    """One item of a timeline."""

    id: UUID
    version: int
    interaction_id: UUID
    seq: int
    """Place in the timeline, gapless from 1."""
    kind: MessageKind
    author: Author
    text: str | None
    notice: Notice | None
    client_id: str | None
    at: datetime
    delivery: Delivery
    outbound_id: UUID | None
    internal: bool = False
    """Between agents: notes, and notices the person is not told."""
    mentions: tuple[Agent, ...] = ()
    """Agents a note calls."""
    files: tuple[FileRef, ...] = ()
    quick: tuple[QuickReply, ...] = ()


@dataclass(frozen=True, slots=True)
class Words:
    """What is about to be added to a timeline."""

    author: Author
    text: str | None = None
    notice: Notice | None = None
    client_id: str | None = None
    message_id: UUID | None = None
    """Given when the id had to be known before."""
    outbound_id: UUID | None = None
    """Set when it is sent to the person."""
    internal: bool = False
    mentions: tuple[Agent, ...] = ()
    files: tuple[FileRef, ...] = ()
    quick: tuple[QuickReply, ...] = ()
    note: bool = False
    """A note between agents; internal by nature."""


@dataclass(frozen=True, slots=True)
class Merge:
    """One interaction merged into another of the same contact."""

    id: UUID
    source_id: UUID
    target_id: UUID
    was_open: bool
    """Undoing it reopens the source."""
    reason: str | None
    by: Agent
    at: datetime
