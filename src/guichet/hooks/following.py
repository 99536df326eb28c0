"""Follows the event log and puts bodies into the lines of hooks that want them: a durable consumer,
so that every event is put in exactly once however often processes die.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.crm.events import ERASED
from guichet.hooks import published, repository
from guichet.hooks.deliveries import service as deliveries
from guichet.hooks.deliveries.types import NewDelivery
from guichet.hooks.published import Published
from guichet.hooks.repository import Subscription
from guichet.hooks.types import wants
from guichet.kit.clock import Clock
from guichet.kit.events.consumers import Consumer
from guichet.kit.events.types import Event
from guichet.kit.ids import IdMaker, TenantId

NAME: Final = "hooks.follower"


class HookFollower:
    """Applies events in the consumer's transaction under the system role."""

    def __init__(self, clock: Clock, ids: IdMaker) -> None:
        self._clock = clock
        self._ids = ids

    def consumer(self) -> Consumer:
        """To be run by a ``ConsumerRunner``."""
        return Consumer(NAME, published.SOURCES, self.handle, handle_all=self.handle_all)

    async def handle(self, session: AsyncSession, event: Event) -> None:
        """Put one event into the lines of the hooks that want it."""
        await self.handle_all(session, [event])

    async def handle_all(self, session: AsyncSession, several: Sequence[Event]) -> None:
        """Put events in, given in the order of the log: one statement asks who wants any, another
        writes them all.
        """
        tenants = {event.tenant_id for event in several}
        hooks: dict[TenantId, list[Subscription]] = defaultdict(list)
        for one in await repository.subscriptions(session, tenants):
            hooks[one.tenant_id].append(one)
        made = [new for event in several for new in self._made(event, hooks)]
        await deliveries.put(session, made, self._clock.now())

    def _made(
        self, event: Event, hooks: Mapping[TenantId, Sequence[Subscription]]
    ) -> list[NewDelivery]:
        told = published.BY_SOURCE[event.kind]
        wanting = [one.hook_id for one in hooks.get(event.tenant_id, ()) if _wanted(one, told)]
        data = told.pick(event) if wanting else None
        if data is None:
            return []
        body = msgspec.json.encode(
            published.envelope(
                told, str(event.id), event.occurred_at.isoformat(), str(event.tenant_id), data
            )
        ).decode()
        return [self._delivery(event, told, hook_id, body) for hook_id in wanting]

    def _delivery(self, event: Event, told: Published, hook_id: UUID, body: str) -> NewDelivery:
        return NewDelivery(
            tenant_id=event.tenant_id,
            hook_id=hook_id,
            id=self._ids.new(),
            kind=told.name,
            subject=event.subject,
            body=body,
            contact_id=None if event.kind == ERASED else event.contact_id,
        )


def _wanted(one: Subscription, told: Published) -> bool:
    return wants(one.kinds, told.name)
