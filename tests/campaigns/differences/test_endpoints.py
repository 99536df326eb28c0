"""What changed since, over HTTP."""

from datetime import timedelta

import httpx

from guichet.campaigns.types import Timing
from tests.campaigns.scene import EVERYBODY, NEWS, Scene


async def test_who_came_since_it_was_planned_is_counted_and_listed(
    boss: httpx.AsyncClient, scene: Scene
) -> None:
    await scene.crowd(1)
    at = scene.clock.now() + timedelta(minutes=5)
    one = await scene.draft(EVERYBODY, NEWS, Timing(at))
    where = f"/campaigns/{one.id}/difference"
    nothing = {"against": None, "before": None, "came": 0, "left": 0, "stayed": 0}
    assert (await boss.get(where)).json() == nothing
    await scene.send(one, 1)
    new = await scene.contact("Nouvelle", "+262692999999")
    scene.clock.set(at)
    await scene.office.renew(scene.tenant.id, one.id, {})
    assert (await boss.get(where)).json() == {
        "against": "shown",
        "before": str(one.id),
        "came": 1,
        "left": 0,
        "stayed": 1,
    }
    (came,) = (await boss.get(f"{where}/people")).json()["items"]
    assert (came["contact_id"], came["address"]) == (str(new), "+262692999999")
    assert came["name"] == "Nouvelle"
    left = await boss.get(f"{where}/people", params={"change": "left"})
    assert left.json()["items"] == []
    gone = await boss.get("/campaigns/0199a7c2-4e7b-7c3a-9d55-0f1e2d3c4b5a/difference")
    assert gone.json()["code"] == "no_such_campaign"
