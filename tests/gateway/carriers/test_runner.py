"""Binds held by one process, whose messages go another way when a link is gone."""

import json
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from guichet.gateway.carriers import repository, service
from guichet.gateway.carriers.binds import BindDepot
from guichet.gateway.carriers.models import HeardRow, RouteMinuteRow
from guichet.gateway.carriers.runner import MEMBER
from guichet.gateway.leases.service import Leases, beginning
from guichet.gateway.mass import repository as mass
from guichet.gateway.mass.contract import CarrierReceipt, LinkHealth, MobileOriginated, PartSent
from guichet.gateway.mass.models import OutcomeRow
from guichet.kit.cipher import Cipher
from guichet.kit.db.sessions import SystemDatabase
from tests.conftest import MakeTenant
from tests.gateway.carriers.lines import SIDES, Rig, ids_of, rig
from tests.gateway.mass.line import numbers, order
from tests.waiting import eventually


@pytest.fixture
def carriers(system_db: SystemDatabase) -> Rig:
    return rig(system_db, Cipher("k" * 32))


async def kinds_of(db: SystemDatabase) -> list[str]:
    async with db.transaction() as session:
        return list(await session.scalars(select(OutcomeRow.kind).order_by(OutcomeRow.at)))


async def test_what_is_accepted_goes_by_a_route_and_everybody_hears_how_its_bind_is(
    carriers: Rig, system_db: SystemDatabase, make_tenant: MakeTenant
) -> None:
    tenant = await make_tenant()
    route = await carriers.route("near", binds=2)
    SIDES["near"].up = True
    async with carriers.process("one"):
        ticket = await carriers.acceptor.accept(order(tenant, *numbers(30)))
        await eventually(lambda: sorted(ids_of(SIDES["near"])) == sorted(ticket.message_ids))
        await SIDES["near"].depots[0].receipts([CarrierReceipt(f"{route.id}-1", "delivered")])
        text = MobileOriginated("m1", "+262692000001", "36789", "STOP", carriers.clock.now())
        await SIDES["near"].depots[0].inbound([text])
        await SIDES["near"].depots[0].inbound([text])

        async def told() -> bool:
            async with system_db.transaction() as session:
                found = await service.binds(session)
            return [(one.bind, one.state, one.holder) for one in found] == [
                (1, "open", "one"),
                (2, "open", "one"),
            ]

        await eventually(told)
    async with system_db.transaction() as session:
        rode = await repository.riders(session, route.id, carriers.clock.now() - timedelta(hours=1))
        assert rode == [tenant]
        passed = (await session.execute(select(RouteMinuteRow))).scalars().all()
        heard = (await session.execute(select(HeardRow.text))).scalars().all()
        left = await service.binds(session)
    assert sum(one.handed for one in passed) == 30
    assert sum(one.delivered for one in passed) == 1
    assert heard == ["STOP"]
    assert left == []


async def test_how_routes_are_is_said_again_and_again_and_remembered_by_the_next_process(
    carriers: Rig, make_tenant: MakeTenant
) -> None:
    tenant = await make_tenant()
    route = await carriers.route("near", binds=2)
    SIDES["near"].up = True

    def says(open_links: int, handed: int) -> bool:
        items = json.loads(carriers.said[-1])["items"] if carriers.said else []
        return [(one["route_id"], one["open"], one["handed"]) for one in items] == [
            (str(route.id), open_links, handed)
        ]

    async with carriers.process("one"):
        await carriers.acceptor.accept(order(tenant, *numbers(30)))
        await eventually(lambda: says(2, 30))
        SIDES["near"].up = False
        SIDES["near"].fall.set()
        await eventually(lambda: says(0, 30))
    carriers.said.clear()
    async with carriers.process("two"):
        await eventually(lambda: says(0, 30))


async def test_what_a_busy_carrier_gives_back_goes_by_the_next_route(
    carriers: Rig, make_tenant: MakeTenant
) -> None:
    tenant = await make_tenant()
    await carriers.route("first")
    await carriers.route("second")
    first, second = SIDES["first"], SIDES["second"]
    first.answers, first.up = False, True
    async with carriers.process("one"):
        await carriers.acceptor.accept(order(tenant, *numbers(10)))
        await eventually(lambda: len(first.taken) == 10)
        second.up = True
        await eventually(lambda: len(second.depots) == 1)
        (depot,) = first.depots
        now = carriers.clock.now()
        depot.health(LinkHealth("waiting", now, window=5, throttled=1))
        depot.give_back(ids_of(first), timedelta(seconds=60))
        await eventually(lambda: sorted(ids_of(second)) == sorted(ids_of(first)))


