"""The room over HTTP: what is made is shown, who may not is refused, changes are not lost."""

from typing import Any

import httpx
import pytest

from guichet.accounts.rights import Role
from tests.accounts.conftest import Browser, World
from tests.agents.conftest import Company

SHOP = {
    "name": "Boutique",
    "zone": "Indian/Reunion",
    "territory": "RE",
    "week": [[{"start": 480, "end": 720}]] * 5 + [[], []],
    "exceptions": [{"day": "2026-12-24", "spans": [], "name": "Réveillon"}],
}


@pytest.fixture
async def admin(company: Company, browser: Browser) -> httpx.AsyncClient:
    return await browser("boss@example.com", company.tenant)


@pytest.fixture
async def amelie(company: Company, browser: Browser) -> httpx.AsyncClient:
    return await browser("amelie@example.com", company.tenant)


@pytest.fixture
async def supervisor(company: Company, world: World, browser: Browser) -> httpx.AsyncClient:
    await world.member(company.tenant, "super@example.com", Role.SUPERVISOR)
    return await browser("super@example.com", company.tenant)


async def made(client: httpx.AsyncClient, path: str, body: object) -> dict[str, Any]:
    answer = await client.post(path, json=body)
    assert answer.status_code == 201, answer.text
    value: dict[str, Any] = answer.json()
    return value


async def test_a_queue_is_made_read_decided_anew_and_removed(admin: httpx.AsyncClient) -> None:
    (default,) = (await admin.get("/queues")).json()["items"]
    assert (default["name"], default["is_default"]) == ("Accueil", True)
    skill = await made(admin, "/skills", {"name": "Vanille"})
    hours = await made(admin, "/calendars", SHOP)
    body = {
        "name": "Conseil",
        "calendar_id": hours["id"],
        "rings": [{"after_seconds": 60, "relax": [{"skill_id": skill["id"]}]}],
        "overflow": {"after_seconds": 300, "queue_id": default["id"]},
        "dispositions": [{"name": "Vendu"}],
    }
    queue = await made(admin, "/queues", body)
    assert queue["target"] == {"percent": 80, "within_seconds": 60}
    path = f"/queues/{queue['id']}"
    assert (await admin.get(path)).json() == queue
    change = {**body, "version": 1, "priority": 15}
    changed = (await admin.put(path, json=change)).json()
    assert (changed["version"], changed["priority"]) == (2, 15)
    assert changed["dispositions"] == queue["dispositions"], "kept by its name"
    assert (await admin.put(path, json=change)).json() == changed, "a repeat is harmless"
    late = await admin.put(path, json={**body, "version": 1, "priority": 30})
    assert (late.status_code, late.json()["code"]) == (409, "conflict")
    gone = (await admin.delete(path, params={"to": default["id"]})).json()
    assert (gone["removed"], gone["moved_to"]) == (True, default["id"])
    assert (await admin.get(path)).status_code == 404


async def test_what_is_wrong_is_named_by_its_field(admin: httpx.AsyncClient) -> None:
    refused = await admin.post(
        "/queues", json={"name": " ", "priority": 2000, "target": {"percent": 120}}
    )
    pointers = {fault["pointer"] for fault in refused.json()["faults"]}
    assert pointers == {"name", "priority", "target/percent"}
    unknown = await admin.post("/queues", json={"name": "A", "reserve": 3})
    assert unknown.json()["faults"][0]["code"] == "unknown_field"


async def test_agents_are_listed_page_by_page_and_decided_anew(
    admin: httpx.AsyncClient, company: Company
) -> None:
    first = (await admin.get("/agents", params={"limit": 1})).json()
    second = (
        await admin.get("/agents", params={"limit": 1, "cursor": first["next_cursor"]})
    ).json()
    assert [one["name"] for one in (*first["items"], *second["items"])] == ["amelie", "boss"]
    assert second["next_cursor"] is None
    skill = await made(admin, "/skills", {"name": "Vanille"})
    (amelie,) = first["items"]
    path = f"/agents/{company.amelie.id}"
    change = {
        "version": 1,
        "queues": amelie["queues"],
        "skills": [{"skill_id": skill["id"], "level": 3}],
        "capacity": {"units": 6, "weights": {"chat": 2}, "most": {"call": 0}},
        "languages": ["fr"],
    }
    changed = (await admin.put(path, json=change)).json()
    assert changed["skills"] == [{"skill_id": skill["id"], "level": 3}]
    assert changed["capacity"]["weights"]["chat"] == 2
    assert (await admin.get(path)).json() == changed
    nobody = await admin.get(f"/agents/{company.auditor.id}")
    assert (nobody.status_code, nobody.json()["code"]) == (404, "no_such_agent")


