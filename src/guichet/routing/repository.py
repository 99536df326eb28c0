"""Statements over what routing decided and promised."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, cast, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.interactions.types import Why
from guichet.kit.db.many import inserting, send_many
from guichet.kit.db.pipeline import Prepared
from guichet.kit.ids import TenantId
from guichet.kit.work import Work
from guichet.routing.fates import Fate
from guichet.routing.models import PromiseRow, RoutingDecisionRow
from guichet.routing.promises import Promise
from guichet.routing.records import KeptCandidate, Named, Record

_IS_OPEN = PromiseRow.outcome.is_(None)


_ADD = Prepared(
    inserting(
        RoutingDecisionRow,
        (
            "id",
            "interaction_id",
            "at",
            "kind",
            "agent_id",
            "agent_name",
            "queue_id",
            "queue_name",
            "until",
            "code",
            "params",
            "candidates",
        ),
    )
)


async def add(work: Work, record: Record) -> None:
    """A new one."""
    agent, queue = record.agent, record.queue
    row = {
        "id": record.id,
        "interaction_id": record.interaction_id,
        "at": record.at,
        "kind": record.kind,
        "agent_id": agent.id if agent else None,
        "agent_name": agent.name if agent else None,
        "queue_id": queue.id if queue else None,
        "queue_name": queue.name if queue else None,
        "until": record.until,
        "code": record.why.code,
        "params": dict(record.why.params),
        "candidates": [_kept(one) for one in record.candidates],
    }
    await send_many(work.session, _ADD, work.tenant_id, [row])


async def of_interaction(
    work: Work, interaction_id: UUID, before: UUID | None, limit: int
) -> Sequence[Record]:
    """About one interaction, the newest first."""
    row = RoutingDecisionRow
    statement = select(row).where(
        row.tenant_id == work.tenant_id, row.interaction_id == interaction_id
    )
    if before is not None:
        statement = statement.where(row.id < before)
    found = await work.session.execute(statement.order_by(row.id.desc()).limit(limit))
    return [_record(one) for one in found.scalars()]


async def promised_before(work: Work, interaction_ids: Sequence[UUID]) -> Mapping[UUID, int]:
    """How many promises were made in each of these so far; none is left out."""
    row = PromiseRow
    statement = (
        select(row.interaction_id, func.max(row.number))
        .where(row.tenant_id == work.tenant_id, row.interaction_id.in_(interaction_ids))
        .group_by(row.interaction_id)
    )
    found = await work.session.execute(statement)
    return {interaction_id: newest + 1 for interaction_id, newest in found}


async def add_promises(work: Work, promises: Sequence[Promise]) -> None:
    """New ones."""
    rows = [
        {
            "tenant_id": work.tenant_id,
            "interaction_id": one.interaction_id,
            "number": one.number,
            "queue_id": one.queue_id,
            "queue_name": one.queue_name,
            "at": one.at,
            "position": one.position,
            "low": one.low,
            "high": one.high,
            "point": one.point,
        }
        for one in promises
    ]
    await work.session.execute(insert(PromiseRow), rows)


async def open_promises(work: Work, interaction_id: UUID) -> Sequence[Promise]:
    """Those of an interaction that are not judged yet, oldest first, kept from being judged by
    somebody else meanwhile.
    """
    row = PromiseRow
    statement = (
        select(row)
        .where(row.tenant_id == work.tenant_id, row.interaction_id == interaction_id, _IS_OPEN)
        .order_by(row.number)
        .with_for_update()
    )
    return [_promise(one) for one in (await work.session.execute(statement)).scalars()]


async def settle(
    work: Work, interaction_id: UUID, numbers: Sequence[int], end: Fate
) -> Sequence[Promise]:
    """What became of some promises of an interaction, oldest first."""
    row = PromiseRow
    waited = func.greatest(0, cast(func.extract("epoch", end.at - row.at), Integer))
    statement = (
        update(row)
        .where(
            row.tenant_id == work.tenant_id,
            row.interaction_id == interaction_id,
            row.number.in_(numbers),
        )
        .values(outcome=end.outcome, settled_at=end.at, waited=waited)
        .returning(row)
    )
    found = await work.session.execute(statement)
    return sorted(map(_promise, found.scalars()), key=lambda one: one.number)


async def promises_of(work: Work, interaction_id: UUID) -> Sequence[Promise]:
    """All that were made in one interaction, oldest first."""
    row = PromiseRow
    statement = (
        select(row)
        .where(row.tenant_id == work.tenant_id, row.interaction_id == interaction_id)
        .order_by(row.number)
    )
    return [_promise(one) for one in (await work.session.execute(statement)).scalars()]


async def read_open_promises(session: AsyncSession, tenant_id: TenantId) -> Sequence[Promise]:
    """The newest open one of each interaction, in a session bound to its tenant."""
    row = PromiseRow
    statement = (
        select(row)
        .where(row.tenant_id == tenant_id, _IS_OPEN)
        .order_by(row.interaction_id, row.number)
    )
    found = map(_promise, (await session.execute(statement)).scalars())
    return list({one.interaction_id: one for one in found}.values())


async def forget_decisions(session: AsyncSession, before: datetime, limit: int) -> int:
    """Some of those older, the oldest first; gives how many went. Needs the system role."""
    row = RoutingDecisionRow
    oldest = select(row.tenant_id, row.id).where(row.at < before).order_by(row.at).limit(limit)
    found = oldest.subquery()
    gone = delete(row).where(row.tenant_id == found.c.tenant_id, row.id == found.c.id)
    return len((await session.scalars(gone.returning(row.id))).all())


async def forget_promises(session: AsyncSession, before: datetime, limit: int) -> int:
    """The same of promises, but for those not judged yet."""
    row = PromiseRow
    oldest = (
        select(row.tenant_id, row.interaction_id, row.number)
        .where(row.at < before, row.outcome.is_not(None))
        .order_by(row.at)
        .limit(limit)
        .subquery()
    )
    gone = delete(row).where(
        row.tenant_id == oldest.c.tenant_id,
        row.interaction_id == oldest.c.interaction_id,
        row.number == oldest.c.number,
    )
    return len((await session.scalars(gone.returning(row.number))).all())


def _promise(row: PromiseRow) -> Promise:
    return Promise(
        row.interaction_id,
        row.number,
        row.queue_id,
        row.queue_name,
        row.at,
        row.position,
        row.low,
        row.high,
        row.point,
        row.outcome,
        row.waited,
    )


def _kept(one: KeptCandidate) -> dict[str, Any]:
    return {
        "id": str(one.agent.id),
        "name": one.agent.name,
        "preference": one.preference,
        "fit": one.fit,
        "idle_since": one.idle_since.isoformat(),
    }


def _record(row: RoutingDecisionRow) -> Record:
    return Record(
        row.id,
        row.interaction_id,
        row.at,
        row.kind,
        Why(row.code, row.params),
        Named(row.agent_id, row.agent_name or "") if row.agent_id else None,
        Named(row.queue_id, row.queue_name or "") if row.queue_id else None,
        row.until,
        [
            KeptCandidate(
                Named(UUID(one["id"]), one["name"]),
                one["preference"],
                one["fit"],
                datetime.fromisoformat(one["idle_since"]),
            )
            for one in row.candidates
        ],
    )
