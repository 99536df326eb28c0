"""Guichet switches a hook off by itself and tells who looks after it."""

from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from guichet.accounts.members import service as members
from guichet.accounts.tenants import service as tenants
from guichet.accounts.users import service as users
from guichet.hooks import service
from guichet.hooks.types import Hook, OffWhy
from guichet.kit.clock import Clock
from guichet.kit.ids import IdMaker, TenantId
from guichet.kit.mail.letters import letter
from guichet.kit.mail.service import Outbox
from guichet.kit.work import SYSTEM, Work

_LETTERS: Final = {
    "failing": "hook_failing",
    "gone": "hook_gone",
    "too_much": "hook_too_much",
}


class HookAlarms:
    """One for a process."""

    def __init__(self, clock: Clock, ids: IdMaker, outbox: Outbox, base_url: str) -> None:
        self._clock = clock
        self._ids = ids
        self._outbox = outbox
        self._base_url = base_url

    async def switch_off(
        self, session: AsyncSession, tenant_id: TenantId, hook_id: UUID, why: OffWhy
    ) -> None:
        """Switch a hook off in a transaction under the system role; its administrators get a mail
        each, once.
        """
        work = Work(session, tenant_id, self._clock, self._ids, SYSTEM)
        hook = await service.switch_off(work, hook_id, why)
        if hook is not None:
            await self._write_to_owners(work, hook, why)

    async def _write_to_owners(self, work: Work, hook: Hook, why: OffWhy) -> None:
        tenant = await tenants.get(work, work.tenant_id)
        link = f"{self._base_url}/t/{tenant.slug}/settings/hooks/{hook.id}"
        given = {"tenant": tenant.settings.name, "address": hook.wishes.address}
        for one in await members.administrators(work):
            user = await users.get(work, one.user_id)
            mail = letter(_LETTERS[why], user.email, user.language, given, link)
            await self._outbox.post(work, mail)
