"""What an account may holds over all processes."""

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from guichet.gateway.clients import server as serving
from guichet.gateway.clients import service
from guichet.gateway.clients.binds import Binds
from guichet.gateway.clients.server import SmppServer
from guichet.kit.bus import Bus
from guichet.kit.clock import ManualClock
from guichet.kit.db.sessions import SystemDatabase
from guichet.kit.ground import Ground
from guichet.kit.ids import IdMaker
from guichet.kit.tasks import TaskGroup
from guichet.protocols.smpp import pdus, status
from tests.conftest import MakeWork
from tests.gateway.clients.esme import Esme, esme, text
from tests.gateway.clients.place import Place, serving_at
from tests.waiting import eventually


async def limited(
    place: Place, make_work: MakeWork, *, most_binds: int = 4, per_second: int = 10_000
) -> None:
    """Change what the account may."""
    account = place.new.account
    draft = replace(account.draft, most_binds=most_binds, per_second=per_second)
    async with make_work(place.tenant) as work:
        await service.change(work, account.id, draft)


async def bind(place: Place, client: Esme) -> int:
    return await client.bind(place.new.account.system_id, place.new.password)


@asynccontextmanager
async def clients(place: Place, servers: Sequence[SmppServer]) -> AsyncIterator[list[Esme]]:
    """Bound one after the other, each at the next process."""
    async with AsyncExitStack() as stack:
        made: list[Esme] = []
        for server in servers:
            client = await stack.enter_async_context(esme(server.ports[0]))
            assert await bind(place, client) == 0
            made.append(client)
        yield made


async def test_binds_are_counted_over_all_processes(
    place: Place,
    make_work: MakeWork,
    system_db: SystemDatabase,
    clock: ManualClock,
    ids: IdMaker,
    ground: Ground,
) -> None:
    await limited(place, make_work, most_binds=2)
    async with (
        serving_at(system_db, clock, ids, ground) as other,
        clients(place, [place.server, other]) as (first, _),
    ):
        for server in (place.server, other):
            async with esme(server.ports[0]) as third:
                assert await bind(place, third) == status.BIND_FAILED
        await first.ask(pdus.Unbind())

        async def one_left() -> bool:
            async with esme(other.ports[0]) as third:
                return await bind(place, third) == 0

        await eventually(one_left)


async def test_messages_a_second_are_counted_over_all_processes(
    place: Place,
    make_work: MakeWork,
    system_db: SystemDatabase,
    clock: ManualClock,
    ids: IdMaker,
    ground: Ground,
) -> None:
    await limited(place, make_work, per_second=10)
    async with (
        serving_at(system_db, clock, ids, ground) as other,
        clients(place, [place.server, other, place.server]) as (_, second, third),
    ):

        async def submitted() -> Counter[int]:
            asked = [(one, one.send(text())) for _ in range(8) for one in (second, third)]
            return Counter([(await one.answered(sequence)).status for one, sequence in asked])

        assert await submitted() == {0: 10, status.THROTTLED: 6}
        single = pdus.DataSm(destination_addr=b"262692000001", dest_addr_ton=1)
        assert (await second.ask(single)).status == status.THROTTLED
        clock.advance(timedelta(seconds=1))
        assert await submitted() == {0: 10, status.THROTTLED: 6}


async def test_who_leaves_before_the_answer_takes_no_place(
    place: Place, make_work: MakeWork
) -> None:
    await limited(place, make_work, most_binds=1)
    account = place.new.account
    async with esme(place.port) as hasty:
        name, password = account.system_id.encode(), place.new.password.encode()
        hasty.send(pdus.BindTransceiver(system_id=name, password=password))

    async def there_is_room() -> bool:
        async with esme(place.port) as client:
            return await bind(place, client) == 0

    await eventually(there_is_room)


async def test_places_of_a_process_that_fell_are_free_after_the_term_and_it_hears_of_it(
    place: Place, system_db: SystemDatabase
) -> None:
    account = replace(place.new.account, draft=replace(place.new.account.draft, most_binds=1))
    fallen = Binds(system_db.transaction, "one", timedelta(seconds=0.2))
    other = Binds(system_db.transaction, "two")
    held = await fallen.take(account)
    assert held is not None
    assert await other.elsewhere() == {account.id}
    place_of_other = await eventually(lambda: other.take(account))
    assert place_of_other == held
    assert await fallen.renew() == {held}
    assert (await fallen.renew(), await fallen.take(account)) == (set(), None)
    assert await other.renew() == set()
    assert await other.elsewhere() == set()
    await other.leave()
    assert await fallen.take(account) == held


async def test_a_process_hears_at_once_that_an_account_is_bound_elsewhere(
    place: Place,
    make_work: MakeWork,
    clock: ManualClock,
    ids: IdMaker,
    ground: Ground,
    nats_url: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await limited(place, make_work, per_second=10)
    monkeypatch.setattr(serving, "LOOK_AGAIN", 3_600.0)
    db, bus, far = place.db, Bus(nats_url), Bus(nats_url)
    async with TaskGroup() as group:
        running = [group.create_task(one.run()) for one in (bus, far)]
        for each in (bus, far):
            await each.wait_connected(timedelta(seconds=30))
        async with (
            serving_at(db, clock, ids, ground, bus=bus) as near,
            serving_at(db, clock, ids, ground, bus=far) as other,
            clients(place, [near, other]) as (first, second),
        ):

            async def counted_together() -> bool:
                clock.advance(timedelta(seconds=1))
                asked = [(one, one.send(text())) for _ in range(8) for one in (second, first)]
                told = Counter([(await one.answered(number)).status for one, number in asked])
                return told == {0: 10, status.THROTTLED: 6}

            await eventually(counted_together)
        for task in running:
            task.cancel()


async def test_a_bind_that_fails_half_way_holds_no_place(
    place: Place, make_work: MakeWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    await limited(place, make_work, most_binds=1)

    async def away(_binds: Binds) -> set[UUID]:
        raise OSError("the database is away")

    with monkeypatch.context() as broken:
        broken.setattr(Binds, "elsewhere", away)
        async with esme(place.port) as client:
            assert await bind(place, client) == status.SYSTEM_ERROR
    async with esme(place.port) as client:
        assert await bind(place, client) == 0
