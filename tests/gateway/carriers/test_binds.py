"""The depot of a bind, beyond what the runner's tests show of it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.gateway.carriers import binds
from guichet.gateway.carriers.binds import BindDepot
from guichet.gateway.carriers.heard import Heard
from guichet.gateway.carriers.models import HeardRow
from guichet.gateway.carriers.tally import Tally
from guichet.gateway.mass.contract import CarrierReceipt, LinkHealth, MobileOriginated, PartSent
from guichet.gateway.mass.depot import KnownIds, Store
from guichet.gateway.mass.models import ParkedReceiptRow
from guichet.gateway.mass.shelves import Shelves
from guichet.gateway.mass.writing import Writer
from guichet.kit.clock import ManualClock
from guichet.kit.db.sessions import SystemDatabase
from guichet.kit.ids import IdMaker
from guichet.kit.tasks import TaskGroup
from tests.gateway.mass.test_shelves import A, B, item, lying
from tests.waiting import eventually


class _Away:
    """A database that is away the first times it is asked."""

    def __init__(self, db: SystemDatabase, times: int) -> None:
        self._db = db
        self.left = times

    @asynccontextmanager
    async def across(self) -> AsyncIterator[AsyncSession]:
        if self.left:
            self.left -= 1
            raise OSError("the database is away")
        async with self._db.transaction() as session:
            yield session


def store_of(db: SystemDatabase, clock: ManualClock, times: int = 0) -> Store:
    away = _Away(db, times)
    heard = Heard(away.across, clock)
    writer = Writer(db.transaction, clock)
    return Store(away.across, clock, Shelves(), writer, KnownIds(), heard.take_in)


async def test_a_link_waits_while_what_its_carrier_told_cannot_be_kept(
    system_db: SystemDatabase,
    clock: ManualClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(binds, "AGAIN", timedelta(milliseconds=10))
    store = store_of(system_db, clock, times=2)
    depot = BindDepot(store, A, Tally(), held_back=False)
    text = MobileOriginated("t1", "+262692000001", "38100", "oui", clock.now())
    async with TaskGroup() as group:
        writing = group.create_task(store.writer.run())
        await depot.receipts([CarrierReceipt("of nobody", "delivered")])
        await depot.inbound([text])
        writing.cancel()
    async with system_db.transaction() as session:
        assert list(await session.scalars(select(ParkedReceiptRow.peer_id))) == ["of nobody"]
        assert list(await session.scalars(select(HeardRow.peer_id))) == ["t1"]


async def test_a_receipt_with_an_octet_no_database_keeps_holds_nobody_up(
    system_db: SystemDatabase, clock: ManualClock
) -> None:
    store = store_of(system_db, clock)
    depot = BindDepot(store, A, Tally(), held_back=False)
    async with TaskGroup() as group:
        writing = group.create_task(store.writer.run())
        await depot.receipts([CarrierReceipt("a\0b", "undeliverable", None, "0\00012")])
        await depot.receipts([CarrierReceipt("next", "delivered")])
        writing.cancel()
    async with system_db.transaction() as session:
        parked = await session.scalars(select(ParkedReceiptRow.peer_id))
        assert sorted(parked) == ["ab", "next"]


async def test_what_a_carrier_would_not_have_goes_by_a_free_route_and_only_there(
    system_db: SystemDatabase, clock: ManualClock, ids: IdMaker
) -> None:
    store = store_of(system_db, clock)
    shelves = store.shelves
    first = BindDepot(store, A, Tally(), held_back=False)
    second = BindDepot(store, B, Tally(), held_back=False)
    for depot in (first, second):
        depot.health(LinkHealth("open", clock.now(), window=10))
    for number in range(3):
        shelves.place(item(number, A, B))
    taken = [one.id for one in first.take(3)]
    assert set(first.pass_on(taken[:2])) == set(taken[:2])
    assert [one.id for one in second.take(10)] == taken[:2]
    assert not second.pass_on(taken[:2]), "the first one is slow"
    assert first.outstanding == 1
    first.sent([PartSent(taken[2], 1, 1, "id3")])
    await eventually(lambda: first.outstanding == 0)
    assert lying(shelves, A) == lying(shelves, B) == []


async def test_a_route_that_is_to_be_left_alone_for_long_keeps_nothing_where_another_is_free(
    system_db: SystemDatabase, clock: ManualClock
) -> None:
    store = store_of(system_db, clock)
    shelves = store.shelves
    depot = BindDepot(store, A, Tally(), held_back=False)
    depot.health(LinkHealth("open", clock.now(), window=10))
    shelves.opened(B)
    for number in range(3):
        shelves.place(item(number, A, B))
    brief, long = timedelta(milliseconds=200), timedelta(seconds=3)
    depot.health(LinkHealth("waiting", clock.now(), window=1, throttled=1, pause=brief))
    assert lying(shelves, B) == [1, 2]
    depot.health(LinkHealth("waiting", clock.now(), window=1, throttled=1, pause=long))
    assert lying(shelves, B) == [0]
