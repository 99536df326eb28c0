"""Texts there and back, by a carrier that speaks the protocol: a telephone writes, the desk
answers, the telephone shows it, the desk sees that it arrived; and STOP while offers lie ready.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from statistics import median
from uuid import UUID

from sqlalchemy import text as statement

from guichet.desk import service as desk
from guichet.gateway.carriers import service as carriers
from guichet.gateway.carriers.kinds import discover as link_kinds
from guichet.gateway.carriers.runner import CarrierRunner, Carrying
from guichet.gateway.carriers.standing import Standing
from guichet.gateway.carriers.types import Draft
from guichet.gateway.contract import AnyChannel
from guichet.gateway.deps import ChannelsAtHand
from guichet.gateway.dispatcher import Dispatcher
from guichet.gateway.leases.service import Leases
from guichet.gateway.mass.accepting import Acceptor
from guichet.gateway.mass.care import Clearance
from guichet.gateway.mass.depot import KnownIds, Store
from guichet.gateway.mass.feeding import Feeder
from guichet.gateway.mass.reporting import Reports
from guichet.gateway.mass.shelves import Shelves
from guichet.gateway.mass.types import Order, Recipient, Wording
from guichet.gateway.mass.writing import Writer
from guichet.gateway.telephones.progress import Progress
from guichet.interactions.service import record_progress
from guichet.interactions.types import Agent
from guichet.kit.ground import Ground
from guichet.kit.ids import IdMaker, TenantId
from guichet.kit.work import SYSTEM, UnitOfWork
from guichet.processes.simulated_carrier.carrier import Carrier, listening
from guichet.processes.simulated_carrier.scenario import read
from tests.conftest import MORNING, MakeTenant
from tests.gateway.telephones.scene import LONG, Platform, platform
from tests.waiting import eventually

AMELIE = Agent(UUID(int=1), "Amélie Payet")
MARIE = "262692112233"
LONG_ANSWER = "Nous livrons chaque mardi et chaque vendredi, entre 9 h et 12 h. " * 4
_MESSAGES = statement(
    "SELECT interaction_id, text, delivery_state, failure->>'code' AS failure, parts FROM message"
    " WHERE text IS NOT NULL ORDER BY created_at, seq"
)
_OUTCOMES = statement("SELECT kind FROM mass_outcome WHERE message_id = :message ORDER BY at")
_DENIED = statement("SELECT count(*) FROM mass_outcome WHERE kind = 'denied'")


class Today:
    """Goes on from a morning at which offers may leave."""

    def __init__(self) -> None:
        self._begun = time.monotonic()

    def now(self) -> datetime:
        return MORNING + timedelta(seconds=time.monotonic() - self._begun)


@dataclass
class Town:
    """A process that carries, reads and sends, its carrier, and a company with a number."""

    post: Platform
    carrier: Carrier
    tenant: TenantId
    acceptor: Acceptor

    async def messages(self) -> list[tuple[str, str, str | None]]:
        """What stands at the desk: words, how far they came, and why no farther."""
        rows = await self.post.rows(_MESSAGES)
        return [(one.text, one.delivery_state, one.failure) for one in rows]

    async def answers(self, text: str) -> None:
        """Amélie takes what waits and answers."""
        (first, *_) = await self.post.rows(_MESSAGES)
        ground = self.post.ground
        ability = ChannelsAtHand(self.post.registry).ability
        open_work = UnitOfWork(ground.request_db, ground.clock, ground.ids)
        async with open_work(self.tenant, SYSTEM) as work:
            await desk.take(work, ability, first.interaction_id, AMELIE)
        async with open_work(self.tenant, SYSTEM) as work:
            await desk.answer(work, first.interaction_id, AMELIE, text, None)


@asynccontextmanager
async def town(
    ground: Ground, make_tenant: MakeTenant, scenario: str, **route: object
) -> AsyncIterator[Town]:
    """All of it, while the block lasts."""
    clock = Today()
    ground = replace(ground, clock=clock, ids=IdMaker(clock))
    post, tenant = platform(ground), await make_tenant()
    await post.give(await post.number(LONG), tenant)
    await post.door(tenant, number=LONG)
    across = ground.system_db.transaction
    kinds, standing = link_kinds(cipher=ground.cipher), Standing()
    store = Store(across, clock, Shelves(), Writer(across, clock), KnownIds(), post.heard.take_in)
    feeder = Feeder(store, standing.choose, Clearance(ground.cipher))
    carrying = Carrying(store, standing, kinds, post.tools)
    runner = CarrierRunner(carrying, Leases(across, "one"), feeder, "one")
    open_work = UnitOfWork(ground.request_db, clock, ground.ids)
    dispatcher = Dispatcher(
        across,
        open_work,
        directory=post.directory,
        registry=post.registry,
        tools=post.tools,
        tell=record_progress,
        connections=NoConnections(),
    )
    reports = Reports(across, clock, "line")
    progress = Progress(open_work, reports, directory=post.directory, sink=post.sink, clock=clock)
    carrier = Carrier(read(scenario), clock)
    async with listening(carrier, "127.0.0.1", 0) as port:
        async with post.work() as work:
            made = await carriers.create_carrier(work, "Océan")
            settings = {"host": "127.0.0.1", "port": port, "system_id": "guichet", **route}
            await carriers.create_route(work, kinds, made.id, "smpp", Draft("Océan", settings))
        tasks = [
            asyncio.create_task(one())
            for one in (runner.run, post.reader.run, dispatcher.run, progress.run)
        ]
        try:
            await eventually(lambda: carrier.counters.binds == 1)
            yield Town(post, carrier, tenant, Acceptor(across, clock, ground.ids))
        finally:
            for task in tasks:
                task.cancel()
            for task in tasks:
                with suppress(asyncio.CancelledError):
                    await task


class NoConnections:
    """Nothing is held open."""

    def held(self) -> Mapping[UUID, AnyChannel]:
        return {}


async def test_a_telephone_and_the_desk_talk(ground: Ground, make_tenant: MakeTenant) -> None:
    async with town(ground, make_tenant, "[receipts]\ndelay = 0.0\n") as there:
        there.carrier.say(MARIE, LONG.removeprefix("+"), "bonjour")

        async def came() -> bool:
            return [one[0] for one in await there.messages()] == ["bonjour"]

        await eventually(came)
        await there.answers("Bonjour ! Que puis-je faire ?")
        await eventually(lambda: there.carrier.telephones.shown(MARIE))
        (shown,) = there.carrier.telephones.shown(MARIE)
        assert (shown.sender, shown.text) == (
            LONG.removeprefix("+"),
            "Bonjour ! Que puis-je faire ?",
        )

        async def arrived(count: int = 1) -> bool:
            states = [one[1] for one in await there.messages()]
            return states.count("delivered") == count

        await eventually(arrived)
        await there.answers(LONG_ANSWER)

        async def both() -> bool:
            return await arrived(2)

        await eventually(both)
        assert there.carrier.telephones.shown(MARIE)[1].parts == 2
        assert [one.parts for one in await there.post.rows(_MESSAGES)] == [None, 1, 2]
        there.carrier.say(MARIE, LONG.removeprefix("+"), "Merci !")

        async def thanked() -> bool:
            return [one[0] for one in await there.messages()][-1] == "Merci !"

        await eventually(thanked)
        assert len({one.interaction_id for one in await there.post.rows(_MESSAGES)}) == 1


async def test_the_desk_reads_why_an_answer_did_not_arrive(
    ground: Ground, make_tenant: MakeTenant
) -> None:
    scenario = '[receipts]\ndelay = 0.0\n[[faults]]\nkind = "not_delivered"\nerror = "027"\n'
    async with town(ground, make_tenant, scenario) as there:
        there.carrier.say(MARIE, LONG.removeprefix("+"), "bonjour")
        await eventually(there.messages)
        await there.answers("Bonjour !")

        async def failed() -> bool:
            return (await there.messages())[-1][1:] == ("failed", "text_undelivered")

        await eventually(failed)


async def test_a_stop_counts_within_a_second_while_offers_lie_ready(
    ground: Ground, make_tenant: MakeTenant
) -> None:
    """The operator takes one message a second: 300 offers wait on the shelves."""
    people = [f"+26269255{place:04}" for place in range(300)]
    async with town(ground, make_tenant, "", rate=1) as there:
        wording = Wording("VANILLE", "Soldes", "marketing", "optin")
        order = Order(there.tenant, wording, [Recipient(one) for one in people])
        ticket = await there.acceptor.accept(order)
        await eventually(lambda: there.carrier.counters.accepted >= 1)
        took = []
        for place in (299, 298, 297):

            async def denied(message: UUID = ticket.message_ids[place]) -> bool:
                session = there.post.ground.system_db.transaction()
                async with session as one:
                    rows = (await one.execute(_OUTCOMES, {"message": message})).all()
                return [row.kind for row in rows] == ["denied"]

            begun = time.monotonic()
            there.carrier.say(people[place].removeprefix("+"), LONG.removeprefix("+"), "STOP")
            await eventually(denied)
            took.append(time.monotonic() - begun)
        assert median(took) <= 1.0, took
        assert (await there.post.rows(_DENIED))[0][0] == 3
