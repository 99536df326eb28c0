"""Members and invitations over HTTP."""

import asyncio
from datetime import timedelta

import httpx
import pytest

from guichet.accounts.entitlements import service as entitlements
from guichet.accounts.entitlements.types import Entitlements, Quota
from guichet.accounts.rights import Role
from guichet.accounts.tenants.types import Tenant
from guichet.accounts.works import SystemWorks
from guichet.kit.clock import ManualClock
from guichet.kit.ground import Ground
from tests.accounts.conftest import CORAIL, PASSWORD, Browser, World
from tests.accounts.mails import mails, token_in

NADIA = {"email": "nadia@example.com", "roles": ["agent"], "language": "en"}
NEW = "une-phrase-assez-longue"


@pytest.fixture
async def tenant(world: World) -> Tenant:
    found = await world.tenant()
    await world.member(found, "admin@example.com", Role.ADMINISTRATOR)
    return found


@pytest.fixture
async def admin(tenant: Tenant, browser: Browser) -> httpx.AsyncClient:
    return await browser("admin@example.com", tenant)


async def accept(
    client: httpx.AsyncClient, token: str, name: str = "Nadia", password: str = NEW
) -> httpx.Response:
    body = {"token": token, "name": name, "password": password}
    return await client.post("/invitations/accept", json=body)


async def test_a_new_person_joins_by_the_link_and_signs_in(
    admin: httpx.AsyncClient, browser: Browser, ground: Ground, works: SystemWorks
) -> None:
    invited = await admin.post("/invitations", json=NADIA)
    assert invited.status_code == 201
    assert "token" not in invited.text
    (mail,) = await mails(ground, works)
    assert mail.subject == "admin invites you to Maison Vanille", "in the invited person's language"

    client = await browser()
    seen = (await client.post("/invitations/preview", json={"token": token_in(mail)})).json()
    assert seen == {
        "email": "nadia@example.com",
        "tenant": "Maison Vanille",
        "invited_by": "admin",
        "roles": ["agent"],
        "known": False,
    }
    assert (await accept(client, token_in(mail))).status_code == 204

    signed = await client.post("/session", json={"email": NADIA["email"], "password": NEW})
    assert signed.json()["next"] == "done"
    session = (await client.get("/session")).json()
    assert (session["user"]["name"], session["user"]["language"]) == ("Nadia", "en")
    assert [place["roles"] for place in session["tenants"]] == [["agent"]]
    assert (await admin.get("/invitations")).json()["items"] == []


async def test_somebody_known_joins_another_tenant_with_their_present_password_only(
    admin: httpx.AsyncClient, world: World, browser: Browser, ground: Ground, works: SystemWorks
) -> None:
    other = await world.tenant("atelier-corail", CORAIL)
    await world.member(other, "nadia@example.com", Role.AUDITOR)
    await admin.post("/invitations", json=NADIA)
    token = token_in((await mails(ground, works))[0])
    client = await browser()

    refused = await accept(client, token, "", NEW)
    assert refused.json()["faults"][0]["code"] == "wrong_password"
    assert (await accept(client, token, "", PASSWORD)).status_code == 204

    places = (await (await browser("nadia@example.com")).get("/session")).json()["tenants"]
    assert {place["slug"]: place["roles"] for place in places} == {
        "atelier-corail": ["auditor"],
        "maison-vanille": ["agent"],
    }


async def test_a_link_is_void_when_used_taken_back_replaced_or_old(
    admin: httpx.AsyncClient,
    browser: Browser,
    ground: Ground,
    works: SystemWorks,
    clock: ManualClock,
) -> None:
    client = await browser()
    first = (await admin.post("/invitations", json=NADIA)).json()
    again = (await admin.post("/invitations", json=NADIA)).json()
    assert first["id"] == again["id"], "one invitation per address"
    replaced, taken_back = [token_in(mail) for mail in await mails(ground, works)]
    assert (await accept(client, replaced)).status_code == 404

    assert (await admin.delete(f"/invitations/{again['id']}")).status_code == 204
    assert (await accept(client, taken_back)).status_code == 404

    await admin.post("/invitations", json=NADIA)
    old = token_in((await mails(ground, works))[-1])
    clock.advance(timedelta(days=7))
    assert (await accept(client, old)).json()["code"] == "link_over"


async def test_an_expired_invitation_can_be_sent_again(
    admin: httpx.AsyncClient,
    browser: Browser,
    ground: Ground,
    works: SystemWorks,
    clock: ManualClock,
) -> None:
    await admin.post("/invitations", json=NADIA)
    clock.advance(timedelta(days=8))
    fresh_admin = await browser("admin@example.com")
    fresh_admin.headers["guichet-tenant"] = admin.headers["guichet-tenant"]
    assert (await fresh_admin.post("/invitations", json=NADIA)).status_code == 201
    token = token_in((await mails(ground, works))[-1])
    assert (await accept(await browser(), token)).status_code == 204


