"""Canned replies as the desk sees them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

Scope = Literal["tenant", "queue", "own"]
"""For everybody, for a queue, or for the agent who wrote it."""


@dataclass(frozen=True, slots=True)
class CannedDraft:
    """What people decide about a canned reply."""

    title: str
    text: str
    """May hold variables such as ``{contact.name}``."""
    shortcut: str | None = None
    """Typed after a slash; unique where it is seen is better, but not demanded."""
    scope: Scope = "tenant"
    queue_id: UUID | None = None
    """Exactly with scope ``queue``."""
    language: str | None = None
    """Of the requests it is for; for all without it."""


@dataclass(frozen=True, slots=True)
class Canned:
    """A canned reply."""

    id: UUID
    version: int
    draft: CannedDraft
    owner_id: UUID
    """Who wrote it."""
    used: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Filled:
    """A canned reply with the blanks filled in."""

    text: str
    missing: tuple[str, ...]
    """Variables nothing is known for: left out of the text, to be looked at before sending."""
