"""Statements over what tenants decided for themselves."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.kit.ids import TenantId
from guichet.policies.care.models import SendingCareRow
from guichet.policies.care.types import Care
from guichet.policies.types import Cap, Hours, Stricter, Window


async def of(session: AsyncSession, tenant: TenantId, *, lock: bool = False) -> Care:
    """What a tenant decided."""
    query = select(SendingCareRow).where(SendingCareRow.tenant_id == tenant)
    query = query.execution_options(populate_existing=True)
    row = await session.scalar(query.with_for_update() if lock else query)
    if row is None:
        return Care(Stricter(), 0)
    cap = Cap(row.cap_count, row.cap_days) if row.cap_count and row.cap_days else None
    stricter = Stricter(
        row.prudent,
        _hours(row.hours) if row.hours else None,
        cap,
        frozenset(row.added_days),
        frozenset(row.removed_days),
    )
    return Care(stricter, row.version)


async def put(session: AsyncSession, tenant: TenantId, care: Care, now: datetime) -> None:
    """Replace what a tenant decided."""
    chosen = care.stricter
    values = {
        "prudent": chosen.prudent,
        "hours": _stored(chosen.hours) if chosen.hours else None,
        "cap_count": chosen.cap.count if chosen.cap else None,
        "cap_days": chosen.cap.days if chosen.cap else None,
        "added_days": sorted(chosen.added_days),
        "removed_days": sorted(chosen.removed_days),
        "version": care.version,
        "changed_at": now,
    }
    query = insert(SendingCareRow).values(tenant_id=tenant, **values)
    await session.execute(query.on_conflict_do_update(index_elements=["tenant_id"], set_=values))


def _hours(stored: Mapping[str, Any]) -> Hours:
    windows = tuple(
        Window(frozenset(one["days"]), one["start"], one["end"]) for one in stored["windows"]
    )
    return Hours(windows, stored["sundays"], stored["holidays"])


def _stored(hours: Hours) -> dict[str, Any]:
    windows = [
        {"days": sorted(one.days), "start": one.start, "end": one.end} for one in hours.windows
    ]
    return {"windows": windows, "sundays": hours.sundays, "holidays": hours.holidays}
