"""Campaigns over HTTP, from the first word to what became of it."""

import httpx
import pytest

from guichet.accounts.rights import Role
from guichet.accounts.tenants.types import Tenant
from tests.accounts.conftest import Browser, World
from tests.campaigns.scene import Scene

NEWS = {
    "name": "C’est prêt",
    "wording": {"text": "Bonjour {first_name|à vous}, c’est prêt.", "purpose": "service"},
    "audience": {"everybody": True, "numbers": ["0692 00 00 09", "0692 00 00 09"]},
}


async def test_a_campaign_is_written_looked_at_tried_sent_and_undone(
    boss: httpx.AsyncClient, scene: Scene
) -> None:
    await scene.contact("Anna Payet", "+262692000001")
    made = (await boss.post("/campaigns", json=NEWS)).json()
    assert (made["state"], made["version"], made["created_by"]["name"]) == ("draft", 1, "ada")
    at = f"/campaigns/{made['id']}"
    changed = await boss.patch(at, json={"version": 1, "name": "Prêt", "tags": ["hiver"]})
    assert (changed.json()["name"], changed.json()["version"]) == ("Prêt", 2)
    assert (await boss.patch(at, json={"version": 1, "name": "Autre"})).status_code == 409
    shown = (await boss.post(f"{at}/preview")).json()
    assert (shown["recipients"], shown["excluded"]) == (2, 1)
    assert shown["exclusions"] == [{"reason": "same_number", "count": 1}]
    assert "Bonjour Anna, c’est prêt." in [one["text"] for one in shown["samples"]]
    trial = (await boss.post(f"{at}/test", json={"to": "0692 99 99 99"})).json()
    assert (trial["to"], trial["text"]) == ("+262692999999", "Bonjour Anna, c’est prêt.")
    refused = await boss.post(f"{at}/send", json={"recipients": 7})
    assert (refused.status_code, refused.json()["code"]) == (409, "audience_changed")
    sent = (await boss.post(f"{at}/send", json={"recipients": 2})).json()
    assert (sent["state"], sent["recipients"], sent["excluded"]) == ("leaving", 2, 1)
    rows = (await boss.get(f"{at}/exclusions")).json()["items"]
    assert [(one["address"], one["reason"]) for one in rows] == [("+262692000009", "same_number")]
    assert (await boss.get(f"{at}/exclusions?reason=blocked")).json()["items"] == []
    assert (await boss.delete(at)).status_code == 409
    assert (await boss.post(f"{at}/undo")).json()["state"] == "draft"
    assert (await boss.delete(at)).status_code == 204
    assert (await boss.get(at)).status_code == 404
    assert (await boss.get("/campaigns")).json()["items"] == []


async def test_three_people_are_shown_though_everybody_gets_the_same_words(
    boss: httpx.AsyncClient, scene: Scene
) -> None:
    await scene.crowd(5)
    same = {**NEWS, "wording": {"text": "C’est prêt.", "purpose": "service"}}
    made = (await boss.post("/campaigns", json={**same, "audience": {"everybody": True}})).json()
    shown = (await boss.post(f"/campaigns/{made['id']}/preview")).json()
    assert len({one["address"] for one in shown["samples"]}) == 3
    assert {one["text"] for one in shown["samples"]} == {"C’est prêt."}


async def test_what_cannot_be_is_named(boss: httpx.AsyncClient) -> None:
    answer = await boss.post("/campaigns", json={**NEWS, "audience": {"numbers": ["12"]}})
    assert answer.json()["faults"][0]["pointer"] == "audience/numbers/0"
    wrong = {**NEWS, "timing": {"pace": {"kind": "rate"}}}
    answer = await boss.post("/campaigns", json=wrong)
    assert answer.json()["faults"][0]["pointer"] == "timing/pace/per_minute"
    made = (await boss.post("/campaigns", json={"name": "Vide"})).json()
    answer = await boss.post(f"/campaigns/{made['id']}/send", json={"recipients": 1})
    assert (answer.status_code, answer.json()["code"]) == (422, "cannot_be_sent")


async def test_a_campaign_is_paused_resumed_and_ended(
    boss: httpx.AsyncClient, scene: Scene
) -> None:
    one = await scene.on_its_way(await scene.draft(), await _two(scene))
    at = f"/campaigns/{one.id}"
    assert (await boss.post(f"{at}/pause")).json()["code"] == "not_sending"
    await scene.step(one)
    assert (await boss.post(f"{at}/pause")).json()["state"] == "paused"
    assert (await boss.post(f"{at}/resume")).json()["state"] == "sending"
    ended = (await boss.post(f"{at}/cancel")).json()
    assert (ended["state"], ended["had_left"], ended["prepared"]) == ("cancelled", 0, 2)
    assert (await boss.post(f"{at}/resume")).json()["code"] == "not_paused"


async def _two(scene: Scene) -> int:
    await scene.contact("Anna", "+262692000001")
    await scene.contact("Ben", "+262692000002")
    return 2


async def test_a_second_person_is_asked_for_where_it_was_decided(
    boss: httpx.AsyncClient,
    scene: Scene,
    world: World,
    browser: Browser,
    tenant: Tenant,
) -> None:
    rules = await boss.put("/campaigns/rules", json={"version": 0, "approval": True})
    assert rules.json() == {"version": 1, "approval": True}
    await _two(scene)
    made = (await boss.post("/campaigns", json={**NEWS, "audience": {"everybody": True}})).json()
    at = f"/campaigns/{made['id']}"
    assert (await boss.post(f"{at}/send", json={"recipients": 2})).json()["state"] == (
        "waiting_approval"
    )
    assert (await boss.post(f"{at}/approve")).json()["code"] == "approve_own"
    await world.member(tenant, "bob@example.com", Role.SUPERVISOR)
    bob = await browser("bob@example.com", tenant)
    assert (await bob.post(f"{at}/approve")).json()["state"] == "leaving"


RIGHTS = [
    (Role.AGENT, "get", "", 200),
    (Role.AGENT, "post", "", 403),
    (Role.AUDITOR, "get", "", 200),
    (Role.CAMPAIGN_AUTHOR, "post", "", 201),
    (Role.CAMPAIGN_AUTHOR, "put", "/rules", 403),
]


@pytest.mark.parametrize(("role", "method", "path", "status"), RIGHTS)
async def test_who_may_do_what(
    world: World,
    browser: Browser,
    tenant: Tenant,
    role: Role,
    method: str,
    path: str,
    status: int,
) -> None:
    await world.member(tenant, "eve@example.com", role)
    eve = await browser("eve@example.com", tenant)
    body = {"post": {"name": "Soldes"}, "put": {"version": 0, "approval": True}}.get(method)
    answer = await eve.request(method, f"/campaigns{path}", json=body)
    assert answer.status_code == status
