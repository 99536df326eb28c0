"""Tables of contacts and their identities."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from guichet.gateway.types import IdentityKind
from guichet.kit.db.tables import TenantTable


class ContactRow(TenantTable):
    """A person known to a tenant."""

    __tablename__ = "contact"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    name: Mapped[str | None]
    code: Mapped[str]
    language: Mapped[str | None]
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]


class ContactIdentityRow(TenantTable):
    """By what a contact is recognised: one identity leads to one contact."""

    __tablename__ = "contact_identity"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "contact_id"], ["contact.tenant_id", "contact.id"]),
        Index("uq_contact_identity_kind_value", "tenant_id", "kind", "value", unique=True),
        Index("ix_contact_identity_contact_id", "tenant_id", "contact_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    contact_id: Mapped[UUID]
    kind: Mapped[IdentityKind] = mapped_column(Text())
    value: Mapped[str]
    created_at: Mapped[datetime]


class ContactKeyRow(TenantTable):
    """A word a contact is found by, in normal form: one row a word."""

    __tablename__ = "contact_key"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "contact_id"], ["contact.tenant_id", "contact.id"]),
        Index("ix_contact_key_contact_id", "tenant_id", "contact_id"),
    )

    key: Mapped[str] = mapped_column(Text(collation="C"), primary_key=True)
    contact_id: Mapped[UUID] = mapped_column(primary_key=True)
