"""Reading within a snapshot, for live screens; changes nothing."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from guichet.crm import cards
from guichet.crm.duplicates.repository import read as read_duplicates
from guichet.crm.repository import read
from guichet.crm.types import ContactCard
from guichet.kit.events.log import newest_about
from guichet.kit.ids import TenantId

__all__ = ["newest_about", "read_card", "read_duplicates"]


async def read_card(
    session: AsyncSession, tenant_id: TenantId, contact_id: UUID
) -> ContactCard | None:
    """The card of this very id: of an alias the contact alone."""
    contact = await read(session, tenant_id, contact_id)
    return None if contact is None else await cards.read(session, tenant_id, contact)
