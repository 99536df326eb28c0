"""Has what waits asked again at once, when what it waited for is decided."""

from guichet.gateway.mass import repository
from guichet.gateway.mass.bell import BELL
from guichet.kit.work import Work


async def wake(work: Work) -> None:
    """Everything of the tenant of ``work`` that waits and that nobody is handing over."""
    await repository.wake(work.session, work.tenant_id, work.now)
    work.after_commit(BELL.ring)
