"""Tills as the rest of Guichet sees them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from guichet.kit.ids import TenantId

PATH: Final = "/till"
MOST_TILLS: Final = 500
LONGEST_NAME: Final = 40


@dataclass(frozen=True, slots=True)
class Till:
    """Where codes of offers are used. It is signed in by a code of its own, without an account."""

    id: UUID
    tenant_id: TenantId
    version: int
    name: str
    created_at: datetime
    removed_at: datetime | None = None
