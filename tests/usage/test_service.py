"""Use in the database: the statements do what the arithmetic says."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import get_args

import pytest

from guichet.kit.clock import ManualClock
from guichet.kit.db.sessions import SystemDatabase
from guichet.kit.errors import Conflict, Forbidden
from guichet.kit.ids import TenantId
from guichet.kit.money import Money
from guichet.usage import engine, service
from guichet.usage.engine import Beyond, Book, Different
from guichet.usage.types import Account, Caps, Entry, LineKind, Order, Terms
from tests.conftest import Database, MakeTenant, MakeWork

TODAY = date(2026, 3, 2)
PREPAID = Terms("EUR", allowed=0, low_at=None, caps=Caps())


@pytest.fixture
async def tenant_id(make_tenant: MakeTenant) -> TenantId:
    return await make_tenant()


def order(key: str, micros: int, count: int = 1) -> Order:
    return Order(key, micros, count, "EUR", TODAY)


def line(source: str, kind: LineKind, micros: int, hold: str | None = None) -> Entry:
    return Entry("batch", source, "submitted", kind, micros, 1, hold)


def paid(micros: int, source: str = "transfer 1") -> Entry:
    return Entry("payment", source, "paid", "credit", micros)


async def account_of(make_work: MakeWork, tenant_id: TenantId) -> Account:
    async with make_work(tenant_id) as work:
        found = await service.account(work.session, tenant_id)
    assert found is not None
    return found


async def test_what_is_reserved_used_and_released_adds_up_whatever_is_repeated(
    make_work: MakeWork, tenant_id: TenantId
) -> None:
    async with make_work(tenant_id) as work:
        await service.set_terms(work, PREPAID)
        await service.credit(work, paid(1_000), "EUR")
        await service.credit(work, paid(1_000), "EUR")
        held = await service.reserve(work, order("chunk:1", 600, 6))
        assert held.free == Money(400, "EUR")
        again = await service.reserve(work, order("chunk:1", 600, 6))
        assert again.again
        charge = line("b1", "charge", 400, "chunk:1")
        assert (await service.post(work, "EUR", [charge])).written == 1
        both = [charge, line("b2", "release", 100, "chunk:1")]
        posted = await service.post(work, "EUR", both)
        assert (posted.written, posted.micros) == (1, 100)
        assert await service.release_rest(work, "chunk:1") == 100
        assert await service.release_rest(work, "chunk:1") == 0
    account = await account_of(make_work, tenant_id)
    assert (account.credited, account.settled, account.reserved) == (1_000, 400, 0)
    assert (account.balance, account.day_count) == (600, 6)
    async with make_work(tenant_id) as work:
        told = await service.lines(work.session, tenant_id, None, 10)
    assert sorted(one.entry.source_id for one in told) == ["b1", "b2", "transfer 1"]


async def test_random_moves_end_where_the_arithmetic_ends(
    make_work: MakeWork, tenant_id: TenantId
) -> None:
    chance, book = Random(7), Book(Account("EUR", allowed=0))
    async with make_work(tenant_id) as work:
        await service.set_terms(work, PREPAID)
    for _ in range(60):
        kind = chance.choice(["reserve", "reserve", *get_args(LineKind)])
        name, hold, micros = chance.choice("uvwxyz"), chance.choice("abc"), chance.randint(0, 40)
        if kind == "reserve":
            found = engine.reserve(book, order(hold, micros))
            book = found if isinstance(found, Book) else book
            async with make_work(tenant_id) as work:
                if isinstance(found, Book):
                    await service.reserve(work, order(hold, micros))
                else:
                    with pytest.raises(Conflict, match=found):
                        await service.reserve(work, order(hold, micros))
            continue
        entry = line(name, kind, micros, hold if kind in service.DRAWING else None)
        try:
            book = engine.post(book, entry)
        except (Beyond, Different) as fault:
            with pytest.raises(type(fault)):
                async with make_work(tenant_id) as work:
                    await service.post(work, "EUR", [entry])
        else:
            async with make_work(tenant_id) as work:
                await service.post(work, "EUR", [entry])
    account = await account_of(make_work, tenant_id)
    same = replace(account, version=0, low_told=False)
    assert same == replace(book.account, low_told=False)


async def test_two_at_once_cannot_both_spend_the_last_money(
    make_work: MakeWork, tenant_id: TenantId
) -> None:
    async with make_work(tenant_id) as work:
        await service.set_terms(work, PREPAID)
        await service.credit(work, paid(100), "EUR")

    async def spend(key: str) -> None:
        async with make_work(tenant_id) as work:
            await service.reserve(work, order(key, 60))

    ends = await asyncio.gather(spend("a"), spend("b"), return_exceptions=True)
    (refused,) = [one for one in ends if isinstance(one, Conflict)]
    assert refused.params == {"needed": "0.00006 EUR", "left": "0.00004 EUR"}
    assert (await account_of(make_work, tenant_id)).reserved == 60


async def test_caps_and_the_kill_switch_refuse_with_their_reason(
    make_work: MakeWork, tenant_id: TenantId
) -> None:
    async with make_work(tenant_id) as work:
        await service.set_terms(work, replace(PREPAID, allowed=None, caps=Caps(10, 12)))
        await service.reserve(work, order("a", 0, 8))
        with pytest.raises(Conflict, match="day_cap"):
            await service.reserve(work, order("b", 0, 3))
        tomorrow = replace(order("c", 0, 5), today=date(2026, 3, 3))
        with pytest.raises(Conflict, match="month_cap"):
            await service.reserve(work, tomorrow)
        await service.reserve(work, replace(tomorrow, count=4))
        with pytest.raises(Conflict, match="other_currency"):
            await service.reserve(work, replace(order("d", 1), currency="MGA"))
        await service.stop_sending(work, "phishing")
        await service.stop_sending(work, "again")
        with pytest.raises(Forbidden) as refused:
            await service.reserve(work, order("e", 0))
        assert refused.value.params == {"reason": "phishing"}
        await service.resume_sending(work)
        await service.reserve(work, replace(order("f", 0), today=date(2026, 4, 1)))


async def test_senders_learn_whose_sending_is_stopped(
    make_work: MakeWork, tenant_id: TenantId, system_db: SystemDatabase
) -> None:
    async with make_work(tenant_id) as work:
        await service.stop_sending(work, "review")
    async with system_db.transaction() as session:
        assert await service.stopped_tenants(session) == {tenant_id}


async def test_low_balance_is_told_once_and_anew_after_a_payment(
    make_work: MakeWork, tenant_id: TenantId, database: Database
) -> None:
    async with make_work(tenant_id) as work:
        await service.set_terms(work, replace(PREPAID, low_at=50))
        await service.credit(work, paid(100), "EUR")
        for key in "abc":
            await service.reserve(work, order(key, 20))
        await service.credit(work, paid(10, "transfer 2"), "EUR")
        await service.reserve(work, order("d", 5))
    with database.connect_owner() as owner:
        rows = owner.execute("SELECT kind FROM event_log WHERE kind = 'usage.balance.fallen'")
        assert len(rows.fetchall()) == 2


async def test_a_payment_noted_with_another_amount_is_refused(
    make_work: MakeWork, tenant_id: TenantId
) -> None:
    async with make_work(tenant_id) as work:
        await service.credit(work, paid(100), "EUR")
        with pytest.raises(Conflict, match="paid_differently"):
            await service.credit(work, paid(200), "EUR")
        with pytest.raises(Conflict, match="currency_in_use"):
            await service.set_terms(work, replace(PREPAID, currency="MGA"))


async def test_reservations_are_forgotten_once_nothing_is_left_and_a_week_passed(
    make_work: MakeWork, tenant_id: TenantId, system_db: SystemDatabase, clock: ManualClock
) -> None:
    async with make_work(tenant_id) as work:
        await service.set_terms(work, PREPAID)
        await service.credit(work, paid(1_000), "EUR")
        for key in ("used", "given back", "open"):
            await service.reserve(work, order(key, 100))
        await service.post(work, "EUR", [line("b1", "charge", 100, "used")])
        await service.release_rest(work, "given back")
    clock.advance(service.HOLDS_KEPT + timedelta(seconds=1))
    async with make_work(tenant_id) as work:
        await service.reserve(work, order("new", 100))
        await service.post(work, "EUR", [line("b2", "charge", 100, "new")])
    async with system_db.transaction() as session:
        assert await service.forget_old(session, clock.now()) == 2
    async with make_work(tenant_id) as work:
        again = [await service.reserve(work, order(key, 100)) for key in ("open", "new")]
        assert [held.again for held in again] == [True, True]
        account = await service.account(work.session, tenant_id)
    assert account is not None
    assert (account.settled, account.reserved) == (200, 100)
