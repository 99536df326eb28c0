"""One text that is refused for ever holds nobody up, and is not lost."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from guichet.gateway.clients import delivering, service
from guichet.gateway.clients.models import SmppRefusedRow
from guichet.gateway.clients.refusing import FOR_GOOD, MOST_TRIES, WAITS
from guichet.gateway.clients.types import GivenUp
from guichet.gateway.mass.contract import CarrierReceipt, Parcel, PartSent
from guichet.gateway.mass.models import ReportRow
from guichet.kit.clock import ManualClock
from guichet.kit.db.sessions import SystemDatabase
from guichet.kit.ids import IdMaker
from guichet.protocols.smpp import status
from guichet.protocols.smpp.pdus import DeliverSm
from guichet.protocols.smpp.receipts import receipt_of
from guichet.protocols.smpp.texts import user_text
from tests.conftest import MakeWork
from tests.gateway.clients.esme import Esme, text
from tests.gateway.clients.place import ROUTE, Place
from tests.gateway.mass.line import house
from tests.waiting import eventually

POISON = "poison"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Looks often whether something is due: the clock moves by hand."""
    monkeypatch.setattr(delivering, "LOOK_AGAIN", 0.02)


def words(client: Esme) -> list[str]:
    return [user_text(one).text for one in client.delivered]


def refusing(code: int) -> Callable[[DeliverSm], int]:
    """Takes everything but the poison."""
    return lambda pdu: code if user_text(pdu).text == POISON else 0


async def given_up(place: Place, make_work: MakeWork) -> Sequence[GivenUp]:
    async with make_work(place.tenant) as work:
        return await service.given_up(work, place.new.account.id, None, 10)


async def tries(db: SystemDatabase) -> int:
    """How often the poison was refused, as it is written."""
    async with db.transaction() as session:
        return sum((await session.execute(select(SmppRefusedRow.tries))).scalars())


async def left(db: SystemDatabase) -> int:
    """Reports that wait."""
    async with db.transaction() as session:
        return len((await session.execute(select(ReportRow.id))).all())


@pytest.mark.parametrize(
    ("code", "most"),
    [
        (status.SYSTEM_ERROR, MOST_TRIES),
        (status.THROTTLED, MOST_TRIES),
        (status.PERMANENT_APP_ERROR, FOR_GOOD),
    ],
)
async def test_what_is_refused_for_ever_holds_nobody_up_and_is_kept_and_shown(
    place: Place,
    make_work: MakeWork,
    system_db: SystemDatabase,
    clock: ManualClock,
    code: int,
    most: int,
) -> None:
    async with place.client() as client:
        client.answer = refusing(code)
        for one in (POISON, "one", "two"):
            await place.text(one)

        async def others_came() -> bool:
            clock.advance(timedelta(seconds=1))  # who says that it is busy waits some seconds
            return {"one", "two"} <= set(words(client))

        await eventually(others_came)
        for number in range(1, most + 1):
            await tried(system_db, clock, client, number)
        (kept,) = await eventually(lambda: given_up(place, make_work))
        assert (kept.is_text, kept.code, kept.tries) == (True, code, most)
        assert await left(system_db) == 0
        clock.advance(WAITS[-1])
        await place.text("three")
        await eventually(lambda: "three" in words(client))
        assert words(client).count(POISON) == most


async def tried(db: SystemDatabase, clock: ManualClock, client: Esme, number: int) -> None:
    """Let time go by until it came so often, and that is written."""
    step = WAITS[max(0, number - 2)] / 4

    async def so_often() -> bool:
        if await tries(db) >= number:
            return words(client).count(POISON) >= number
        clock.advance(step)
        return False

    await eventually(so_often, what=f"try {number}")


