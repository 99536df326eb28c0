"""Advice over HTTP."""

from datetime import timedelta

from guichet.accounts.rights import Role
from guichet.campaigns.advice import repository
from guichet.campaigns.types import Audience
from guichet.kit.ground import Ground
from guichet.kit.ids import TenantId
from guichet.kit.work import SYSTEM
from tests.campaigns.scene import NEWS, OFFER, Scene
from tests.crm.scene import browser


async def test_every_rule_answers_with_its_places_in_the_callers_language(
    ground: Ground, tenant_id: TenantId
) -> None:
    asked = {"text": "Bjr, venez samedi", "recipients": 20}
    async with browser(ground, tenant_id, Role.CAMPAIGN_AUTHOR) as http:
        told = await http.post("/campaigns/advice", json=asked, headers={"accept-language": "fr"})
    assert told.status_code == 200, told.text
    rules = {one["rule"]: one for one in told.json()["rules"]}
    assert len(rules) == 11
    (finding,) = rules["words"]["findings"]
    assert (finding["start"], finding["end"], finding["instead"]) == (0, 3, "bonjour")
    assert finding["sentence"] == "« Bjr » : écrivez « bonjour »."
    assert rules["consent"]["grade"] == "bad"
    assert rules["people"]["grade"] == "good"


async def test_how_often_people_were_written_to_is_counted_and_not_asked(scene: Scene) -> None:
    """By the one with the most; news do not count."""
    anna, ben = "+262692000001", "+262692000002"
    for number in (anna, ben):
        await scene.contact(number, number, consent="granted")
    for wording, numbers in ((OFFER, (anna,)), (OFFER, (anna, ben)), (NEWS, (anna,))):
        one = await scene.draft(Audience(numbers=numbers), wording)
        await scene.on_its_way(one, len(numbers))
        await scene.step(one)
    async with scene.open_work(scene.tenant.id, SYSTEM) as work:
        assert await repository.most_offers(work, work.now - timedelta(days=30)) == 2
        scene.clock.advance(timedelta(days=31))
        assert await repository.most_offers(work, work.now - timedelta(days=30)) == 0
