"""A company with hooks, its event log followed and its lines told by hand."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from uuid import UUID

import pytest

from guichet.hooks import service
from guichet.hooks.alarms import HookAlarms
from guichet.hooks.deliveries import service as deliveries
from guichet.hooks.deliveries.runner import Teller
from guichet.hooks.deliveries.types import Delivery, State
from guichet.hooks.deliveries.wire import Wire
from guichet.hooks.following import HookFollower
from guichet.hooks.types import Hook, LineState, NewSecret, Wishes
from guichet.kit.events.types import Event, EventKind, Json, Position
from guichet.kit.ground import Ground
from guichet.kit.ids import TenantId
from tests.accounts.conftest import app, browser, passwords, works, world
from tests.conftest import MakeTenant, MakeWork
from tests.hooks.receiver import LOOPBACK

__all__ = ["app", "browser", "passwords", "works", "world"]

CONTACT: dict[str, Json] = {
    "id": "0199a7c2-4e7b-7c3a-9d55-0f1e2d3c4b5a",
    "version": 1,
    "name": "Éloïse",
    "identities": [
        {"id": "x", "kind": "phone", "value": "+262692123456", "source": "chat", "verified": None}
    ],
}


@dataclass
class Scene:
    """One tenant, and everything that tells its hooks."""

    tenant: TenantId
    ground: Ground
    make_work: MakeWork
    teller: Teller
    follower: HookFollower
    position: int = 0

    async def hook(self, address: str, *kinds: str, lanes: int = 1) -> NewSecret:
        """A hook made through the front door."""
        async with self.make_work(self.tenant) as work:
            wishes = Wishes(address, kinds or ("contact.*",), lanes=lanes)
            return await service.create(work, wishes, self.ground.cipher)

    async def happen(
        self,
        kind: str = "crm.contact.created",
        subject: str = "contact:1",
        item: dict[str, Json] | None = None,
        contact_id: UUID | None = None,
    ) -> Event:
        """One event of the log, followed."""
        self.position += 1
        event = Event(
            position=Position(self.position),
            tenant_id=self.tenant,
            id=self.ground.ids.new(),
            kind=EventKind(kind),
            subject=subject,
            version=1,
            payload={"item": {**CONTACT, **(item or {})}},
            occurred_at=self.ground.clock.now(),
            contact_id=contact_id,
        )
        async with self.ground.system_db.transaction() as session:
            await self.follower.handle(session, event)
        return event

    async def tell(self) -> int:
        """Tell what is due now."""
        return await self.teller.tell_due()

    async def get(self, hook_id: UUID) -> Hook:
        """A hook as it is now."""
        async with self.make_work(self.tenant) as work:
            return await service.get(work, hook_id)

    async def line(self, hook_id: UUID) -> LineState:
        """How its line stands."""
        async with self.make_work(self.tenant) as work:
            return (await deliveries.states(work, [hook_id]))[hook_id]

    async def deliveries(self, hook_id: UUID, *states: State) -> Sequence[Delivery]:
        """Its bodies, newest first."""
        async with self.make_work(self.tenant) as work:
            return await deliveries.page(work, hook_id, states, None, 100)


@pytest.fixture
async def scene(
    ground: Ground, make_tenant: MakeTenant, make_work: MakeWork
) -> AsyncIterator[Scene]:
    """A company without hooks."""
    alarms = HookAlarms(ground.clock, ground.ids, ground.outbox, "http://guichet.test")
    async with Wire(LOOPBACK, seconds=5) as wire:
        teller = Teller(
            ground.system_db.transaction,
            ground.clock,
            ground.cipher,
            wire,
            alarms.switch_off,
            chance=lambda: 0.5,
        )
        follower = HookFollower(ground.clock, ground.ids)
        yield Scene(await make_tenant(), ground, make_work, teller, follower)
