"""Statements over triggers and the times they were set off."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.campaigns.triggers.language import WHEN, AtEvent, BeforeEvent, Limits
from guichet.campaigns.triggers.models import RunRow, TriggerRow
from guichet.campaigns.triggers.types import MOST_TRIGGERS, Run, Trigger
from guichet.kit.ids import TenantId
from guichet.kit.work import Work


async def page(work: Work, before: UUID | None, limit: int) -> Sequence[Trigger]:
    """Those in use older than ``before``, the newest first."""
    statement = (
        select(TriggerRow)
        .where(TriggerRow.tenant_id == work.tenant_id, TriggerRow.removed_at.is_(None))
        .order_by(TriggerRow.id.desc())
        .limit(limit)
    )
    if before is not None:
        statement = statement.where(TriggerRow.id < before)
    return [_trigger(row) for row in (await work.session.execute(statement)).scalars()]


async def of_campaign(work: Work, campaign_id: UUID) -> Sequence[Trigger]:
    """Those of a campaign in use."""
    statement = (
        select(TriggerRow)
        .where(
            TriggerRow.tenant_id == work.tenant_id,
            TriggerRow.campaign_id == campaign_id,
            TriggerRow.removed_at.is_(None),
        )
        .order_by(TriggerRow.id)
        .limit(MOST_TRIGGERS)
    )
    return [_trigger(row) for row in (await work.session.execute(statement)).scalars()]


async def waiting_for(work: Work, type_: str) -> Sequence[Trigger]:
    """Those that an event of this type sets off, or takes back."""
    statement = (
        select(TriggerRow)
        .where(
            TriggerRow.tenant_id == work.tenant_id,
            TriggerRow.event_type.is_not(None),
            TriggerRow.removed_at.is_(None),
            TriggerRow.enabled,
        )
        .order_by(TriggerRow.id)
        .limit(MOST_TRIGGERS)
    )
    found = [_trigger(row) for row in (await work.session.execute(statement)).scalars()]
    return [
        one
        for one in found
        if isinstance(one.when, AtEvent | BeforeEvent)
        and type_ in (one.when.type, getattr(one.when, "cancelled_by", None))
    ]


async def due(session: AsyncSession, now: datetime, limit: int) -> Sequence[tuple[TenantId, UUID]]:
    """Those of any company that come again by now; under the system role."""
    statement = (
        select(TriggerRow.tenant_id, TriggerRow.id)
        .where(TriggerRow.next_at.is_not(None), TriggerRow.next_at <= now)
        .order_by(TriggerRow.next_at)
        .limit(limit)
    )
    return [(TenantId(row[0]), row[1]) for row in await session.execute(statement)]


async def begun(
    session: AsyncSession, before: datetime, limit: int
) -> Sequence[tuple[TenantId, UUID]]:
    """Times that were due before and are still at it, the longest waiting first; under the system
    role.
    """
    statement = (
        select(RunRow.tenant_id, RunRow.id)
        .where(RunRow.state == "waiting", RunRow.campaign_id.is_not(None), RunRow.due_at <= before)
        .order_by(RunRow.due_at)
        .limit(limit)
    )
    return [(TenantId(row[0]), row[1]) for row in await session.execute(statement)]


async def how_many(work: Work) -> int:
    """Those in use."""
    statement = (
        select(func.count())
        .select_from(TriggerRow)
        .where(TriggerRow.tenant_id == work.tenant_id, TriggerRow.removed_at.is_(None))
    )
    return (await work.session.execute(statement)).scalar_one()


async def trigger(work: Work, trigger_id: UUID, *, lock: bool = False) -> Trigger | None:
    """One in use; for change with ``lock``."""
    statement = select(TriggerRow).where(
        TriggerRow.tenant_id == work.tenant_id,
        TriggerRow.id == trigger_id,
        TriggerRow.removed_at.is_(None),
    )
    if lock:
        statement = statement.with_for_update()
    row = (await work.session.execute(statement)).scalar()
    return _trigger(row) if row else None


async def mould_of(work: Work, trigger_id: UUID) -> UUID:
    """The draft a trigger sends copies of, in use or not."""
    statement = select(TriggerRow.campaign_id).where(
        TriggerRow.tenant_id == work.tenant_id, TriggerRow.id == trigger_id
    )
    return (await work.session.execute(statement)).scalar_one()


async def add(work: Work, one: Trigger) -> None:
    """Store a new one."""
    statement = insert(TriggerRow).values(tenant_id=work.tenant_id, id=one.id, **_values(one))
    await work.session.execute(statement)


async def write(work: Work, one: Trigger) -> None:
    """Store a changed one, which the caller holds locked."""
    statement = (
        update(TriggerRow)
        .where(TriggerRow.tenant_id == work.tenant_id, TriggerRow.id == one.id)
        .values(**_values(one))
    )
    await work.session.execute(statement, execution_options={"synchronize_session": False})


async def add_run(work: Work, one: Run) -> bool:
    """Whether its key is new to its trigger."""
    statement = (
        insert(RunRow)
        .values(tenant_id=work.tenant_id, id=one.id, **_run_values(one))
        .on_conflict_do_nothing(index_elements=["tenant_id", "trigger_id", "key"])
        .returning(RunRow.id)
    )
    return (await work.session.execute(statement)).scalar() is not None


async def run(work: Work, run_id: UUID, *, lock: bool = False) -> Run | None:
    """One time."""
    statement = select(RunRow).where(RunRow.tenant_id == work.tenant_id, RunRow.id == run_id)
    if lock:
        statement = statement.with_for_update()
    row = (await work.session.execute(statement)).scalar()
    return _run(row) if row else None


async def run_of_key(work: Work, trigger_id: UUID, key: str) -> Run | None:
    """The time with this key."""
    statement = select(RunRow).where(
        RunRow.tenant_id == work.tenant_id, RunRow.trigger_id == trigger_id, RunRow.key == key
    )
    row = (await work.session.execute(statement)).scalar()
    return _run(row) if row else None


async def runs(work: Work, trigger_id: UUID, before: UUID | None, limit: int) -> Sequence[Run]:
    """The times of a trigger older than ``before``, the newest first."""
    statement = (
        select(RunRow)
        .where(RunRow.tenant_id == work.tenant_id, RunRow.trigger_id == trigger_id)
        .order_by(RunRow.id.desc())
        .limit(limit)
    )
    if before is not None:
        statement = statement.where(RunRow.id < before)
    return [_run(row) for row in (await work.session.execute(statement)).scalars()]


async def waiting_with(work: Work, trigger_id: UUID, reference: str) -> Sequence[Run]:
    """The times that wait for what this names, for change."""
    statement = (
        select(RunRow)
        .where(
            RunRow.tenant_id == work.tenant_id,
            RunRow.trigger_id == trigger_id,
            RunRow.reference == reference,
            RunRow.state == "waiting",
        )
        .order_by(RunRow.id)
        .with_for_update()
    )
    return [_run(row) for row in (await work.session.execute(statement)).scalars()]


async def last_sent(work: Work, trigger_id: UUID, but: UUID) -> datetime | None:
    """When something last went, or began to, ``but`` for one time."""
    begun = and_(RunRow.state == "waiting", RunRow.campaign_id.is_not(None))
    statement = select(func.max(RunRow.at)).where(
        RunRow.tenant_id == work.tenant_id,
        RunRow.trigger_id == trigger_id,
        or_(RunRow.state == "sent", begun),
        RunRow.id != but,
    )
    return (await work.session.execute(statement)).scalar()


async def last_campaign(work: Work, trigger_id: UUID) -> UUID | None:
    """What last went to everybody it speaks to."""
    statement = (
        select(RunRow.campaign_id)
        .where(
            RunRow.tenant_id == work.tenant_id,
            RunRow.trigger_id == trigger_id,
            RunRow.state == "sent",
            RunRow.contact_id.is_(None),
        )
        .order_by(RunRow.at.desc())
        .limit(1)
    )
    return (await work.session.execute(statement)).scalar()


async def sent_to(work: Work, trigger_id: UUID, contact_id: UUID, since: datetime) -> int:
    """How often something went to a person."""
    statement = (
        select(func.count())
        .select_from(RunRow)
        .where(
            RunRow.tenant_id == work.tenant_id,
            RunRow.trigger_id == trigger_id,
            RunRow.contact_id == contact_id,
            RunRow.at >= since,
            RunRow.state == "sent",
        )
    )
    return (await work.session.execute(statement)).scalar_one()


async def write_run(work: Work, one: Run) -> None:
    """Store a changed one, which the caller holds locked."""
    statement = (
        update(RunRow)
        .where(RunRow.tenant_id == work.tenant_id, RunRow.id == one.id)
        .values(**_run_values(one))
    )
    await work.session.execute(statement, execution_options={"synchronize_session": False})


async def forget(work: Work, people: Sequence[UUID]) -> None:
    """Nothing is known any more of whom these times were for."""
    statement = (
        update(RunRow)
        .where(RunRow.tenant_id == work.tenant_id, RunRow.contact_id.in_(people))
        .values(contact_id=None, parameters={}, reference=None)
    )
    await work.session.execute(statement, execution_options={"synchronize_session": False})


def _values(one: Trigger) -> dict[str, Any]:
    event = one.when.type if isinstance(one.when, AtEvent | BeforeEvent) else None
    return {
        "version": one.version,
        "campaign_id": one.campaign_id,
        "when": one.when.model_dump(mode="json"),
        "event_type": event,
        "limits": one.limits.model_dump(mode="json"),
        "enabled": one.enabled,
        "created_at": one.created_at,
        "next_at": one.next_at,
        "removed_at": one.removed_at,
    }


def _trigger(row: TriggerRow) -> Trigger:
    return Trigger(
        row.id,
        row.version,
        row.campaign_id,
        WHEN.validate_python(row.when),
        Limits.model_validate(row.limits),
        row.enabled,
        row.created_at,
        row.next_at,
        row.removed_at,
    )


def _run_values(one: Run) -> dict[str, Any]:
    return {
        "trigger_id": one.trigger_id,
        "key": one.key,
        "state": one.state,
        "due_at": one.due_at,
        "at": one.at,
        "contact_id": one.contact_id,
        "reference": one.reference,
        "parameters": dict(one.parameters),
        "expires_at": one.expires_at,
        "campaign_id": one.campaign_id,
        "why": one.why,
        "detail": one.detail,
    }


def _run(row: RunRow) -> Run:
    return Run(
        row.id,
        row.trigger_id,
        row.key,
        row.state,
        row.due_at,
        row.at,
        row.contact_id,
        row.reference,
        row.parameters,
        row.expires_at,
        row.campaign_id,
        row.why,
        row.detail,
    )
