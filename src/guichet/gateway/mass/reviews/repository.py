"""Statements over reviews."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.gateway.mass.reviews.models import ReviewRow
from guichet.gateway.mass.reviews.types import Review, ReviewState, Sample
from guichet.kit.ids import TenantId


async def add(session: AsyncSession, one: Review) -> bool:
    """Write a new one; false when one waits already."""
    query = insert(ReviewRow).values(
        tenant_id=one.tenant_id,
        id=one.id,
        version=one.version,
        state=one.state,
        samples=_stored(one.samples),
        recipients=one.recipients,
        asked_at=one.asked_at,
        expected_at=one.expected_at,
    )
    added = query.on_conflict_do_nothing().returning(ReviewRow.id)
    return await session.scalar(added) is not None


async def change(session: AsyncSession, one: Review) -> None:
    """Write what became of one."""
    await session.execute(
        update(ReviewRow)
        .where(ReviewRow.tenant_id == one.tenant_id, ReviewRow.id == one.id)
        .values(
            version=one.version,
            state=one.state,
            samples=_stored(one.samples),
            recipients=one.recipients,
            decided_at=one.decided_at,
            by_name=one.by_name,
            reason=one.reason,
        )
    )


async def latest(session: AsyncSession, tenant: TenantId, *, lock: bool = False) -> Review | None:
    """A tenant's newest."""
    found = _of(tenant).order_by(ReviewRow.id.desc()).limit(1)
    return await _one(session, found.with_for_update() if lock else found)


async def by_id(session: AsyncSession, tenant: TenantId, review_id: UUID) -> Review | None:
    """A tenant's by its id, locked."""
    return await _one(session, _of(tenant, ReviewRow.id == review_id).with_for_update())


async def of_tenant(session: AsyncSession, tenant: TenantId, limit: int) -> Sequence[Review]:
    """A tenant's, the newest first."""
    found = _of(tenant).order_by(ReviewRow.id.desc()).limit(limit)
    return [_review(row) for row in await session.scalars(found)]


async def in_state(
    session: AsyncSession, state: ReviewState, before: UUID | None, limit: int
) -> Sequence[Review]:
    """Those of all tenants, the newest first (system role)."""
    query = select(ReviewRow).where(ReviewRow.state == state)
    if before is not None:
        query = query.where(ReviewRow.id < before)
    found = await session.scalars(query.order_by(ReviewRow.id.desc()).limit(limit))
    return [_review(row) for row in found]


def _of(tenant: TenantId, *more: ColumnElement[bool]) -> Select[ReviewRow]:
    query = select(ReviewRow).where(ReviewRow.tenant_id == tenant, *more)
    return query.execution_options(populate_existing=True)


async def _one(session: AsyncSession, query: Select[ReviewRow]) -> Review | None:
    row = await session.scalar(query)
    return _review(row) if row else None


def _stored(samples: Sequence[Sample]) -> list[dict[str, str | None]]:
    return [{"text": one.text, "sender": one.sender} for one in samples]


def _review(row: ReviewRow) -> Review:
    return Review(
        row.id,
        TenantId(row.tenant_id),
        row.version,
        row.state,
        [Sample(one["text"], one["sender"]) for one in row.samples],
        row.recipients,
        row.asked_at,
        row.expected_at,
        row.decided_at,
        row.by_name,
        row.reason,
    )
