"""Sign-ins nobody came back from are forgotten."""

from guichet.accounts.oidc.service import forget_flows
from guichet.accounts.works import SystemWorks
from guichet.kit.ground import Ground
from guichet.kit.jobs.declared import periodic


@periodic("accounts.oidc.forget_flows", "5-59/10 * * * *")
async def forget(ground: Ground) -> None:
    """Remove flows that are too old to be finished."""
    async with SystemWorks(ground.system_db, ground.clock, ground.ids)() as work:
        await forget_flows(work)
