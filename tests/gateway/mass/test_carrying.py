"""A message's way through a process: accepted, carried, told."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from guichet.gateway.failures import Failure, Fault, Retry
from guichet.gateway.mass import depot
from guichet.gateway.mass.contract import CarrierReceipt, Parcel, PartSent
from guichet.gateway.mass.models import ChunkRow, OutcomeRow, ParkedReceiptRow
from guichet.gateway.mass.states import state_of
from guichet.gateway.mass.types import Happening, MessageState
from guichet.kit.clock import ManualClock
from guichet.kit.db.sessions import SystemDatabase
from guichet.kit.ids import IdMaker
from tests.conftest import MakeTenant
from tests.gateway.mass.line import house, numbers, order, takes
from tests.waiting import eventually

FIRST, SECOND = UUID(int=1), UUID(int=2)


async def lives_of(db: SystemDatabase, messages: Sequence[UUID]) -> dict[UUID, list[Happening]]:
    """What is written of each, in order."""
    wanted = select(OutcomeRow).order_by(OutcomeRow.at, OutcomeRow.seq)
    async with db.transaction() as session:
        rows = (await session.execute(wanted)).scalars().all()
    lives: dict[UUID, list[Happening]] = {one: [] for one in messages}
    for row in rows:
        lives[row.message_id].append(Happening(row.kind, row.at, row.part, row.parts))
    return lives


async def states(db: SystemDatabase, messages: Sequence[UUID]) -> dict[UUID, MessageState]:
    """Where each stands by what is written."""
    lives = await lives_of(db, messages)
    return {one: state_of(life) for one, life in lives.items()}


async def open_chunks(db: SystemDatabase) -> int:
    async with db.transaction() as session:
        return len((await session.execute(select(ChunkRow).where(ChunkRow.open))).all())


async def test_what_is_accepted_is_carried_worded_for_each_and_its_receipts_are_kept(
    system_db: SystemDatabase, clock: ManualClock, ids: IdMaker, make_tenant: MakeTenant
) -> None:
    tenant = await make_tenant()
    async with house(system_db, clock, ids, [FIRST]) as one:
        line = one.line(FIRST, takes())
        ticket = await one.acceptor.accept(order(tenant, *numbers(3)))
        await eventually(lambda: len(line.taken) == 3)
        assert [parcel.text for parcel in line.taken] == [
            f"Bonjour client {i:02d}" for i in range(3)
        ]
        assert [parcel.id for parcel in line.taken] == list(ticket.message_ids)
        await one.heard(line, CarrierReceipt("id1", "delivered"), CarrierReceipt("id2", "expired"))
        told = list((await states(system_db, ticket.message_ids)).values())
        assert told == ["delivered", "undelivered", "handed"]
        assert await open_chunks(system_db) == 0


async def test_a_receipt_that_comes_before_its_answer_is_matched_once_the_answer_is_there(
    system_db: SystemDatabase, clock: ManualClock, ids: IdMaker, make_tenant: MakeTenant
) -> None:
    tenant = await make_tenant()
    async with house(system_db, clock, ids, [FIRST]) as one:
        line = one.line(FIRST, takes())
        early = CarrierReceipt("id1", "delivered")
        await one.heard(line, early, early)
        ticket = await one.acceptor.accept(order(tenant, *numbers(1)))
        await eventually(lambda: len(line.taken) == 1)

        async def delivered() -> bool:
            clock.advance(timedelta(seconds=1))
            return (await states(system_db, ticket.message_ids))[
                ticket.message_ids[0]
            ] == "delivered"

        await eventually(delivered)
        async with system_db.transaction() as session:
            assert (await session.execute(select(ParkedReceiptRow))).all() == []


async def test_another_process_knows_by_the_database_what_a_receipt_is_about(
    system_db: SystemDatabase, clock: ManualClock, ids: IdMaker, make_tenant: MakeTenant
) -> None:
    tenant = await make_tenant()
    async with house(system_db, clock, ids, [FIRST]) as one:
        line = one.line(FIRST, takes())
        ticket = await one.acceptor.accept(order(tenant, *numbers(1)))
        await eventually(lambda: len(line.taken) == 1)
        await one.store.writer.written()
    async with house(system_db, clock, ids, [FIRST]) as other:
        line = other.line(FIRST, takes())
        await other.heard(line, CarrierReceipt("id1", "delivered"))
        assert await states(system_db, ticket.message_ids) == {ticket.message_ids[0]: "delivered"}


async def test_when_a_process_falls_what_it_may_have_handed_over_comes_again_and_is_marked(
    system_db: SystemDatabase, clock: ManualClock, ids: IdMaker, make_tenant: MakeTenant
) -> None:
    tenant = await make_tenant()

    def is_silent(_parcel: Parcel) -> Sequence[PartSent]:
        return ()

    async with house(system_db, clock, ids, [FIRST]) as one:
        line = one.line(FIRST, is_silent)
        ticket = await one.acceptor.accept(order(tenant, *numbers(2)))
        await eventually(lambda: len(line.taken) == 2)
    async with house(system_db, clock, ids, [FIRST]) as other:
        line = other.line(FIRST, takes())
        clock.advance(timedelta(seconds=21))
        await eventually(lambda: len(line.taken) == 2)
        await other.store.writer.written()
        assert set((await states(system_db, ticket.message_ids)).values()) == {"handed"}
        async with system_db.transaction() as session:
            marked = select(OutcomeRow.message_id).where(OutcomeRow.kind == "again")
            again = (await session.execute(marked)).scalars()
            assert set(again) == set(ticket.message_ids)


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is to be sent again is not put aside for seconds."""
    monkeypatch.setattr(depot, "_FIRST_WAIT", timedelta(milliseconds=20))


