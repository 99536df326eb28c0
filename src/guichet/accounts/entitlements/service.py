"""What a tenant has, and the one place that checks it."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from guichet.accounts.audit import service as audit
from guichet.accounts.audit.types import Detail
from guichet.accounts.entitlements import repository, verdicts
from guichet.accounts.entitlements.events import CHANGED
from guichet.accounts.entitlements.types import DayUse, Entitlements, Feature, Quota
from guichet.kit.errors import Conflict
from guichet.kit.events.types import Json, NewEvent
from guichet.kit.ids import TenantId
from guichet.kit.work import Work

Count = Callable[[], Awaitable[int]]
"""Counts, in the work's transaction, how much of a quota is used."""

KEPT: Final = timedelta(days=400)
"""How long the use of days is kept: a year and a month, for invoices that are disputed."""


async def of(session: AsyncSession, tenant: TenantId) -> Entitlements:
    """What ``tenant`` has."""
    return await repository.of(session, tenant)


async def require_feature(work: Work, feature: Feature) -> None:
    """Refuse (`Forbidden` ``feature_not_included``) unless the tenant has ``feature``."""
    verdicts.require_feature(await repository.of(work.session, work.tenant_id), feature)


async def require_room(work: Work, quota: Quota, count: Count, adding: int = 1) -> None:
    """Refuse (`Forbidden` ``quota_reached``) unless ``adding`` more fit.

    Call it before adding, in the same transaction: until its end nobody else adds to the same
    quota of this tenant, so two requests at once cannot both take the last place.
    """
    await repository.lock_quota(work.session, work.tenant_id, quota)
    held = await repository.of(work.session, work.tenant_id)
    verdicts.require_room(held, quota, await count(), adding)


async def put(work: Work, new: Entitlements) -> Entitlements:
    """Set what the tenant of ``work`` (under the system role) has.

    ``new.version`` is the version that was read; `Conflict` ``changed_meanwhile`` if it is not
    the newest. Limits below what is used remove nothing: they refuse more. Gives it as stored.
    """
    before = await repository.of(work.session, work.tenant_id, lock=True)
    if new.version != before.version:
        raise Conflict("changed_meanwhile")
    after = Entitlements(new.features, new.quotas, before.version + 1)
    await repository.put(work.session, work.tenant_id, after, work.now)
    subject = f"entitlements:{work.tenant_id}"
    payload: dict[str, Json] = {"item": item_of(after)}
    await work.record(NewEvent(CHANGED, subject, after.version, payload))
    await audit.write(work, CHANGED, subject, _difference(before, after))
    return after


def item_of(held: Entitlements) -> dict[str, Json]:
    """The public value of entitlements: every quota with its effective limit."""
    return {
        "features": [feature.value for feature in Feature if feature in held.features],
        "quotas": {quota.value: held.limit(quota) for quota in Quota},
        "version": held.version,
    }


def _difference(before: Entitlements, after: Entitlements) -> dict[str, Detail]:
    changed: dict[str, Detail] = {
        quota.value: after.limit(quota)
        for quota in Quota
        if before.limit(quota) != after.limit(quota)
    }
    return {
        "added": ", ".join(sorted(after.features - before.features)) or "-",
        "removed": ", ".join(sorted(before.features - after.features)) or "-",
        "limits": ", ".join(f"{name} {limit}" for name, limit in changed.items()) or "-",
    }


async def add_use(
    session: AsyncSession, amounts: Mapping[tuple[TenantId, Quota, date], int]
) -> Mapping[tuple[TenantId, Quota, date], int]:
    """Add to the use of days of several tenants (system role); gives the new totals."""
    return await repository.add_use(session, amounts) if amounts else {}


async def use_of(session: AsyncSession, tenant: TenantId, since: date) -> Sequence[DayUse]:
    """The use of daily quotas on the days from ``since`` on."""
    return await repository.use_of(session, tenant, since)


async def forget_use(session: AsyncSession, today: date) -> int:
    """Remove the use of days older than `KEPT` (system role); gives how many rows went."""
    return await repository.forget_use(session, today - KEPT)
