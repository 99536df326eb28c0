"""What a support grant is, and the state it is in at an instant: pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from guichet.kit.ids import TenantId, UserId

ASKED_FOR: Final = timedelta(hours=24)
"""How long an administrator has to answer."""

SHORTEST: Final = 15
LONGEST: Final = 480
"""Minutes a grant can last."""


class State(StrEnum):
    """Where a grant stands."""

    ASKED = "asked"
    ACTIVE = "active"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    """Nobody answered in time."""
    ENDED = "ended"
    """Its time is over, or the operator left."""


OPEN: Final = frozenset({State.ASKED, State.ACTIVE})


@dataclass(frozen=True, slots=True)
class Person:
    """A user as the other side sees them."""

    user_id: UserId
    name: str


@dataclass(frozen=True, slots=True)
class Grant:
    """One request for support access and what became of it."""

    tenant_id: TenantId
    id: UUID
    operator: Person
    reason: str
    minutes: int
    asked_at: datetime
    version: int
    decided_by: Person | None = None
    granted_at: datetime | None = None
    refused_at: datetime | None = None
    withdrawn_at: datetime | None = None
    left_at: datetime | None = None
    entered_at: datetime | None = None
    """When the operator first looked in."""

    @property
    def until(self) -> datetime | None:
        """When access ends by itself; ``None`` while it was not granted."""
        return self.granted_at and self.granted_at + timedelta(minutes=self.minutes)

    @property
    def ended_at(self) -> datetime | None:
        """When access ended or will end at the latest."""
        ends = [end for end in (self.withdrawn_at, self.left_at, self.until) if end is not None]
        return min(ends, default=None)

    def state_at(self, now: datetime) -> State:
        """Where the grant stands at ``now``."""
        if self.refused_at is not None:
            return State.REFUSED
        if self.withdrawn_at is not None:
            return State.WITHDRAWN
        if self.left_at is not None:
            return State.ENDED
        if self.until is not None:
            return State.ACTIVE if now < self.until else State.ENDED
        return State.ASKED if now < self.asked_at + ASKED_FOR else State.LAPSED
