"""Statements about queues."""

from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Uuid, bindparam, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.agents.items import queue_json, queue_rules
from guichet.agents.queues.models import QueueRow
from guichet.agents.types import Queue, QueuePlace, QueueRules, queue_of
from guichet.kit.db.pipeline import Prepared, send
from guichet.kit.ids import TenantId
from guichet.kit.work import Work


async def add(work: Work, one: Queue) -> bool:
    """A new queue; false when the tenant has a default queue or one of this key already."""
    statement = (
        insert(QueueRow)
        .values(
            tenant_id=work.tenant_id,
            id=one.id,
            version=one.version,
            key=one.key,
            is_default=one.is_default,
            created_at=work.now,
            **_decided(one),
        )
        .on_conflict_do_nothing()
        .returning(QueueRow.id)
    )
    return (await work.session.execute(statement)).scalar() is not None


async def write(work: Work, one: Queue) -> None:
    """Its decisions, version and whether it was removed, over a row locked before."""
    row = await work.session.get_one(QueueRow, (work.tenant_id, one.id))
    row.version, row.moved_to = one.version, one.moved_to
    for name, value in _decided(one).items():
        setattr(row, name, value)
    await work.session.flush()


_DEFAULT = Prepared(
    select(*QueueRow.__table__.columns).where(
        QueueRow.tenant_id == bindparam("tenant", type_=Uuid()), QueueRow.is_default.is_(True)
    )
)


async def default(work: Work) -> Queue | None:
    """The tenant's default queue, once it has one."""
    found = await send(work.session, _DEFAULT, {"tenant": work.tenant_id})
    return next((_queue(cast(QueueRow, row)) for row in await found.rows()), None)


async def get(work: Work, queue_id: UUID) -> Queue | None:
    """One, also when it was removed."""
    statement = select(QueueRow).where(
        QueueRow.tenant_id == work.tenant_id, QueueRow.id == queue_id
    )
    row = (await work.session.execute(statement)).scalar()
    return _queue(row) if row else None


async def lock(work: Work, queue_id: UUID) -> Queue | None:
    """The same, locked until the transaction ends."""
    statement = (
        select(QueueRow)
        .where(QueueRow.tenant_id == work.tenant_id, QueueRow.id == queue_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    row = (await work.session.execute(statement)).scalar()
    return _queue(row) if row else None


async def everything(session: AsyncSession, tenant_id: TenantId) -> Sequence[Queue]:
    """All queues of a tenant, also removed ones, the oldest first."""
    statement = select(QueueRow).where(QueueRow.tenant_id == tenant_id).order_by(QueueRow.id)
    return [_queue(row) for row in (await session.execute(statement)).scalars()]


def _decided(one: QueueRules) -> dict[str, Any]:
    return {"name": one.name, "calendar_id": one.calendar_id, "rules": queue_json(one)}


def _queue(row: QueueRow) -> Queue:
    rules = queue_rules(row.name, row.calendar_id, row.rules)
    place = QueuePlace(row.id, row.version, row.key, row.is_default, row.moved_to)
    return queue_of(rules, place)
