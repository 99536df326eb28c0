"""What signing in leaves behind is forgotten in time."""

from datetime import timedelta
from typing import Final

from guichet.accounts.brakes import service as brakes
from guichet.accounts.sessions import service as sessions
from guichet.accounts.signin import resets
from guichet.accounts.works import SystemWorks
from guichet.kit.ground import Ground
from guichet.kit.jobs.declared import periodic

_COUNTS_KEPT: Final = timedelta(days=1)
"""Counts of failures are forgotten after an hour of quiet; a day is plenty."""


@periodic("accounts.signin.forget", "23 * * * *")
async def forget(ground: Ground) -> None:
    """Remove sessions, counts of failures and links for resets that are long over."""
    works = SystemWorks(ground.system_db, ground.clock, ground.ids)
    async with works() as work:
        await sessions.forget_old(work)
        await brakes.forget_old(work, work.now - _COUNTS_KEPT)
        await resets.forget_old(work)
