"""Upkeep across tenants, which no room may do by itself."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from guichet.campaigns.results import retention
from guichet.campaigns.signups import upkeep as signups
from guichet.gateway.carriers import service as carriers
from guichet.gateway.clients import service as clients
from guichet.gateway.inbound import service as inbound
from guichet.gateway.mass import upkeep
from guichet.gateway.outbound import service as outbound
from guichet.gateway.reach import service as reach
from guichet.gateway.received import service as received
from guichet.gateway.telephones import forgetting
from guichet.gateway.telephones import service as telephones
from guichet.hooks import upkeep as hooks
from guichet.insight.invitations import service
from guichet.kit.ground import Ground
from guichet.kit.jobs import periodic
from guichet.routing import service as routing
from guichet.usage import service as usage

Forget = Callable[[AsyncSession, datetime], Awaitable[int]]
"""Some thousands at a time, so that no transaction is long; gives how many went."""


@periodic("processes.forget_invitations", "17 3 * * *")
async def forget_old_invitations(ground: Ground) -> None:
    """Delete what is older than thirteen months."""
    async with ground.system_db.transaction() as session:
        await service.forget_old(session, ground.clock.now())


@periodic("processes.forget_routing", "27 3 * * *")
async def forget_old_routing(ground: Ground) -> None:
    """Decisions and judged promises of more than thirteen months ago."""
    await _all(ground, routing.forget_old)


@periodic("processes.forget_sent", "33 3 * * *")
async def forget_old_sent(ground: Ground) -> None:
    """What was sent or given up more than ninety days ago: messages stay in conversations."""
    await _all(ground, outbound.forget_old)


@periodic("processes.forget_seen", "37 3 * * *")
async def forget_old_seen(ground: Ground) -> None:
    """That peers handed something over more than ninety days ago."""
    await _all(ground, inbound.forget_old)


@periodic("processes.forget_heard", "43 3 * * *")
async def forget_old_heard(ground: Ground) -> None:
    """Texts from telephones dealt with more than ninety days ago: words stay in conversations."""
    await _all(ground, telephones.forget_old)
    await _all(ground, received.forget_old)


@periodic("processes.forget_numbers_of_erased", "*/5 * * * *")
async def forget_numbers_of_erased(ground: Ground) -> None:
    """Numbers of people who were erased, in texts that can leave no more."""
    await forgetting.go_on(ground.system_db.transaction)


@periodic("processes.forget_minutes", "41 3 * * *")
async def forget_old_minutes(ground: Ground) -> None:
    """What passed by routes more than five weeks ago: the watch asks for four."""
    async with ground.system_db.transaction() as session:
        await carriers.forget_old(session, ground.clock.now())


@periodic("processes.mass_upkeep", "19 * * * *")
async def keep_mass_sending(ground: Ground) -> None:
    """Make the months of messages and outcomes ahead; drop receipts nobody asked for."""
    async with ground.system_db.transaction() as session:
        await upkeep.keep(session, ground.clock.now())


@periodic("processes.forget_hook_bodies", "43 * * * *")
async def forget_old_hook_bodies(ground: Ground) -> None:
    """What hooks were told more than two weeks ago, and hooks that were removed."""
    await hooks.keep(ground.system_db.transaction, ground.clock.now())


@periodic("processes.forget_holds", "43 * * * *")
async def forget_old_holds(ground: Ground) -> None:
    """Reservations of more than a week ago of which nothing is left."""
    await _all(ground, usage.forget_old)


@periodic("processes.forget_numbers", "47 3 * * *")
async def forget_old_numbers(ground: Ground) -> None:
    """What carriers said of numbers more than a month ago."""
    await _all(ground, reach.forget_old)


@periodic("processes.forget_parts", "41 3 * * *")
async def forget_lonely_parts(ground: Ground) -> None:
    """Parts of texts submitted by SMPP whose others never came."""
    await _all(ground, clients.forget_parts)


@periodic("processes.forget_refused", "49 3 * * *")
async def forget_old_refused(ground: Ground) -> None:
    """What companies' own systems refused more than thirty days ago."""
    await _all(ground, clients.forget_refused)


@periodic("processes.forget_campaign_lists", "53 3 * * *")
async def forget_old_campaign_lists(ground: Ground) -> None:
    """Who campaigns that ended more than thirteen months ago went to: their sums stay."""
    await _all(ground, retention.forget_old)


@periodic("processes.forget_signups", "53 * * * *")
async def forget_old_signups(ground: Ground) -> None:
    """Sign-ups nobody confirmed in time, and those confirmed that long ago: what shows that they
    agreed stands with their consent.
    """
    await _all(ground, signups.forget_old)


async def _all(ground: Ground, forget: Forget) -> None:
    gone = 1
    while gone:
        async with ground.system_db.transaction() as session:
            gone = await forget(session, ground.clock.now())
