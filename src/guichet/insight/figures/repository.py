"""Statements over figures and traces."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Table, func, select
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
from guichet.kit.db.many import inserting, send_many
from guichet.kit.db.pipeline import Prepared
from guichet.kit.ids import TenantId

LONGEST = "longest_wait_ms"
MOST_QUARTERS = 20_000
"""In one answer: fifty queues for four days."""


async def traces(
    session: AsyncSession, tenant_id: TenantId, interaction_ids: Collection[UUID]
) -> dict[UUID, Trace]:
    """What is remembered of these interactions; of some nothing, at first."""
    if not interaction_ids:
        return {}
    row = InteractionTraceRow
    statement = select(*row.__table__.columns).where(
        row.tenant_id == tenant_id, row.id.in_(interaction_ids)
    )
    return {one.id: _trace(one) for one in await session.execute(statement)}


async def save_traces(
    session: AsyncSession, tenant_id: TenantId, several: Mapping[UUID, Trace]
) -> None:
    """Remember where the counting of interactions stands."""
    rows = [{"id": interaction_id, **_remembered(one)} for interaction_id, one in several.items()]
    await _put(session, _SAVE_TRACES, tenant_id, rows)


async def agent_traces(
    session: AsyncSession, tenant_id: TenantId, agent_ids: Collection[UUID]
) -> dict[UUID, AgentTrace]:
    """What is remembered of these agents; of some nothing, at first."""
    if not agent_ids:
        return {}
    row = AgentTraceRow
    statement = select(row.id, row.status, row.since, row.has).where(
        row.tenant_id == tenant_id, row.id.in_(agent_ids)
    )
    found = await session.execute(statement)
    return {one.id: AgentTrace(one.status, one.since, _ids(one.has)) for one in found}


async def save_agent_traces(
    session: AsyncSession, tenant_id: TenantId, several: Mapping[UUID, AgentTrace]
) -> None:
    """Remember where the counting of agents' time stands."""
    rows = [
        {"id": agent_id, "status": one.status, "since": one.since, "has": sorted(map(str, one.has))}
        for agent_id, one in several.items()
    ]
    await _put(session, _SAVE_AGENT_TRACES, tenant_id, rows)


async def add_queues(
    session: AsyncSession, tenant_id: TenantId, counts: Sequence[QueueCount]
) -> Sequence[QueueFigures]:
    """Add to quarters of queues, each named once; gives the whole of them."""
    rows = [
        {
            "queue_id": one.queue_id,
            "quarter": one.quarter,
            "version": 1,
            LONGEST: one.longest_wait_ms,
            **{name: one.adds.get(name, 0) for name in QUEUE_SUMS},
        }
        for one in counts
    ]
    return [_queue(one) for one in await _grown(session, _ADD_QUEUES, tenant_id, rows)]


async def add_agents(
    session: AsyncSession, tenant_id: TenantId, counts: Sequence[AgentCount]
) -> Sequence[AgentFigures]:
    """Add to quarters of agents, each named once; gives the whole of them."""
    rows = [
        {
            "agent_id": one.agent_id,
            "quarter": one.quarter,
            "version": 1,
            **{name: one.adds.get(name, 0) for name in AGENT_SUMS},
        }
        for one in counts
    ]
    return [_agent(one) for one in await _grown(session, _ADD_AGENTS, tenant_id, rows)]


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


def _trace(row: Row[Any]) -> Trace:
    return Trace(
        phase=row.phase,
        since=row.since,
        queue_id=row.queue_id,
        entered_at=row.entered_at,
        answered=row.answered,
        taken=row.taken,
        agent_id=row.agent_id,
        queues=_ids(row.queues),
        marks=frozenset(row.marks),
    )


def _remembered(one: Trace) -> Mapping[str, Any]:
    return {
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


def _ids(stored: Sequence[str]) -> frozenset[UUID]:
    return frozenset(map(UUID, stored))


async def _put(
    session: AsyncSession,
    statement: Prepared,
    tenant_id: TenantId,
    rows: Sequence[Mapping[str, Any]],
) -> None:
    if rows:
        await send_many(session, statement, tenant_id, rows)


async def _grown(
    session: AsyncSession,
    statement: Prepared,
    tenant_id: TenantId,
    rows: Sequence[Mapping[str, Any]],
) -> Sequence[Row[Any]]:
    """The rows as they are now."""
    return await (await send_many(session, statement, tenant_id, rows)).rows() if rows else ()


def _saving(model: type[Any], names: Sequence[str]) -> Prepared:
    statement = inserting(model, ["id", *names])
    kept = {name: statement.excluded[name] for name in names}
    return Prepared(statement.on_conflict_do_update(index_elements=["tenant_id", "id"], set_=kept))


def _adding(model: type[Any], key: str, sums: Sequence[str], most: Sequence[str] = ()) -> Prepared:
    table: Table = model.__table__
    statement = inserting(model, [key, "quarter", "version", *sums, *most])
    new = statement.excluded
    grown = {name: table.c[name] + new[name] for name in sums}
    grown |= {name: func.greatest(table.c[name], new[name]) for name in most}
    grown["version"] = table.c.version + 1
    places = ["tenant_id", key, "quarter"]
    upsert = statement.on_conflict_do_update(index_elements=places, set_=grown)
    return Prepared(upsert.returning(*table.c))


def _queue(row: QueueFigureRow | Row[Any]) -> QueueFigures:
    sums = {name: getattr(row, name) for name in (*QUEUE_SUMS, LONGEST)}
    return QueueFigures(row.queue_id, row.quarter, row.version, sums)


def _agent(row: AgentFigureRow | Row[Any]) -> AgentFigures:
    sums = {name: getattr(row, name) for name in AGENT_SUMS}
    return AgentFigures(row.agent_id, row.quarter, row.version, sums)


_TRACE = ("phase", "since", "queue_id", "entered_at", "answered", "taken", "agent_id")
_SAVE_TRACES = _saving(InteractionTraceRow, (*_TRACE, "queues", "marks"))
_SAVE_AGENT_TRACES = _saving(AgentTraceRow, ("status", "since", "has"))
_ADD_QUEUES = _adding(QueueFigureRow, "queue_id", QUEUE_SUMS, (LONGEST,))
_ADD_AGENTS = _adding(AgentFigureRow, "agent_id", AGENT_SUMS)
