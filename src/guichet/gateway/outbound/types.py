"""What passes through the front door of outbound."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from guichet.gateway.failures import Failure
from guichet.gateway.outbound.outcomes import SendState
from guichet.gateway.types import Line, Outbound
from guichet.kit.ids import TenantId
from guichet.kit.work import Work


@dataclass(frozen=True, slots=True)
class Due:
    """A thing to send, leased to one sender until ``lease_until``."""

    tenant_id: TenantId
    entry_point_id: UUID
    channel: str
    outbound: Outbound
    attempt: int
    """Counted from 1; the fencing token of this lease."""


@dataclass(frozen=True, slots=True)
class Progress:
    """What became of something sent."""

    outbound_id: UUID
    line: Line | None
    state: SendState
    at: datetime
    failure: Failure | None
    parts: int | None = None


class OnProgress(Protocol):
    """A port: told of every progress, in the same transaction. Handed in by ``processes``."""

    async def __call__(self, work: Work, progress: Progress) -> None: ...
