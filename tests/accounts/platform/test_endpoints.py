"""The operator's screens: tenants, what they have, users, support access."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from guichet.accounts.entitlements.types import Quota
from guichet.accounts.platform.ports import Ports
from guichet.accounts.rights import Role
from guichet.kit.clock import ManualClock
from guichet.kit.ids import TenantId
from tests.accounts.conftest import CORAIL, Browser, World
from tests.conftest import Database

NEW: dict[str, Any] = {
    "slug": "ferme-tamarin",
    "name": "Ferme Tamarin",
    "zone": "Indian/Reunion",
    "territory": "RE",
    "currency": "EUR",
    "languages": ["fr"],
    "administrator": {"email": "ada@example.com", "language": "fr"},
}


@pytest.fixture
async def operator(world: World, browser: Browser) -> httpx.AsyncClient:
    """The operator's browser."""
    await world.user("opal@example.com", operator=True, name="Opal")
    return await browser("opal@example.com")


async def test_a_new_tenant_invites_its_first_administrator(
    operator: httpx.AsyncClient, database: Database
) -> None:
    made = await operator.post("/platform/tenants", json=NEW)
    assert made.status_code == 201, made.text
    detail = made.json()
    assert (detail["slug"], detail["members"], detail["administrators"]) == ("ferme-tamarin", 0, [])
    (invited,) = detail["invitations"]
    assert (invited["email"], invited["roles"]) == ("ada@example.com", ["administrator"])
    with database.connect_owner() as owner:
        told = owner.execute("SELECT count(*) FROM event_log WHERE kind LIKE 'accounts.inv%'")
        assert told.fetchone() == (1,)
    again = await operator.post("/platform/tenants", json=NEW)
    assert (again.status_code, again.json()["code"]) == (409, "slug_taken")


async def test_a_tenant_with_faults_is_not_made_and_each_is_named(
    operator: httpx.AsyncClient,
) -> None:
    wrong = {**NEW, "zone": "Mars/Olympus", "administrator": {"email": "x", "language": "fr"}}
    answer = await operator.post("/platform/tenants", json=wrong)
    assert answer.status_code == 422
    assert "zone" in {fault["pointer"] for fault in answer.json()["faults"]}
    bad_email = {**NEW, "administrator": {"email": "x", "language": "fr"}}
    answer = await operator.post("/platform/tenants", json=bad_email)
    assert (answer.status_code, answer.json()["faults"][0]["code"]) == (422, "not_an_email")
    assert (await operator.get("/platform/tenants")).json()["items"] == []


async def test_tenants_are_listed_searched_and_paged(
    operator: httpx.AsyncClient, world: World
) -> None:
    vanille = await world.tenant()
    corail = await world.tenant("atelier-corail", CORAIL)
    await world.member(vanille, "ada@example.com", Role.ADMINISTRATOR)

    async def found(**query: Any) -> list[tuple[str, int]]:
        answer = await operator.get("/platform/tenants", params=query)
        return [(item["slug"], item["members"]) for item in answer.json()["items"]]

    assert await found() == [("atelier-corail", 0), ("maison-vanille", 1)]
    assert await found(search="van") == [("maison-vanille", 1)]
    assert await found(search="ATEL") == [("atelier-corail", 0)]
    assert await found(search="%") == []
    first = (await operator.get("/platform/tenants", params={"limit": 1})).json()
    assert await found(cursor=first["next_cursor"]) == [("maison-vanille", 1)]
    path = f"/platform/tenants/{corail.id}"
    await operator.post(f"{path}/suspend", json={"reason": "Unpaid"})
    assert await found(status="suspended") == [("atelier-corail", 0)]


async def test_suspending_stops_everybody_and_resuming_undoes_it(
    operator: httpx.AsyncClient, world: World, browser: Browser
) -> None:
    tenant = await world.tenant()
    await world.member(tenant, "ada@example.com", Role.ADMINISTRATOR)
    ada = await browser("ada@example.com", tenant)
    path = f"/platform/tenants/{tenant.id}"
    suspended = await operator.post(f"{path}/suspend", json={"reason": "Invoice unpaid"})
    assert (suspended.json()["status"], suspended.json()["suspended_reason"]) == (
        "suspended",
        "Invoice unpaid",
    )
    refused = await ada.get("/members")
    assert (refused.status_code, refused.json()["code"]) == (403, "tenant_suspended")
    assert (await operator.post(f"{path}/resume", json={})).json()["status"] == "active"
    assert (await ada.get("/members")).status_code == 200


async def test_entitlements_are_set_shown_with_use_and_kept_from_a_race(
    operator: httpx.AsyncClient, world: World, browser: Browser, app: FastAPI
) -> None:
    vanille = tenant = await world.tenant()
    await world.member(tenant, "ada@example.com", Role.ADMINISTRATOR)

    async def count_tags(session: object, tenant: TenantId) -> dict[Quota, int]:
        return {Quota.SITE_TAGS: 3} if tenant == vanille.id else {}

    app.state.platform_ports = Ports(counters=[count_tags])
    path = f"/platform/tenants/{tenant.id}"
    detail = (await operator.get(path)).json()
    uses = {use["quota"]: (use["used"], use["limit"]) for use in detail["uses"]}
    assert (uses["members"], uses["site_tags"]) == ((1, 50), (3, 20))
    assert [one["email"] for one in detail["administrators"]] == ["ada@example.com"]

    wanted = {"features": ["webchat"], "quotas": {"members": 1}, "version": 0}
    stored = (await operator.put(f"{path}/entitlements", json=wanted)).json()
    assert (stored["features"], stored["quotas"]["members"]) == (["webchat"], 1)
    late = await operator.put(f"{path}/entitlements", json=wanted)
    assert (late.status_code, late.json()["code"]) == (409, "changed_meanwhile")

    ada = await browser("ada@example.com", tenant)
    invited = await ada.post(
        "/invitations", json={"email": "new@example.com", "roles": ["agent"], "language": "fr"}
    )
    assert (invited.status_code, invited.json()["code"]) == (403, "quota_reached")
    key = await ada.post("/api-keys", json={"name": "x", "rights": []})
    assert (key.status_code, key.json()["code"]) == (403, "feature_not_included")


