"""Tables of contacts: who they are, by what they are recognised and found, which are one."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from guichet.crm.types import IdentitySource
from guichet.gateway.types import IdentityKind
from guichet.kit.db.tables import READ, Grants, TenantTable
from guichet.kit.work import ActorKind


class ContactRow(TenantTable):
    """A person known to a tenant."""

    __tablename__ = "contact"
    reader_may: ClassVar[Grants] = READ
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "company_id"], ["company.tenant_id", "company.id"]),
        Index(
            "ix_contact_survivor_id",
            "tenant_id",
            "survivor_id",
            postgresql_where=text("survivor_id IS NOT NULL"),
        ),
        Index(
            "ix_contact_company_id",
            "tenant_id",
            "company_id",
            postgresql_where=text("company_id IS NOT NULL"),
        ),
        Index(
            "ix_contact_shown",
            "tenant_id",
            "id",
            postgresql_where=text("merged_into IS NULL AND erased_at IS NULL"),
        ),
        Index(
            "ix_contact_hidden",
            "tenant_id",
            "id",
            postgresql_where=text("merged_into IS NOT NULL OR erased_at IS NOT NULL"),
        ),
        Index(
            "ix_contact_drawn",
            "tenant_id",
            text("uuid_hash(id)"),
            postgresql_where=text("merged_into IS NULL AND erased_at IS NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    name: Mapped[str | None]
    code: Mapped[str]
    language: Mapped[str | None]
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    company_id: Mapped[UUID | None]
    attributes: Mapped[dict[str, Any]] = mapped_column(JSONB(), server_default=text("'{}'"))
    tags: Mapped[list[str]] = mapped_column(ARRAY(Text()), server_default=text("'{}'"))
    merged_into: Mapped[UUID | None]
    """Of an alias: the contact it was merged into."""
    survivor_id: Mapped[UUID | None]
    """Of an alias: where the chain of merges ends."""
    erased_at: Mapped[datetime | None]


class ContactIdentityRow(TenantTable):
    """By what a contact is recognised: one identity leads to one contact. Without a foreign key, as
    keys are.
    """

    __tablename__ = "contact_identity"
    reader_may: ClassVar[Grants] = READ
    __table_args__ = (
        Index("uq_contact_identity_kind_value", "tenant_id", "kind", "value", unique=True),
        Index("ix_contact_identity_contact_id", "tenant_id", "contact_id", "kind"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    contact_id: Mapped[UUID]
    kind: Mapped[IdentityKind] = mapped_column(Text())
    value: Mapped[str]
    created_at: Mapped[datetime]
    source: Mapped[IdentitySource] = mapped_column(Text(), server_default=text("'channel'"))
    verified_at: Mapped[datetime | None]
    verified_kind: Mapped[ActorKind | None] = mapped_column(Text())
    verified_by: Mapped[UUID | None]
    verified_name: Mapped[str | None]


class ContactKeyRow(TenantTable):
    """A word a contact is found by, in normal form: one row a word. Aliases have none; theirs are
    the survivor's. Without a foreign key, whose check would cost as much as the row, of millions:
    contacts are never deleted.
    """

    __tablename__ = "contact_key"
    __table_args__ = (Index("ix_contact_key_contact_id", "tenant_id", "contact_id", "key"),)

    key: Mapped[str] = mapped_column(Text(collation="C"), primary_key=True)
    contact_id: Mapped[UUID] = mapped_column(primary_key=True)


class ContactClaimRow(TenantTable):
    """What a person is said to be, by nobody we trust."""

    __tablename__ = "contact_claim"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "contact_id"], ["contact.tenant_id", "contact.id"]),
    )

    contact_id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[IdentityKind] = mapped_column(Text(), primary_key=True)
    value: Mapped[str] = mapped_column(primary_key=True)
    claimed_at: Mapped[datetime]


class ContactMergeRow(TenantTable):
    """Two cards made one, and what the survivor's card held before and after."""

    __tablename__ = "contact_merge"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "loser_id"], ["contact.tenant_id", "contact.id"]),
        ForeignKeyConstraint(["tenant_id", "survivor_id"], ["contact.tenant_id", "contact.id"]),
        Index("ix_contact_merge_survivor_id", "tenant_id", "survivor_id", "id"),
        Index("ix_contact_merge_loser_id", "tenant_id", "loser_id", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    loser_id: Mapped[UUID]
    survivor_id: Mapped[UUID]
    reason: Mapped[str]
    before: Mapped[dict[str, Any]] = mapped_column(JSONB())
    after: Mapped[dict[str, Any]] = mapped_column(JSONB())
    at: Mapped[datetime]
    by_kind: Mapped[ActorKind] = mapped_column(Text())
    by_id: Mapped[UUID | None]
    by_name: Mapped[str | None]
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[UUID | None]
    undone_name: Mapped[str | None]


class ContactTagRow(TenantTable):
    """A tag somebody used, to be proposed again."""

    __tablename__ = "contact_tag"

    name: Mapped[str] = mapped_column(primary_key=True)
