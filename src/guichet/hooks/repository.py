"""Statements over hooks."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.hooks.deliveries.models import DeliveryRow
from guichet.hooks.models import HookRow
from guichet.hooks.types import Boxes, Hook, Wishes
from guichet.kit.ids import TenantId


@dataclass(frozen=True, slots=True)
class Subscription:
    """A hook as who tells events has to know it."""

    tenant_id: TenantId
    hook_id: UUID
    kinds: frozenset[str]
    together: bool
    called_back: bool = False


async def add(session: AsyncSession, hook: Hook, secret: bytes) -> None:
    """Write a new hook."""
    await session.execute(
        insert(HookRow).values(
            tenant_id=hook.tenant_id,
            id=hook.id,
            called_back=hook.called_back,
            secret=secret,
            created_by=hook.created_by,
            created_at=hook.created_at,
            version=hook.version,
            **_written(hook),
        )
    )


async def save(session: AsyncSession, hook: Hook) -> None:
    """Write what may change of a hook."""
    await session.execute(
        update(HookRow)
        .where(HookRow.tenant_id == hook.tenant_id, HookRow.id == hook.id)
        .values(version=hook.version, old_until=hook.old_until, **_written(hook))
    )


def _written(hook: Hook) -> Mapping[str, Any]:
    wishes = hook.wishes
    return {
        "address": wishes.address,
        "description": wishes.description,
        "kinds": sorted(wishes.kinds),
        "together": wishes.together,
        "lanes": wishes.lanes,
        "enabled": wishes.enabled,
        "off_why": hook.off_why,
        "off_at": hook.off_at,
    }


async def put_secrets(session: AsyncSession, tenant: TenantId, hook_id: UUID, boxes: Boxes) -> None:
    """Replace a hook's secrets."""
    await session.execute(
        update(HookRow)
        .where(HookRow.tenant_id == tenant, HookRow.id == hook_id)
        .values(secret=boxes.secret, old_secret=boxes.old_secret, old_until=boxes.old_until)
    )


async def remove(session: AsyncSession, tenant: TenantId, hook_id: UUID, now: datetime) -> None:
    """Hide a hook for ever."""
    await session.execute(
        update(HookRow)
        .where(HookRow.tenant_id == tenant, HookRow.id == hook_id)
        .values(removed_at=now, enabled=False)
    )


async def locked(session: AsyncSession, tenant: TenantId, hook_id: UUID) -> Hook | None:
    """A hook, locked until the end of the transaction."""
    row = await session.scalar(_one(tenant, hook_id).with_for_update())
    return None if row is None else _hook(row)


async def find(session: AsyncSession, tenant: TenantId, hook_id: UUID) -> Hook | None:
    """A hook."""
    row = await session.scalar(_one(tenant, hook_id))
    return None if row is None else _hook(row)


async def boxes(session: AsyncSession, tenant: TenantId, hook_id: UUID) -> Boxes | None:
    """A hook's secrets."""
    row = await session.scalar(_one(tenant, hook_id))
    return None if row is None else Boxes(row.secret, row.old_secret, row.old_until)


def _one(tenant: TenantId, hook_id: UUID) -> Any:
    return select(HookRow).where(
        HookRow.tenant_id == tenant, HookRow.id == hook_id, HookRow.removed_at.is_(None)
    )


async def page(
    session: AsyncSession, tenant: TenantId, before: UUID | None, limit: int
) -> Sequence[Hook]:
    """Hooks, newest first, below the id ``before``."""
    query = select(HookRow).where(HookRow.tenant_id == tenant, HookRow.removed_at.is_(None))
    if before is not None:
        query = query.where(HookRow.id < before)
    rows = await session.scalars(query.order_by(HookRow.id.desc()).limit(limit))
    return [_hook(row) for row in rows]


async def count(session: AsyncSession, tenant: TenantId, *, called_back: bool) -> int:
    """How many hooks there are, made by hand or from call-back addresses."""
    query = select(func.count()).where(
        HookRow.tenant_id == tenant,
        HookRow.removed_at.is_(None),
        HookRow.called_back.is_(called_back),
    )
    return await session.scalar(query) or 0


async def begin_callback(session: AsyncSession, tenant: TenantId, address: str) -> None:
    """Let one transaction at a time make the hook of a call-back address."""
    key = func.hashtextextended(f"hook {tenant} {address}", 0)
    await session.execute(select(func.pg_advisory_xact_lock(key)))


async def called_back(session: AsyncSession, tenant: TenantId, address: str) -> Hook | None:
    """The hook of a call-back address, if a request named it before."""
    query = select(HookRow).where(
        HookRow.tenant_id == tenant,
        HookRow.address == address,
        HookRow.called_back,
        HookRow.removed_at.is_(None),
    )
    row = await session.scalar(query)
    return None if row is None else _hook(row)


async def subscriptions(
    session: AsyncSession, tenants: Collection[TenantId]
) -> Sequence[Subscription]:
    """The hooks of some tenants that are on and were made by hand. Needs the system role."""
    query = select(HookRow.tenant_id, HookRow.id, HookRow.kinds, HookRow.together).where(
        HookRow.tenant_id.in_(tenants),
        HookRow.enabled,
        HookRow.removed_at.is_(None),
        HookRow.called_back.is_(False),
    )
    return [
        Subscription(TenantId(row.tenant_id), row.id, frozenset(row.kinds), row.together)
        for row in await session.execute(query)
    ]


async def wanting(session: AsyncSession, hook_ids: Collection[UUID]) -> Sequence[Subscription]:
    """Those of some hooks that are on (system role)."""
    query = select(
        HookRow.tenant_id, HookRow.id, HookRow.kinds, HookRow.together, HookRow.called_back
    ).where(HookRow.id.in_(hook_ids), HookRow.enabled, HookRow.removed_at.is_(None))
    return [
        Subscription(
            TenantId(row.tenant_id), row.id, frozenset(row.kinds), row.together, row.called_back
        )
        for row in await session.execute(query)
    ]


async def forget_removed(session: AsyncSession, before: datetime) -> None:
    """Delete hooks removed before an instant, but those that still have bodies (system role)."""
    bodies = select(DeliveryRow.id).where(
        DeliveryRow.tenant_id == HookRow.tenant_id, DeliveryRow.hook_id == HookRow.id
    )
    await session.execute(delete(HookRow).where(HookRow.removed_at < before, ~bodies.exists()))


def _hook(row: HookRow) -> Hook:
    return Hook(
        tenant_id=TenantId(row.tenant_id),
        id=row.id,
        wishes=Wishes(
            address=row.address,
            kinds=tuple(row.kinds),
            description=row.description,
            together=row.together,
            lanes=row.lanes,
            enabled=row.enabled,
        ),
        called_back=row.called_back,
        off_why=row.off_why,
        off_at=row.off_at,
        old_until=row.old_until,
        created_by=row.created_by,
        created_at=row.created_at,
        version=row.version,
    )
