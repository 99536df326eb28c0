"""What is kept of hooks no longer goes, some thousand bodies at a time."""

from datetime import datetime
from uuid import UUID

from guichet.gateway.across import AcrossTenants
from guichet.hooks import service
from guichet.hooks.deliveries import service as deliveries
from guichet.hooks.deliveries.types import KEPT

_START = (UUID(int=0), UUID(int=0))


async def keep(across: AcrossTenants, now: datetime) -> None:
    """Delete bodies from before ``KEPT``, and removed hooks with all of theirs. Safe to repeat."""
    after = _START
    while True:
        async with across() as session:
            lines = await deliveries.lines_after(session, after)
        for tenant, hook_id, removed in lines:
            gone = 1
            while gone:
                async with across() as session:
                    bound = now if removed else now - KEPT
                    gone = await deliveries.forget_old(session, tenant, hook_id, bound)
        if not lines:
            break
        after = lines[-1][:2]
    async with across() as session:
        await service.forget_removed(session, now)
