"""One piece of work: a transaction, and what a service needs while it lasts.

The edge (an endpoint, a job, a consumer) opens the work; services use it and never commit::

    async with open_work(tenant_id, actor) as work:
        await service.take(work, interaction_id)
"""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from guichet.kit.clock import Clock
from guichet.kit.db.sessions import RequestDatabase, after_commit
from guichet.kit.events import log
from guichet.kit.events.types import NewEvent
from guichet.kit.ids import IdMaker, TenantId

ActorKind = Literal["user", "key", "visitor", "system", "support", "till"]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does the work. ``id`` is the user's, key's, visitor's, support user's or till's id; the
    system has none.
    """

    kind: ActorKind
    id: UUID | None = None


SYSTEM = Actor("system")


@dataclass(frozen=True, slots=True)
class Work:
    """An open transaction bound to one tenant, with the clock and ids of the process."""

    session: AsyncSession
    tenant_id: TenantId
    clock: Clock
    ids: IdMaker
    actor: Actor

    @property
    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        return self.clock.now()

    async def record(self, event: NewEvent) -> UUID:
        """Write ``event`` in this transaction: it exists exactly if the change it tells exists.

        Call it after the change itself, so that the change's row lock orders the events of one
        subject. Gives the event's id.
        """
        event_id = self.ids.new()
        await log.record(self.session, self.tenant_id, event_id, self.now, event)
        return event_id

    async def record_all(self, events: Sequence[NewEvent]) -> None:
        """As ``record``, for several in this order, by one statement."""
        numbered = [(self.ids.new(), event) for event in events]
        await log.record_all(self.session, self.tenant_id, numbered, self.now)

    def after_commit(self, call: Callable[[], None]) -> None:
        """Run ``call`` once the work is committed: only to hasten what happens anyway, for the
        process may die before it runs. It must not block nor fail.
        """
        after_commit(self.session, call)


class UnitOfWork:
    """Opens works for tenants' requests, all on one database, clock and id maker."""

    def __init__(self, request_db: RequestDatabase, clock: Clock, ids: IdMaker) -> None:
        self._request_db = request_db
        self._clock = clock
        self._ids = ids

    @asynccontextmanager
    async def __call__(self, tenant_id: TenantId, actor: Actor) -> AsyncIterator[Work]:
        """A work of ``tenant_id`` done by ``actor``; leaving the block commits, an exception
        rolls everything back.
        """
        async with self._request_db.transaction(tenant_id) as session:
            yield Work(session, tenant_id, self._clock, self._ids, actor)