async def test_what_was_given_up_is_delivered_again_when_somebody_says_so(
    place: Place, make_work: MakeWork, system_db: SystemDatabase, clock: ManualClock
) -> None:
    async with place.client() as client:
        client.answer = refusing(status.PERMANENT_APP_ERROR)
        await place.text(POISON)
        for number in range(1, FOR_GOOD + 1):
            await tried(system_db, clock, client, number)
        await eventually(lambda: given_up(place, make_work))
        async with make_work(place.tenant) as work:
            counted = await service.count_given_up(work.session, place.tenant)
        assert counted == {place.new.account.id: 1}
        client.answer = lambda _pdu: 0
        async with make_work(place.tenant) as work:
            assert await service.deliver_again(work, place.new.account.id) == 1
            assert await service.deliver_again(work, place.new.account.id) == 0
        await eventually(lambda: words(client).count(POISON) == FOR_GOOD + 1)
        assert await given_up(place, make_work) == []


async def test_what_is_taken_after_all_is_not_kept(
    place: Place, system_db: SystemDatabase, clock: ManualClock
) -> None:
    async def nothing_is_kept() -> bool:
        clock.advance(timedelta(seconds=5))
        return not await tries(system_db) and not await left(system_db)

    async with place.client() as client:
        client.answer = refusing(status.SYSTEM_ERROR)
        await place.text(POISON)
        await eventually(lambda: tries(system_db))
        client.answer = lambda _pdu: 0
        await eventually(nothing_is_kept)


async def test_tries_count_on_when_the_system_comes_again(
    place: Place, make_work: MakeWork, system_db: SystemDatabase, clock: ManualClock
) -> None:
    await place.text(POISON)
    for number in range(1, FOR_GOOD + 1):
        async with place.client(status.PERMANENT_APP_ERROR):

            async def counted(number: int = number) -> bool:
                clock.advance(timedelta(seconds=1))
                return await tries(system_db) >= number

            await eventually(counted)
    await eventually(lambda: given_up(place, make_work))


async def test_a_text_in_parts_whose_receipt_got_no_answer_is_told_again(
    place: Place, system_db: SystemDatabase, clock: ManualClock, ids: IdMaker
) -> None:
    def in_two(parcel: Parcel) -> Sequence[PartSent]:
        return [PartSent(parcel.id, number, 2, f"id{number}") for number in (1, 2)]

    async with house(system_db, clock, ids, [ROUTE]) as one:
        line = one.line(ROUTE, in_two)
        async with place.client(None) as silent:
            await silent.ask(text())
            await eventually(lambda: len(line.taken) == 1)
            both = [CarrierReceipt(f"id{number}", "delivered") for number in (1, 2)]
            await one.heard(line, *both)
            await eventually(lambda: silent.delivered)
        async with place.client() as client:

            async def told() -> bool:
                clock.advance(timedelta(seconds=6))
                return bool(client.delivered)

            await eventually(told)
            found = receipt_of(client.delivered[0])
            assert found is not None
            assert found.stat == b"DELIVRD"

            async def nothing_is_left() -> bool:
                clock.advance(timedelta(seconds=6))
                return not await left(system_db)

            await eventually(nothing_is_left)
            assert len(client.delivered) == 1


async def test_old_refusals_and_those_of_a_number_are_forgotten(
    place: Place, make_work: MakeWork, system_db: SystemDatabase, clock: ManualClock
) -> None:
    async def refused(number: int) -> SmppRefusedRow:
        return SmppRefusedRow(
            tenant_id=place.tenant,
            id=UUID(int=number),
            account_id=place.new.account.id,
            message_id=UUID(int=number),
            address=f"+26269200000{number}",
            state="delivered",
            at=clock.now(),
            code=8,
            tries=1,
            refused_at=clock.now(),
            given_up_at=clock.now(),
        )

    async with system_db.transaction() as session:
        session.add_all([await refused(number) for number in (1, 2)])
    async with make_work(place.tenant) as work:
        await service.forget_number(work, "+262692000001")
    assert [one.id for one in await given_up(place, make_work)] == [UUID(int=2)]
    clock.advance(service.REFUSED_KEPT_FOR + timedelta(seconds=1))
    async with system_db.transaction() as session:
        assert await service.forget_refused(session, clock.now()) == 1
        assert await service.forget_refused(session, clock.now()) == 0
