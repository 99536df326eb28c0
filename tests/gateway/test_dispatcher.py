"""Things to send leave once, whoever dies on the way."""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import ClassVar
from uuid import UUID

import pytest

from guichet.gateway.contract import AnyChannel, Channel, ChannelSettings, NoSettings
from guichet.gateway.directory import Directory
from guichet.gateway.dispatcher import LEASE, Dispatcher
from guichet.gateway.failures import Failure, Fault, Retry, unreachable
from guichet.gateway.outbound import service as outbound
from guichet.gateway.outbound.outcomes import MAX_ATTEMPTS, SendState
from guichet.gateway.outbound.types import Progress
from guichet.gateway.registry import Registry
from guichet.gateway.types import (
    Capability,
    Identity,
    Medium,
    Outbound,
    Outcome,
    PeerReceipt,
    Probe,
    Receipt,
)
from guichet.kit.clock import ManualClock
from guichet.kit.db.sessions import RequestDatabase, SystemDatabase
from guichet.kit.ids import IdMaker, TenantId
from guichet.kit.work import UnitOfWork, Work
from tests.channels.fronts import tools_of
from tests.conftest import Database, MakeTenant, MakeWork
from tests.gateway.quiet import Silence
from tests.gateway.scene import Shop, open_shop
from tests.waiting import eventually

PERSON = Identity("visitor", "1")


def takes(_: Outbound) -> Outcome:
    """The peer takes everything."""
    return Receipt("peer-1")


@dataclass
class Script:
    """What the peer answers, and what it got."""

    answer: Callable[[Outbound], Outcome] = takes
    sent: list[str] = field(default_factory=list)


class Post(Channel[ChannelSettings]):
    """A channel whose peer answers what the test says."""

    kind = "webchat"
    medium = Medium.CHAT
    title: ClassVar[Mapping[str, str]] = {"en": "Post", "fr": "Poste"}
    description: ClassVar[Mapping[str, str]] = title
    capabilities = frozenset({Capability.TEXT})
    Settings: ClassVar[type[ChannelSettings]] = NoSettings
    script: ClassVar[Script]

    async def send(self, outbound: Outbound) -> Outcome:
        self.script.sent.append(outbound.text or "")
        await asyncio.sleep(0)
        return self.script.answer(outbound)

    async def probe(self) -> Probe:
        return Probe(True, "ready")


@dataclass
class Office:
    """Dispatchers over one database."""

    make: Callable[[], Dispatcher]
    script: Script
    told: list[Progress]

    def states(self) -> list[SendState]:
        return [one.state for one in self.told]


class Nothing:
    """No connection is held."""

    def held(self) -> Mapping[UUID, AnyChannel]:
        return {}


async def _active(tenant_id: TenantId) -> bool:
    return True


@pytest.fixture
async def shop(make_tenant: MakeTenant, make_work: MakeWork) -> Shop:
    return await open_shop(make_tenant, make_work)


@pytest.fixture
async def office(
    request_db: RequestDatabase,
    system_db: SystemDatabase,
    clock: ManualClock,
    ids: IdMaker,
    database: Database,
    shop: Shop,
) -> Office:
    with database.connect_owner() as owner:
        owner.execute("UPDATE entry_point SET settings = '{}'")
    tools = tools_of(clock, ids, Silence())

    class Branch(Post):
        script = Script()

    registry = Registry({"webchat": Branch})
    across = system_db.transaction
    told: list[Progress] = []

    async def tell(work: Work, progress: Progress) -> None:
        told.append(progress)

    def make() -> Dispatcher:
        return Dispatcher(
            across,
            UnitOfWork(request_db, clock, ids),
            directory=Directory(across, registry, clock, _active),
            registry=registry,
            tools=tools,
            tell=tell,
            connections=Nothing(),
        )

    return Office(make, Branch.script, told)


async def queue(make_work: MakeWork, shop: Shop, text: str, to: Identity = PERSON) -> UUID:
    async with make_work(shop.tenant_id) as work:
        one = Outbound(work.ids.new(), to, text)
        await outbound.enqueue(work, shop.door.id, "webchat", one)
    return one.id


async def test_what_is_queued_is_sent_once_and_told(
    office: Office, make_work: MakeWork, shop: Shop
) -> None:
    await queue(make_work, shop, "Bonjour")
    dispatcher = office.make()
    assert [await dispatcher.send_due(), await dispatcher.send_due()] == [1, 0]
    assert (office.script.sent, office.states()) == (["Bonjour"], ["sent"])


