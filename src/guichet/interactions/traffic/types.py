"""What came in, as it was then."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from guichet.gateway.context import Context
from guichet.gateway.types import IdentityKind
from guichet.interactions.types import Needs


@dataclass(frozen=True, slots=True)
class Opened:
    """An interaction with what was known when it was opened, and what became of it."""

    id: UUID
    at: datetime
    medium: str
    entry_point_id: UUID
    address_kind: IdentityKind
    address: str
    contact_id: UUID
    contact_name: str | None
    contact_code: str
    language: str
    page: str | None
    subject: str | None
    queue_id: UUID | None
    needs: Needs
    priority: int
    stars: int | None
    """What the person thought of it afterwards."""
    agent_id: UUID | None
    taken_at: datetime | None
    closed_at: datetime | None
    context: Context | None
    """What it brought along; none as well when that was not asked for."""
