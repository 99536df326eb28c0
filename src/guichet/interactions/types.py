"""Interactions and messages as the rest of Guichet sees them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from guichet.gateway.failures import Failure
from guichet.gateway.types import Identity, Medium, Notice, Page
from guichet.interactions.states import State

AuthorKind = Literal["contact", "agent", "system"]
MessageKind = Literal["text", "notice"]
PreviewAuthor = Literal["contact", "agent"]
DeliveryState = Literal["none", "queued", "sent", "delivered", "seen", "failed"]

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
    """Since when the person waits for an agent; kept when an agent hands it back."""
    taken_at: datetime | None
    closed_at: datetime | None
    last_message_at: datetime | None


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
