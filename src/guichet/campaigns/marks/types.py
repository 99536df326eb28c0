"""Marks as they pass through the front door."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from guichet.kit.ids import TenantId

MarkKind = Literal["replied", "clicked", "opted_out"]


@dataclass(frozen=True, slots=True)
class Mark:
    """What one recipient did."""

    n: int
    """The recipient's place in the campaign."""
    kind: MarkKind
    at: datetime


@dataclass(frozen=True, slots=True)
class Marked:
    """A campaign with marks nobody counted yet."""

    tenant_id: TenantId
    campaign_id: UUID
