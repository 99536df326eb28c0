"""Tables of canned replies."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, Text
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from guichet.desk.canned.types import Scope
from guichet.kit.db.tables import TenantTable


class CannedRow(TenantTable):
    """A canned reply."""

    __tablename__ = "canned_reply"
    __table_args__ = (
        Index("ix_canned_reply_scope", "tenant_id", "scope", "queue_id", "id"),
        Index("ix_canned_reply_owner", "tenant_id", "owner_id", "scope", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    title: Mapped[str]
    text: Mapped[str]
    shortcut: Mapped[str | None]
    scope: Mapped[Scope] = mapped_column(Text())
    queue_id: Mapped[UUID | None]
    language: Mapped[str | None]
    owner_id: Mapped[UUID]
    used: Mapped[int] = mapped_column(server_default=sql("0"))
    created_at: Mapped[datetime]


class CannedKeyRow(TenantTable):
    """A word a canned reply is found by, in normal form."""

    __tablename__ = "canned_key"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "canned_id"], ["canned_reply.tenant_id", "canned_reply.id"]
        ),
        Index("ix_canned_key_canned_id", "tenant_id", "canned_id"),
    )

    key: Mapped[str] = mapped_column(Text(collation="C"), primary_key=True)
    canned_id: Mapped[UUID] = mapped_column(primary_key=True)