async def test_when_a_link_is_lost_what_was_not_handed_over_goes_another_way_at_once(
    carriers: Rig, system_db: SystemDatabase, make_tenant: MakeTenant
) -> None:
    tenant = await make_tenant()
    await carriers.route("first")
    await carriers.route("second")
    first, second = SIDES["first"], SIDES["second"]
    first.answers = False
    first.up = True
    async with carriers.process("one"):
        ticket = await carriers.acceptor.accept(order(tenant, *numbers(30)))
        await eventually(lambda: len(first.taken) > 0)
        second.up = True
        first.up = False
        first.fall.set()
        await eventually(lambda: len(first.taken) + len(second.taken) == 30)
        assert sorted(ids_of(first) + ids_of(second)) == sorted(ticket.message_ids)
    marked = [kind for kind in await kinds_of(system_db) if kind == "cut"]
    assert len(marked) == len(first.taken)


async def test_an_isolated_route_carries_nothing_and_hears_its_receipts_until_it_is_joined(
    carriers: Rig, system_db: SystemDatabase, make_tenant: MakeTenant
) -> None:
    tenant = await make_tenant()
    route = await carriers.route("near")
    near = SIDES["near"]
    near.up = True
    async with carriers.process("one"):
        await carriers.acceptor.accept(order(tenant, *numbers(1)))
        await eventually(lambda: len(near.taken) == 1)
        async with carriers.work() as work:
            isolated = await service.isolate(work, route.id, "receipts missing")
            assert await service.isolate(work, route.id, "again") == isolated
        depot = near.depots[0]
        await eventually(lambda: isinstance(depot, BindDepot) and not depot.carries)
        waiting = await carriers.acceptor.accept(order(tenant, *numbers(1)))
        await depot.receipts([CarrierReceipt(f"{route.id}-1", "delivered")])
        assert (await kinds_of(system_db))[:2] == ["handed", "delivered"]
        assert near.depots == [depot]
        assert len(near.taken) == 1
        async with carriers.work() as work:
            await service.join(work, route.id)
        async with carriers.work() as work:
            assert (await service.join(work, route.id)).isolated_at is None
        await eventually(lambda: len(near.taken) == 2)
        assert near.taken[1].id == waiting.message_ids[0]
        assert near.knocks == 1


async def test_a_carrier_that_refuses_us_is_left_in_peace(carriers: Rig) -> None:
    route = await carriers.route("strict", password="wrong")
    async with carriers.process("one"):

        async def refused() -> bool:
            async with carriers.work() as work:
                told = await service.binds(work.session)
            return [(one.route_id, one.state) for one in told] == [(route.id, "refused")]

        await eventually(refused)
        assert SIDES["strict"].knocks == 1


async def test_another_process_carries_on_once_the_first_one_ended(
    carriers: Rig, make_tenant: MakeTenant
) -> None:
    tenant = await make_tenant()
    await carriers.route("near")
    near = SIDES["near"]
    near.up = True
    async with carriers.process("one"):
        await carriers.acceptor.accept(order(tenant, *numbers(1)))
        await eventually(lambda: len(near.taken) == 1)
        async with carriers.process("two"):
            assert near.knocks == 1
    async with carriers.process("two"):
        await carriers.acceptor.accept(order(tenant, *numbers(1)))
        await eventually(lambda: len(near.taken) == 2)
        assert near.knocks == 2


async def test_a_route_switched_off_is_drained_before_its_link_ends(
    carriers: Rig, system_db: SystemDatabase, make_tenant: MakeTenant
) -> None:
    tenant = await make_tenant()
    route = await carriers.route("near")
    near = SIDES["near"]
    near.up = True
    async with carriers.process("one"):
        await carriers.acceptor.accept(order(tenant, *numbers(5)))
        await eventually(lambda: len(near.taken) == 5)
        async with carriers.work() as work:
            settings = {"carrier": "near", "password": "••••••••"}
            draft = type(route.draft)("Near", settings, enabled=False)
            changed = await service.change_route(work, carriers.kinds, route.id, 1, draft)
        assert changed.draft.settings["password"].keys() == {"sealed"}
        await eventually(lambda: near.depots == [])
    assert set(await kinds_of(system_db)) == {"handed"}


