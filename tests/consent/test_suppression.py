"""Who must not be written to: asked once per chunk, made from the history."""

from datetime import timedelta

import pytest

from guichet.accounts.types import PLATFORM
from guichet.accounts.works import SystemWorks
from guichet.consent import service
from guichet.consent.addresses import digester, platform_digester
from guichet.consent.service import Address, Decided
from guichet.consent.types import Given, Recorder
from guichet.kit.cipher import Cipher
from guichet.kit.db.sessions import SystemDatabase
from guichet.kit.errors import Invalid
from guichet.kit.ids import TenantId
from guichet.kit.work import Work
from tests.conftest import Database, MakeTenant, MakeWork

CIPHER = Cipher("s" * 32)
BY = Recorder("system", None, None)
SELLING = Given("marketing", "sms", "withdrawn", "import", "old list")


@pytest.fixture
async def tenant_id(make_tenant: MakeTenant) -> TenantId:
    return await make_tenant()


async def refused(work: Work, *hashes: bytes) -> frozenset[bytes]:
    return await service.suppressed(work.session, work.tenant_id, "marketing", "sms", hashes)


async def test_stop_holds_for_every_medium_until_the_person_starts_again(
    make_work: MakeWork, tenant_id: TenantId, database: Database
) -> None:
    async with make_work(tenant_id) as work:
        known = await digester(work.session, tenant_id, CIPHER)
        number, other = known.of("phone", "+262692000001"), known.of("phone", "+262692000002")
        mail = known.of("email", "eloise@example.org")
        assert await refused(work, number, other) == frozenset()
        both = [Address("phone", number), Address("email", mail)]
        await service.stop(work, both, "STOP svp", BY)
        assert await refused(work, number, other, mail) == {number, mail}
        assert await service.allowed(work, "marketing", number, "call") is False
        about = await service.suppressed(work.session, tenant_id, "reminders", "sms", [number])
        assert about == frozenset()
        assert await service.start(work, [Address("phone", other)], "OUI", BY) == []
        again = await service.start(work, [Address("phone", number)], "START", BY)
        assert [one.given.proof for one in again] == ["START"]
        assert await refused(work, number, mail) == {mail}
        told = await service.decided_about(work, "marketing", number)
        assert [one.given.decision for one in told] == ["granted", "withdrawn"]
    with database.connect_owner() as owner:
        kinds = owner.execute("SELECT kind FROM event_log").fetchall()
    assert kinds == [("consent.consent.recorded",)] * 3


async def test_a_list_is_taken_in_by_chunk_and_an_older_refusal_does_not_undo_a_newer_yes(
    make_work: MakeWork, tenant_id: TenantId
) -> None:
    async with make_work(tenant_id) as work:
        numbers = [bytes([n]) * 32 for n in range(50)]
        yes = Given("marketing", "any", "granted", "form")
        await service.record(work, Address("phone", numbers[0]), yes, BY)
        ago = work.now - timedelta(days=400)
        listed = [Decided(Address("phone", one), SELLING, ago) for one in numbers]
        entries = await service.record_many(work, listed, BY)
        assert len(entries) == 50
        assert await refused(work, *numbers) == frozenset(numbers[1:])
        await service.record(work, Address("phone", numbers[1]), yes, BY)
        assert await refused(work, *numbers) == frozenset(numbers[2:])
        assert await service.record_many(work, [], BY) == ()
        ahead = Decided(Address("phone", b"x"), SELLING, work.now + timedelta(days=1))
        with pytest.raises(Invalid):
            await service.record_many(work, [ahead], BY)


async def test_a_refusal_is_the_tenants_own_and_senders_ask_for_each(
    make_work: MakeWork, make_tenant: MakeTenant, tenant_id: TenantId, system_db: SystemDatabase
) -> None:
    other = await make_tenant()
    async with make_work(tenant_id) as work:
        await service.stop(work, [Address("phone", b"x" * 32)], "STOP", BY)
    async with system_db.transaction() as session:
        for tenant, expected in ((tenant_id, {b"x" * 32}), (other, set[bytes]())):
            found = await service.suppressed(session, tenant, "marketing", "sms", [b"x" * 32])
            assert found == expected


async def test_the_platforms_own_list_has_its_own_digests_and_keeps_its_history(
    works: SystemWorks,
) -> None:
    async with works(tenant_id=PLATFORM) as work:
        known = await platform_digester(work.session, CIPHER)
        same = await platform_digester(work.session, Cipher("n" * 32, ["s" * 32]))
        number = known.of("phone", "+262692000001")
        assert same.of("phone", "+262692000001") == number
        assert await service.on_global_list(work.session, number) is None
        await service.block_everywhere(
            work, [number], blocked=True, reason="asked by letter", by_name="Amélie"
        )
        assert await service.blocked_everywhere(work.session, [number, b"y"]) == {number}
        await service.block_everywhere(
            work, [number, number], blocked=False, reason="asked anew", by_name="Amélie"
        )
        assert await service.blocked_everywhere(work.session, [number]) == frozenset()
        entry = await service.on_global_list(work.session, number)
        assert entry is not None
        assert (entry.blocked, entry.reason) == (False, "asked anew")
