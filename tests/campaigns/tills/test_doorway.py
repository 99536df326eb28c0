"""A till is opened by its code, and uses each code of an offer once."""

import re
from datetime import timedelta

import httpx
import pytest
from starlette.applications import Starlette

from guichet.campaigns.codes import service as codes
from guichet.campaigns.codes.types import Offer
from guichet.campaigns.types import Audience, Campaign, CampaignWording
from guichet.kit.ground import Ground
from guichet.kit.work import SYSTEM
from guichet.processes.campaigns import tills
from tests.campaigns.scene import Scene

OFFER = CampaignWording("Votre code : {code}", "service")
_ATTEMPT = re.compile(r'name="attempt" value="(\w+)"')


@pytest.fixture
async def offer(scene: Scene) -> Offer:
    await scene.crowd(2)
    ends = scene.clock.now() + timedelta(hours=2)
    one = await scene.draft(Audience(everybody=True), OFFER, offer_ends_at=ends)
    sent: Campaign = await scene.send(one, 2)
    async with scene.open_work(scene.tenant.id, SYSTEM) as work:
        return await codes.registered(work, sent.id, ends)


@pytest.fixture
def shop(ground: Ground) -> Starlette:
    return Starlette(routes=tills(ground))


def device(shop: Starlette) -> httpx.AsyncClient:
    """Something that stands at a till."""
    transport = httpx.ASGITransport(shop, client=("203.0.113.7", 1))
    headers = {"accept-language": "fr", "origin": "http://guichet.test"}
    return httpx.AsyncClient(
        transport=transport, base_url="http://guichet.test", headers=headers, follow_redirects=True
    )


async def opened(shop: Starlette, boss: httpx.AsyncClient, name: str) -> httpx.AsyncClient:
    """A till of this name, open."""
    made = (await boss.post("/tills", json={"name": name})).json()
    here = device(shop)
    shown = await here.post("/till/in", data={"code": made["code"].lower().replace("-", " ")})
    assert name in shown.text, shown.text
    return here


async def attempt(here: httpx.AsyncClient) -> str:
    """What the form holds now."""
    found = _ATTEMPT.search((await here.get("/till")).text)
    assert found is not None
    return found[1]


async def test_a_code_is_used_once_and_the_other_till_is_told_where(
    shop: Starlette, boss: httpx.AsyncClient, scene: Scene, offer: Offer
) -> None:
    first, second = [await opened(shop, boss, f"Caisse {n}") for n in (1, 2)]
    sent = {"code": offer.of(1).lower(), "attempt": await attempt(first)}
    good = await first.post("/till", data=sent)
    assert "Code accepté" in good.text
    assert "Soldes" in good.text
    again = await first.post("/till", data=sent)
    assert "Code accepté" in again.text
    scene.clock.advance(timedelta(minutes=7))
    told = await second.post("/till", data={**sent, "attempt": await attempt(second)})
    assert told.status_code == 409
    assert "Déjà utilisé" in told.text
    assert "par Caisse 1" in told.text
    here = await first.post("/till", data={**sent, "attempt": await attempt(first)})
    assert "à cette caisse" in here.text
    async with scene.open_work(scene.tenant.id, SYSTEM) as work:
        assert (await codes.figures(work, offer.campaign_id))[1] == 1


async def test_a_use_is_taken_back_within_the_minute_by_the_till_that_made_it(
    shop: Starlette, boss: httpx.AsyncClient, scene: Scene, offer: Offer
) -> None:
    first, second = [await opened(shop, boss, f"Caisse {n}") for n in (1, 2)]
    sent = {"code": offer.of(1), "attempt": await attempt(first)}
    await first.post("/till", data=sent)
    assert "Trop tard" in (await second.post("/till/undo", data=sent)).text
    scene.clock.advance(timedelta(seconds=59))
    for _ in range(2):
        assert "de nouveau valable" in (await first.post("/till/undo", data=sent)).text
    used = await second.post("/till", data={**sent, "attempt": await attempt(second)})
    assert "Code accepté" in used.text
    scene.clock.advance(timedelta(seconds=61))
    late = {"code": offer.of(1), "attempt": sent["attempt"]}
    assert "Trop tard" in (await first.post("/till/undo", data=late)).text


async def test_only_a_tills_own_code_opens_it_and_a_new_one_closes_it_elsewhere(
    shop: Starlette, boss: httpx.AsyncClient, offer: Offer
) -> None:
    nobody = device(shop)
    assert "Ouvrir cette caisse" in (await nobody.get("/till")).text
    wrong = await nobody.post("/till/in", data={"code": "AAAA-BBBB-CCCC-DDDD"})
    assert wrong.status_code == 422
    assert "n’ouvre aucune caisse" in wrong.text
    refused = await nobody.post("/till", data={"code": offer.of(1), "attempt": "x"})
    assert "Ouvrir cette caisse" in refused.text
    here = await opened(shop, boss, "Caisse 1")
    (till,) = (await boss.get("/tills")).json()["items"]
    assert "code" not in till
    await boss.post(f"/tills/{till['id']}/code")
    assert "Ouvrir cette caisse" in (await here.get("/till")).text
    assert (await boss.delete(f"/tills/{till['id']}")).status_code == 204
    assert (await boss.get("/tills")).json()["items"] == []


async def test_what_is_no_code_or_over_is_told_in_large_letters(
    shop: Starlette, boss: httpx.AsyncClient, scene: Scene, offer: Offer
) -> None:
    here = await opened(shop, boss, "Caisse 1")
    for wrong in ("bonjour", "", "0K7M-29QXW", "<script>"):
        told = await here.post("/till", data={"code": wrong, "attempt": "x"})
        assert "Code inconnu" in told.text
        assert "<script>" not in told.text.replace('<script src="/till/till.js"', "")
    scene.clock.advance(timedelta(hours=2))
    over = await here.post("/till", data={"code": offer.of(1), "attempt": "y"})
    assert "Offre terminée" in over.text


async def test_guesses_at_tills_are_counted(shop: Starlette) -> None:
    nobody = device(shop)
    told = [await nobody.post("/till/in", data={"code": f"AAAA-{n}"}) for n in range(22)]
    assert told[-1].status_code == 429


async def test_a_page_of_somebody_else_uses_no_code(
    shop: Starlette, boss: httpx.AsyncClient, offer: Offer
) -> None:
    here = await opened(shop, boss, "Caisse 1")
    evil = {"origin": "https://evil.example", "sec-fetch-site": "cross-site"}
    with pytest.raises(Exception, match="cross_site"):
        await here.post("/till", data={"code": offer.of(1), "attempt": "x"}, headers=evil)
