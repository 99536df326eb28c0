"""Challenges nobody answered are forgotten."""

from guichet.accounts.passkeys.service import forget_challenges
from guichet.accounts.works import SystemWorks
from guichet.kit.ground import Ground
from guichet.kit.jobs.declared import periodic


@periodic("accounts.passkeys.forget_challenges", "*/10 * * * *")
async def forget(ground: Ground) -> None:
    """Remove challenges that are too old to be answered."""
    async with SystemWorks(ground.system_db, ground.clock, ground.ids)() as work:
        await forget_challenges(work)
