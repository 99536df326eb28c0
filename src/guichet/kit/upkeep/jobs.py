"""What the kit does round by round."""

from guichet.kit.events.partitions import make_months, months_ahead
from guichet.kit.ground import Ground
from guichet.kit.jobs import periodic


@periodic("kit.upkeep.make_months", "17 * * * *")
async def make_months_ahead(ground: Ground) -> None:
    """Make the months of the event log that are due, long before they begin."""
    ahead = months_ahead(ground.clock.now())
    async with ground.system_db.transaction() as session:
        await make_months(session, ahead[0], ahead[-1])
