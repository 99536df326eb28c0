"""What the kit does round by round, and what erasing a person leaves to do."""

from uuid import UUID

from guichet.kit.events import erasing
from guichet.kit.events.partitions import make_months, months_ahead
from guichet.kit.ground import Ground
from guichet.kit.jobs import JobRun, job, periodic
from guichet.kit.mail.service import forget_old

AT_ONCE = 200
"""Events erased in one transaction: a busy person has thousands."""


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


@job("kit.upkeep.forget_person")
async def forget_person(run: JobRun, person: UUID) -> None:
    """Erase a person from every event that speaks of them. Safe to repeat."""
    while True:
        async with run.ground.system_db.transaction() as session:
            erased = await erasing.erase_of(session, run.tenant_id, person, AT_ONCE)
        if erased < AT_ONCE:
            return
