"""Hears what happened to people."""

from sqlalchemy.ext.asyncio import AsyncSession

from guichet.campaigns.triggers import service
from guichet.crm.occurrences.events import RECEIVED
from guichet.kit.clock import Clock
from guichet.kit.db.sessions import bind_tenant
from guichet.kit.events.consumers import Consumer
from guichet.kit.events.types import Event
from guichet.kit.ids import IdMaker
from guichet.kit.work import SYSTEM, Work
from guichet.processes.triggers.jobs import look_at_event


class EventFollower:
    """Hears what happened to people, under the system role."""

    def __init__(self, clock: Clock, ids: IdMaker) -> None:
        self._clock = clock
        self._ids = ids

    def consumer(self) -> Consumer:
        """To be run by a ``ConsumerRunner``."""
        return Consumer("campaigns.triggers", frozenset({RECEIVED}), self.handle)

    async def handle(self, session: AsyncSession, event: Event) -> None:
        """Have one looked at where something waits for its type. Harmless to repeat."""
        item = event.payload["item"]
        assert isinstance(item, dict)
        work = Work(session, event.tenant_id, self._clock, self._ids, SYSTEM)
        if await service.waits_for(work, str(item["type"])):
            await bind_tenant(session, event.tenant_id)
            await look_at_event.defer(work, event.id)
