"""The table of things to send."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, SmallInteger, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from guichet.gateway.outbound.outcomes import SendState
from guichet.gateway.types import IdentityKind
from guichet.kit.db.tables import ALL, KEEP, Grants, TenantTable


class OutboundRow(TenantTable):
    """One thing to send to one address through one entry point."""

    __tablename__ = "outbound"
    request_may: ClassVar[Grants] = KEEP
    system_may: ClassVar[Grants] = ALL
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "entry_point_id"], ["entry_point.tenant_id", "entry_point.id"]
        ),
        Index("ix_outbound_due", "due_at", postgresql_where=text("state = 'queued'")),
        Index(
            "ix_outbound_peer",
            "tenant_id",
            "entry_point_id",
            "peer_id",
            postgresql_where=text("peer_id IS NOT NULL"),
        ),
        Index("ix_outbound_created_at", "created_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    entry_point_id: Mapped[UUID]
    channel: Mapped[str]
    address_kind: Mapped[IdentityKind] = mapped_column(Text())
    address: Mapped[str]
    text: Mapped[str | None]
    notice: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    author: Mapped[str | None]
    language: Mapped[str | None]
    line: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    """Where in a conversation it stands: interaction, message, seq, instant."""
    files: Mapped[list[dict[str, Any]] | None] = mapped_column(JSONB(none_as_null=True))
    quick: Mapped[list[dict[str, Any]] | None] = mapped_column(JSONB(none_as_null=True))
    state: Mapped[SendState] = mapped_column(Text())
    due_at: Mapped[datetime]
    """Queued: not before. Also moved ahead while somebody is sending it, so that it comes back
    when that somebody dies.
    """
    attempts: Mapped[int]
    """Also the fencing token: who began an earlier attempt may not report any more."""
    peer_id: Mapped[str | None]
    parts: Mapped[int | None] = mapped_column(SmallInteger)
    failure: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    created_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