async def test_an_agent_says_whether_they_are_ready_and_everybody_reads_it(
    amelie: httpx.AsyncClient, admin: httpx.AsyncClient
) -> None:
    assert (await amelie.get("/me/presence")).json()["status"] == "offline"
    said = await amelie.put("/me/presence", json={"status": "not_ready", "reason": "lunch"})
    assert (said.json()["status"], said.json()["version"]) == ("not_ready", 1)
    wrong = await amelie.put("/me/presence", json={"status": "not_ready", "reason": "siesta"})
    assert wrong.json()["faults"][0]["code"] == "no_such_reason"
    listed = (await admin.get("/presence")).json()["items"]
    assert listed == [said.json()]


async def test_a_supervisor_changes_an_agents_queues_and_presence_and_nothing_else(
    supervisor: httpx.AsyncClient, company: Company
) -> None:
    path = f"/agents/{company.amelie.id}"
    one = (await supervisor.get(path)).json()
    queues = {"version": one["version"], "queues": []}
    assert (await supervisor.put(f"{path}/queues", json=queues)).json()["queues"] == []
    ready = await supervisor.put(f"{path}/presence", json={"status": "ready"})
    assert ready.json()["status"] == "ready"
    refused = await supervisor.post("/queues", json={"name": "Conseil"})
    assert (refused.status_code, refused.json()["params"]) == (403, {"right": "agents.manage"})


async def test_an_agent_reads_how_it_is_set_up_and_changes_only_themself(
    amelie: httpx.AsyncClient, company: Company
) -> None:
    for path in ("/queues", "/skills", "/agents", "/calendars", "/not-ready-reasons"):
        assert (await amelie.get(path)).status_code == 200
    boss = await amelie.put(f"/agents/{company.boss.id}/presence", json={"status": "offline"})
    assert boss.status_code == 403
    assert (await amelie.post("/skills", json={"name": "X"})).status_code == 403


async def test_an_auditor_reads_and_has_no_presence(company: Company, browser: Browser) -> None:
    auditor = await browser("auditor@example.com", company.tenant)
    assert (await auditor.get("/queues")).status_code == 200
    assert (await auditor.put("/me/presence", json={"status": "ready"})).status_code == 403


async def test_skills_reasons_and_calendars_are_kept_over_http(admin: httpx.AsyncClient) -> None:
    skill = await made(admin, "/skills", {"name": "Vanille"})
    renamed = await admin.put(
        f"/skills/{skill['id']}", json={"version": 1, "name": "Vanille Bourbon"}
    )
    assert renamed.json()["name"] == "Vanille Bourbon"
    assert (await admin.delete(f"/skills/{skill['id']}")).status_code == 204
    reason = await made(admin, "/not-ready-reasons", {"name": "École"})
    path = f"/not-ready-reasons/{reason['id']}"
    nameless = await admin.put(path, json={"version": 1, "name": None, "place": 0})
    assert nameless.json()["faults"][0]["pointer"] == "name"
    moved = {"version": 1, "name": "Sortie d'école", "place": 0}
    changed = (await admin.put(path, json=moved)).json()
    assert (changed["place"], changed["name"]) == (0, "Sortie d'école")
    assert (await admin.delete(path)).status_code == 204
    hours = await made(admin, "/calendars", SHOP)
    path = f"/calendars/{hours['id']}"
    assert (await admin.get(path)).json() == hours
    other = {**SHOP, "version": 1, "name": "Magasin"}
    assert (await admin.put(path, json=other)).json()["version"] == 2
    assert (await admin.delete(path)).status_code == 204
    assert (await admin.get("/calendars")).json()["items"] == []
