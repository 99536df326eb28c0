"""Who calls: by session or key, in which tenant, with the rights of now."""

from dataclasses import dataclass
from uuid import UUID

import pytest
from fastapi import FastAPI

from guichet.accounts.api_keys import service as api_keys
from guichet.accounts.api_keys.service import Wanted
from guichet.accounts.api_keys.tokens import KEY_PURPOSE
from guichet.accounts.api_keys.uses import KeyUses
from guichet.accounts.callers import service
from guichet.accounts.callers.edge import AccountCallers
from guichet.accounts.rights import Right, Role, rights_of
from guichet.accounts.sessions import service as sessions
from guichet.accounts.tenants import service as tenants
from guichet.accounts.tenants.types import Tenant
from guichet.accounts.types import Principal
from guichet.accounts.works import SystemWorks
from guichet.kit.errors import Forbidden, NotFound, NotSignedIn
from guichet.kit.ground import Ground
from guichet.kit.ids import TenantId
from tests.accounts.conftest import CORAIL, HERE, Browser, World
from tests.conftest import Database

EMAIL = "amelie@example.com"


@pytest.fixture
def callers(app: FastAPI) -> AccountCallers:
    found = app.state.callers
    assert isinstance(found, AccountCallers)
    return found


@dataclass(frozen=True)
class Keys:
    """Makes API keys."""

    works: SystemWorks
    hashing_key: bytes

    async def make(self, tenant: Tenant, *rights: Right, per_minute: int = 600) -> str:
        names = frozenset(right.value for right in rights)
        wanted = Wanted("Till", names, None, per_minute)
        async with self.works(tenant_id=tenant.id) as work:
            return (await api_keys.create(work, wanted, names, self.hashing_key)).token


@pytest.fixture
def keys(works: SystemWorks, ground: Ground) -> Keys:
    return Keys(works, ground.cipher.derive(KEY_PURPOSE))


async def test_a_session_names_its_tenant_in_a_header(world: World, browser: Browser) -> None:
    tenant = await world.tenant()
    await world.member(tenant, EMAIL, Role.SUPERVISOR)
    client = await browser(EMAIL)

    missing = (await client.get("/members")).json()["faults"][0]
    assert (missing["in"], missing["pointer"], missing["code"]) == (
        "header",
        "Guichet-Tenant",
        "required",
    )
    client.headers["guichet-tenant"] = "vanille"
    assert (await client.get("/members")).json()["faults"][0]["code"] == "not_an_id"
    client.headers["guichet-tenant"] = str(tenant.id)
    assert (await client.get("/members")).status_code == 200


async def test_a_key_that_asks_more_often_than_it_may_is_told_when_to_come_back(
    world: World, browser: Browser, keys: Keys
) -> None:
    client = await browser()
    token = await keys.make(await world.tenant(), Right.MEMBERS_READ, per_minute=2)
    client.headers["authorization"] = f"Bearer {token}"
    answers = [await client.get("/members") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[1].headers["ratelimit"].startswith('"key";r=0;')
    assert int(answers[2].headers["retry-after"]) <= 60


async def test_a_key_speaks_in_its_tenant_with_its_rights_and_nowhere_else(
    world: World, browser: Browser, keys: Keys
) -> None:
    tenant, other = await world.tenant(), await world.tenant("atelier-corail", CORAIL)
    client = await browser()
    token = await keys.make(tenant, Right.MEMBERS_READ)
    client.headers["authorization"] = f"Bearer {token}"

    assert (await client.get("/members")).status_code == 200
    assert (await client.get("/tenant")).json()["params"] == {"right": "settings.read"}
    assert (await client.get("/session")).json()["code"] == "users_only"
    client.headers["guichet-tenant"] = str(other.id)
    assert (await client.get("/members")).status_code == 404


async def test_a_key_never_opens_the_platform_even_if_its_row_says_so(
    world: World, keys: Keys, database: Database
) -> None:
    token = await keys.make(await world.tenant(), Right.MEMBERS_READ)
    with database.connect_owner() as owner:
        owner.execute("UPDATE api_key SET rights = rights || '{platform.users}'::text[]")
    async with world.works() as work:
        principal = await service.by_key(work, token, keys.hashing_key, KeyUses())
    assert principal.rights == {Right.MEMBERS_READ}
    assert not principal.platform_rights


async def test_a_key_of_a_suspended_tenant_opens_nothing(
    world: World, browser: Browser, works: SystemWorks, keys: Keys
) -> None:
    tenant = await world.tenant()
    client = await browser()
    client.headers["authorization"] = f"Bearer {await keys.make(tenant, Right.MEMBERS_READ)}"
    async with works() as work:
        await tenants.suspend(work, tenant.id, "unpaid")
    assert (await client.get("/members")).json()["code"] == "tenant_suspended"


async def test_a_session_vouched_for_by_a_tenants_provider_opens_that_tenant_and_nothing_personal(
    world: World, browser: Browser, works: SystemWorks, app: FastAPI
) -> None:
    vanille, corail = await world.tenant(), await world.tenant("atelier-corail", CORAIL)
    user = await world.user(EMAIL, operator=True)
    await world.join(user, vanille, Role.ADMINISTRATOR)
    await world.join(user, corail, Role.ADMINISTRATOR)
    async with works() as work:
        opened = await sessions.open_session(work, user.id, "oidc", HERE, tenant_id=vanille.id)
    client = await browser()
    client.cookies.set(app.state.account_parts.cookie.name, opened.token)

    seen = (await client.get("/session")).json()
    assert [place["slug"] for place in seen["tenants"]] == ["maison-vanille"]
    assert seen["platform_rights"] == []
    client.headers["guichet-tenant"] = str(vanille.id)
    assert (await client.get("/members")).status_code == 200
    client.headers["guichet-tenant"] = str(corail.id)
    assert (await client.get("/members")).status_code == 404
    assert (await client.post("/me/totp")).json()["code"] == "limited_session"


async def test_the_standing_of_many_sockets_is_asked_at_once(
    world: World, works: SystemWorks, callers: AccountCallers
) -> None:
    tenant, other = await world.tenant(), await world.tenant("atelier-corail", CORAIL)
    amelie = await world.member(tenant, EMAIL, Role.AGENT)
    ravi = await world.member(tenant, "ravi@example.com", Role.SUPERVISOR)
    async with works() as work:
        first = (await sessions.open_session(work, amelie.id, "password", HERE)).session
        second = (await sessions.open_session(work, ravi.id, "password", HERE)).session
        await sessions.end(work, ravi.id, second.id, "revoked")
    nowhere = TenantId(UUID(int=7))

    found = await callers.standing(
        [
            (first.id, tenant.id),
            (second.id, tenant.id),
            (first.id, other.id),
            (first.id, nowhere),
            (first.id, tenant.id),
        ]
    )

    assert isinstance(found[0], Principal)
    assert found[0].rights == rights_of([Role.AGENT])
    assert [type(one) for one in found[1:4]] == [NotSignedIn, NotFound, NotFound]
    assert found[4] == found[0]

    async with works() as work:
        await tenants.suspend(work, tenant.id, "unpaid")
    (suspended,) = await callers.standing([(first.id, tenant.id)])
    assert isinstance(suspended, Forbidden)