async def test_support_looks_in_by_consent_marked_and_only_until_it_is_taken_back(
    operator: httpx.AsyncClient, world: World, browser: Browser, database: Database
) -> None:
    tenant = await world.tenant()
    await world.member(tenant, "ada@example.com", Role.ADMINISTRATOR)
    ada = await browser("ada@example.com", tenant)
    inside = {"guichet-tenant": str(tenant.id)}
    assert (await operator.get("/members", headers=inside)).status_code == 404

    wanted = {"reason": "Broken tag", "minutes": 30}
    asked = await operator.post(f"/platform/tenants/{tenant.id}/support-access", json=wanted)
    assert (asked.status_code, asked.json()["state"]) == (201, "asked")
    with database.connect_owner() as owner:
        told = owner.execute("SELECT count(*) FROM mail_outbox").fetchone()
    assert told == (1,), "the administrator is told by mail"
    assert (await operator.get("/members", headers=inside)).status_code == 404

    (seen,) = (await ada.get("/support-grants")).json()["items"]
    answer = {"id": seen["id"], "decision": "grant"}
    assert (await ada.post("/support-grants", json=answer)).json()["state"] == "active"
    assert (await operator.get("/members", headers=inside)).status_code == 200
    change = await operator.patch("/tenant", json={"name": "Mine"}, headers=inside)
    assert (change.status_code, change.json()["code"]) == (403, "missing_right")
    (place,) = (await operator.get("/session")).json()["tenants"]
    assert (place["slug"], place["roles"], place["support_until"] is not None) == (
        "maison-vanille",
        [],
        True,
    )
    (own,) = (await operator.get("/platform/support-grants")).json()["items"]
    assert (own["tenant"]["slug"], own["state"]) == ("maison-vanille", "active")

    assert (await ada.delete(f"/support-grants/{seen['id']}")).status_code == 204
    assert (await operator.get("/members", headers=inside)).status_code == 404
    assert (await operator.get("/session")).json()["tenants"] == []
    actions = [entry["action"] for entry in (await ada.get("/audit")).json()["items"]]
    assert [a.rpartition(".")[2] for a in actions if "support_grant" in a] == [
        "withdrawn",
        "entered",
        "granted",
        "asked",
    ]


async def test_support_access_ends_by_itself_or_when_the_operator_leaves(
    operator: httpx.AsyncClient, world: World, browser: Browser, clock: ManualClock
) -> None:
    tenant = await world.tenant()
    await world.member(tenant, "ada@example.com", Role.ADMINISTRATOR)
    ada = await browser("ada@example.com", tenant)
    path = f"/platform/tenants/{tenant.id}/support-access"
    inside = {"guichet-tenant": str(tenant.id)}
    for ending in ("time", "leave"):
        asked = await operator.post(path, json={"reason": "Broken tag", "minutes": 30})
        answer = {"id": asked.json()["id"], "decision": "grant"}
        await ada.post("/support-grants", json=answer)
        assert (await operator.get("/members", headers=inside)).status_code == 200
        if ending == "time":
            clock.advance(timedelta(minutes=30))
        else:
            left = await operator.post(f"/platform/support-grants/{asked.json()['id']}/end")
            assert left.json()["state"] == "ended"
        assert (await operator.get("/members", headers=inside)).status_code == 404


async def test_users_are_listed_with_their_places_and_found_by_address(
    operator: httpx.AsyncClient, world: World
) -> None:
    tenant = await world.tenant()
    await world.member(tenant, "ada@example.com", Role.ADMINISTRATOR, Role.AGENT)
    users = (await operator.get("/platform/users")).json()["items"]
    assert [user["email"] for user in users] == ["ada@example.com", "opal@example.com"]
    (place,) = users[0]["tenants"]
    assert (place["slug"], place["roles"]) == ("maison-vanille", ["administrator", "agent"])
    assert (users[1]["platform_operator"], users[1]["second_factor"]) == (True, False)
    found = (await operator.get("/platform/users", params={"search": "AD"})).json()["items"]
    assert [user["email"] for user in found] == ["ada@example.com"]


PATHS = [
    ("GET", "/platform/tenants"),
    ("POST", "/platform/tenants"),
    ("GET", "/platform/users"),
    ("GET", "/platform/health"),
    ("GET", "/platform/dead-letters"),
    ("GET", "/platform/audit"),
    ("GET", "/platform/support-grants"),
]


@pytest.mark.parametrize(("method", "path"), PATHS)
async def test_an_administrator_of_a_tenant_sees_nothing_of_the_platform(
    method: str, path: str, world: World, browser: Browser
) -> None:
    tenant = await world.tenant()
    await world.member(tenant, "ada@example.com", Role.ADMINISTRATOR)
    ada = await browser("ada@example.com", tenant)
    answer = await ada.request(method, path, json=NEW if method == "POST" else None)
    assert (answer.status_code, answer.json()["code"]) == (403, "missing_right")
