"""Texts a company received, as others see them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from guichet.gateway.types import Fate


@dataclass(frozen=True, slots=True)
class Received:
    """A text of a telephone that concerned the company, and what became of it."""

    id: UUID
    at: datetime
    """When the carrier says it was written."""
    sender: str
    addressee: str
    text: str
    fate: Fate
    keyword: str | None = None
    entry_point_id: UUID | None = None
    interaction_id: UUID | None = None
    """The conversation it went into."""
    contact_id: UUID | None = None
    """Who wrote, where they are known."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; nothing given fits everything."""

    sender: str | None = None
    to: str | None = None
    keyword: str | None = None
    fates: frozenset[Fate] = frozenset()
    text: str | None = None
    since: datetime | None = None
