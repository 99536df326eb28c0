"""Statements about calendars."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.agents.calendars.models import CalendarRow
from guichet.agents.items import calendar_json, exceptions_of, week_of
from guichet.agents.types import Calendar
from guichet.kit.ids import TenantId
from guichet.kit.work import Work


async def add(work: Work, one: Calendar) -> None:
    """A new calendar."""
    row = CalendarRow(tenant_id=work.tenant_id, id=one.id, created_at=work.now, removed_at=None)
    _fill(row, one)
    work.session.add(row)
    await work.session.flush()


async def get(work: Work, calendar_id: UUID) -> Calendar | None:
    """One that was not removed."""
    row = await _row(work, calendar_id, lock=False)
    return _calendar(row) if row else None


async def lock(work: Work, calendar_id: UUID) -> Calendar | None:
    """The same, locked until the transaction ends."""
    row = await _row(work, calendar_id, lock=True)
    return _calendar(row) if row else None


async def write(work: Work, one: Calendar, *, removed: bool = False) -> None:
    """All of it, over a row locked before; removed from now on, if told so."""
    row = await work.session.get_one(CalendarRow, (work.tenant_id, one.id))
    _fill(row, one)
    row.removed_at = work.now if removed else None
    await work.session.flush()


async def everything(session: AsyncSession, tenant_id: TenantId) -> Sequence[Calendar]:
    """All of a tenant that were not removed."""
    statement = select(CalendarRow).where(
        CalendarRow.tenant_id == tenant_id, CalendarRow.removed_at.is_(None)
    )
    return [_calendar(row) for row in (await session.execute(statement)).scalars()]


async def _row(work: Work, calendar_id: UUID, *, lock: bool) -> CalendarRow | None:
    statement = select(CalendarRow).where(
        CalendarRow.tenant_id == work.tenant_id,
        CalendarRow.id == calendar_id,
        CalendarRow.removed_at.is_(None),
    )
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return (await work.session.execute(statement)).scalar()


def _fill(row: CalendarRow, one: Calendar) -> None:
    row.version, row.name = one.version, one.name
    row.zone, row.territory = one.zone, one.territory
    hours: dict[str, Any] = calendar_json(one.week, one.exceptions)
    row.hours = hours


def _calendar(row: CalendarRow) -> Calendar:
    return Calendar(
        row.id,
        row.version,
        row.name,
        row.zone,
        row.territory,
        week_of(row.hours),
        exceptions_of(row.hours),
    )
