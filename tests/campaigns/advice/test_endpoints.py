"""Advice over HTTP."""

from guichet.accounts.rights import Role
from guichet.kit.ground import Ground
from guichet.kit.ids import TenantId
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
