"""The sink of all channels: opens the transaction, lets intake decide, commits."""

import json
from collections.abc import Sequence
from uuid import UUID

from guichet.gateway.contract import AnyDoor, Signals
from guichet.gateway.outbound import service as outbound
from guichet.gateway.outbound.types import OnProgress
from guichet.gateway.registry import Registry
from guichet.gateway.types import Accepted, History, Identity, Inbound, PeerReceipt, Since
from guichet.intake import service
from guichet.intake.types import Arrival
from guichet.interactions.signals import conversation_subject
from guichet.kit.work import Actor, UnitOfWork

VISITOR = Actor("visitor")


class IntakeSink:
    """Fulfils ``gateway.contract.Sink``."""

    def __init__(
        self, open_work: UnitOfWork, registry: Registry, signals: Signals, tell: OnProgress
    ) -> None:
        self._open_work = open_work
        self._registry = registry
        self._signals = signals
        self._tell = tell

    async def receive(self, door: AnyDoor, inbound: Inbound) -> Accepted:
        async with self._open_work(door.tenant_id, VISITOR) as work:
            return await service.receive(work, self._arrival(door), inbound)

    async def receipts(self, door: AnyDoor, receipts: Sequence[PeerReceipt]) -> None:
        async with self._open_work(door.tenant_id, VISITOR) as work:
            for receipt in receipts:
                await outbound.record_receipt(work, door.id, receipt, self._tell)

    async def history(
        self, door: AnyDoor, person: Identity, since: Since | None, limit: int
    ) -> History:
        async with self._open_work(door.tenant_id, VISITOR) as work:
            return await service.history(work, door.id, person, since, limit)

    async def typing(self, door: AnyDoor, interaction_id: UUID, on: bool) -> None:
        payload = {"kind": "typing", "from": "contact", "on": on}
        subject = conversation_subject(door.tenant_id, interaction_id)
        await self._signals.publish(subject, json.dumps(payload).encode())

    def _arrival(self, door: AnyDoor) -> Arrival:
        channel = self._registry.find(door.kind)
        if channel is None:
            raise LookupError(f"no channel {door.kind}")
        return Arrival(door.id, door.kind, channel.medium, door.title, door.language)
