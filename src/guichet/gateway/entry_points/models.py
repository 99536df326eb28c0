"""The table of entry points."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from guichet.kit.db.tables import KEEP, READ, Grants, TenantTable


class EntryPointRow(TenantTable):
    """One way in. Never deleted: conversations name it for ever; ``removed_at`` hides it."""

    __tablename__ = "entry_point"
    request_may: ClassVar[Grants] = KEEP
    system_may: ClassVar[Grants] = READ
    __table_args__ = (
        Index("ix_entry_point_site_key", "site_key"),
        Index("ix_entry_point_kind", "kind"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    kind: Mapped[str]
    title: Mapped[str]
    language: Mapped[str]
    site_key: Mapped[str]
    allowed_origins: Mapped[list[str]] = mapped_column(ARRAY(Text()))
    settings: Mapped[dict[str, Any]] = mapped_column(JSONB)
    enabled: Mapped[bool]
    created_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
