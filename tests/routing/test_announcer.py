"""Visitors who wait are told where they stand, over their sockets; what they were promised is kept
and judged, whoever leads.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest
from starlette.applications import Starlette

from guichet.desk.service import ended_by_person
from guichet.gateway.directory import Directory
from guichet.gateway.performer import Performer
from guichet.gateway.registry import discover
from guichet.intake.sink import IntakeSink
from guichet.interactions import service as interactions
from guichet.interactions.service import record_progress
from guichet.interactions.states import Action
from guichet.interactions.types import Agent
from guichet.kit.bus import Bus
from guichet.kit.cipher import Cipher
from guichet.kit.clock import ManualClock
from guichet.kit.db.sessions import RequestDatabase, SystemDatabase
from guichet.kit.ids import IdMaker, TenantId
from guichet.kit.mail.service import Outbox
from guichet.kit.work import UnitOfWork
from guichet.routing import service
from guichet.routing.announcer import Announcer, Places
from guichet.routing.promises import EVERY, Promise, is_kept
from guichet.routing.waits import FEWEST_SERVED
from tests.channels.fronts import tools_of
from tests.channels.webchat.peer import OneDoor, VisitorPage, page, routes
from tests.kit.events.conftest import running
from tests.routing.conftest import Floor, MakeRunner, Watched
from tests.servers.asgi import served
from tests.waiting import eventually

OUTBOX = Outbox(Cipher("m" * 32))


@dataclass(frozen=True)
class House:
    """A floor whose visitors come by sockets, and announcers for as many routers as wanted."""

    floor: Floor
    request_db: RequestDatabase
    system_db: SystemDatabase
    bus: Bus
    clock: ManualClock
    ids: IdMaker

    def announcer(self) -> Announcer:
        """Of one process."""

        async def is_active(tenant_id: TenantId) -> bool:
            return True

        registry = discover()
        across = self.system_db.transaction
        directory = Directory(across, registry, self.clock, is_active)
        performer = Performer(directory, registry, tools_of(self.clock, self.ids, self.bus))
        return Announcer(performer, self.bus, self.request_db.snapshot)

    @asynccontextmanager
    async def site(self) -> AsyncIterator[str]:
        """Where visitors come in."""
        tools = tools_of(self.clock, self.ids, self.bus)
        open_work = UnitOfWork(self.request_db, self.clock, self.ids)
        sink = IntakeSink(
            open_work, discover(), self.bus, record_progress, OUTBOX, person_gone=ended_by_person
        )
        mounted = routes(tools, sink, OneDoor(self.floor.shop.door), Places(self.bus.publish))
        async with served(Starlette(routes=mounted)) as address:
            yield address

    @asynccontextmanager
    async def visitor(self, address: str, token: str | None = None) -> AsyncIterator[VisitorPage]:
        """One open page."""
        tools = tools_of(self.clock, self.ids, self.bus)
        channel = discover().make(self.floor.shop.door, tools)
        async with page(address, channel) as opened:
            await opened.hello(token)
            yield opened

    async def answered_before(self, number: int) -> None:
        """So many were answered in a minute each: enough is known to say how long it takes."""
        agent = Agent(self.floor.ravi.id, "ravi")
        for one in range(number):
            name = await self.floor.says(1000 + one)
            async with self.floor.make_work(self.floor.tenant_id) as work:
                held = await interactions.for_change(work, name)
                await interactions.move(work, held, Action.TAKE, agent)
            self.clock.advance(timedelta(minutes=1))
            async with self.floor.make_work(self.floor.tenant_id) as work:
                await interactions.close(work, await interactions.for_change(work, name))

    async def promises(self, interaction_id: UUID) -> Sequence[Promise]:
        async with self.floor.make_work(self.floor.tenant_id) as work:
            return await service.promises_of(work, interaction_id)

    async def accepts(self, interaction_id: UUID) -> None:
        """Amélie takes what she was offered, and has no room for more."""
        async with self.floor.make_work(self.floor.tenant_id) as work:
            one = await interactions.for_change(work, interaction_id)
            agent = Agent(self.floor.amelie.id, "amelie")
            await interactions.move(work, one, Action.TAKE, agent)

    async def hands_back(self, interaction_id: UUID) -> None:
        """Amélie has it no more; it waits again."""
        async with self.floor.make_work(self.floor.tenant_id) as work:
            one = await interactions.for_change(work, interaction_id)
            await interactions.move(work, one, Action.RELEASE)

    async def leaves(self, interaction_id: UUID) -> None:
        """The request is over."""
        async with self.floor.make_work(self.floor.tenant_id) as work:
            await interactions.close(work, await interactions.for_change(work, interaction_id))


@pytest.fixture
def house(
    floor: Floor,
    request_db: RequestDatabase,
    system_db: SystemDatabase,
    bus: Bus,
    clock: ManualClock,
    ids: IdMaker,
) -> House:
    return House(floor, request_db, system_db, bus, clock, ids)


async def test_a_visitor_who_waits_hears_place_two_then_one_and_again_when_they_come_back(
    house: House, make_runner: MakeRunner, watched: Watched
) -> None:
    announcer = house.announcer()
    async with running(make_runner("one", watched(announcer)), announcer), house.site() as address:
        first = await house.floor.says(1)
        async with house.visitor(address) as visitor:
            await visitor.say("Bonjour", "key-00000001")
            await eventually(lambda: visitor.named("place"))
            house.clock.advance(EVERY)
            await house.leaves(first)
            await eventually(lambda: len(visitor.named("place")) == 2)
            told = visitor.named("place")
            token = visitor.named("welcome")[0]["token"]
        alone = {"op": "place", "low": None, "high": None, "known": False}
        assert told == [{**alone, "position": 2}, {**alone, "position": 1}], (
            "how long it takes would be a guess"
        )
        async with house.visitor(address, token) as returned:
            assert await eventually(lambda: returned.named("place")) == [told[1]]


async def test_what_was_promised_is_stored_once_over_a_take_over_and_judged_by_what_happened(
    house: House, make_runner: MakeRunner, watched: Watched
) -> None:
    await house.answered_before(FEWEST_SERVED)
    await house.floor.is_ready(house.floor.amelie)
    busy, waits, leaves = [await house.floor.says(number) for number in range(3)]

    async def promised() -> Sequence[Promise]:
        return [one for name in (waits, leaves) for one in await house.promises(name)]

    one = house.announcer()
    async with running(make_runner("one", watched(one)), one):
        await eventually(house.floor.offered(busy, house.floor.amelie))

        async def both() -> bool:
            return len(await promised()) == 2

        await eventually(both)
    made = await promised()
    assert [(told.position, told.outcome) for told in made] == [(1, None), (2, None)]
    assert all(told.low <= told.point <= told.high for told in made)
    two = house.announcer()
    async with running(make_runner("two", watched(two)), two):
        await house.leaves(leaves)
        house.clock.advance(timedelta(seconds=10))
        await house.accepts(busy)
        await eventually(house.floor.offered(waits, house.floor.amelie))
        await house.accepts(waits)

        async def judged() -> bool:
            return all(told.outcome is not None for told in await promised())

        await eventually(judged)
    assert [(told.outcome, told.waited, is_kept(told)) for told in await promised()] == [
        ("answered", 10, True),
        ("left", 0, None),
    ]


async def test_who_is_offered_before_the_next_leader_looks_is_judged_once_they_are_answered(
    house: House, make_runner: MakeRunner, watched: Watched
) -> None:
    await house.answered_before(FEWEST_SERVED)
    await house.floor.is_ready(house.floor.amelie)
    busy, waits = [await house.floor.says(number) for number in range(2)]

    async def outcomes() -> Sequence[str | None]:
        return [told.outcome for told in await house.promises(waits)]

    one = house.announcer()
    async with running(make_runner("one", watched(one)), one):
        await eventually(house.floor.offered(busy, house.floor.amelie))
        await eventually(outcomes)
    await house.accepts(busy)
    two = house.announcer()
    async with running(make_runner("two", watched(two)), two):
        await eventually(house.floor.offered(waits, house.floor.amelie))
        again = await house.floor.says(2)  # whose promise tells that the lines were looked at

        async def is_told() -> bool:
            return bool(await house.promises(again))

        await eventually(is_told)
        assert await outcomes() == [None]
        await house.accepts(waits)

        async def is_judged() -> bool:
            return await outcomes() == ["answered"]

        await eventually(is_judged)


async def test_a_promise_to_who_was_taken_and_handed_back_unseen_is_judged_by_the_taking(
    house: House, make_runner: MakeRunner, watched: Watched
) -> None:
    await house.answered_before(FEWEST_SERVED)
    await house.floor.is_ready(house.floor.amelie)
    busy, waits = [await house.floor.says(number) for number in range(2)]

    async def promised() -> Sequence[Promise]:
        return await house.promises(waits)

    one = house.announcer()
    async with running(make_runner("one", watched(one)), one):
        await eventually(house.floor.offered(busy, house.floor.amelie))
        await eventually(promised)
    house.clock.advance(timedelta(seconds=10))  # nobody looks
    await house.accepts(waits)
    await house.hands_back(waits)
    house.clock.advance(timedelta(hours=1))
    await house.leaves(waits)
    two = house.announcer()
    async with running(make_runner("two", watched(two)), two):

        async def is_judged() -> bool:
            return (await promised())[0].outcome is not None

        await eventually(is_judged)
    told = (await promised())[0]
    assert (told.outcome, told.waited, is_kept(told)) == ("answered", 10, True)
