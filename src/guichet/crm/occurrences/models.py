"""The tables of occurrences."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from guichet.kit.db.tables import KEEP, READ, Grants, TenantTable


class OccurrenceRow(TenantTable):
    """Something that happened to a contact. Appended, without foreign keys; only erasing a person
    changes it.
    """

    __tablename__ = "contact_event"
    request_may: ClassVar[Grants] = KEEP
    reader_may: ClassVar[Grants] = READ
    __table_args__ = (
        Index("ix_contact_event_person", "tenant_id", "contact_id", "id"),
        Index(
            "ix_contact_event_type",
            "tenant_id",
            "type",
            "at",
            postgresql_include=["contact_id", "amount", "currency"],
        ),
        Index(
            "ix_contact_event_category",
            "tenant_id",
            "type",
            "category",
            "at",
            postgresql_include=["contact_id", "amount", "currency"],
            postgresql_where=text("category IS NOT NULL"),
        ),
    )

    key: Mapped[UUID] = mapped_column(primary_key=True)
    """A digest of the sender's id: the same id twice is one row, whenever it happened."""
    id: Mapped[UUID]
    """A version 7 of when it happened and the key: where it stands in a history."""
    contact_id: Mapped[UUID]
    """As it was told: perhaps an alias by now."""
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
    content: Mapped[UUID]
    """A digest of what was told: tells a repeat from something else under the same id."""
    received_at: Mapped[datetime]


class OccurrenceTypeRow(TenantTable):
    """A type in use, and the properties seen of it."""

    __tablename__ = "contact_event_type"

    name: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int]
    properties: Mapped[dict[str, Any]] = mapped_column(JSONB())
    """Types by name."""
    first_at: Mapped[datetime]
