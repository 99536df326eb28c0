"""Statements about tenants."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.accounts.tenants.models import Tenant, TenantSlug


async def add(session: AsyncSession, row: Tenant) -> bool:
    """Insert the row if its slug is free; whether it was."""
    claim = insert(TenantSlug).values(slug=row.slug, tenant_id=row.tenant_id)
    free = claim.on_conflict_do_nothing().returning(TenantSlug.slug)
    if await session.scalar(free) is None:
        return False
    session.add(row)
    await session.flush()
    return True


async def by_id(session: AsyncSession, tenant_id: UUID) -> Tenant | None:
    """The tenant."""
    return await session.scalar(select(Tenant).where(Tenant.tenant_id == tenant_id))


async def by_id_locked(session: AsyncSession, tenant_id: UUID) -> Tenant | None:
    """The tenant, which nobody else changes until this transaction ends."""
    return await session.scalar(
        select(Tenant)
        .where(Tenant.tenant_id == tenant_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


async def by_slug(session: AsyncSession, slug: str) -> Tenant | None:
    """The tenant of a name in addresses."""
    tenant_id = select(TenantSlug.tenant_id).where(TenantSlug.slug == slug).scalar_subquery()
    return await session.scalar(select(Tenant).where(Tenant.tenant_id == tenant_id))


async def page(
    session: AsyncSession,
    before: UUID | None,
    limit: int,
    search: str | None = None,
    status: str | None = None,
) -> Sequence[Tenant]:
    """Tenants, newest first, below the id ``before``; ``search`` begins a word of their name or
    their slug.
    """
    statement = select(Tenant).order_by(Tenant.tenant_id.desc()).limit(limit)
    if before is not None:
        statement = statement.where(Tenant.tenant_id < before)
    if status is not None:
        statement = statement.where(Tenant.status == status)
    if search:
        name, slug = Tenant.name, Tenant.slug
        statement = statement.where(
            or_(
                name.istartswith(search, autoescape=True),
                name.icontains(f" {search}", autoescape=True),
                slug.istartswith(search, autoescape=True),
            )
        )
    return (await session.scalars(statement)).all()


async def of_ids(session: AsyncSession, tenant_ids: Sequence[UUID]) -> Sequence[Tenant]:
    """The tenants of these ids, the oldest first."""
    statement = select(Tenant).where(Tenant.tenant_id.in_(tenant_ids))
    return (await session.scalars(statement.order_by(Tenant.tenant_id))).all()
