"""Entries are written with the deed, sealed by the job, and every tampering is found."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from guichet.accounts.audit import service as audit
from guichet.accounts.audit.types import PLATFORM_CHAIN, Break, Fault, Filter, Report, Witness
from guichet.kit.clock import ManualClock
from guichet.kit.db.sessions import RequestDatabase, SystemDatabase
from guichet.kit.ids import IdMaker, TenantId
from guichet.kit.work import SYSTEM, Actor, Work
from tests.conftest import Database, MakeTenant, MakeWork

KEY = b"k" * 32


@dataclass
class Trail:
    """One tenant's audit trail, and what is needed to write, seal and verify it."""

    tenant: TenantId
    make_work: MakeWork
    system_db: SystemDatabase
    clock: ManualClock
    ids: IdMaker

    async def write(self, count: int, tenant: TenantId | None = None) -> None:
        for number in range(count):
            async with self.make_work(tenant or self.tenant) as work:
                target = f"contact:{number}"
                await audit.write(work, "crm.contact.renamed", target, {"to": f"n{number}"})

    async def seal(self) -> int:
        return await audit.seal_pending(self.system_db, KEY, self.clock.now())

    async def verify(self, witness: Witness | None = None) -> Report:
        return await audit.verify(self.system_db, self.tenant, KEY, witness)

    @asynccontextmanager
    async def system_work(self, chain: TenantId) -> AsyncIterator[Work]:
        async with self.system_db.transaction() as session:
            yield Work(session, chain, self.clock, self.ids, SYSTEM)


@pytest.fixture
async def trail(
    make_tenant: MakeTenant,
    make_work: MakeWork,
    system_db: SystemDatabase,
    clock: ManualClock,
    ids: IdMaker,
) -> Trail:
    return Trail(await make_tenant(), make_work, system_db, clock, ids)


async def test_what_is_written_is_sealed_in_order_and_verifies(trail: Trail) -> None:
    await trail.write(3)
    before = await trail.verify()
    assert (before.checked, before.waiting, before.head, before.fault) == (0, 3, None, None)

    assert await trail.seal() == 3
    assert await trail.seal() == 0
    after = await trail.verify()
    assert (after.checked, after.waiting, after.fault) == (3, 0, None)

    await trail.write(1)
    await trail.seal()
    later = await trail.verify(after.head)
    assert (later.checked, later.fault) == (4, None)


async def test_a_deed_rolled_back_leaves_no_entry(
    trail: Trail, request_db: RequestDatabase
) -> None:
    async def fail() -> None:
        async with trail.make_work(trail.tenant) as work:
            await audit.write(work, "crm.contact.renamed", "contact:1")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    async with request_db.transaction(trail.tenant) as session:
        assert await audit.entries(session, trail.tenant, Filter(), None, 10) == []


async def test_each_chain_is_its_own_and_the_platform_has_one(
    trail: Trail, make_tenant: MakeTenant
) -> None:
    other = await make_tenant()
    await trail.write(2)
    await trail.write(1, other)
    async with trail.system_work(PLATFORM_CHAIN) as work:
        await audit.write(work, "accounts.tenant.created", f"tenant:{trail.tenant}")
    assert await trail.seal() == 4
    reports = await audit.verify_all(trail.system_db, KEY)
    assert {r.chain: (r.checked, r.intact) for r in reports} == {
        trail.tenant: (2, True),
        other: (1, True),
        PLATFORM_CHAIN: (1, True),
    }


async def test_requests_can_neither_change_nor_remove_entries(
    trail: Trail, request_db: RequestDatabase
) -> None:
    await trail.write(1)
    for statement in ("UPDATE audit_entry SET action = 'x'", "DELETE FROM audit_entry"):
        async with request_db.transaction(trail.tenant) as session:
            with pytest.raises(ProgrammingError, match="permission denied"):
                await session.execute(text(statement))
            await session.rollback()


TAMPERING = {
    "details changed": (
        'UPDATE audit_entry SET details = \'{"to":"N1"}\' WHERE number = 2',
        (2, Break.ALTERED),
    ),
    "another actor": (
        "UPDATE audit_entry SET actor_id = tenant_id WHERE number = 3",
        (3, Break.ALTERED),
    ),
    "moved in time by a microsecond": (
        "UPDATE audit_entry SET occurred_at = occurred_at + '1 microsecond' WHERE number = 1",
        (1, Break.ALTERED),
    ),
    "one removed": ("DELETE FROM audit_entry WHERE number = 2", (2, Break.MISSING)),
    "the newest removed": ("DELETE FROM audit_entry WHERE number > 2", (3, Break.TRUNCATED)),
    "all removed": ("DELETE FROM audit_entry", (1, Break.TRUNCATED)),
    "two swapped": (
        "UPDATE audit_entry SET number = -number WHERE number < 3;"
        "UPDATE audit_entry SET number = 3 + number WHERE number < 0",
        (1, Break.RESEALED),
    ),
    "unsealed again": (
        "UPDATE audit_entry SET number = NULL, seal = NULL WHERE number = 4",
        (4, Break.TRUNCATED),
    ),
    "the head set back": (
        "UPDATE audit_head SET number = 3, seal = (SELECT seal FROM audit_entry WHERE number = 3)",
        (3, Break.HEAD_FORGED),
    ),
    "the head removed": ("DELETE FROM audit_head", (1, Break.HEAD_MISSING)),
}


