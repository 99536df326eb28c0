"""What passes through the front door of deliveries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal
from uuid import UUID

from guichet.hooks.types import Boxes
from guichet.kit.ids import TenantId

MOST_WAITING: Final = 200_000
"""Bodies before one hook; past that events are lost and the hook is switched off."""
KEPT_DELIVERED: Final = 200
"""The newest delivered bodies of each hook stay to be looked at."""
KEPT: Final = timedelta(days=14)
"""Whatever became of it, no body is kept longer."""
TRIES_KEPT: Final = 20
EXCERPT: Final = 1_000
"""Characters of a receiver's answer that are kept."""

State = Literal["waiting", "later", "delivered", "dead"]
"""In the line; stepped aside, tried again by itself; answered well; given up."""


@dataclass(frozen=True, slots=True)
class NewDelivery:
    """A body about to be put into a hook's line."""

    tenant_id: TenantId
    hook_id: UUID
    id: UUID
    kind: str
    subject: str
    body: str
    events: int = 1
    contact_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """A body to post now."""

    id: UUID
    state: State
    subject: str
    body: str
    attempts: int
    since: datetime


@dataclass(frozen=True, slots=True)
class Line:
    """A line taken to be told, with what that needs."""

    tenant_id: TenantId
    hook_id: UUID
    lease: int
    failures: int
    failing_since: datetime | None
    lost: int
    address: str
    lanes: int
    boxes: Boxes


@dataclass(frozen=True, slots=True)
class Held:
    """A line locked by who leased it."""

    waiting: int
    later: int
    enabled: bool

    def after(self, moves: Mapping[tuple[State, State], int]) -> "Held":
        """The counts once so many bodies went from one state to another."""
        waiting, later = self.waiting, self.later
        for (was, state), many in moves.items():
            waiting += many * ((state == "waiting") - (was == "waiting"))
            later += many * ((state == "later") - (was == "later"))
        return Held(waiting, later, self.enabled)


@dataclass(frozen=True, slots=True)
class Try:
    """One attempt, as it is remembered."""

    at: datetime
    ms: int
    status: int | None
    why: str | None
    answer: str


@dataclass(frozen=True, slots=True)
class Told:
    """What became of one body in a pass."""

    id: UUID
    was: State
    state: State
    retry_at: datetime | None
    tried: Try


@dataclass(frozen=True, slots=True)
class Delivery:
    """A body as it is shown."""

    id: UUID
    hook_id: UUID
    kind: str
    events: int
    state: State
    created_at: datetime
    retry_at: datetime | None
    ended_at: datetime | None
    attempts: int
    tries: Sequence[Try]
    body: str | None
    """Left out in lists."""
