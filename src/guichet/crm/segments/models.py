"""The tables of segments and lists."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from guichet.kit.db.tables import READ, Grants, TenantTable


class SegmentRow(TenantTable):
    """A condition with a name."""

    __tablename__ = "segment"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    name: Mapped[str]
    language: Mapped[int]
    """The version of the language the condition is written in."""
    condition: Mapped[dict[str, Any]] = mapped_column(JSONB())
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]


class ListRow(TenantTable):
    """A static list."""

    __tablename__ = "contact_list"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    name: Mapped[str]
    created_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
    filling: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    """Of a list that is still being made of a segment: of what, and how far that is."""


class ListMemberRow(TenantTable):
    """Somebody in a static list; without foreign keys, for a list may take in everybody at once."""

    __tablename__ = "contact_list_member"
    reader_may: ClassVar[Grants] = READ
    __table_args__ = (Index("ix_contact_list_member_person", "tenant_id", "contact_id"),)

    list_id: Mapped[UUID] = mapped_column(primary_key=True)
    contact_id: Mapped[UUID] = mapped_column(primary_key=True)
