"""Tables of presence and of reasons for not being ready."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from guichet.agents.types import PresenceStatus
from guichet.kit.db.tables import KEEP, Grants, TenantTable


class AgentPresenceRow(TenantTable):
    """Whether an agent can be given something now; who was never there has no row. The past is in
    the event log. The name is a copy, followed whenever the member's changes.
    """

    __tablename__ = "agent_presence"
    request_may: ClassVar[Grants] = KEEP
    system_may: ClassVar[Grants] = KEEP
    __table_args__ = (
        Index("ix_agent_presence_there", "tenant_id", postgresql_where=text("status <> 'offline'")),
    )

    agent_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    name: Mapped[str]
    status: Mapped[PresenceStatus] = mapped_column(Text())
    reason: Mapped[str | None]
    since: Mapped[datetime]
    lost_at: Mapped[datetime | None]


class NotReadyReasonRow(TenantTable):
    """A reason for not being ready. Never deleted: figures name its key."""

    __tablename__ = "not_ready_reason"
    request_may: ClassVar[Grants] = KEEP
    system_may: ClassVar[Grants] = KEEP
    __table_args__ = (Index("uq_not_ready_reason_key", "tenant_id", "key", unique=True),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    key: Mapped[str]
    name: Mapped[str | None]
    place: Mapped[int]
    removed_at: Mapped[datetime | None]