@pytest.mark.usefixtures("hasty")
async def test_what_was_never_answered_comes_again_marked_until_it_is_answered(
    system_db: SystemDatabase, clock: ManualClock, ids: IdMaker, make_tenant: MakeTenant
) -> None:
    tenant, tries = await make_tenant(), Counter[str]()

    def answers_late(parcel: Parcel) -> Sequence[PartSent]:
        tries[parcel.to] += 1
        if tries[parcel.to] < int(parcel.to[-1]):
            return (PartSent(parcel.id, 1, 1, cut=True),)
        return (PartSent(parcel.id, 1, 1, f"{parcel.to}-{tries[parcel.to]}"),)

    async with house(system_db, clock, ids, [FIRST]) as one:
        one.line(FIRST, answers_late)
        people = [f"+26269200000{n}" for n in (1, 2, 3, 4)]
        ticket = await one.acceptor.accept(order(tenant, *people))
        await eventually(lambda: tries.total() == 1 + 2 + 3 + 3)
        await one.store.writer.written()
        lives = await lives_of(system_db, ticket.message_ids)
        told = [[happened.kind for happened in lives[message]] for message in ticket.message_ids]
    assert told == [
        ["handed"],
        ["cut", "again", "handed"],
        ["cut", "again", "cut", "again", "handed"],
        ["cut", "again", "cut", "again", "cut"],
    ]
    assert list((await states(system_db, ticket.message_ids)).values())[3] == "unknown"


@pytest.mark.usefixtures("hasty")
async def test_an_answer_that_comes_late_spares_the_second_sending(
    system_db: SystemDatabase, clock: ManualClock, ids: IdMaker, make_tenant: MakeTenant
) -> None:
    tenant = await make_tenant()

    def is_slow(parcel: Parcel) -> Sequence[PartSent]:
        return (PartSent(parcel.id, 1, 1, cut=True),)

    async with house(system_db, clock, ids, [FIRST]) as one:
        line = one.line(FIRST, is_slow)
        ticket = await one.acceptor.accept(order(tenant, *numbers(1)))
        await eventually(lambda: bool(line.taken))
        line.depot.sent([PartSent(ticket.message_ids[0], 1, 1, "late1")])
        await one.heard(line, CarrierReceipt("late1", "delivered"))
        await eventually(lambda: not one.store.shelves.waiting[1] and not line.depot.outstanding)
        await one.store.writer.written()
        assert await open_chunks(system_db) == 0
        assert len(line.taken) == 1
        assert set((await states(system_db, ticket.message_ids)).values()) == {"delivered"}


async def test_what_one_route_does_not_carry_another_one_takes(
    system_db: SystemDatabase, clock: ManualClock, ids: IdMaker, make_tenant: MakeTenant
) -> None:
    tenant = await make_tenant()
    no_way = Failure("no_route_there", Retry.OTHER_ROUTE, Fault.PEER, peer_code="0x0b")

    def refuses(parcel: Parcel) -> Sequence[PartSent]:
        return (PartSent(parcel.id, 1, 1, failure=no_way),)

    async with house(system_db, clock, ids, [FIRST, SECOND]) as one:
        first, second = one.line(FIRST, refuses), one.line(SECOND, takes())
        ticket = await one.acceptor.accept(order(tenant, *numbers(2)))
        await eventually(lambda: len(second.taken) == 2)
        await one.store.writer.written()
        assert len(first.taken) == 2
        assert set((await states(system_db, ticket.message_ids)).values()) == {"handed"}


async def test_a_code_overtakes_a_thousand_offers_that_lie_ready(
    system_db: SystemDatabase, clock: ManualClock, ids: IdMaker, make_tenant: MakeTenant
) -> None:
    shop, bank = await make_tenant(), await make_tenant()
    async with house(system_db, clock, ids, [FIRST]) as one:
        await one.acceptor.accept(order(shop, *numbers(1_000), purpose="marketing"))
        shelf = one.store.shelves.of(FIRST)
        shelf.open += 1
        await eventually(lambda: len(shelf.lanes) == 1_000)
        code = await one.acceptor.accept(order(bank, "+262692999999", purpose="otp"))
        await eventually(lambda: len(shelf.lanes) == 1_001)
        assert one.store.shelves.of(FIRST).take(1)[0].parcel.id == code.message_ids[0]
