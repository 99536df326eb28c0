"""Statements over support access."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.accounts.support.models import SupportGrant
from guichet.accounts.support.types import Grant, Person
from guichet.kit.ids import TenantId, UserId


async def add(session: AsyncSession, grant: Grant) -> None:
    """Write a new grant (system role)."""
    await session.execute(insert(SupportGrant).values(_columns(grant)))


async def put(session: AsyncSession, grant: Grant) -> None:
    """Replace a grant that was locked before."""
    row = await session.get(SupportGrant, (grant.tenant_id, grant.id))
    if row is None:
        raise LookupError(grant.id)
    for name, value in _columns(grant).items():
        setattr(row, name, value)
    await session.flush()


async def locked(session: AsyncSession, tenant: TenantId, grant_id: UUID) -> Grant | None:
    """A grant of one tenant, locked until the end of the transaction."""
    query = select(SupportGrant).where(
        SupportGrant.tenant_id == tenant, SupportGrant.id == grant_id
    )
    row = await session.scalar(query.with_for_update().execution_options(populate_existing=True))
    return None if row is None else _grant(row)


async def of_tenant(
    session: AsyncSession, tenant: TenantId, before: UUID | None, limit: int
) -> Sequence[Grant]:
    """Grants of ``tenant``, newest first, below the id ``before``."""
    query = select(SupportGrant).where(SupportGrant.tenant_id == tenant)
    if before is not None:
        query = query.where(SupportGrant.id < before)
    rows = await session.scalars(query.order_by(SupportGrant.id.desc()).limit(limit))
    return [_grant(row) for row in rows]


async def of_operator(
    session: AsyncSession, operator: UserId, before: UUID | None, limit: int
) -> Sequence[Grant]:
    """What an operator asked for, of all tenants, newest first (system role)."""
    query = select(SupportGrant).where(SupportGrant.operator_id == operator)
    if before is not None:
        query = query.where(SupportGrant.id < before)
    rows = await session.scalars(query.order_by(SupportGrant.id.desc()).limit(limit))
    return [_grant(row) for row in rows]


async def by_id(session: AsyncSession, operator: UserId, grant_id: UUID) -> Grant | None:
    """One of an operator's grants, of whatever tenant (system role)."""
    query = select(SupportGrant).where(
        SupportGrant.operator_id == operator, SupportGrant.id == grant_id
    )
    row = await session.scalar(query)
    return None if row is None else _grant(row)


async def names(
    session: AsyncSession, tenant: TenantId, ids: Collection[UUID]
) -> Mapping[UUID, str]:
    """What operators who asked ``tenant`` are called."""
    query = select(SupportGrant.operator_id, SupportGrant.operator_name).where(
        SupportGrant.tenant_id == tenant, SupportGrant.operator_id.in_(ids)
    )
    return {row.operator_id: row.operator_name for row in await session.execute(query)}


def _columns(grant: Grant) -> dict[str, object]:
    decided = grant.decided_by
    return {
        "tenant_id": grant.tenant_id,
        "id": grant.id,
        "operator_id": grant.operator.user_id,
        "operator_name": grant.operator.name,
        "reason": grant.reason,
        "minutes": grant.minutes,
        "asked_at": grant.asked_at,
        "decided_by_id": decided and decided.user_id,
        "decided_by_name": decided and decided.name,
        "granted_at": grant.granted_at,
        "refused_at": grant.refused_at,
        "withdrawn_at": grant.withdrawn_at,
        "left_at": grant.left_at,
        "entered_at": grant.entered_at,
        "version": grant.version,
    }


def _grant(row: SupportGrant) -> Grant:
    decided = row.decided_by_id and Person(UserId(row.decided_by_id), row.decided_by_name or "")
    return Grant(
        tenant_id=TenantId(row.tenant_id),
        id=row.id,
        operator=Person(UserId(row.operator_id), row.operator_name),
        reason=row.reason,
        minutes=row.minutes,
        asked_at=row.asked_at,
        version=row.version,
        decided_by=decided or None,
        granted_at=row.granted_at,
        refused_at=row.refused_at,
        withdrawn_at=row.withdrawn_at,
        left_at=row.left_at,
        entered_at=row.entered_at,
    )
