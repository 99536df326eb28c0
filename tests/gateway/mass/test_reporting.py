"""Who asked to be told what becomes of texts is told: each thing once, in order; nobody else is."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import httpx
import pytest
from sqlalchemy import select

from guichet.accounts.rights import Role
from guichet.gateway.failures import Failure, Fault, Retry
from guichet.gateway.mass import outcome_rows, reporting, repository
from guichet.gateway.mass.bell import REPORTED
from guichet.gateway.mass.contract import CarrierReceipt, Parcel, PartSent
from guichet.gateway.mass.models import ReportRow, ReportTurnRow
from guichet.gateway.mass.reporting import KEPT_FOR, TERM, Reporter, Reports, Said
from guichet.gateway.mass.terms import BELIEVED
from guichet.gateway.mass.types import OutcomeKind, Report, ReportTo
from guichet.gateway.mass.wishes import Wish, read, stored
from guichet.kit.clock import ManualClock
from guichet.kit.db.sessions import SystemDatabase
from guichet.kit.ids import IdMaker, TenantId
from tests.accounts.conftest import Browser, World
from tests.conftest import MakeTenant, MakeWork
from tests.gateway.mass.line import House, house, numbers, order, takes
from tests.waiting import eventually

ROUTE, OTHER = UUID(int=1), UUID(int=2)
HOOK = ReportTo("hook", UUID(int=10))
ACCOUNT = ReportTo("account", UUID(int=11))
ALL = ReportTo("hook", UUID(int=12), everything=True)


async def told(one: House, reports: Reports) -> list[Report]:
    """What is there to tell, once everything is written."""
    await one.store.writer.written()
    return await reports.take(100)


def shown(reports: Sequence[Report]) -> list[tuple[str, int, int, str | None]]:
    return [(one.state, one.part, one.parts, one.error) for one in reports]


def test_a_wish_is_read_as_it_was_stored() -> None:
    assert read(stored([HOOK, ALL]) or []) == (HOOK, ALL)
    assert stored([]) is None


def test_what_a_carrier_repeats_is_told_once_and_only_whom_it_concerns(clock: ManualClock) -> None:
    reporter = Reporter(clock)
    wish = Wish((HOOK, ALL), "+262692000001", "C-17")

    def kinds(kind: OutcomeKind, part: int = 1) -> list[str]:
        key = outcome_rows.key_of(UUID(int=3), UUID(int=4))
        lines = reporter.lines(wish, key, kind, clock.now().isoformat(), part=part, parts=2)
        return [line.split("\t")[3][-2:] for _, line in lines]

    assert kinds("handed") == ["0c"]
    assert kinds("delivered") == ["0a", "0c"]
    assert kinds("delivered") == []
    assert kinds("delivered", part=2) == ["0a", "0c"]
    assert kinds("again") == []


def test_many_outcomes_are_told_as_one_by_one(clock: ManualClock) -> None:
    at = clock.now().isoformat()
    key = outcome_rows.key_of(UUID(int=3), UUID(int=4))
    follower = ReportTo("campaign", UUID(int=13), everything=True)
    kinds: list[OutcomeKind] = ["handed", "delivered", "delivered", "enroute", "undelivered"]
    wishes = [
        Wish((HOOK, follower, ALL), "+262692000001", "C-17"),
        Wish((HOOK,), "+1", None, False),
    ]
    several = [
        Said(wish, key, kind, at, part, 2, None)
        for wish in wishes
        for kind in kinds
        for part in (1, 2)
    ]
    one, other = Reporter(clock), Reporter(clock)
    alone = [
        line
        for said in several
        for line in one.lines(said.wish, key, said.kind, at, part=said.part, parts=2)
    ]
    together = other.all_lines(several)
    assert [(kind, without_id(line)) for kind, line in together] == [
        (kind, without_id(line)) for kind, line in alone
    ]
    ids = [line.split("\t")[1] for kind, line in together if kind != "campaign"]
    assert ids == sorted(set(ids))


def without_id(line: str) -> list[str]:
    """A row but for its own id."""
    tenant, _, *rest = line.split("\t")
    return [tenant, *rest]


async def test_the_final_states_of_parts_are_told_to_who_asked_and_to_nobody_else(
    system_db: SystemDatabase, clock: ManualClock, ids: IdMaker, make_tenant: MakeTenant
) -> None:
    tenant = await make_tenant()

    def answer(parcel: Parcel) -> Sequence[PartSent]:
        name = parcel.to[-1]
        return [PartSent(parcel.id, part, 2, f"{name}-{part}") for part in (1, 2)]

    async with house(system_db, clock, ids, [ROUTE]) as one:
        line = one.line(ROUTE, answer)
        await one.acceptor.accept(order(tenant, *numbers(1)))
        wanted = replace(order(tenant, "+262692000007"), report_to=(HOOK,))
        ticket = await one.acceptor.accept(wanted)
        await eventually(lambda: len(line.taken) == 2)
        at = clock.now() - timedelta(seconds=3)
        receipts = [
            receipt
            for name in "07"
            for receipt in (
                CarrierReceipt(f"{name}-1", "delivered", at),
                CarrierReceipt(f"{name}-2", "undeliverable", at, "042"),
            )
        ]
        await one.heard(line, *receipts, *receipts)
        found = await told(one, Reports(system_db.transaction, clock, "hook"))
    assert shown(found) == [("delivered", 1, 2, None), ("undelivered", 2, 2, "042")]
    assert {(one.message_id, one.address, one.target) for one in found} == {
        (ticket.message_ids[0], "+262692000007", HOOK.target)
    }
    assert found[0].at == at


async def test_another_process_tells_by_the_database_who_wants_to_know(
    system_db: SystemDatabase, clock: ManualClock, ids: IdMaker, make_tenant: MakeTenant
) -> None:
    tenant = await make_tenant()
    async with house(system_db, clock, ids, [ROUTE]) as one:
        line = one.line(ROUTE, takes())
        await one.acceptor.accept(replace(order(tenant, *numbers(2)), report_to=(ACCOUNT,)))
        await eventually(lambda: len(line.taken) == 2)
        await one.store.writer.written()
    reports = Reports(system_db.transaction, clock, "account")
    async with house(system_db, clock, ids, [ROUTE]) as other:
        line = other.line(ROUTE, takes())
        await other.heard(line, CarrierReceipt("id2", "delivered"))
        assert [one.address for one in await told(other, reports)] == ["+262692000001"]


async def test_a_receipt_parked_before_its_answer_is_told_with_it(
    system_db: SystemDatabase, clock: ManualClock, ids: IdMaker, make_tenant: MakeTenant
) -> None:
    tenant = await make_tenant()
    reports = Reports(system_db.transaction, clock, "hook")
    rung: list[bool] = []
    async with house(system_db, clock, ids, [ROUTE]) as one:
        line = one.line(ROUTE, takes())
        await one.heard(line, CarrierReceipt("id1", "delivered"))
        with REPORTED["hook"].heard_by(lambda: rung.append(True)):
            await one.acceptor.accept(replace(order(tenant, *numbers(1)), report_to=(HOOK,)))

            async def is_told() -> list[Report]:
                clock.advance(timedelta(seconds=1))
                return await reports.take(10)

            assert shown(await eventually(is_told)) == [("delivered", 1, 1, None)]
    assert rung


async def test_a_refusal_is_told_once_no_route_is_left_to_try(
    system_db: SystemDatabase, clock: ManualClock, ids: IdMaker, make_tenant: MakeTenant
) -> None:
    tenant = await make_tenant()

    def refuses(code: str, retry: Retry) -> Failure:
        return Failure("no_route_there", retry, Fault.PEER, peer_code=code)

    def first(parcel: Parcel) -> Sequence[PartSent]:
        return (PartSent(parcel.id, 1, 1, failure=refuses("0x0b", Retry.OTHER_ROUTE)),)

    def second(parcel: Parcel) -> Sequence[PartSent]:
        return (PartSent(parcel.id, 1, 1, failure=refuses("0x0c", Retry.NEVER)),)

    async with house(system_db, clock, ids, [ROUTE, OTHER]) as one:
        one.line(ROUTE, first)
        last = one.line(OTHER, second)
        await one.acceptor.accept(replace(order(tenant, *numbers(1)), report_to=(HOOK,)))
        await eventually(lambda: len(last.taken) == 1)
        found = await told(one, Reports(system_db.transaction, clock, "hook"))
    assert shown(found) == [("refused", 1, 1, "0x0c")]


async def test_what_never_leaves_is_told_too(
    system_db: SystemDatabase, clock: ManualClock, ids: IdMaker, make_tenant: MakeTenant
) -> None:
    tenant = await make_tenant()
    reports = Reports(system_db.transaction, clock, "hook")
    async with house(system_db, clock, ids, [ROUTE]) as one:
        late = replace(order(tenant, *numbers(1)), report_to=(HOOK,), expires_at=clock.now())
        one.line(ROUTE, takes())
        await one.acceptor.accept(late)
        found = await eventually(lambda: told(one, reports))
        assert shown(found) == [("expired", 0, 0, None)]
        await reports.done(found)
    async with house(system_db, clock, ids, []) as one:
        one.line(ROUTE, takes())  # no rule names it
        await one.acceptor.accept(replace(order(tenant, *numbers(1)), report_to=(ALL,)))
        found = await eventually(lambda: told(one, reports))
        assert shown(found) == [("denied", 0, 0, "no_route")]


async def test_who_wants_everything_hears_that_a_text_left_and_that_its_link_was_cut(
    system_db: SystemDatabase, clock: ManualClock, ids: IdMaker, make_tenant: MakeTenant
) -> None:
    tenant = await make_tenant()
    reports = Reports(system_db.transaction, clock, "hook")

    def is_silent(parcel: Parcel) -> Sequence[PartSent]:
        return takes()(parcel) if parcel.to.endswith("0") else ()

    async with house(system_db, clock, ids, [ROUTE]) as one:
        line = one.line(ROUTE, is_silent)
        await one.acceptor.accept(replace(order(tenant, *numbers(2)), report_to=(ALL, HOOK)))
        await eventually(lambda: len(line.taken) == 2)
        line.depot.closed()
        found = await told(one, reports)
    assert [(one.target, one.state) for one in found] == [
        (ALL.target, "handed"),
        (ALL.target, "unknown"),
    ]


async def fill(
    db: SystemDatabase, clock: ManualClock, ids: IdMaker, tenant: TenantId, *targets: int
) -> None:
    """Write reports for hooks, in this order."""
    async with db.transaction() as session:
        for target in targets:
            session.add(
                ReportRow(
                    tenant_id=tenant,
                    id=ids.new(),
                    kind="hook",
                    target=UUID(int=target),
                    message_id=ids.new(),
                    address="+262692000001",
                    reference=None,
                    state="delivered",
                    part=1,
                    parts=1,
                    at=clock.now(),
                    error=None,
                )
            )


async def test_each_target_is_told_in_order_by_one_process_at_a_time(
    system_db: SystemDatabase, clock: ManualClock, ids: IdMaker, make_tenant: MakeTenant
) -> None:
    await fill(system_db, clock, ids, await make_tenant(), 5, 6, 5, 5)
    mine = Reports(system_db.transaction, clock, "hook")
    yours = Reports(system_db.transaction, clock, "hook")
    first = await mine.take(2)
    assert sorted(one.target.int for one in first) == [5, 6]
    assert await yours.take(10) == []
    rest = await mine.take(10)
    assert [one.target.int for one in rest] == [5, 5]
    assert [one.id for one in rest] == sorted(one.id for one in rest)
    assert await mine.take(10) == []
    await mine.done([*first, *rest])
    assert await mine.take(10) == []
    async with system_db.transaction() as session:
        assert (await session.execute(select(ReportRow))).all() == []
        assert (await session.execute(select(ReportTurnRow))).all() == []


async def test_what_cannot_be_told_comes_later_and_before_what_came_after_it(
    system_db: SystemDatabase, clock: ManualClock, ids: IdMaker, make_tenant: MakeTenant
) -> None:
    tenant = await make_tenant()
    await fill(system_db, clock, ids, tenant, 5, 6)
    reports = Reports(system_db.transaction, clock, "hook")
    failed, fine = await reports.take(10)
    assert (failed.target.int, fine.target.int) == (5, 6)
    await reports.later([failed], clock.now() + timedelta(minutes=5))
    await fill(system_db, clock, ids, tenant, 5, 6)
    assert [one.target.int for one in await reports.take(10)] == [6]
    clock.advance(timedelta(minutes=6))
    again = [one for one in await reports.take(10) if one.target.int == 5]
    assert again[0] == failed
    assert len(again) == 2


async def test_who_falls_loses_the_turn_and_somebody_else_tells(
    system_db: SystemDatabase, clock: ManualClock, ids: IdMaker, make_tenant: MakeTenant
) -> None:
    await fill(system_db, clock, ids, await make_tenant(), 5)
    fallen = Reports(system_db.transaction, clock, "hook")
    taken = await fallen.take(10)
    yours = Reports(system_db.transaction, clock, "hook")
    clock.advance(TERM / 2)
    assert await fallen.take(10) == []  # alive: the turn is prolonged
    clock.advance(TERM * 0.75)
    assert await yours.take(10) == []
    clock.advance(TERM)
    assert await yours.take(10) == taken
    assert await fallen.take(10) == []
    await yours.leave()
    assert await fallen.take(10, {UUID(int=6)}) == []
    assert await fallen.take(10, {UUID(int=5)}) == taken


async def test_reports_nobody_takes_for_three_days_are_dropped(
    system_db: SystemDatabase, clock: ManualClock, ids: IdMaker, make_tenant: MakeTenant
) -> None:
    tenant = await make_tenant()
    await fill(system_db, clock, ids, tenant, 5, 6, 7, 7)
    clock.advance(KEPT_FOR + timedelta(seconds=1))
    await fill(system_db, clock, ids, tenant, 6)
    async with system_db.transaction() as session:
        assert await reporting.forget_old(session, clock.now()) == 4
    left = await Reports(system_db.transaction, clock, "hook").take(10)
    assert [one.target.int for one in left] == [6]


async def test_a_commit_that_may_have_happened_reports_nothing_twice(
    system_db: SystemDatabase, clock: ManualClock, ids: IdMaker, make_tenant: MakeTenant
) -> None:
    tenant = await make_tenant()
    async with house(system_db, clock, ids, [ROUTE]) as one:
        writer = one.store.writer
        wish = Wish((HOOK,), "+262692000001", None)
        lines = writer.reports(
            wish, outcome_rows.key_of(tenant, ids.new()), "delivered", writer.instant()
        )
        rows = [line for _, line in lines]
        async with system_db.transaction() as session:
            await repository.append_reports(session, rows)
        async with system_db.transaction() as session:
            await repository.append_reports_again(session, rows)
    assert len(await Reports(system_db.transaction, clock, "hook").take(10)) == 1


@pytest.fixture
async def boss(world: World, browser: Browser) -> httpx.AsyncClient:
    """A tenant's administrator."""
    tenant = await world.tenant()
    await world.member(tenant, "ada@example.com", Role.ADMINISTRATOR)
    return await browser("ada@example.com", tenant)


