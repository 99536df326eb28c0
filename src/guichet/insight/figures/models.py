"""Tables of figures: what was counted, and what is remembered between events to count on."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from guichet.kit.db.tables import KEEP, READ, Grants, TenantTable


def _sum() -> Mapped[int]:
    return mapped_column(BigInteger(), server_default=text("0"))


class InteractionTraceRow(TenantTable):
    """Where the counting of one interaction stands. Of the system alone: no request needs it."""

    __tablename__ = "interaction_trace"
    request_may: ClassVar[Grants] = READ
    system_may: ClassVar[Grants] = KEEP

    id: Mapped[UUID] = mapped_column(primary_key=True)
    phase: Mapped[str]
    since: Mapped[datetime | None]
    queue_id: Mapped[UUID | None]
    entered_at: Mapped[datetime | None]
    answered: Mapped[bool]
    taken: Mapped[bool]
    agent_id: Mapped[UUID | None]
    queues: Mapped[list[Any]] = mapped_column(JSONB())
    marks: Mapped[list[Any]] = mapped_column(JSONB())


class AgentTraceRow(TenantTable):
    """Where the counting of one agent's time stands."""

    __tablename__ = "agent_trace"
    request_may: ClassVar[Grants] = READ
    system_may: ClassVar[Grants] = KEEP

    id: Mapped[UUID] = mapped_column(primary_key=True)
    status: Mapped[str]
    since: Mapped[datetime | None]
    has: Mapped[list[Any]] = mapped_column(JSONB())


class QueueFigureRow(TenantTable):
    """What was counted of a queue in one quarter of an hour; times in milliseconds."""

    __tablename__ = "queue_figure"
    __table_args__ = (Index("ix_queue_figure_quarter", "tenant_id", "quarter"),)
    request_may: ClassVar[Grants] = READ
    system_may: ClassVar[Grants] = KEEP

    queue_id: Mapped[UUID] = mapped_column(primary_key=True)
    quarter: Mapped[datetime] = mapped_column(primary_key=True)
    version: Mapped[int]
    offered: Mapped[int] = _sum()
    answered: Mapped[int] = _sum()
    answered_within: Mapped[int] = _sum()
    abandoned: Mapped[int] = _sum()
    abandoned_short: Mapped[int] = _sum()
    abandoned_within: Mapped[int] = _sum()
    moved: Mapped[int] = _sum()
    dismissed: Mapped[int] = _sum()
    handled: Mapped[int] = _sum()
    transferred: Mapped[int] = _sum()
    requeued: Mapped[int] = _sum()
    reopened: Mapped[int] = _sum()
    promises: Mapped[int] = _sum()
    promises_kept: Mapped[int] = _sum()
    wait_ms: Mapped[int] = _sum()
    abandoned_wait_ms: Mapped[int] = _sum()
    talk_ms: Mapped[int] = _sum()
    hold_ms: Mapped[int] = _sum()
    wrap_ms: Mapped[int] = _sum()
    longest_wait_ms: Mapped[int] = _sum()


class AgentFigureRow(TenantTable):
    """What was counted of an agent in one quarter of an hour; times in milliseconds."""

    __tablename__ = "agent_figure"
    __table_args__ = (Index("ix_agent_figure_quarter", "tenant_id", "quarter"),)
    request_may: ClassVar[Grants] = READ
    system_may: ClassVar[Grants] = KEEP

    agent_id: Mapped[UUID] = mapped_column(primary_key=True)
    quarter: Mapped[datetime] = mapped_column(primary_key=True)
    version: Mapped[int]
    offers: Mapped[int] = _sum()
    answered: Mapped[int] = _sum()
    declined: Mapped[int] = _sum()
    missed: Mapped[int] = _sum()
    ready_ms: Mapped[int] = _sum()
    busy_ms: Mapped[int] = _sum()
    away_ms: Mapped[int] = _sum()
    slot_ms: Mapped[int] = _sum()
