"""What the copies of an automatic text have of it: the next free one of the codes the company
brought along, each time, and that they are one series.
"""

from datetime import timedelta
from uuid import UUID

import httpx
import pytest

from guichet.campaigns import service as campaigns
from guichet.campaigns.audience.types import Preview
from guichet.campaigns.codes import bringing
from guichet.campaigns.codes.jobs import read_codes
from guichet.campaigns.office import Caller, Facts
from guichet.campaigns.triggers import service
from guichet.campaigns.triggers.language import Again, AtCall, AtEvent, Limits
from guichet.campaigns.triggers.types import Run, Trigger
from guichet.campaigns.types import CampaignWording
from guichet.kit.jobs import JobRun
from guichet.kit.work import SYSTEM
from tests.campaigns.scene import EVERYBODY, Scene
from tests.campaigns.triggers.test_office import ANNA, BEN, _call, _carry_out, _tell, _trigger

THANKS = CampaignWording("Merci ! Votre code : {code}", "service", codes="own")


async def _bring(boss: httpx.AsyncClient, scene: Scene, one: Trigger, *codes: str) -> None:
    path = f"/campaigns/{one.campaign_id}/own-codes/pasted"
    pasted = await boss.post(path, json={"text": "\n".join(codes)})
    assert pasted.status_code == 202, pasted.text
    await read_codes.run(JobRun(scene.ground, scene.tenant.id, 1), UUID(pasted.json()["id"]))


async def _left(scene: Scene, campaign_id: UUID | None) -> int:
    assert campaign_id is not None
    async with scene.open_work(scene.tenant.id, SYSTEM) as work:
        return await bringing.how_many(work, campaign_id)


async def _accepted(scene: Scene, run: Run) -> None:
    """The copy leaves."""
    assert run.campaign_id is not None
    async with scene.open_work(scene.tenant.id, SYSTEM) as work:
        copy = await campaigns.campaign(work, run.campaign_id)
    assert copy.undo_until is not None
    scene.clock.advance(copy.undo_until - scene.clock.now())
    await scene.step(copy)
    sent = await scene.step(copy)
    assert (sent.prepared, sent.obstacle) == (copy.recipients, None)


async def test_each_text_takes_one_code_and_without_any_it_says_so(
    boss: httpx.AsyncClient, scene: Scene
) -> None:
    anna, ben = await scene.contact("Anna", ANNA), await scene.contact("Ben", BEN)
    one = await _trigger(scene, AtEvent(type="purchase"), wording=THANKS)
    await _bring(boss, scene, one, "MERCI-01", "MERCI-02")
    used = set()
    for id_, who in (("1", anna), ("2", ben)):
        (run,) = await _tell(scene, id_, "purchase", who)
        done = await _carry_out(scene, run)
        assert (done.state, await _left(scene, done.campaign_id)) == ("sent", 1)
        await _accepted(scene, done)
        for code in ("MERCI-01", "MERCI-02"):
            found = await boss.post("/campaign-codes/look", json={"code": code})
            used |= {code} if found.status_code == 200 else set()
    assert used == {"MERCI-01", "MERCI-02"}
    assert await _left(scene, one.campaign_id) == 0
    (run,) = await _tell(scene, "3", "purchase", anna)
    done = await _carry_out(scene, run)
    assert (done.state, done.why) == ("skipped", "no_codes")
    shown = (await boss.get(f"/campaign-triggers/{one.id}/runs")).json()["items"][0]
    assert shown["sentence"].startswith("Il ne reste plus assez de codes")
    await _bring(boss, scene, one, "MERCI-03")
    (run,) = await _tell(scene, "4", "purchase", anna)
    assert (await _carry_out(scene, run)).state == "sent"


async def test_a_text_to_many_takes_as_many_as_there_are_people(
    boss: httpx.AsyncClient, scene: Scene
) -> None:
    await scene.crowd(3)
    one = await _trigger(scene, AtCall(), wording=THANKS, audience=EVERYBODY)
    await _bring(boss, scene, one, *(f"TOUS-{n:02d}" for n in range(5)))
    run = await _call(scene, one, "a")
    assert run.state == "sent"
    assert (await _left(scene, run.campaign_id), await _left(scene, one.campaign_id)) == (3, 2)
    again = await _call(scene, one, "b")
    assert (again.state, again.why) == ("skipped", "no_codes")
    assert await _left(scene, one.campaign_id) == 2


async def test_codes_of_what_does_not_go_after_all_are_free_again(
    boss: httpx.AsyncClient, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    await scene.crowd(2)
    one = await _trigger(scene, AtCall(), Limits(recipients=2), wording=THANKS, audience=EVERYBODY)
    await _bring(boss, scene, one, "DEUX-01", "DEUX-02", "DEUX-03")
    preview = scene.office.preview

    async def grows(who: Caller, campaign_id: UUID, facts: Facts) -> Preview:
        """Somebody comes meanwhile."""
        shown = await preview(who, campaign_id, facts)
        await scene.contact("Zoé", "+262692999999")
        return shown

    monkeypatch.setattr(scene.office, "preview", grows)
    run = await _call(scene, one, "a")
    assert (run.state, run.why) == ("skipped", "too_many_recipients")
    assert await _left(scene, one.campaign_id) == 3


async def test_the_times_of_what_comes_again_are_one_series_and_others_are_none(
    scene: Scene,
) -> None:
    await scene.crowd(1)
    when = Again(every="day", at=(scene.clock.now() + timedelta(hours=1)).time())
    one = await _trigger(scene, when)
    assert one.next_at is not None
    scene.clock.advance(one.next_at - scene.clock.now())
    async with scene.open_work(scene.tenant.id, SYSTEM) as work:
        run = await service.again(work, one.id)
        assert run is not None
    again = await _carry_out(scene, run)
    called = await _call(scene, await _trigger(scene, AtCall()), "a")
    async with scene.open_work(scene.tenant.id, SYSTEM) as work:
        series = [
            (await campaigns.campaign(work, each.campaign_id or UUID(int=0))).draft.wording.series
            for each in (again, called)
        ]
    assert series == [one.id, None]
