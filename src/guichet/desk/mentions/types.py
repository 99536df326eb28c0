"""Mentions as the rest of the desk sees them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from guichet.interactions.types import Agent

EXCERPT = 160
"""Characters of the note that are shown."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A note that calls an agent."""

    id: UUID
    version: int
    agent_id: UUID
    """Who is called."""
    by: Agent
    interaction_id: UUID
    message_id: UUID
    excerpt: str
    at: datetime
    read_at: datetime | None
