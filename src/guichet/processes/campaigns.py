"""Campaigns where they meet the rooms around."""

from collections.abc import Sequence
from uuid import UUID

from starlette.routing import BaseRoute

from guichet.campaigns.links.checking import instance_of
from guichet.campaigns.links.doorway import Doorway
from guichet.campaigns.links.recording import Clicks
from guichet.campaigns.office import Office
from guichet.campaigns.results.answers import CampaignReplies
from guichet.campaigns.sending.runner import CampaignRunner
from guichet.campaigns.sending.steps import Means
from guichet.gateway.leases.service import Leases
from guichet.kit.ground import Ground
from guichet.kit.ids import TenantId
from guichet.kit.work import UnitOfWork
from guichet.processes.campaign_agents import AgentsOfTenant
from guichet.processes.channels import holder
from guichet.processes.facts import SOURCES
from guichet.processes.parts import Part


def runner(ground: Ground) -> Part:
    """Who looks after campaigns on their way."""
    across = ground.system_db.transaction
    office = Office(ground, across)

    async def renew(tenant_id: TenantId, campaign_id: UUID) -> None:
        await office.renew(tenant_id, campaign_id, SOURCES)

    running = CampaignRunner(
        across,
        UnitOfWork(ground.request_db, ground.clock, ground.ids),
        ground.clock,
        Leases(across, holder()),
        means=Means(ground.settings.base_url, AgentsOfTenant(), CampaignReplies()),
        renew=renew,
    )
    return Part("campaigns", running.run)


def short_links(ground: Ground) -> Sequence[BaseRoute]:
    """Where short links lead in."""
    across = ground.system_db.transaction
    clicks = Clicks(across, ground.clock, ground.ids)
    return Doorway(across, ground.clock, clicks, instance_of(ground.cipher)).routes()
