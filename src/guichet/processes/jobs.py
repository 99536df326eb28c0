"""Upkeep across tenants, which no room may do by itself."""

from guichet.insight.invitations import service
from guichet.kit.ground import Ground
from guichet.kit.jobs import periodic


@periodic("processes.forget_invitations", "17 3 * * *")
async def forget_old_invitations(ground: Ground) -> None:
    """Delete what is older than thirteen months."""
    async with ground.system_db.transaction() as session:
        await service.forget_old(session, ground.clock.now())
