"""Names a tenant sends under."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from guichet.kit.ids import TenantId

NameState = Literal["asked", "registered", "refused"]


@dataclass(frozen=True, slots=True)
class SenderName:
    """A name, and whether the tenant may use it."""

    id: UUID
    tenant_id: TenantId
    name: str
    """As it stands on the telephone."""
    state: NameState
    proof: str
    """Why it is the tenant's: a trade mark, a register of companies, an authorisation."""
    asked_at: datetime
    decided_at: datetime | None
    reason: str | None
    """Why it was refused."""
    version: int
