"""Tables of support access."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from guichet.kit.db.tables import KEEP, Grants, TenantTable


class SupportGrant(TenantTable):
    """One request for support access. Requests of the tenant decide; they never make one."""

    __tablename__ = "support_grant"
    request_may: ClassVar[Grants] = frozenset({"SELECT", "UPDATE"})
    system_may: ClassVar[Grants] = KEEP

    id: Mapped[UUID] = mapped_column(primary_key=True)
    operator_id: Mapped[UUID]
    operator_name: Mapped[str]
    reason: Mapped[str]
    minutes: Mapped[int]
    asked_at: Mapped[datetime]
    decided_by_id: Mapped[UUID | None]
    decided_by_name: Mapped[str | None]
    granted_at: Mapped[datetime | None]
    refused_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]
    entered_at: Mapped[datetime | None]
    version: Mapped[int]

    __table_args__ = (Index("ix_support_grant_operator", "operator_id", "id"),)
