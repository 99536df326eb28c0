"""What the kit does round by round."""

from guichet.kit.events.partitions import make_months, months_ahead
from guichet.kit.ground import Ground
from guichet.kit.jobs import periodic
from guichet.kit.mail.service import forget_old


@periodic("kit.upkeep.make_months", "17 * * * *")
async def make_months_ahead(ground: Ground) -> None:
    """Make the months of the event log that are due, long before they begin."""
    ahead = months_ahead(ground.clock.now())
    async with ground.system_db.transaction() as session:
        await make_months(session, ahead[0], ahead[-1])


@periodic("kit.upkeep.forget_mails", "41 3 * * *")
async def forget_mails(ground: Ground) -> None:
    """Remove mails sent or given up a month ago."""
    async with ground.system_db.transaction() as session:
        await forget_old(session, ground.clock.now())
