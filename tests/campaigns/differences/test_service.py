"""Who came to a list and who left it since it was made before, and why."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from unittest.mock import patch
from uuid import UUID

import pytest
from sqlalchemy import text

from guichet.campaigns import service as campaigns
from guichet.campaigns.audience import freezing, repository
from guichet.campaigns.differences import repository as differences
from guichet.campaigns.differences import service
from guichet.campaigns.differences.types import Change, Changed, Difference
from guichet.campaigns.erasure import CampaignsErased
from guichet.campaigns.office import Sending
from guichet.campaigns.triggers import service as triggers
from guichet.campaigns.triggers.language import Again, AtCall, Limits
from guichet.campaigns.triggers.office import TriggerOffice, by_itself
from guichet.campaigns.triggers.types import Run
from guichet.campaigns.types import Audience, Campaign, Timing
from guichet.consent import service as consents
from guichet.consent.addresses import platform_digester
from guichet.kit.errors import Unavailable
from guichet.kit.work import SYSTEM, Work
from tests.campaigns.scene import EVERYBODY, OFFER, Scene

ANNA, BEN, CLEO, DAN = "+262692000001", "+262692000002", "+262692000003", "+262692000004"
DAY = timedelta(days=1)


async def compared(scene: Scene, one: Campaign) -> Difference:
    """What changed since the list was made before."""
    async with scene.open_work(scene.tenant.id, SYSTEM) as work:
        two = await service.lists(work, one.id)
    return await service.difference(scene.ground.reader_db, two)


async def people(
    scene: Scene, one: Campaign, change: Change, after: int = 0, limit: int = 50
) -> list[Changed]:
    """Who they are."""
    async with scene.open_work(scene.tenant.id, SYSTEM) as work:
        two = await service.lists(work, one.id)
    return list(await service.changed(scene.ground.reader_db, two, change, after, limit))


async def planned(scene: Scene, audience: Audience, shown: int) -> Campaign:
    """Offers that go tomorrow, to whoever is there then."""
    one = await scene.draft(audience, OFFER, Timing(scene.clock.now() + DAY))
    assert (await scene.send(one, shown)).state == "scheduled"
    return one


async def its_time(scene: Scene, one: Campaign) -> Campaign:
    """Tomorrow."""
    scene.clock.advance(DAY)
    await scene.office.renew(scene.tenant.id, one.id, {})
    return await scene.get(one)


async def test_a_planned_campaign_names_who_came_and_who_left_since_and_why(scene: Scene) -> None:
    anna = await scene.contact("Anna", ANNA, consent="granted")
    await scene.contact("Ben", BEN, consent="granted")
    one = await planned(scene, EVERYBODY, 2)
    assert await compared(scene, one) == Difference(), "it was not made anew yet"
    assert await people(scene, one, "came") == []
    await scene.decide(anna, ANNA, "withdrawn")
    cleo = await scene.contact("Cleo", CLEO, consent="granted")
    dan = await scene.contact("Dan", DAN, consent="granted")
    assert (await its_time(scene, one)).recipients == 3
    assert await compared(scene, one) == Difference("shown", one.id, came=2, left=1, stayed=1)
    came = await people(scene, one, "came")
    assert {who.contact_id: (who.address, who.reason) for who in came} == {
        cleo: (CLEO, None),
        dan: (DAN, None),
    }
    assert await people(scene, one, "came", after=came[0].n, limit=1) == came[1:]
    (left,) = await people(scene, one, "left")
    assert (left.contact_id, left.address, left.reason) == (anna, ANNA, "told_to_stop")


async def test_a_number_without_a_card_is_known_by_itself(scene: Scene) -> None:
    wording = replace(OFFER, consent="optin")
    at = Timing(scene.clock.now() + DAY)
    one = await scene.draft(Audience(numbers=(ANNA, BEN)), wording, at)
    await scene.send(one, 2)
    async with scene.ground.system_db.transaction() as session:
        hashed = (await platform_digester(session, scene.ground.cipher)).of("phone", ANNA)
        work = Work(session, scene.tenant.id, scene.clock, scene.ground.ids, SYSTEM)
        await consents.block_everywhere(
            work, [hashed], blocked=True, reason="plainte", by_name="Ada"
        )
    await its_time(scene, one)
    assert await people(scene, one, "left") == [Changed(1, None, ANNA, "blocked")]


async def test_who_is_erased_is_not_counted_and_not_named(scene: Scene) -> None:
    anna = await scene.contact("Anna", ANNA, consent="granted")
    await scene.contact("Ben", BEN, consent="granted")
    one = await planned(scene, EVERYBODY, 2)
    await its_time(scene, one)
    async with scene.open_work(scene.tenant.id, SYSTEM) as work:
        await CampaignsErased().erase(work, [anna])
    assert await compared(scene, one) == Difference("shown", one.id, stayed=1)


async def test_a_list_that_was_put_aside_half_is_put_aside_to_its_end(scene: Scene) -> None:
    """Whoever put it aside died on the way; whoever takes over loses nobody of it."""
    numbers = await scene.crowd(25, consent="granted")
    one = await planned(scene, EVERYBODY, 25)

    class Fall(Exception):
        """The process is gone."""

    real = repository.put_aside

    async def falls(*given: Any) -> None:
        if given[3] == 11:
            raise Fall
        await real(*given)

    with patch.object(freezing, "AT_ONCE", 10):
        with patch.object(repository, "put_aside", falls), pytest.raises(Fall):
            await its_time(scene, one)
        scene.clock.advance(freezing.BELIEVED)
        await scene.office.renew(scene.tenant.id, one.id, {})
    assert (await scene.get(one)).recipients == len(numbers)
    assert await compared(scene, one) == Difference("shown", one.id, stayed=25)


async def test_lists_that_take_too_long_to_compare_are_given_up_and_it_is_said(
    scene: Scene,
) -> None:
    with (
        patch.object(differences, "LONGEST", timedelta(milliseconds=20)),
        pytest.raises(Unavailable) as refused,
    ):
        async with (
            scene.ground.reader_db.snapshot() as session,
            differences.patiently(session),
        ):
            await session.execute(text("SELECT pg_sleep(20)"))
    assert refused.value.code == "segment_too_slow"


async def test_who_plans_it_anew_has_nothing_to_compare_with(scene: Scene) -> None:
    await scene.contact("Anna", ANNA, consent="granted")
    one = await planned(scene, EVERYBODY, 1)
    await its_time(scene, one)
    async with scene.ground.system_db.transaction() as session:
        assert await repository.last_shown(session, scene.tenant.id, one.id) == 1
    again = await scene.draft(EVERYBODY, OFFER)
    await scene.send(again, 1)
    assert await compared(scene, again) == Difference()


async def _every_day(scene: Scene) -> UUID:
    mould = await scene.draft(EVERYBODY, OFFER)
    when = Again(every="day", at=(scene.clock.now() + timedelta(hours=1)).time())
    async with scene.open_work(scene.tenant.id, SYSTEM) as work:
        return (await triggers.create(work, mould.id, when, Limits(), enabled=True)).id


async def _next(scene: Scene, trigger_id: UUID) -> tuple[Run, Campaign]:
    """Its next time, carried out."""
    async with scene.open_work(scene.tenant.id, SYSTEM) as work:
        due = (await triggers.get(work, trigger_id)).next_at
    assert due is not None
    scene.clock.set(due)
    async with scene.open_work(scene.tenant.id, SYSTEM) as work:
        run = await triggers.again(work, trigger_id)
    assert run is not None
    office = TriggerOffice(scene.open_work, scene.office)
    done = await office.carry_out(Sending(scene.tenant.id, SYSTEM, by_itself()), run.id, {})
    async with scene.open_work(scene.tenant.id, SYSTEM) as work:
        return done, await campaigns.campaign(work, done.campaign_id or UUID(int=0))


async def test_each_time_of_what_comes_again_names_who_came_and_left_since_the_one_before(
    scene: Scene,
) -> None:
    await scene.contact("Anna", ANNA, consent="granted")
    ben = await scene.contact("Ben", BEN, consent="granted")
    trigger = await _every_day(scene)
    _, first = await _next(scene, trigger)
    assert (first.follows, first.recipients) == (None, 2)
    assert await compared(scene, first) == Difference()
    await scene.decide(ben, BEN, "withdrawn")
    cleo = await scene.contact("Cleo", CLEO, consent="granted")
    _, second = await _next(scene, trigger)
    assert second.follows == first.id
    assert await compared(scene, second) == Difference("before", first.id, 1, 1, 1)
    assert [who.contact_id for who in await people(scene, second, "came")] == [cleo]
    assert [who.reason for who in await people(scene, second, "left")] == ["told_to_stop"]
    _, third = await _next(scene, trigger)
    assert await compared(scene, third) == Difference("before", second.id, stayed=2)


async def test_what_a_button_sends_is_compared_with_nothing(scene: Scene) -> None:
    await scene.contact("Anna", ANNA, consent="granted")
    mould = await scene.draft(EVERYBODY, OFFER)
    async with scene.open_work(scene.tenant.id, SYSTEM) as work:
        await triggers.create(work, mould.id, AtCall(), Limits(), enabled=True)
    office = TriggerOffice(scene.open_work, scene.office)
    who = Sending(scene.tenant.id, SYSTEM, by_itself())
    for key in ("1", "2"):
        run = await office.call(who, mould.id, key, {}, {})
        assert run.campaign_id is not None
        assert (await scene.get(replace(mould, id=run.campaign_id))).follows is None