async def test_eight_dispatchers_share_two_hundred_things_without_sending_one_twice(
    office: Office, make_work: MakeWork, shop: Shop
) -> None:
    for number in range(200):
        await queue(make_work, shop, f"n {number}", Identity("visitor", str(number % 20)))

    async def drain(dispatcher: Dispatcher) -> None:
        while await dispatcher.send_due():
            pass

    async with asyncio.TaskGroup() as group:
        for _ in range(8):
            group.create_task(drain(office.make()))
    assert Counter(office.script.sent) == Counter(f"n {n}" for n in range(200))


async def test_one_address_gets_its_things_in_the_order_they_were_queued(
    office: Office, make_work: MakeWork, shop: Shop
) -> None:
    for number in range(30):
        await queue(make_work, shop, f"{number}")
    await office.make().send_due()
    assert office.script.sent == [str(n) for n in range(30)]


async def test_what_a_dead_dispatcher_had_taken_is_sent_by_the_next_after_the_lease(
    office: Office, make_work: MakeWork, shop: Shop, clock: ManualClock
) -> None:
    await queue(make_work, shop, "Bonjour")

    def die(_: Outbound) -> Outcome:
        raise asyncio.CancelledError

    office.script.answer = die
    await office.make().send_due()
    assert office.states() == []
    office.script.answer = takes
    assert await office.make().send_due() == 0
    clock.advance(LEASE + timedelta(seconds=1))
    assert await office.make().send_due() == 1
    assert office.states()[-1] == "sent"


async def test_a_peer_that_is_away_is_tried_again_later_and_given_up_at_last(
    office: Office, make_work: MakeWork, shop: Shop, clock: ManualClock
) -> None:
    await queue(make_work, shop, "Bonjour")
    office.script.answer = lambda _: unreachable("down")
    dispatcher = office.make()
    for _ in range(MAX_ATTEMPTS + 3):
        await dispatcher.send_due()
        clock.advance(timedelta(minutes=6))
    assert len(office.script.sent) == MAX_ATTEMPTS
    assert office.states() == ["failed"]
    assert office.told[0].failure == unreachable("down")


async def test_what_never_works_is_tried_once(
    office: Office, make_work: MakeWork, shop: Shop, clock: ManualClock
) -> None:
    await queue(make_work, shop, "Bonjour")
    never = Failure("blocked", Retry.NEVER, Fault.RECIPIENT, "550", "no")
    office.script.answer = lambda _: never
    await office.make().send_due()
    clock.advance(timedelta(hours=1))
    assert await office.make().send_due() == 0
    assert [one.failure for one in office.told] == [never]


async def test_a_channel_that_raises_stops_nobody_else(
    office: Office, make_work: MakeWork, shop: Shop
) -> None:
    def broken(one: Outbound) -> Outcome:
        if one.text == "bad":
            raise ZeroDivisionError
        return Receipt("p")

    office.script.answer = broken
    await queue(make_work, shop, "bad", Identity("visitor", "1"))
    await queue(make_work, shop, "good", Identity("visitor", "2"))
    assert await office.make().send_due() == 2
    assert office.states() == ["sent"]


async def test_receipts_go_forward_only_and_only_for_their_own_address(
    office: Office, make_work: MakeWork, shop: Shop
) -> None:
    outbound_id = await queue(make_work, shop, "Bonjour")
    told: list[Progress] = []

    async def tell(work: Work, progress: Progress) -> None:
        told.append(progress)

    async def receipt(peer_id: str, state: str, who: Identity = PERSON) -> bool:
        one = PeerReceipt(peer_id, who, "seen" if state == "seen" else "delivered")
        async with make_work(shop.tenant_id) as work:
            return await outbound.record_receipt(work, shop.door.id, one, tell)

    assert not await receipt(str(outbound_id), "seen", Identity("visitor", "2"))
    assert await receipt(str(outbound_id), "delivered")
    assert await office.make().send_due() == 0
    assert await receipt(str(outbound_id), "seen")
    assert not await receipt(str(outbound_id), "delivered")
    assert not await receipt("unknown", "seen")
    assert [one.state for one in told] == ["delivered", "seen"]


async def test_a_running_dispatcher_sends_at_once_what_is_committed_in_its_process(
    office: Office, make_work: MakeWork, shop: Shop
) -> None:
    dispatcher = office.make()
    async with asyncio.TaskGroup() as group:
        group.create_task(dispatcher.run())
        await queue(make_work, shop, "Bonjour")
        await eventually(lambda: office.states() == ["sent"], what="it is sent")
        dispatcher.stop()
