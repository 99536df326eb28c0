"""The tables of occurrences."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from guichet.kit.db.tables import KEEP, READ, Grants, TenantTable


class OccurrenceKeyRow(TenantTable):
    """By what a thing told twice is known: what was told under the sender's id, and of whom."""

    __tablename__ = "contact_event_key"
    request_may: ClassVar[Grants] = KEEP

    key: Mapped[UUID] = mapped_column(primary_key=True)
    """A digest of the sender's id: the same id twice is one row, whenever it happened."""
    content: Mapped[UUID]
    """A digest of what was told: tells a repeat from something else under the same id."""
    contact_id: Mapped[UUID]
    id: Mapped[UUID]
    """Of the row it became."""


class OccurrenceRow(TenantTable):
    """Something that happened to a contact. Appended, without foreign keys; only erasing a person
    changes it. All that happened to one lies in one part, so that parts are counted for themselves.
    """

    __tablename__ = "contact_event"
    request_may: ClassVar[Grants] = KEEP
    reader_may: ClassVar[Grants] = READ
    hash_parts: ClassVar[int] = 8
    __table_args__ = (
        Index(
            "ix_contact_event_type",
            "tenant_id",
            "type",
            "at",
            postgresql_include=["contact_id", "amount", "currency", "category", "article"],
        ),
        {"postgresql_partition_by": "HASH (contact_id)"},
    )

    contact_id: Mapped[UUID] = mapped_column(primary_key=True)
    """As it was told: perhaps an alias by now."""
    id: Mapped[UUID] = mapped_column(primary_key=True)
    """A version 7 of when it happened and the key: where it stands in a history."""
    key: Mapped[UUID]
    type: Mapped[str]
    at: Mapped[datetime]
    article: Mapped[str | None]
    category: Mapped[str | None]
    amount: Mapped[int | None] = mapped_column(BigInteger)
    """Whole minor units of ``currency``."""
    currency: Mapped[str | None]
    place: Mapped[str | None]
    properties: Mapped[dict[str, Any]] = mapped_column(JSONB(), server_default=text("'{}'"))
    """The others."""
    external_id: Mapped[str]
    received_at: Mapped[datetime]


class OccurrenceTypeRow(TenantTable):
    """A type in use, and the properties seen of it."""

    __tablename__ = "contact_event_type"

    name: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int]
    properties: Mapped[dict[str, Any]] = mapped_column(JSONB())
    """Types by name."""
    first_at: Mapped[datetime]
