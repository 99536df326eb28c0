"""The sink of all channels: opens the transaction, lets intake decide, commits."""

import json
from collections.abc import Sequence
from uuid import UUID

from guichet.crm import service as crm
from guichet.gateway.context import Claims, Context, Location, PageView
from guichet.gateway.contract import AnyDoor, Signals
from guichet.gateway.outbound import service as outbound
from guichet.gateway.outbound.types import OnProgress
from guichet.gateway.registry import Registry
from guichet.gateway.types import (
    Accepted,
    History,
    Identity,
    Inbound,
    PeerReceipt,
    PersonRating,
    Since,
    TranscriptWish,
)
from guichet.intake import service, strangers, together, visitors
from guichet.intake.types import Arrival, PersonGone
from guichet.interactions.signals import conversation_subject
from guichet.kit.db.faults import CROWDED
from guichet.kit.grouping import Grouping
from guichet.kit.ids import TenantId
from guichet.kit.mail.service import Outbox
from guichet.kit.work import Actor, UnitOfWork

VISITOR = Actor("visitor")


class IntakeSink:
    """Fulfils ``gateway.contract.Sink``."""

    def __init__(
        self,
        open_work: UnitOfWork,
        registry: Registry,
        signals: Signals,
        tell: OnProgress,
        outbox: Outbox,
        *,
        person_gone: PersonGone,
    ) -> None:
        self._open_work = open_work
        self._registry = registry
        self._signals = signals
        self._tell = tell
        self._outbox = outbox
        self._person_gone = person_gone
        self._going_on = Grouping(self._receive_more, together.MOST, CROWDED)
        self._beginning = Grouping(self._receive_first, together.MOST, CROWDED)

    async def receive(self, door: AnyDoor, inbound: Inbound) -> Accepted:
        group = None
        if together.plain_text(inbound) is not None:
            group = self._going_on
        elif strangers.first_words(inbound) is not None:
            group = self._beginning
        if group is not None:
            asked = together.Asked(self._arrival(door), inbound)
            if (answer := await group.ask(door.tenant_id, asked)) is not None:
                return answer
        async with self._open_work(door.tenant_id, VISITOR) as work:
            return await service.receive(work, self._arrival(door), inbound)

    async def _receive_more(
        self, tenant_id: TenantId, group: Sequence[together.Asked]
    ) -> Sequence[Accepted | None]:
        async with self._open_work(tenant_id, VISITOR) as work:
            return await together.receive(work, group)

    async def _receive_first(
        self, tenant_id: TenantId, group: Sequence[together.Asked]
    ) -> Sequence[Accepted | None]:
        async with self._open_work(tenant_id, VISITOR) as work:
            return await strangers.receive(work, group)

    async def receipts(self, door: AnyDoor, receipts: Sequence[PeerReceipt]) -> None:
        async with self._open_work(door.tenant_id, VISITOR) as work:
            for receipt in receipts:
                await outbound.record_receipt(work, door.id, receipt, self._tell)

    async def history(
        self, door: AnyDoor, person: Identity, since: Since | None, limit: int
    ) -> History:
        async with self._open_work(door.tenant_id, VISITOR) as work:
            return await service.history(work, door.id, person, since, limit)

    async def is_of_another(self, door: AnyDoor, person: Identity, claims: Claims) -> bool:
        async with self._open_work(door.tenant_id, VISITOR) as work:
            return await crm.is_of_another(work, person, claims)

    async def typing(self, door: AnyDoor, interaction_id: UUID, on: bool) -> None:
        payload = {"kind": "typing", "from": "contact", "on": on}
        subject = conversation_subject(door.tenant_id, interaction_id)
        await self._signals.publish(subject, json.dumps(payload).encode())

    async def end(self, door: AnyDoor, person: Identity) -> UUID | None:
        async with self._open_work(door.tenant_id, VISITOR) as work:
            return await visitors.end(work, self._arrival(door), person, self._person_gone)

    async def rate(self, door: AnyDoor, person: Identity, rating: PersonRating) -> None:
        async with self._open_work(door.tenant_id, VISITOR) as work:
            await visitors.rate(work, self._arrival(door), person, rating)

    async def transcript(self, door: AnyDoor, person: Identity, wish: TranscriptWish) -> None:
        async with self._open_work(door.tenant_id, VISITOR) as work:
            await visitors.send_transcript(work, self._arrival(door), person, wish, self._outbox)

    async def saw(self, door: AnyDoor, person: Identity, pages: Sequence[PageView]) -> None:
        await self._learn(door, person, Context(pages=tuple(pages)))

    async def located(self, door: AnyDoor, person: Identity, location: Location) -> None:
        await self._learn(door, person, Context(location=location))

    async def _learn(self, door: AnyDoor, person: Identity, news: Context) -> None:
        async with self._open_work(door.tenant_id, VISITOR) as work:
            await visitors.learn(work, self._arrival(door), person, news)

    def _arrival(self, door: AnyDoor) -> Arrival:
        channel = self._registry.find(door.kind)
        if channel is None:
            raise LookupError(f"no channel {door.kind}")
        return Arrival(door.id, door.kind, channel.medium, door.title, door.language)
