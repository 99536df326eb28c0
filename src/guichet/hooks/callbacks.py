"""Call-back addresses that requests name are hooks made at their first use."""

from guichet.gateway.mass.types import ReportTo
from guichet.hooks import service
from guichet.hooks.outside import Outside
from guichet.kit.ground import Ground
from guichet.kit.ids import TenantId
from guichet.kit.work import Actor, UnitOfWork


class HookCallbacks:
    """Fulfils ``gateway.mass.callbacks.Callbacks``."""

    def __init__(self, outside: Outside, ground: Ground) -> None:
        self._outside = outside
        self._cipher = ground.cipher
        self._open_work = UnitOfWork(ground.request_db, ground.clock, ground.ids)

    async def report_to(self, tenant_id: TenantId, actor: Actor, address: str) -> ReportTo:
        """The hook of the address; it is judged before its first use, and at every connection."""
        async with self._open_work(tenant_id, actor) as work:
            hook = await service.known_callback(work, address)
        if hook is None:
            await self._outside.admit(address, "callback")
            async with self._open_work(tenant_id, actor) as work:
                hook = await service.called_back(work, address, self._cipher)
        return ReportTo("hook", hook.id)
