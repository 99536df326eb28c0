"""A tenant's settings over HTTP, and what suspending it does."""

import httpx
import pytest

from guichet.accounts.rights import ROLE_RIGHTS, Role
from guichet.accounts.tenants import service as tenants
from guichet.accounts.tenants.types import Tenant
from guichet.accounts.works import SystemWorks
from guichet.kit.errors import Conflict, Invalid
from tests.accounts.conftest import VANILLE, Browser, World


@pytest.fixture
async def tenant(world: World) -> Tenant:
    found = await world.tenant()
    await world.member(found, "admin@example.com", Role.ADMINISTRATOR)
    return found


@pytest.fixture
async def admin(tenant: Tenant, browser: Browser) -> httpx.AsyncClient:
    return await browser("admin@example.com", tenant)


async def test_what_is_left_out_of_a_change_stays(admin: httpx.AsyncClient) -> None:
    before = (await admin.get("/tenant")).json()
    after = (await admin.patch("/tenant", json={"name": "Vanille & Cie"})).json()
    assert after == {**before, "name": "Vanille & Cie", "version": 2}
    assert (await admin.get("/tenant")).json() == after


async def test_the_same_change_twice_changes_nothing_more(admin: httpx.AsyncClient) -> None:
    for _ in range(2):
        after = (await admin.patch("/tenant", json={"zone": "Europe/Paris"})).json()
    assert after["version"] == 2


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"zone": "Mars/Olympus"}, ("zone", "no_such_zone")),
        ({"zone": "Etc/GMT+4"}, ("zone", "no_such_zone")),
        ({"territory": "ZZ"}, ("territory", "no_such_territory")),
        ({"currency": "EUX"}, ("currency", "no_such_currency")),
        ({"languages": ["fr", "fr"]}, ("languages", "named_twice")),
        ({"languages": []}, ("languages", "too_few_items")),
        ({"languages": ["de"]}, ("languages/0", "not_one_of")),
        ({"name": "   "}, ("name", "too_short")),
        ({"slug": "other"}, ("slug", "unknown_field")),
    ],
)
async def test_a_setting_that_cannot_be_used_is_named(
    admin: httpx.AsyncClient, change: dict[str, object], fault: tuple[str, str]
) -> None:
    answer = await admin.patch("/tenant", json=change)
    assert answer.status_code == 422
    assert [(one["pointer"], one["code"]) for one in answer.json()["faults"]] == [fault]


async def test_only_administrators_change_settings(
    tenant: Tenant, world: World, browser: Browser
) -> None:
    await world.member(tenant, "boss@example.com", Role.SUPERVISOR)
    client = await browser("boss@example.com", tenant)
    assert (await client.get("/tenant")).status_code == 200
    refused = await client.patch("/tenant", json={"name": "Mine"})
    assert (refused.status_code, refused.json()["params"]) == (403, {"right": "settings.manage"})


async def test_a_suspended_tenant_lets_nobody_work_but_says_why_and_comes_back(
    admin: httpx.AsyncClient, tenant: Tenant, works: SystemWorks
) -> None:
    async with works() as work:
        await tenants.suspend(work, tenant.id, "unpaid")
    refused = await admin.get("/members")
    assert (refused.status_code, refused.json()["code"]) == (403, "tenant_suspended")
    places = (await admin.get("/session")).json()["tenants"]
    assert [place["status"] for place in places] == ["suspended"]

    async with works() as work:
        await tenants.resume(work, tenant.id)
    assert (await admin.get("/members")).status_code == 200


async def test_a_name_in_addresses_is_given_once(works: SystemWorks, tenant: Tenant) -> None:
    async with works() as work:
        with pytest.raises(Conflict):
            await tenants.create(work, tenant.slug, VANILLE)
        other = await tenants.create(work, "another", VANILLE)
        assert await tenants.find(work, "another") == other
        assert await tenants.find(work, tenant.slug) == tenant


@pytest.mark.parametrize("slug", ["", "-a", "a-", "A", "a b", "é", "api", "a" * 49])
async def test_a_name_unfit_for_addresses_is_refused(works: SystemWorks, slug: str) -> None:
    async with works() as work:
        with pytest.raises(Invalid):
            await tenants.create(work, slug, VANILLE)


async def test_the_matrix_of_roles_is_told_in_the_callers_language(
    admin: httpx.AsyncClient,
) -> None:
    matrix = (await admin.get("/roles")).json()
    assert {one["role"]: set(one["rights"]) for one in matrix["roles"]} == {
        role.value: {right.value for right in rights} for role, rights in ROLE_RIGHTS.items()
    }
    titles = {one["right"]: one["title"] for one in matrix["rights"]}
    assert titles["desk.answer"] == "Répondre aux demandes"
    assert not [title for right, title in titles.items() if right in title]
