"""Consents: an append-only history by address."""

from datetime import timedelta

import psycopg
import pytest

from guichet.consent import service
from guichet.consent.addresses import Digester, digest_of
from guichet.consent.types import ConsentMedium, Decision, Given, Recorder
from guichet.kit.cipher import Cipher
from guichet.kit.errors import Invalid
from guichet.kit.ids import TenantId
from tests.conftest import Database, MakeTenant, MakeWork

CIPHER = Cipher("s" * 32)
BY = Recorder("user", None, "Amélie")


@pytest.fixture
async def tenant_id(make_tenant: MakeTenant) -> TenantId:
    return await make_tenant()


def given(decision: Decision, medium: ConsentMedium = "sms") -> Given:
    return Given("marketing", medium, decision, "agent")


async def test_what_was_decided_last_counts_whenever_it_was_written_down(
    make_work: MakeWork, tenant_id: TenantId
) -> None:
    async with make_work(tenant_id) as work:
        hashed = await digest_of(work, CIPHER, "phone", "+262692123456")
        address = service.Address("phone", hashed, work.ids.new())
        assert await service.allowed(work, "marketing", hashed, "sms") is None
        await service.record(work, address, given("withdrawn"), BY)
        earlier = work.now - timedelta(days=3)
        await service.record(work, address, given("granted"), BY, earlier)
        assert await service.allowed(work, "marketing", hashed, "sms") is False
        await service.record(work, address, given("granted", "any"), BY)
        assert await service.allowed(work, "marketing", hashed, "sms") is True
        assert await service.allowed(work, "marketing", hashed, "mail") is True
        assert await service.allowed(work, "surveys", hashed, "sms") is None
        assert address.contact_id is not None
        people = [address.contact_id]
        told = await service.history(work, people, None, 10)
        assert [one.given.decision for one in told] == ["granted", "granted", "withdrawn"]
        older = await service.history(work, people, told[0].id, 1)
        assert older == [told[1]]
        now = await service.present(work.session, tenant_id, people)
    assert {(one.given.medium, one.given.decision) for one in now} == {
        ("any", "granted"),
        ("sms", "withdrawn"),
    }


async def test_nothing_is_decided_in_the_future(make_work: MakeWork, tenant_id: TenantId) -> None:
    async with make_work(tenant_id) as work:
        address = service.Address("phone", b"x")
        tomorrow = work.now + timedelta(days=1)
        with pytest.raises(Invalid):
            await service.record(work, address, given("granted"), BY, tomorrow)


async def test_the_digest_is_the_tenants_own_and_outlives_a_new_master_secret(
    make_work: MakeWork, make_tenant: MakeTenant, tenant_id: TenantId
) -> None:
    async with make_work(tenant_id) as work:
        first = await digest_of(work, CIPHER, "phone", "+262692123456")
        renewed = Cipher("n" * 32, ["s" * 32])
        assert await digest_of(work, renewed, "phone", "+262692123456") == first
        assert await digest_of(work, CIPHER, "email", "+262692123456") != first
    async with make_work(await make_tenant()) as work:
        assert await digest_of(work, CIPHER, "phone", "+262692123456") != first


def test_many_digests_are_those_of_each() -> None:
    known, numbers = Digester(b"k" * 32), ["+262692000001", "", "+33612345678"]
    assert known.of_many("phone", numbers) == [known.of("phone", one) for one in numbers]
    assert known.of_many("phone", []) == []


async def test_an_entry_can_be_neither_changed_nor_removed(
    database: Database, make_work: MakeWork, tenant_id: TenantId
) -> None:
    async with make_work(tenant_id) as work:
        await service.record(work, service.Address("phone", b"x"), given("granted"), BY)
    url = database.url("request").set(drivername="postgresql")
    with psycopg.connect(url.render_as_string(hide_password=False)) as link:
        for verb in ("UPDATE consent SET decision = 'withdrawn'", "DELETE FROM consent"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                link.execute(verb.encode())
            link.rollback()
