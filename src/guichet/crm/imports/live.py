"""Reading within a snapshot, for live screens; changes nothing."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from guichet.crm.imports import repository
from guichet.crm.imports.types import Import
from guichet.kit.ids import TenantId


async def read_import(session: AsyncSession, tenant_id: TenantId, import_id: UUID) -> Import | None:
    """One, as the snapshot sees it."""
    return await repository.in_snapshot(session, tenant_id, import_id)
