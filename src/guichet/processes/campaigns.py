"""Campaigns where they meet the rooms around."""

from collections.abc import Sequence
from uuid import UUID

from starlette.routing import BaseRoute

from guichet.campaigns.links.checking import instance_of
from guichet.campaigns.links.doorway import Doorway
from guichet.campaigns.links.recording import Clicks
from guichet.campaigns.office import Office
from guichet.campaigns.public import Parts
from guichet.campaigns.results.answers import CampaignReplies
from guichet.campaigns.sending.lister import CampaignLister
from guichet.campaigns.sending.runner import CampaignRunner
from guichet.campaigns.sending.steps import Means
from guichet.campaigns.signups import asking
from guichet.campaigns.signups.doorway import Doorway as SignUpDoorway
from guichet.campaigns.signups.doorway import Own
from guichet.campaigns.signups.listening import Listening
from guichet.campaigns.signups.seen import Seen
from guichet.campaigns.tills.doorway import Doorway as TillDoorway
from guichet.gateway.leases.service import Leases
from guichet.kit.ground import Ground
from guichet.kit.ids import TenantId
from guichet.kit.limits.service import RateLimiter
from guichet.kit.work import UnitOfWork
from guichet.processes.campaign_agents import AgentsOfTenant
from guichet.processes.channels import holder
from guichet.processes.facts import SOURCES
from guichet.processes.parts import Part


def runner(ground: Ground) -> Part:
    """Who looks after campaigns on their way."""
    across = ground.system_db.transaction
    running = CampaignRunner(
        across,
        UnitOfWork(ground.request_db, ground.clock, ground.ids),
        ground.clock,
        Leases(across, holder()),
        means=Means(ground.settings.base_url, AgentsOfTenant(), CampaignReplies()),
    )
    return Part("campaigns", running.run)


def lister(ground: Ground) -> Part:
    """Who makes the lists of campaigns that nobody waits for."""
    across = ground.system_db.transaction
    office = Office(ground, across)

    async def renew(tenant_id: TenantId, campaign_id: UUID) -> None:
        await office.renew(tenant_id, campaign_id, SOURCES)

    making = CampaignLister(across, ground.clock, renew)
    return Part("lists of campaigns", making.run)


def short_links(ground: Ground) -> Sequence[BaseRoute]:
    """Where short links lead in."""
    across = ground.system_db.transaction
    clicks = Clicks(across, ground.clock, ground.ids)
    return Doorway(across, ground.clock, clicks, instance_of(ground.cipher)).routes()


def listening(ground: Ground) -> Listening:
    """Who hears keywords that sign up, and answers that confirm."""
    open_work = UnitOfWork(ground.request_db, ground.clock, ground.ids)
    return Listening(ground.system_db.transaction, open_work, ground.clock, _asking(ground))


def sign_ups(ground: Ground) -> Sequence[BaseRoute]:
    """Where people sign up."""
    seen = Seen(ground.system_db.transaction, ground.clock)
    own = Own(_asking(ground), ground.cipher.derive("signups"), seen)
    return SignUpDoorway(_parts(ground), own).routes()


def tills(ground: Ground) -> Sequence[BaseRoute]:
    """Where codes of offers are used."""
    return TillDoorway(_parts(ground)).routes()


def _parts(ground: Ground) -> Parts:
    return Parts(
        ground.system_db.transaction,
        UnitOfWork(ground.request_db, ground.clock, ground.ids),
        ground.clock,
        ground.ids,
        RateLimiter(ground.system_db, ground.clock),
        ground.settings.base_url.rstrip("/"),
    )


def _asking(ground: Ground) -> asking.Means:
    return asking.Means(ground.outbox, ground.cipher, ground.settings.base_url.rstrip("/"))
