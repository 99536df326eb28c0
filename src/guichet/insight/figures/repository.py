"""Statements over figures and traces."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Table, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.insight.figures.counting import (
    AGENT_SUMS,
    QUEUE_SUMS,
    AgentCount,
    AgentTrace,
    QueueCount,
    Trace,
)
from guichet.insight.figures.models import (
    AgentFigureRow,
    AgentTraceRow,
    InteractionTraceRow,
    QueueFigureRow,
)
from guichet.insight.figures.types import AgentFigures, QueueFigures
from guichet.kit.ids import TenantId

LONGEST = "longest_wait_ms"
MOST_QUARTERS = 20_000
"""In one answer: fifty queues for four days."""


async def trace(session: AsyncSession, tenant_id: TenantId, interaction_id: UUID) -> Trace:
    """What is remembered of an interaction; an empty trace at first."""
    row = await session.get(InteractionTraceRow, (tenant_id, interaction_id))
    if row is None:
        return Trace()
    return Trace(
        phase=row.phase,  # type: ignore[arg-type]  # written by save_trace from the same type
        since=row.since,
        queue_id=row.queue_id,
        entered_at=row.entered_at,
        answered=row.answered,
        taken=row.taken,
        agent_id=row.agent_id,
        queues=frozenset(map(UUID, row.queues)),
        marks=frozenset(row.marks),
    )


async def save_trace(
    session: AsyncSession, tenant_id: TenantId, interaction_id: UUID, one: Trace
) -> None:
    """Remember where the counting of an interaction stands."""
    values: dict[str, Any] = {
        "phase": one.phase,
        "since": one.since,
        "queue_id": one.queue_id,
        "entered_at": one.entered_at,
        "answered": one.answered,
        "taken": one.taken,
        "agent_id": one.agent_id,
        "queues": sorted(map(str, one.queues)),
        "marks": sorted(one.marks),
    }
    await _put(session, InteractionTraceRow, {"tenant_id": tenant_id, "id": interaction_id}, values)


async def agent_trace(session: AsyncSession, tenant_id: TenantId, agent_id: UUID) -> AgentTrace:
    """What is remembered of an agent; offline at first."""
    row = await session.get(AgentTraceRow, (tenant_id, agent_id))
    if row is None:
        return AgentTrace()
    has = frozenset(map(UUID, row.has))
    return AgentTrace(row.status, row.since, has)  # type: ignore[arg-type]  # as in trace()


async def save_agent_trace(
    session: AsyncSession, tenant_id: TenantId, agent_id: UUID, one: AgentTrace
) -> None:
    """Remember where the counting of an agent's time stands."""
    values = {"status": one.status, "since": one.since, "has": sorted(map(str, one.has))}
    await _put(session, AgentTraceRow, {"tenant_id": tenant_id, "id": agent_id}, values)


async def add_queue(session: AsyncSession, tenant_id: TenantId, count: QueueCount) -> QueueFigures:
    """Add to a queue's quarter; gives the whole of it."""
    key = {"tenant_id": tenant_id, "queue_id": count.queue_id, "quarter": count.quarter}
    sums = {name: count.adds.get(name, 0) for name in QUEUE_SUMS}
    row = await _add(session, QueueFigureRow, key, sums, {LONGEST: count.longest_wait_ms})
    return _queue(row)


async def add_agent(session: AsyncSession, tenant_id: TenantId, count: AgentCount) -> AgentFigures:
    """Add to an agent's quarter; gives the whole of it."""
    key = {"tenant_id": tenant_id, "agent_id": count.agent_id, "quarter": count.quarter}
    sums = {name: count.adds.get(name, 0) for name in AGENT_SUMS}
    return _agent(await _add(session, AgentFigureRow, key, sums, {}))


async def queue_quarters(
    session: AsyncSession, tenant_id: TenantId, since: datetime, until: datetime
) -> Sequence[QueueFigures]:
    """The quarters of all queues from ``since`` to before ``until``, oldest first."""
    row = QueueFigureRow
    statement = (
        select(row)
        .where(row.tenant_id == tenant_id, row.quarter >= since, row.quarter < until)
        .order_by(row.quarter, row.queue_id)
        .limit(MOST_QUARTERS)
    )
    return [_queue(one) for one in (await session.execute(statement)).scalars()]


_DAY = timedelta(hours=24)


