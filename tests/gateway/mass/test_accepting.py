"""Orders that come together are one transaction, and each is answered as if it had come alone."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from guichet.gateway.mass.accepting import Acceptor, Asking
from guichet.gateway.mass.models import ChunkRow, MessageRow
from guichet.gateway.mass.types import Order, Ticket
from guichet.kit.cipher import Cipher
from guichet.kit.clock import ManualClock
from guichet.kit.db.sessions import SystemDatabase
from guichet.kit.errors import Conflict, Invalid, NotFound, Refusal, Unavailable
from guichet.kit.ground import Ground
from guichet.kit.idempotency.types import Answer, Claim
from guichet.kit.ids import IdMaker, TenantId
from guichet.kit.work import SYSTEM, Work
from guichet.prices import service as prices
from guichet.prices.types import PriceRow
from guichet.usage import service as usage
from guichet.usage.types import Caps, Entry, Terms
from tests.conftest import MakeTenant
from tests.gateway.mass.line import numbers, order

Told = Ticket | Answer | BaseException


@pytest.fixture
def acceptor(
    system_db: SystemDatabase, clock: ManualClock, ids: IdMaker, ground: Ground
) -> Acceptor:
    return Acceptor(system_db.transaction, clock, ids, ground.cipher)


async def together(acceptor: Acceptor, *asked: Asking) -> Sequence[Told]:
    """All at the same instant: the first is written alone, the others in one group."""
    return await asyncio.gather(*map(acceptor.ask, asked), return_exceptions=True)


async def charge(
    db: SystemDatabase, clock: ManualClock, ids: IdMaker, tenant: TenantId, paid: int
) -> None:
    """Let a message to La Réunion cost 0.05 EUR, paid ahead."""
    async with db.transaction() as session:
        work = Work(session, tenant, clock, ids, SYSTEM)
        listed = await prices.create_list(work, "sale", "Standard", "EUR")
        await prices.add_rows(work, listed.id, [PriceRow("262692", work.now, 50_000)], None)
        await prices.assign(work, listed.id, None, "Amélie")
        await usage.credit(work, Entry("payment", "1", "paid", "credit", paid), "EUR")
        await usage.set_terms(work, Terms("EUR", 0, None, Caps()))


async def test_orders_of_several_tenants_share_a_transaction_but_no_chunk(
    system_db: SystemDatabase, acceptor: Acceptor, make_tenant: MakeTenant
) -> None:
    shop, bank = await make_tenant(), await make_tenant()
    asked = [Asking(order(one, number)) for one in (shop, bank) for number in numbers(10)]
    told = await together(acceptor, *asked)
    async with system_db.transaction() as session:
        rows = (await session.execute(select(MessageRow))).scalars().all()
        chunks = (await session.execute(select(ChunkRow))).scalars().all()
    stored = {row.id: (row.tenant_id, row.chunk_id, row.address) for row in rows}
    for one, ticket in zip(asked, told, strict=True):
        assert isinstance(ticket, Ticket)
        (message,) = ticket.message_ids
        address = one.order.recipients[0].address
        assert stored[message] == (one.order.tenant_id, ticket.chunk_id, address)
    assert sum(one.count for one in chunks) == 20
    assert {(one.tenant_id, one.id) for one in chunks} == {stored[one][:2] for one in stored}
    assert len(chunks) < 8


async def test_who_is_refused_takes_nobody_along(
    acceptor: Acceptor, make_tenant: MakeTenant
) -> None:
    shop = await make_tenant()
    good = order(shop, *numbers(1))
    bad = replace(good, wording=replace(good.wording, sender="RDV"))
    nobody = replace(good, tenant_id=TenantId(UUID(int=5)))
    told = await together(
        acceptor, Asking(good), Asking(good), Asking(bad), Asking(nobody), Asking(good)
    )
    kinds = [type(one) for one in told]
    assert kinds == [Ticket, Ticket, Invalid, NotFound, Ticket]


async def test_money_is_reserved_for_all_who_come_together_and_those_it_suffices_for_are_sent(
    system_db: SystemDatabase,
    clock: ManualClock,
    ids: IdMaker,
    acceptor: Acceptor,
    make_tenant: MakeTenant,
) -> None:
    shop = await make_tenant()
    await charge(system_db, clock, ids, shop, 220_000)
    asked = [Asking(order(shop, *numbers(size))) for size in (1, 1, 5, 1, 1, 1)]
    told = await together(acceptor, *asked)
    refused = [place for place, one in enumerate(told) if isinstance(one, Conflict)]
    assert refused == [2, 5]
    assert all(one.code == "not_enough" for one in told if isinstance(one, Refusal))
    async with system_db.transaction() as session:
        account = await usage.account(session, shop)
        rows = (await session.execute(select(MessageRow.micros))).scalars().all()
        chunks = (await session.execute(select(ChunkRow.currency))).scalars().all()
    assert account is not None
    assert (account.reserved, account.free) == (200_000, 20_000)
    assert (list(rows), set(chunks)) == ([50_000] * 4, {"EUR"})


async def test_a_claim_is_answered_once_whoever_comes_with_it_and_how_often(
    system_db: SystemDatabase, acceptor: Acceptor, make_tenant: MakeTenant
) -> None:
    shop = await make_tenant()
    asked = Asking(order(shop, *numbers(1)), claim=Claim("key:1", "a", b"same"))
    told = await together(acceptor, *[asked] * 5)
    told = [*told, await acceptor.ask(asked)]
    tickets = [one for one in told if isinstance(one, Ticket)]
    answers = {one.body for one in told if isinstance(one, Answer)}
    assert (len(tickets), len(answers), len(told)) == (1, 1, 6)
    assert str(tickets[0].message_ids[0]).encode() in answers.pop()
    other = replace(asked, claim=Claim("key:1", "a", b"other"))
    with pytest.raises(Conflict, match="idempotency_key_reused"):
        await acceptor.ask(other)
    async with system_db.transaction() as session:
        assert len((await session.execute(select(MessageRow))).all()) == 1


async def test_a_claim_that_was_refused_is_free_again(
    system_db: SystemDatabase,
    clock: ManualClock,
    ids: IdMaker,
    acceptor: Acceptor,
    make_tenant: MakeTenant,
) -> None:
    shop = await make_tenant()
    await charge(system_db, clock, ids, shop, 20_000)
    asked = Asking(order(shop, *numbers(1)), claim=Claim("key:1", "a", b"same"))
    with pytest.raises(Conflict, match="not_enough"):
        await acceptor.ask(asked)
    async with system_db.transaction() as session:
        work = Work(session, shop, clock, ids, SYSTEM)
        await usage.credit(work, Entry("payment", "2", "paid", "credit", 100_000), "EUR")
    assert isinstance(await acceptor.ask(asked), Ticket)


async def test_two_processes_that_get_the_same_claim_at_once_answer_alike(
    system_db: SystemDatabase,
    clock: ManualClock,
    ids: IdMaker,
    make_tenant: MakeTenant,
    ground: Ground,
) -> None:
    shop = await make_tenant()

    def one_process(cipher: Cipher) -> Acceptor:
        return Acceptor(system_db.transaction, clock, ids, cipher)

    asked = Asking(order(shop, *numbers(1)), claim=Claim("key:1", "a", b"same"))
    several = [one_process(ground.cipher) for _ in range(4)]
    told = await asyncio.gather(*(one.ask(asked) for one in several))
    assert sum(isinstance(one, Ticket) for one in told) == 1
    assert sum(isinstance(one, Answer) for one in told) == 3


async def test_large_orders_are_cut_into_no_chunk_larger_than_a_thousand(
    system_db: SystemDatabase, acceptor: Acceptor, make_tenant: MakeTenant
) -> None:
    shop = await make_tenant()
    asked: list[Order] = [order(shop, *numbers(size)) for size in (400, 400, 400, 1_000)]
    await together(acceptor, *map(Asking, asked))
    async with system_db.transaction() as session:
        counts = (await session.execute(select(ChunkRow.count))).scalars().all()
    assert sum(counts) == 2_200
    assert max(counts) == 1_000


async def test_what_may_be_committed_is_written_once_more_for_a_claim_alone(
    system_db: SystemDatabase,
    acceptor: Acceptor,
    make_tenant: MakeTenant,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    write, tries = Acceptor._write, list[int]()

    async def committed_and_lost(
        self: Acceptor, key: bool, asked: Sequence[Asking]
    ) -> Sequence[Ticket | Answer | Refusal | None]:
        tries.append(len(asked))
        told = await write(self, key, asked)
        if len(tries) < 4:
            raise DBAPIError(None, None, OSError("gone"), connection_invalidated=True)
        return told

    monkeypatch.setattr(Acceptor, "_write", committed_and_lost)
    wanted = order(await make_tenant(), *numbers(2))
    with pytest.raises(Unavailable):
        await acceptor.accept(wanted)
    (told,) = await acceptor.ask_all([Asking(wanted)])
    assert isinstance(told, Unavailable)
    claimed = await acceptor.ask(Asking(wanted, claim=Claim("shop", "K", b"1")))
    assert isinstance(claimed, Answer)  # that of the first time
    assert tries == [1, 1, 1, 1]
    async with system_db.transaction() as session:
        rows = (await session.execute(select(MessageRow.id))).all()
    assert len(rows) == 3 * 2
