"""Suspected duplicates."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from guichet.crm.matches import Reason


@dataclass(frozen=True, slots=True)
class Shared:
    """Something one card has in common with another."""

    mine: UUID
    other: UUID
    key: str
    claimed: bool
    """Of the other it is only claimed."""


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Two cards that may be of one person."""

    id: UUID
    version: int
    low_id: UUID
    """The older card."""
    high_id: UUID
    reason: Reason
    found_at: datetime
    dismissed_at: datetime | None = None

    def other(self, contact_id: UUID) -> UUID:
        """The card beside ``contact_id``."""
        return self.high_id if contact_id == self.low_id else self.low_id