async def test_a_standing_wish_holds_for_what_is_sent_over_http_and_called_back(
    boss: httpx.AsyncClient, system_db: SystemDatabase, clock: ManualClock, make_work: MakeWork
) -> None:
    tenant = TenantId(UUID(boss.headers["Guichet-Tenant"]))
    reports = Reports(system_db.transaction, clock, "hook")
    rung: list[bool] = []
    body = {
        "text": "Bonjour",
        "purpose": "service",
        "sender": "VANILLE",
        "recipients": [{"to": "0692123456", "reference": "C-17"}],
    }

    async def call_back() -> str:
        sent = (await boss.post("/messages", json=body)).json()["messages"][0]["id"]
        await boss.post(f"/messages/{sent}/cancel")
        return str(sent)

    async with make_work(tenant) as work:
        await reporting.always(work, HOOK)
        await reporting.always(work, HOOK)
    with REPORTED["hook"].heard_by(lambda: rung.append(True)):
        message_id = await call_back()
    found = await reports.take(10)
    assert [(str(one.message_id), one.state, one.reference) for one in found] == [
        (message_id, "cancelled", "C-17")
    ]
    assert rung
    await reports.done(found)
    async with make_work(tenant) as work:
        await reporting.no_longer(work, HOOK)
    clock.advance(BELIEVED)
    await call_back()
    assert await reports.take(10) == []