async def test_members_and_invitations_together_fit_the_quota(
    admin: httpx.AsyncClient, tenant: Tenant, works: SystemWorks
) -> None:
    async with works(tenant_id=tenant.id) as work:
        await entitlements.put(work, Entitlements(quotas={Quota.MEMBERS: 2}))
    assert (await admin.post("/invitations", json=NADIA)).status_code == 201
    other = await admin.post("/invitations", json={**NADIA, "email": "paul@example.com"})
    assert (other.status_code, other.json()["code"]) == (403, "quota_reached")


async def test_a_member_cannot_be_invited_again(admin: httpx.AsyncClient) -> None:
    answer = await admin.post("/invitations", json={**NADIA, "email": "ADMIN@example.com"})
    assert (answer.status_code, answer.json()["code"]) == (409, "already_member")


async def test_new_roles_hold_from_the_next_request_on(
    admin: httpx.AsyncClient, tenant: Tenant, world: World, browser: Browser
) -> None:
    amelie = await world.member(tenant, "amelie@example.com", Role.AGENT)
    client = await browser("amelie@example.com", tenant)
    assert (await client.get("/members")).status_code == 403

    changed = await admin.patch(f"/members/{amelie.id}", json={"roles": ["supervisor"]})

    assert changed.json()["roles"] == ["supervisor"]
    assert (await client.get("/members")).status_code == 200


async def test_a_removed_member_has_lost_the_tenant_and_may_come_back(
    admin: httpx.AsyncClient,
    tenant: Tenant,
    world: World,
    browser: Browser,
) -> None:
    amelie = await world.member(tenant, "amelie@example.com", Role.SUPERVISOR)
    client = await browser("amelie@example.com", tenant)

    assert (await admin.delete(f"/members/{amelie.id}")).status_code == 204
    assert (await client.get("/members")).status_code == 404
    assert (await client.get("/session")).json()["tenants"] == []

    await world.join(amelie, tenant, Role.SUPERVISOR)
    assert (await client.get("/members")).status_code == 200
    versions = {
        one["email"]: one["version"] for one in (await admin.get("/members")).json()["items"]
    }
    assert versions["amelie@example.com"] == 3, "newer than the one that left"


async def test_the_last_administrator_stays_one(
    admin: httpx.AsyncClient, tenant: Tenant, world: World
) -> None:
    me = (await admin.get("/session")).json()["user"]["id"]
    for answer in (
        await admin.delete(f"/members/{me}"),
        await admin.patch(f"/members/{me}", json={"roles": ["agent"]}),
    ):
        assert (answer.status_code, answer.json()["code"]) == (409, "last_administrator")
    await world.member(tenant, "second@example.com", Role.ADMINISTRATOR)
    assert (await admin.delete(f"/members/{me}")).status_code == 204


async def test_two_administrators_who_remove_one_another_at_once_leave_one(
    admin: httpx.AsyncClient, tenant: Tenant, world: World, browser: Browser
) -> None:
    first = (await admin.get("/session")).json()["user"]["id"]
    second = await world.member(tenant, "second@example.com", Role.ADMINISTRATOR)
    other = await browser("second@example.com", tenant)

    answers = await asyncio.gather(
        admin.delete(f"/members/{second.id}"), other.delete(f"/members/{first}")
    )

    assert sorted(answer.status_code for answer in answers) in ([204, 409], [204, 404])


@pytest.mark.parametrize("roles", [[], ["platform_operator"], ["king"]])
async def test_roles_nobody_can_have_are_refused(
    admin: httpx.AsyncClient, roles: list[str]
) -> None:
    answer = await admin.post("/invitations", json={**NADIA, "roles": roles})
    assert answer.status_code == 422
    assert answer.json()["faults"][0]["pointer"].startswith("roles")


async def test_members_page_by_name(admin: httpx.AsyncClient, tenant: Tenant, world: World) -> None:
    for name in ("dora", "bela", "cleo"):
        await world.member(tenant, f"{name}@example.com", Role.AGENT)
    first = (await admin.get("/members", params={"limit": 3})).json()
    rest = (await admin.get("/members", params={"cursor": first["next_cursor"]})).json()
    names = [one["name"] for one in first["items"] + rest["items"]]
    assert names == ["admin", "bela", "cleo", "dora"]
    assert rest["next_cursor"] is None


async def test_members_of_another_tenant_are_not_there(
    admin: httpx.AsyncClient, world: World
) -> None:
    other = await world.tenant("atelier-corail", CORAIL)
    stranger = await world.member(other, "stranger@example.com", Role.AGENT)
    assert (await admin.delete(f"/members/{stranger.id}")).status_code == 404
    assert "stranger" not in (await admin.get("/members")).text
    admin.headers["guichet-tenant"] = str(other.id)
    assert (await admin.get("/members")).status_code == 404
