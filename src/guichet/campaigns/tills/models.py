"""The table of tills."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from guichet.kit.db.tables import KEEP, READ, Grants, TenantTable


class TillRow(TenantTable):
    """A till, known by the digest of its code."""

    __tablename__ = "till"
    request_may: ClassVar[Grants] = KEEP
    system_may: ClassVar[Grants] = READ
    __table_args__ = (Index("ix_till_token", "token"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    name: Mapped[str]
    token: Mapped[bytes] = mapped_column(LargeBinary())
    created_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
