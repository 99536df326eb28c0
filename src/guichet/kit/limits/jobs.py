"""Forgets counts of windows long past."""

from guichet.kit.ground import Ground
from guichet.kit.jobs import periodic
from guichet.kit.limits import service


@periodic("kit.limits.sweep", "43 * * * *")
async def sweep_windows(ground: Ground) -> None:
    """Delete the windows of more than two hours ago."""
    async with ground.system_db.transaction() as session:
        await service.sweep(session, ground.clock.now())
