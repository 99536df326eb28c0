"""Statements over entitlements."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import delete, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.accounts.entitlements.models import Entitlement, EntitlementDayUse
from guichet.accounts.entitlements.types import DayUse, Entitlements, Feature, Quota
from guichet.kit.ids import TenantId

_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))")


async def of(session: AsyncSession, tenant: TenantId, *, lock: bool = False) -> Entitlements:
    """What ``tenant`` has."""
    query = select(Entitlement).where(Entitlement.tenant_id == tenant)
    row = await session.scalar(query.with_for_update() if lock else query)
    if row is None:
        return Entitlements()
    return Entitlements(
        features=frozenset(Feature(name) for name in row.features if name in set(Feature)),
        quotas={Quota(name): limit for name, limit in row.quotas.items() if name in set(Quota)},
        version=row.version,
    )


async def put(session: AsyncSession, tenant: TenantId, new: Entitlements, now: datetime) -> None:
    """Replace what ``tenant`` has."""
    values = {
        "features": sorted(new.features),
        "quotas": {quota.value: limit for quota, limit in new.quotas.items()},
        "version": new.version,
        "changed_at": now,
    }
    query = insert(Entitlement).values(tenant_id=tenant, **values)
    await session.execute(query.on_conflict_do_update(index_elements=["tenant_id"], set_=values))


async def lock_quota(session: AsyncSession, tenant: TenantId, quota: Quota) -> None:
    """Let one transaction at a time count and add to ``quota`` of ``tenant``."""
    await session.execute(_LOCK, {"name": f"quota:{tenant}:{quota}"})


async def add_use(
    session: AsyncSession, amounts: Mapping[tuple[TenantId, Quota, date], int]
) -> Mapping[tuple[TenantId, Quota, date], int]:
    """Add to the use of days; gives the new totals."""
    rows = [
        {"tenant_id": tenant, "quota": quota.value, "day": day, "used": amount}
        for (tenant, quota, day), amount in sorted(amounts.items())
    ]
    query = insert(EntitlementDayUse).values(rows)
    added = query.on_conflict_do_update(
        index_elements=["tenant_id", "quota", "day"],
        set_={"used": EntitlementDayUse.used + query.excluded.used},
    ).returning(
        EntitlementDayUse.tenant_id,
        EntitlementDayUse.quota,
        EntitlementDayUse.day,
        EntitlementDayUse.used,
    )
    found = await session.execute(added)
    return {(TenantId(row[0]), Quota(row[1]), row[2]): row[3] for row in found}


async def use_of(session: AsyncSession, tenant: TenantId, since: date) -> Sequence[DayUse]:
    """Use of the days from ``since`` on."""
    query = (
        select(EntitlementDayUse.quota, EntitlementDayUse.day, EntitlementDayUse.used)
        .where(EntitlementDayUse.tenant_id == tenant, EntitlementDayUse.day >= since)
        .order_by(EntitlementDayUse.quota, EntitlementDayUse.day)
    )
    return [DayUse(Quota(row[0]), row[1], row[2]) for row in await session.execute(query)]


async def forget_use(session: AsyncSession, before: date) -> int:
    """Remove the use of days before ``before``; gives how many rows went."""
    query = delete(EntitlementDayUse).where(EntitlementDayUse.day < before)
    gone = (await session.scalars(query.returning(EntitlementDayUse.used))).all()
    return len(gone)
