"""Upkeep across tenants, which no room may do by itself."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from guichet.gateway.inbound import service as inbound
from guichet.gateway.mass import upkeep
from guichet.gateway.outbound import service as outbound
from guichet.gateway.telephones import service as telephones
from guichet.insight.invitations import service
from guichet.kit.ground import Ground
from guichet.kit.jobs import periodic
from guichet.routing import service as routing

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


@periodic("processes.mass_upkeep", "19 * * * *")
async def keep_mass_sending(ground: Ground) -> None:
    """Make the months of messages and outcomes ahead; drop receipts nobody asked for."""
    async with ground.system_db.transaction() as session:
        await upkeep.keep(session, ground.clock.now())


async def _all(ground: Ground, forget: Forget) -> None:
    gone = 1
    while gone:
        async with ground.system_db.transaction() as session:
            gone = await forget(session, ground.clock.now())
