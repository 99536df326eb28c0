"""Statements over ``entry_point``."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.gateway.entry_points.models import EntryPointRow
from guichet.gateway.entry_points.types import Draft, EntryPoint
from guichet.kit.ids import TenantId
from guichet.kit.work import Work


async def add(
    work: Work, entry_point_id: UUID, kind: str, site_key: str, draft: Draft
) -> EntryPoint:
    """A new row."""
    row = EntryPointRow(
        tenant_id=work.tenant_id,
        id=entry_point_id,
        version=1,
        kind=kind,
        title=draft.title,
        language=draft.language,
        site_key=site_key,
        allowed_origins=list(draft.allowed_origins),
        settings=dict(draft.settings),
        enabled=draft.enabled,
        created_at=work.now,
    )
    work.session.add(row)
    await work.session.flush()
    return _entry_point(row)


async def get(work: Work, entry_point_id: UUID) -> EntryPoint | None:
    """One that was not removed."""
    row = await _row(work, entry_point_id, lock=False)
    return _entry_point(row) if row else None


async def of_kind(work: Work, kind: str) -> EntryPoint | None:
    """The oldest of a kind that was not removed."""
    statement = (
        select(EntryPointRow)
        .where(
            EntryPointRow.tenant_id == work.tenant_id,
            EntryPointRow.kind == kind,
            EntryPointRow.removed_at.is_(None),
        )
        .order_by(EntryPointRow.id)
        .limit(1)
    )
    row = (await work.session.execute(statement)).scalar()
    return _entry_point(row) if row else None


async def enabled_of_kind(work: Work, kind: str) -> list[EntryPoint]:
    """Those of a kind that are open."""
    statement = (
        select(EntryPointRow)
        .where(
            EntryPointRow.tenant_id == work.tenant_id,
            EntryPointRow.kind == kind,
            EntryPointRow.enabled.is_(True),
            EntryPointRow.removed_at.is_(None),
        )
        .order_by(EntryPointRow.id)
    )
    return [_entry_point(row) for row in (await work.session.execute(statement)).scalars()]


async def change(work: Work, entry_point_id: UUID, values: Mapping[str, Any]) -> EntryPoint | None:
    """Set ``values`` and count the version up; none if there is no such row."""
    row = await _row(work, entry_point_id, lock=True)
    if row is None:
        return None
    for name, value in values.items():
        setattr(row, name, value)
    row.version += 1
    await work.session.flush()
    return _entry_point(row)


async def page(work: Work, after: UUID | None, limit: int) -> list[EntryPoint]:
    """By id, those that were not removed."""
    statement = select(EntryPointRow).where(
        EntryPointRow.tenant_id == work.tenant_id, EntryPointRow.removed_at.is_(None)
    )
    if after is not None:
        statement = statement.where(EntryPointRow.id > after)
    rows = await work.session.execute(statement.order_by(EntryPointRow.id).limit(limit))
    return [_entry_point(row) for row in rows.scalars()]


async def count(session: AsyncSession, tenant_id: TenantId, kind: str) -> int:
    """How many of a kind a tenant has."""
    statement = select(func.count()).where(
        EntryPointRow.tenant_id == tenant_id,
        EntryPointRow.kind == kind,
        EntryPointRow.removed_at.is_(None),
    )
    return await session.scalar(statement) or 0


async def by_site_key(session: AsyncSession, kind: str, site_key: str) -> EntryPoint | None:
    """Across tenants: the enabled one with that public key."""
    statement = select(EntryPointRow).where(
        EntryPointRow.site_key == site_key,
        EntryPointRow.kind == kind,
        EntryPointRow.enabled.is_(True),
        EntryPointRow.removed_at.is_(None),
    )
    row = (await session.execute(statement)).scalar()
    return _entry_point(row) if row else None


async def by_id(session: AsyncSession, tenant_id: TenantId, entry_point_id: UUID) -> EntryPoint:
    """One, whatever became of it: what was queued before its removal still names it."""
    statement = select(EntryPointRow).where(
        EntryPointRow.tenant_id == tenant_id, EntryPointRow.id == entry_point_id
    )
    return _entry_point((await session.execute(statement)).scalar_one())


async def of_kinds(session: AsyncSession, kinds: tuple[str, ...]) -> list[EntryPoint]:
    """Across tenants: the enabled ones of ``kinds``, for those who hold connections."""
    statement = select(EntryPointRow).where(
        EntryPointRow.kind.in_(kinds),
        EntryPointRow.enabled.is_(True),
        EntryPointRow.removed_at.is_(None),
    )
    return [_entry_point(row) for row in (await session.execute(statement)).scalars()]


async def _row(work: Work, entry_point_id: UUID, *, lock: bool) -> EntryPointRow | None:
    statement = select(EntryPointRow).where(
        EntryPointRow.tenant_id == work.tenant_id,
        EntryPointRow.id == entry_point_id,
        EntryPointRow.removed_at.is_(None),
    )
    if lock:
        statement = statement.with_for_update()
    return (await work.session.execute(statement)).scalar()


def _entry_point(row: EntryPointRow) -> EntryPoint:
    return EntryPoint(
        TenantId(row.tenant_id),
        row.id,
        row.version,
        row.kind,
        row.title,
        row.language,
        row.site_key,
        tuple(row.allowed_origins),
        row.settings,
        row.enabled,
        row.created_at,
    )
