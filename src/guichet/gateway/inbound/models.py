"""The table of inbound seen."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from guichet.kit.db.tables import ALL, Grants, TenantTable


class InboundSeenRow(TenantTable):
    """One thing a peer handed over, by the peer's own id."""

    __tablename__ = "inbound_seen"
    request_may: ClassVar[Grants] = ALL
    system_may: ClassVar[Grants] = frozenset({"SELECT", "DELETE"})
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "entry_point_id"], ["entry_point.tenant_id", "entry_point.id"]
        ),
        Index("ix_inbound_seen_seen_at", "seen_at"),
    )

    entry_point_id: Mapped[UUID] = mapped_column(primary_key=True)
    peer_id: Mapped[str] = mapped_column(primary_key=True)
    became_id: Mapped[UUID]
    """The message it became."""
    seen_at: Mapped[datetime]