async def queues_of_last_day(session: AsyncSession, tenant_id: TenantId) -> Sequence[QueueFigures]:
    """The quarters of all queues in the 24 hours before the newest one."""
    row = QueueFigureRow
    newest = select(func.max(row.quarter)).where(row.tenant_id == tenant_id).scalar_subquery()
    statement = select(row).where(row.tenant_id == tenant_id, row.quarter >= newest - _DAY)
    found = await session.execute(statement.limit(MOST_QUARTERS))
    return [_queue(one) for one in found.scalars()]


async def agents_of_last_day(session: AsyncSession, tenant_id: TenantId) -> Sequence[AgentFigures]:
    """The quarters of all agents in the 24 hours before the newest one."""
    row = AgentFigureRow
    newest = select(func.max(row.quarter)).where(row.tenant_id == tenant_id).scalar_subquery()
    statement = select(row).where(row.tenant_id == tenant_id, row.quarter >= newest - _DAY)
    found = await session.execute(statement.limit(MOST_QUARTERS))
    return [_agent(one) for one in found.scalars()]


async def presence_quarters(
    session: AsyncSession, tenant_id: TenantId, since: datetime, until: datetime
) -> Sequence[tuple[UUID, datetime, int]]:
    """Agent, quarter and how long they were ready or busy in it, in milliseconds."""
    row = AgentFigureRow
    statement = select(row.agent_id, row.quarter, row.ready_ms + row.busy_ms).where(
        row.tenant_id == tenant_id, row.quarter >= since, row.quarter < until
    )
    return [(one[0], one[1], one[2]) for one in await session.execute(statement)]


async def queue_sums(
    session: AsyncSession, tenant_id: TenantId, since: datetime, until: datetime
) -> Sequence[QueueFigures]:
    """The sums of each queue over the quarters from ``since`` to before ``until``."""
    row = QueueFigureRow
    sums = [func.sum(getattr(row, name)).label(name) for name in QUEUE_SUMS]
    statement = (
        select(row.queue_id, func.max(row.longest_wait_ms).label(LONGEST), *sums)
        .where(row.tenant_id == tenant_id, row.quarter >= since, row.quarter < until)
        .group_by(row.queue_id)
        .order_by(row.queue_id)
    )
    return [
        QueueFigures(one.queue_id, since, 0, _whole(one, (*QUEUE_SUMS, LONGEST)))
        for one in await session.execute(statement)
    ]


async def agent_sums(
    session: AsyncSession, tenant_id: TenantId, since: datetime, until: datetime
) -> Sequence[AgentFigures]:
    """The sums of each agent over the quarters from ``since`` to before ``until``."""
    row = AgentFigureRow
    sums = [func.sum(getattr(row, name)).label(name) for name in AGENT_SUMS]
    statement = (
        select(row.agent_id, *sums)
        .where(row.tenant_id == tenant_id, row.quarter >= since, row.quarter < until)
        .group_by(row.agent_id)
        .order_by(row.agent_id)
    )
    return [
        AgentFigures(one.agent_id, since, 0, _whole(one, AGENT_SUMS))
        for one in await session.execute(statement)
    ]


def _whole(row: Row[Any], names: Sequence[str]) -> Mapping[str, int]:
    """PostgreSQL sums integers as decimals."""
    return {name: int(getattr(row, name)) for name in names}


async def _put(
    session: AsyncSession, model: type[Any], key: Mapping[str, Any], values: Mapping[str, Any]
) -> None:
    statement = insert(model).values(**key, **values)
    changed = statement.on_conflict_do_update(index_elements=list(key), set_=dict(values))
    await session.execute(changed)
    session.expire_all()


async def _add(
    session: AsyncSession,
    model: type[Any],
    key: Mapping[str, Any],
    sums: Mapping[str, int],
    most: Mapping[str, int],
) -> Any:
    table: Table = model.__table__
    statement = insert(model).values(**key, version=1, **sums, **most)
    new = statement.excluded
    grown = {name: table.c[name] + new[name] for name in sums}
    grown |= {name: func.greatest(table.c[name], new[name]) for name in most}
    grown["version"] = table.c.version + 1
    upsert = statement.on_conflict_do_update(index_elements=list(key), set_=grown)
    found = await session.execute(
        upsert.returning(model), execution_options={"populate_existing": True}
    )
    return found.scalar_one()


def _queue(row: QueueFigureRow) -> QueueFigures:
    sums = {name: getattr(row, name) for name in (*QUEUE_SUMS, LONGEST)}
    return QueueFigures(row.queue_id, row.quarter, row.version, sums)


def _agent(row: AgentFigureRow) -> AgentFigures:
    sums = {name: getattr(row, name) for name in AGENT_SUMS}
    return AgentFigures(row.agent_id, row.quarter, row.version, sums)
