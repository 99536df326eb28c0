"""What live screens read, in one instant."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from guichet.campaigns.results import repository
from guichet.campaigns.results.types import Figures
from guichet.campaigns.types import Campaign
from guichet.kit.ids import TenantId


async def read_open(session: AsyncSession, tenant_id: TenantId) -> Sequence[Campaign]:
    """Those that are not over."""
    return await repository.not_over(session, tenant_id)


async def read_campaign(
    session: AsyncSession, tenant_id: TenantId, campaign_id: UUID
) -> Campaign | None:
    """One that was not removed."""
    return await repository.campaign_at(session, tenant_id, campaign_id)


async def read_figures(
    session: AsyncSession, tenant_id: TenantId, campaign_id: UUID
) -> Figures | None:
    """The sums of one, once something is known of it."""
    return (await repository.figures(session, tenant_id, [campaign_id])).get(campaign_id)
