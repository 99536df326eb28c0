"""Works under the system role: for what concerns people before, across or without a tenant."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from guichet.accounts.types import PLATFORM
from guichet.kit.clock import Clock
from guichet.kit.db.sessions import SystemDatabase
from guichet.kit.ids import IdMaker, TenantId
from guichet.kit.work import SYSTEM, Actor, Work


@dataclass(frozen=True, slots=True)
class SystemWorks:
    """Opens works under the system role."""

    system_db: SystemDatabase
    clock: Clock
    ids: IdMaker

    @asynccontextmanager
    async def __call__(
        self, actor: Actor = SYSTEM, tenant_id: TenantId = PLATFORM
    ) -> AsyncIterator[Work]:
        """A work done by ``actor``; leaving the block commits, an exception rolls back."""
        async with self.system_db.transaction() as session:
            yield Work(session, tenant_id, self.clock, self.ids, actor)
