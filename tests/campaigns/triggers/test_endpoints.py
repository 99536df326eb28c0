"""Triggers over HTTP."""

import httpx

from guichet.campaigns.types import Audience, CampaignWording
from tests.campaigns.scene import Scene

ARTICLE = CampaignWording("Nouveau : {article}", "service")


async def test_a_trigger_is_made_changed_called_and_removed(
    boss: httpx.AsyncClient, scene: Scene
) -> None:
    await scene.crowd(2)
    about = Audience(everybody=True, parameters={"article": "exemple"})
    one = await scene.draft(about, ARTICLE)
    asked = {"campaign_id": str(one.id), "when": {"kind": "call"}}
    made = (await boss.post("/campaign-triggers", json=asked)).json()
    assert (made["when"]["kind"], made["enabled"]) == ("call", True)
    at = f"/campaign-triggers/{made['id']}"
    changed = (await boss.patch(at, json={"limits": {"recipients": 1}})).json()
    assert (changed["version"], changed["limits"]["recipients"]) == (2, 1)
    assert (await boss.get(at)).json() == changed
    assert [each["id"] for each in (await boss.get("/campaign-triggers")).json()["items"]] == [
        made["id"]
    ]
    call = {"key": "k1", "parameters": {"article": "Veja"}}
    kept = (await boss.post(f"/campaigns/{one.id}/trigger", json=call)).json()
    assert (kept["state"], kept["why"]) == ("skipped", "too_many_recipients")
    assert kept["sentence"]
    await boss.patch(at, json={"limits": {}})
    sent = (await boss.post(f"/campaigns/{one.id}/trigger", json={**call, "key": "k2"})).json()
    assert sent["state"] == "sent"
    runs = (await boss.get(f"{at}/runs")).json()["items"]
    assert [each["key"] for each in runs] == ["k2", "k1"]
    lacking = await boss.post(f"/campaigns/{one.id}/trigger", json={"key": "k3"})
    assert lacking.json()["faults"][0]["pointer"] == "parameters/article"
    assert (await boss.delete(at)).status_code == 204
    gone = await boss.post(f"/campaigns/{one.id}/trigger", json={**call, "key": "k4"})
    assert (gone.status_code, gone.json()["code"]) == (409, "not_triggerable")


async def test_only_a_draft_is_set_off(boss: httpx.AsyncClient, scene: Scene) -> None:
    await scene.crowd(1)
    one = await scene.draft()
    await scene.send(one, 1)
    asked = {"campaign_id": str(one.id), "when": {"kind": "call"}}
    assert (await boss.post("/campaign-triggers", json=asked)).json()["code"] == "not_a_draft"
