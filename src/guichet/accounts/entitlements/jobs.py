"""The use of days long past is forgotten."""

from guichet.accounts.entitlements.service import forget_use
from guichet.kit.ground import Ground
from guichet.kit.jobs.declared import periodic


@periodic("accounts.entitlements.forget_use", "17 3 * * *")
async def forget(ground: Ground) -> None:
    """Remove the use of days that no invoice in dispute needs any more."""
    async with ground.system_db.transaction() as session:
        await forget_use(session, ground.clock.now().date())
