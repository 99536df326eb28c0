"""Statements about presence and reasons."""

from collections.abc import Sequence
from typing import cast
from uuid import UUID

from sqlalchemy import Uuid, bindparam, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.agents.presence.models import AgentPresenceRow, NotReadyReasonRow
from guichet.agents.types import NotReadyReason, Presence
from guichet.kit.db.pipeline import Prepared, send
from guichet.kit.ids import TenantId, UserId
from guichet.kit.work import Work


async def get(work: Work, agent_id: UserId) -> Presence | None:
    """An agent's, if they were ever there."""
    row = await work.session.get(
        AgentPresenceRow, (work.tenant_id, agent_id), populate_existing=True
    )
    return _presence(row) if row else None


async def begin(work: Work, one: Presence) -> None:
    """Make sure there is a row to lock; what is there stays."""
    statement = insert(AgentPresenceRow).values(
        tenant_id=work.tenant_id,
        agent_id=one.agent_id,
        version=one.version,
        name=one.name,
        status=one.status,
        reason=one.reason,
        since=one.since,
        lost_at=one.lost_at,
    )
    await work.session.execute(statement.on_conflict_do_nothing())


_LOCK = Prepared(
    select(*AgentPresenceRow.__table__.columns)
    .where(
        AgentPresenceRow.tenant_id == bindparam("tenant", type_=Uuid()),
        AgentPresenceRow.agent_id == bindparam("agent", type_=Uuid()),
    )
    .with_for_update()
)


async def lock(work: Work, agent_id: UserId) -> Presence | None:
    """An agent's, locked until the transaction ends."""
    found = await send(work.session, _LOCK, {"tenant": work.tenant_id, "agent": agent_id})
    return next((_presence(cast(AgentPresenceRow, row)) for row in await found.rows()), None)


async def write(work: Work, one: Presence) -> None:
    """All of it, over a row locked before."""
    statement = (
        update(AgentPresenceRow)
        .where(
            AgentPresenceRow.tenant_id == work.tenant_id,
            AgentPresenceRow.agent_id == one.agent_id,
        )
        .values(
            version=one.version,
            name=one.name,
            status=one.status,
            reason=one.reason,
            since=one.since,
            lost_at=one.lost_at,
        )
        .execution_options(synchronize_session=False)
    )
    await work.session.execute(statement)


async def everyone(session: AsyncSession, tenant_id: TenantId) -> Sequence[Presence]:
    """All agents of a tenant that were ever there."""
    statement = select(AgentPresenceRow).where(
        AgentPresenceRow.tenant_id == tenant_id, AgentPresenceRow.version > 0
    )
    return [_presence(row) for row in (await session.execute(statement)).scalars()]


async def tenants_with_agents(session: AsyncSession) -> list[TenantId]:
    """Every tenant of whom an agent is there. Across tenants."""
    there = text("status <> 'offline'")
    tenants = select(AgentPresenceRow.tenant_id).where(there).distinct()
    return [TenantId(one) for one in (await session.execute(tenants)).scalars()]


async def add_reasons(work: Work, reasons: Sequence[NotReadyReason]) -> None:
    """New reasons; one whose key is there already stays as it is."""
    for one in reasons:
        statement = insert(NotReadyReasonRow).values(
            tenant_id=work.tenant_id,
            id=one.id,
            version=one.version,
            key=one.key,
            name=one.name,
            place=one.place,
            removed_at=None,
        )
        await work.session.execute(statement.on_conflict_do_nothing())


async def lock_reason(work: Work, reason_id: UUID) -> NotReadyReason | None:
    """One that was not removed, locked until the transaction ends."""
    statement = (
        select(NotReadyReasonRow)
        .where(
            NotReadyReasonRow.tenant_id == work.tenant_id,
            NotReadyReasonRow.id == reason_id,
            NotReadyReasonRow.removed_at.is_(None),
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    row = (await work.session.execute(statement)).scalar()
    return _reason(row) if row else None


async def write_reason(work: Work, one: NotReadyReason, *, removed: bool = False) -> None:
    """All of it, over a row locked before; removed from now on, if told so."""
    row = await work.session.get_one(NotReadyReasonRow, (work.tenant_id, one.id))
    row.version, row.name, row.place = one.version, one.name, one.place
    row.removed_at = work.now if removed else None
    await work.session.flush()


async def reasons(session: AsyncSession, tenant_id: TenantId) -> Sequence[NotReadyReason]:
    """All of a tenant that were not removed, in their order."""
    statement = select(NotReadyReasonRow).where(
        NotReadyReasonRow.tenant_id == tenant_id, NotReadyReasonRow.removed_at.is_(None)
    )
    rows = (await session.execute(statement)).scalars()
    return sorted((_reason(row) for row in rows), key=lambda one: (one.place, one.id))


async def reason_keys(work: Work) -> Sequence[str]:
    """Keys of all reasons there ever were."""
    statement = select(NotReadyReasonRow.key).where(NotReadyReasonRow.tenant_id == work.tenant_id)
    return (await work.session.execute(statement)).scalars().all()


def _presence(row: AgentPresenceRow) -> Presence:
    return Presence(
        UserId(row.agent_id), row.version, row.status, row.reason, row.since, row.lost_at, row.name
    )


def _reason(row: NotReadyReasonRow) -> NotReadyReason:
    return NotReadyReason(row.id, row.version, row.key, row.name, row.place)
