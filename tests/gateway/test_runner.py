"""A connection that may exist once only, held by one of several processes."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import text

from guichet.gateway.directory import Directory
from guichet.gateway.dispatcher import Dispatcher
from guichet.gateway.entry_points import service as entry_points
from guichet.gateway.entry_points.types import Draft, EntryPoint
from guichet.gateway.leases.service import Leases, Token
from guichet.gateway.outbound import service as outbound
from guichet.gateway.outbound.types import Progress
from guichet.gateway.registry import Registry
from guichet.gateway.runner import Runner
from guichet.gateway.types import Identity, Outbound
from guichet.kit.clock import SystemClock
from guichet.kit.db.sessions import RequestDatabase, SystemDatabase
from guichet.kit.ids import IdMaker, TenantId
from guichet.kit.work import SYSTEM, UnitOfWork, Work
from tests.channels.fronts import tools_of
from tests.conftest import MakeTenant
from tests.gateway.line_channel import LineChannel, LinePeer
from tests.gateway.peers import Ledger
from tests.gateway.quiet import Silence
from tests.waiting import eventually

TERM = timedelta(seconds=4)
REGISTRY = Registry({"line": LineChannel})


@dataclass
class Wire:
    """An entry point, its peer, and the means to make runners."""

    tenant_id: TenantId
    entry_point: EntryPoint
    peer: LinePeer
    ledger: Ledger
    runner: Callable[[str], Runner]
    leases: Callable[[str], Leases]
    works: UnitOfWork
    dispatcher: Callable[[Runner], Dispatcher]


async def _active(tenant_id: TenantId) -> bool:
    return True


async def _untold(work: Work, progress: Progress) -> None:
    return


@pytest.fixture
async def wire(
    request_db: RequestDatabase, system_db: SystemDatabase, make_tenant: MakeTenant
) -> AsyncIterator[Wire]:
    clock = SystemClock()
    ids = IdMaker(clock)
    works = UnitOfWork(request_db, clock, ids)
    tools = tools_of(clock, ids, Silence())
    ledger = Ledger(clock, ids)
    across = system_db.transaction
    directory = Directory(across, REGISTRY, clock, _active)
    tenant_id = await make_tenant()

    def leases(name: str) -> Leases:
        return Leases(across, name, TERM)

    def runner(name: str) -> Runner:
        look = timedelta(seconds=0.1)
        return Runner(
            directory, REGISTRY, leases(name), tools, ledger, look_again=look, chance=lambda: 0.0
        )

    def dispatcher(connections: Runner) -> Dispatcher:
        return Dispatcher(
            across,
            works,
            directory=directory,
            registry=REGISTRY,
            tools=tools,
            tell=_untold,
            connections=connections,
        )

    async with LinePeer().running() as peer:
        async with works(tenant_id, SYSTEM) as work:
            draft = Draft("Ligne", "fr", (), {"port": peer.port})
            one = await entry_points.create(work, REGISTRY, "line", draft)
        yield Wire(tenant_id, one, peer, ledger, runner, leases, works, dispatcher)


async def test_of_two_runners_one_holds_the_connection(wire: Wire) -> None:
    one, two = wire.runner("one"), wire.runner("two")
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(runner.run()) for runner in (one, two)]
        await eventually(lambda: wire.peer.connections, what="connected")
        await eventually(lambda: states(one, two) == ["elsewhere", "open"], what="one holds it")
        wire.peer.say("m1 Bonjour")
        await eventually(lambda: wire.ledger.received, what="it arrived")
        for task in tasks:
            task.cancel()
    assert wire.peer.most_at_once == 1
    assert [r.text for r in wire.ledger.received] == ["Bonjour"]


async def test_the_other_takes_over_at_once_when_the_first_ends_in_order(wire: Wire) -> None:
    one, two = wire.runner("one"), wire.runner("two")
    async with asyncio.TaskGroup() as group:
        first = group.create_task(one.run())
        await eventually(one.held, what="one holds it")
        second = group.create_task(two.run())
        first.cancel()
        await eventually(two.held, what="two holds it")
        second.cancel()
    assert wire.peer.most_at_once == 1


async def test_a_lost_connection_comes_back(wire: Wire) -> None:
    runner = wire.runner("one")
    async with asyncio.TaskGroup() as group:
        running = group.create_task(runner.run())
        await eventually(lambda: wire.peer.connections, what="connected")
        wire.peer.hang_up()
        await eventually(lambda: runner.health.all()[0].state == "waiting", what="noticed")
        assert "hung up" in (runner.health.all()[0].words or "")
        await eventually(runner.held, what="open again")
        running.cancel()


async def test_a_holder_whose_lease_was_taken_away_lets_go(
    wire: Wire, system_db: SystemDatabase
) -> None:
    runner = wire.runner("one")
    thief = wire.leases("thief")
    name = f"line:{wire.entry_point.id}"
    async with asyncio.TaskGroup() as group:
        running = group.create_task(runner.run())
        await eventually(runner.held, what="one holds it")
        assert await thief.take(name) is None
        token = await eventually(lambda: _steal(system_db, thief, name), what="stolen")
        await eventually(lambda: not runner.held(), what="let go")
        assert token is not None
        assert await thief.renew(name, token)
        running.cancel()


async def test_tokens_only_grow_and_an_old_one_is_worth_nothing(wire: Wire) -> None:
    one, two = wire.leases("one"), wire.leases("two")
    first = await one.take("line:x")
    assert first is not None
    await one.give_back("line:x", first)
    second = await two.take("line:x")
    assert second is not None
    assert second > first
    assert not await one.renew("line:x", first)
    await one.give_back("line:x", first)
    assert await one.take("line:x") is None


async def test_a_changed_entry_point_is_opened_anew_and_a_closed_one_is_let_go(
    wire: Wire,
) -> None:
    runner = wire.runner("one")
    async with asyncio.TaskGroup() as group:
        running = group.create_task(runner.run())
        await eventually(runner.held, what="open")
        before = runner.held()[wire.entry_point.id]
        await _change(wire, Draft("Autre", "fr", (), {"port": wire.peer.port}))
        await eventually(
            lambda: (now := runner.held().get(wire.entry_point.id)) and now is not before
        )
        await _change(wire, Draft("Autre", "fr", (), {"port": wire.peer.port}, enabled=False))
        await eventually(lambda: not runner.held() and not wire.peer.connections)
        running.cancel()


async def test_only_the_holder_sends(wire: Wire) -> None:
    one, two = wire.runner("one"), wire.runner("two")
    async with asyncio.TaskGroup() as group:
        running = group.create_task(one.run())
        await eventually(one.held, what="one holds it")
        async with wire.works(wire.tenant_id, SYSTEM) as work:
            what = Outbound(work.ids.new(), Identity("external", "peer"), "Bonjour")
            await outbound.enqueue(work, wire.entry_point.id, "line", what)
        assert await wire.dispatcher(two).send_due() == 0
        assert await wire.dispatcher(one).send_due() == 1
        await eventually(lambda: wire.peer.heard == ["say Bonjour"])
        running.cancel()


def states(*runners: Runner) -> list[str]:
    """How the connections do, as the runners know it."""
    return sorted(health.state for one in runners for health in one.health.all())


async def _steal(system_db: SystemDatabase, thief: Leases, name: str) -> Token | None:
    """What a pause longer than the lease brings about."""

    async with system_db.transaction() as session:
        await session.execute(
            text("UPDATE connection_lease SET expires_at = clock_timestamp() WHERE name = :name"),
            {"name": name},
        )
    return await thief.take(name)


async def _change(wire: Wire, draft: Draft) -> None:
    async with wire.works(wire.tenant_id, SYSTEM) as work:
        await entry_points.change(work, REGISTRY, wire.entry_point.id, draft)
