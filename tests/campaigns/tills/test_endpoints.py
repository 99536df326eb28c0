"""What a till asks of codes."""

from datetime import timedelta
from uuid import UUID

import httpx
import pytest

from guichet.campaigns.codes import service
from guichet.campaigns.codes.types import Offer
from guichet.campaigns.saying import saying
from guichet.campaigns.types import Audience, Campaign, CampaignWording
from guichet.kit.work import SYSTEM
from tests.campaigns.scene import Scene

OFFER = CampaignWording("Votre code : {code}", "service")


@pytest.fixture
async def sent(scene: Scene) -> Campaign:
    await scene.crowd(2)
    ends = scene.clock.now() + timedelta(minutes=20)
    one = await scene.draft(Audience(everybody=True), OFFER, offer_ends_at=ends)
    return await scene.send(one, 2)


@pytest.fixture
async def offer(scene: Scene, sent: Campaign) -> Offer:
    async with scene.open_work(scene.tenant.id, SYSTEM) as work:
        return await service.registered(work, sent.id, sent.draft.offer_ends_at)


async def test_everybody_gets_a_code_of_their_own(
    scene: Scene, sent: Campaign, offer: Offer
) -> None:
    async with scene.open_work(scene.tenant.id, SYSTEM) as work:
        said = await saying(work, sent, "http://guichet.test")
    texts = [said.text(place, None) for place in (1, 2)]
    assert texts == [f"Votre code : {offer.of(place)}" for place in (1, 2)]


async def test_a_code_is_good_once(boss: httpx.AsyncClient, sent: Campaign, offer: Offer) -> None:
    typed = offer.of(1).lower().replace("-", " ")
    seen = await boss.post("/campaign-codes/look", json={"code": typed})
    assert seen.status_code == 200, seen.text
    assert (seen.json()["state"], seen.json()["campaign_id"]) == ("good", str(sent.id))
    used = await boss.post("/campaign-codes/redeem", json={"code": typed, "reference": "T-1"})
    assert used.json()["use"]["reference"] == "T-1"
    again = await boss.post("/campaign-codes/redeem", json={"code": typed})
    assert (again.status_code, again.json()["code"]) == (409, "code_used")
    assert (await boss.post("/campaign-codes/look", json={"code": typed})).json()["state"] == "used"
    (listed,) = (await boss.get(f"/campaigns/{sent.id}/codes")).json()["items"]
    assert listed["code"] == offer.of(1)
    figures = (await boss.get(f"/campaigns/{sent.id}/codes/figures")).json()
    assert (figures["given"], figures["used"]) == (2, 1)


async def test_a_campaign_without_codes_says_so(boss: httpx.AsyncClient, scene: Scene) -> None:
    one = await scene.draft(Audience(everybody=True), CampaignWording("Bonjour", "service"))
    figures = (await boss.get(f"/campaigns/{one.id}/codes/figures")).json()
    assert figures == {"given": 0, "used": 0, "ends_at": None}


async def test_a_code_that_nobody_was_given_is_none(boss: httpx.AsyncClient, offer: Offer) -> None:
    for code in (offer.of(3), offer.of(0), "0K7M-29QXW", "bonjour"):
        told = await boss.post("/campaign-codes/redeem", json={"code": code})
        assert (told.status_code, told.json()["code"]) == (404, "no_such_code")


async def test_a_code_ends_with_its_offer(
    boss: httpx.AsyncClient, scene: Scene, offer: Offer
) -> None:
    scene.clock.advance(timedelta(minutes=20))
    told = await boss.post("/campaign-codes/redeem", json={"code": offer.of(1)})
    assert (told.status_code, told.json()["code"]) == (409, "code_expired")


async def test_the_codes_of_a_campaign_are_made_once(scene: Scene, offer: Offer) -> None:
    async with scene.open_work(scene.tenant.id, SYSTEM) as work:
        again = await service.registered(work, offer.campaign_id, offer.ends_at)
        other = await service.registered(work, UUID(int=5), None)
        assert await service.figures(work, offer.campaign_id) == (again, 0)
    assert again == offer
    assert other.number == offer.number + 1


async def test_an_offer_that_ends_later_keeps_its_codes(
    boss: httpx.AsyncClient, scene: Scene, offer: Offer
) -> None:
    scene.clock.advance(timedelta(minutes=20))
    async with scene.open_work(scene.tenant.id, SYSTEM) as work:
        later = await service.registered(work, offer.campaign_id, None)
    assert later.of(1) == offer.of(1)
    told = await boss.post("/campaign-codes/look", json={"code": offer.of(1)})
    assert told.json()["state"] == "good"