@pytest.mark.parametrize("how", TAMPERING)
async def test_the_first_broken_entry_is_named(trail: Trail, how: str, database: Database) -> None:
    await trail.write(4)
    await trail.seal()
    statement, found = TAMPERING[how]
    with database.connect_owner() as owner:
        owner.execute(statement)
    fault = (await trail.verify()).fault
    assert fault is not None
    assert (fault.number, fault.reason) == found


async def test_a_witness_finds_the_tail_cut_off_together_with_an_older_head(
    trail: Trail, database: Database
) -> None:
    await trail.write(2)
    await trail.seal()
    with database.connect_owner() as owner:
        owner.execute("CREATE TEMPORARY TABLE kept AS SELECT * FROM audit_head")
        await trail.write(2)
        await trail.seal()
        witness = (await trail.verify()).head
        owner.execute("DELETE FROM audit_entry WHERE number > 2")
        owner.execute("DELETE FROM audit_head")
        owner.execute("INSERT INTO audit_head SELECT * FROM kept")
    assert isinstance(witness, Witness)
    assert (await trail.verify()).intact
    report = await trail.verify(witness)
    assert report.fault == Fault(3, Break.NOT_WITNESSED)


async def test_two_sealers_and_writers_at_once_give_each_entry_one_place(trail: Trail) -> None:
    writers = [trail.write(8) for _ in range(4)]
    sealers = [trail.seal() for _ in range(4)]
    await asyncio.gather(*writers, *sealers)
    await trail.seal()
    report = await trail.verify()
    assert (report.checked, report.waiting, report.fault) == (32, 0, None)


async def test_a_chain_longer_than_a_page_is_verified_whole(trail: Trail) -> None:
    for chunk in range(11):
        async with trail.make_work(trail.tenant) as work:
            for number in range(100):
                await audit.write(work, "crm.contact.seen", f"contact:{chunk}-{number}")
    sealed = [await trail.seal() for _ in range(4)]
    assert sealed == [500, 500, 100, 0]
    assert (await trail.verify()).checked == 1100


async def test_erasing_a_person_keeps_the_chain_verifiable(trail: Trail) -> None:
    await trail.write(3)
    await trail.seal()
    for expected in (1, 0):
        async with trail.system_work(trail.tenant) as work:
            assert await audit.erase_target(work, "contact:1") == expected
    await trail.seal()
    report = await trail.verify()
    assert (report.checked, report.erased, report.fault) == (4, 1, None)
    async with trail.make_work(trail.tenant) as work:
        shown = await audit.entries(
            work.session, trail.tenant, Filter(target="contact:1"), None, 10
        )
    assert [(e.action, e.details) for e in shown] == [
        ("audit.details.erased", {"entries": 1}),
        ("crm.contact.renamed", None),
    ]


async def test_the_viewer_filters_by_who_what_and_when_and_pages(trail: Trail) -> None:
    ann, bob = Actor("user", trail.ids.new()), Actor("user", trail.ids.new())
    for actor, action in ((ann, "a.b.c"), (bob, "a.b.c"), (ann, "a.b.d"), (ann, "a.b.c")):
        async with trail.make_work(trail.tenant, actor) as work:
            await audit.write(work, action, "x:1")
        trail.clock.advance(timedelta(minutes=1))

    async def found(wanted: Filter) -> int:
        async with trail.make_work(trail.tenant) as work:
            return len(await audit.entries(work.session, trail.tenant, wanted, None, 10))

    start = trail.clock.now() - timedelta(minutes=4)
    assert await found(Filter()) == 4
    assert await found(Filter(actor_id=ann.id)) == 3
    assert await found(Filter(actor_id=ann.id, actions=("a.b.c",))) == 2
    assert await found(Filter(actor_kind="support")) == 0
    assert await found(Filter(since=start + timedelta(minutes=1))) == 3
    assert await found(Filter(until=start + timedelta(minutes=1))) == 1
    async with trail.make_work(trail.tenant) as work:
        first = await audit.entries(work.session, trail.tenant, Filter(), None, 3)
        rest = await audit.entries(work.session, trail.tenant, Filter(), first[-1].id, 3)
        assert await audit.actions(work.session, trail.tenant) == ["a.b.c", "a.b.d"]
    assert [e.actor_id for e in (*first, *rest)] == [ann.id, ann.id, bob.id, ann.id]
