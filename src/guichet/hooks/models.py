"""The table of hooks."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import Index, LargeBinary, SmallInteger, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from guichet.hooks.types import OffWhy
from guichet.kit.db.tables import ALL, Grants, TenantTable


class HookRow(TenantTable):
    """Where a company wants to be told of events."""

    __tablename__ = "hook"
    system_may: ClassVar[Grants] = ALL
    __table_args__ = (
        Index(
            "ux_hook_callback",
            "tenant_id",
            "address",
            unique=True,
            postgresql_where=text("called_back AND removed_at IS NULL"),
        ),
        Index("ix_hook_lookup", "id"),
        Index("ix_hook_removed", "removed_at", postgresql_where=text("removed_at IS NOT NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    address: Mapped[str]
    description: Mapped[str]
    kinds: Mapped[list[str]] = mapped_column(ARRAY(Text))
    together: Mapped[bool]
    lanes: Mapped[int] = mapped_column(SmallInteger)
    enabled: Mapped[bool]
    called_back: Mapped[bool]
    secret: Mapped[bytes] = mapped_column(LargeBinary)
    """In a box of the master secret, as the one before."""
    old_secret: Mapped[bytes | None] = mapped_column(LargeBinary)
    old_until: Mapped[datetime | None]
    off_why: Mapped[OffWhy | None] = mapped_column(Text())
    off_at: Mapped[datetime | None]
    created_by: Mapped[UUID | None]
    created_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
    """It is gone; what it was told is deleted little by little."""
    version: Mapped[int]
