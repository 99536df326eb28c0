"""Tables of suspected duplicates."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from guichet.crm.matches import Reason
from guichet.kit.db.tables import TenantTable


class ContactMarkRow(TenantTable):
    """Something a card may have in common with others. Without a foreign key, as keys are."""

    __tablename__ = "contact_mark"
    __table_args__ = (Index("ix_contact_mark_contact_id", "tenant_id", "contact_id"),)

    key: Mapped[str] = mapped_column(Text(collation="C"), primary_key=True)
    contact_id: Mapped[UUID] = mapped_column(primary_key=True)
    claimed: Mapped[bool]


class ContactDuplicateRow(TenantTable):
    """Two cards that may be of one person."""

    __tablename__ = "contact_duplicate"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "low_id"], ["contact.tenant_id", "contact.id"]),
        ForeignKeyConstraint(["tenant_id", "high_id"], ["contact.tenant_id", "contact.id"]),
        Index("uq_contact_duplicate_pair", "tenant_id", "low_id", "high_id", "reason", unique=True),
        Index("ix_contact_duplicate_high_id", "tenant_id", "high_id"),
        Index(
            "ix_contact_duplicate_open",
            "tenant_id",
            "id",
            postgresql_where=text("dismissed_at IS NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    low_id: Mapped[UUID]
    high_id: Mapped[UUID]
    reason: Mapped[Reason] = mapped_column(Text())
    found_at: Mapped[datetime]
    dismissed_at: Mapped[datetime | None]
    dismissed_by: Mapped[UUID | None]
