"""Upkeep across tenants, which no room may do by itself."""

from guichet.gateway.mass import upkeep
from guichet.insight.invitations import service
from guichet.kit.ground import Ground
from guichet.kit.jobs import periodic


@periodic("processes.forget_invitations", "17 3 * * *")
async def forget_old_invitations(ground: Ground) -> None:
    """Delete what is older than thirteen months."""
    async with ground.system_db.transaction() as session:
        await service.forget_old(session, ground.clock.now())


@periodic("processes.mass_upkeep", "19 * * * *")
async def keep_mass_sending(ground: Ground) -> None:
    """Make the months of messages and outcomes ahead; drop receipts nobody asked for."""
    async with ground.system_db.transaction() as session:
        await upkeep.keep(session, ground.clock.now())
