"""Statements over names tenants send under."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.kit.ids import TenantId
from guichet.policies.names.models import SenderNameRow
from guichet.policies.names.types import NameState, SenderName
from guichet.policies.senders import folded

MOST_OF_A_TENANT = 200


async def put(session: AsyncSession, one: SenderName) -> None:
    """Write a name, or what became of it."""
    values = {
        "name": one.name,
        "state": one.state,
        "proof": one.proof,
        "asked_at": one.asked_at,
        "decided_at": one.decided_at,
        "reason": one.reason,
        "version": one.version,
    }
    query = insert(SenderNameRow).values(
        tenant_id=one.tenant_id, id=one.id, folded=folded(one.name), **values
    )
    await session.execute(
        query.on_conflict_do_update(index_elements=["tenant_id", "id"], set_=values)
    )


async def named(session: AsyncSession, tenant: TenantId, name: str) -> SenderName | None:
    """A tenant's name, whatever its case and accents."""
    query = select(SenderNameRow).where(
        SenderNameRow.tenant_id == tenant, SenderNameRow.folded == folded(name)
    )
    row = await session.scalar(query.with_for_update())
    return _name(row) if row else None


async def by_id(session: AsyncSession, tenant: TenantId, name_id: UUID) -> SenderName | None:
    """A tenant's name by its id."""
    query = select(SenderNameRow).where(
        SenderNameRow.tenant_id == tenant, SenderNameRow.id == name_id
    )
    row = await session.scalar(query.with_for_update())
    return _name(row) if row else None


async def of_tenant(session: AsyncSession, tenant: TenantId) -> Sequence[SenderName]:
    """A tenant's names, the newest first."""
    query = (
        select(SenderNameRow)
        .where(SenderNameRow.tenant_id == tenant)
        .order_by(SenderNameRow.id.desc())
        .limit(MOST_OF_A_TENANT)
    )
    return [_name(row) for row in await session.scalars(query)]


async def in_state(
    session: AsyncSession, state: NameState, before: UUID | None, limit: int
) -> Sequence[SenderName]:
    """Names of all tenants, the newest first (system role)."""
    query = select(SenderNameRow).where(SenderNameRow.state == state)
    if before is not None:
        query = query.where(SenderNameRow.id < before)
    found = await session.scalars(query.order_by(SenderNameRow.id.desc()).limit(limit))
    return [_name(row) for row in found]


def _name(row: SenderNameRow) -> SenderName:
    return SenderName(
        row.id,
        TenantId(row.tenant_id),
        row.name,
        row.state,
        row.proof,
        row.asked_at,
        row.decided_at,
        row.reason,
        row.version,
    )