async def holders(carriers: Rig) -> dict[tuple[UUID, int], str]:
    """Who has which bind open."""
    async with carriers.work() as work:
        told = await service.binds(work.session)
    return {(one.route_id, one.bind): one.holder for one in told if one.state == "open"}


async def test_two_processes_share_the_binds_of_a_route_and_both_carry(
    carriers: Rig, system_db: SystemDatabase, make_tenant: MakeTenant
) -> None:
    tenant = await make_tenant()
    route = await carriers.route("near", binds=2)
    near = SIDES["near"]
    near.up = True
    async with carriers.process("one"):

        async def alone() -> bool:
            return set((await holders(carriers)).values()) == {"one"} and len(near.depots) == 2

        await eventually(alone)
        async with carriers.process("two"):

            async def shared() -> bool:
                found = await holders(carriers)
                return found == {(route.id, 1): "one", (route.id, 2): "two"}

            await eventually(shared)
            sent = [
                one
                for _ in range(20)
                for one in (await carriers.acceptor.accept(order(tenant, *numbers(20)))).message_ids
            ]
            await eventually(lambda: len(near.taken) == 400)
            assert sorted(ids_of(near)) == sorted(sent)
            rode = {type(depot).__name__ for depot in near.depots}
            assert rode == {"BindDepot"}
            assert len(near.depots) == 2
        await eventually(alone)
    assert set(await kinds_of(system_db)) == {"handed"}


async def test_what_only_another_process_can_send_changes_hands_without_a_mark(
    carriers: Rig, system_db: SystemDatabase, make_tenant: MakeTenant
) -> None:
    """Both have the wide route, the older one alone has the narrow one."""
    tenant = await make_tenant()
    await carriers.route("narrow", prefixes=("262692",))
    await carriers.route("wide", prefixes=("33",), binds=2)
    narrow, wide = SIDES["narrow"], SIDES["wide"]
    narrow.up = wide.up = True
    async with carriers.process("one"), carriers.process("two") as second:
        await eventually(lambda: len(wide.depots) == 2 and len(narrow.depots) == 1)
        await eventually(lambda: bool(second.shelves.elsewhere))
        people = [one for n in range(20) for one in (f"+262692{n:06d}", f"+336{n:08d}")]
        for _ in range(5):
            await carriers.acceptor.accept(order(tenant, *people))
        await eventually(lambda: (len(narrow.taken), len(wide.taken)) == (100, 100))
        assert {one.to[:7] for one in narrow.taken} == {"+262692"}
    assert set(await kinds_of(system_db)) == {"handed"}


async def test_what_a_fallen_process_held_goes_on_within_seconds_and_is_marked(
    carriers: Rig, system_db: SystemDatabase, make_tenant: MakeTenant
) -> None:
    tenant = await make_tenant()
    await carriers.route("near")
    near = SIDES["near"]
    near.up = True
    ticket = await carriers.acceptor.accept(order(tenant, *numbers(3)))
    fallen, now = carriers.ids.new(), carriers.clock.now()
    leases = Leases(system_db.transaction, "fallen", timedelta(seconds=0))
    await leases.take(f"{MEMBER}{fallen}")
    async with system_db.transaction() as session:
        asked = await mass.ask_lease(
            session,
            1,
            UUID(int=0),
            now=now,
            term=timedelta(hours=1),
            step=2,
            each=1,
            most=1,
            holder=fallen,
        )
        (held,) = await mass.leased(asked)
    assert held.id == ticket.chunk_id
    async with carriers.process("one"):
        await eventually(lambda: len(near.taken) == 3)
    assert sorted(await kinds_of(system_db)) == ["again"] * 2 + ["handed"] * 3
    async with system_db.transaction() as session:
        assert await beginning(session, f"{MEMBER}{fallen}") == []


async def test_a_process_that_ends_gives_back_what_has_not_left_without_a_mark(
    carriers: Rig, system_db: SystemDatabase, make_tenant: MakeTenant
) -> None:
    tenant = await make_tenant()
    await carriers.route("near")
    near = SIDES["near"]
    near.answers, near.up = False, True
    async with carriers.process("one"):
        await carriers.acceptor.accept(order(tenant, *numbers(40)))
        await eventually(lambda: len(near.taken) > 0)
        near.answers = True
        (depot,) = near.depots
        depot.sent([PartSent(one.id, 1, 1, str(one.id)) for one in near.taken])
    async with carriers.process("two"):
        await eventually(lambda: len(set(ids_of(near))) == 40)
    assert "again" not in await kinds_of(system_db)
