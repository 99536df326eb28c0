"""The table of names tenants send under."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from guichet.kit.db.tables import KEEP, Grants, TenantTable
from guichet.policies.names.types import NameState


class SenderNameRow(TenantTable):
    """A name a tenant asked for."""

    __tablename__ = "sender_name"
    __table_args__ = (
        Index("uq_sender_name_folded", "tenant_id", "folded", unique=True),
        Index("ix_sender_name_state", "state", "id"),
    )
    request_may: ClassVar[Grants] = KEEP
    system_may: ClassVar[Grants] = KEEP

    id: Mapped[UUID] = mapped_column(primary_key=True)
    folded: Mapped[str]
    name: Mapped[str]
    state: Mapped[NameState] = mapped_column(Text())
    proof: Mapped[str]
    asked_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    reason: Mapped[str | None]
    version: Mapped[int]
