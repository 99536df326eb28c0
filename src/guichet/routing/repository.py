"""Statements over what routing decided."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from guichet.interactions.types import Why
from guichet.kit.work import Work
from guichet.routing.models import RoutingDecisionRow
from guichet.routing.records import KeptCandidate, Named, Record


async def add(work: Work, record: Record) -> None:
    """A new one."""
    agent, queue = record.agent, record.queue
    work.session.add(
        RoutingDecisionRow(
            tenant_id=work.tenant_id,
            id=record.id,
            interaction_id=record.interaction_id,
            at=record.at,
            kind=record.kind,
            agent_id=agent.id if agent else None,
            agent_name=agent.name if agent else None,
            queue_id=queue.id if queue else None,
            queue_name=queue.name if queue else None,
            until=record.until,
            code=record.why.code,
            params=dict(record.why.params),
            candidates=[_kept(one) for one in record.candidates],
        )
    )
    await work.session.flush()


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
