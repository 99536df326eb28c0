"""A long list is made in the background, in chunks, and what goes is still what was shown."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from unittest.mock import patch
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.campaigns import repository as campaigns
from guichet.campaigns import service
from guichet.campaigns.audience import freezing, repository
from guichet.campaigns.events import campaign_item
from guichet.campaigns.office import Office
from guichet.campaigns.sending.lister import BAD_LUCK, CampaignLister
from guichet.campaigns.states import UNDO
from guichet.campaigns.types import Agreed, Audience, Campaign
from guichet.kit.errors import Invalid
from guichet.kit.ids import TenantId
from guichet.kit.work import SYSTEM
from tests.campaigns.scene import Scene
from tests.waiting import eventually

Some = Sequence[repository.Somebody]
MANY = tuple(f"+262692{one:06d}" for one in range(60))


@pytest.fixture
async def patient(scene: Scene) -> AsyncIterator[Scene]:
    """Where more than twenty people are a long list, written down ten at a time."""
    office = Office(scene.ground, scene.ground.system_db.transaction, at_once=20)
    with patch.object(freezing, "AT_ONCE", 10):
        yield replace(scene, office=office)


async def listing(scene: Scene, agreed: int | Agreed = 60) -> Campaign:
    """Sent to many: its list is not made yet."""
    one = await scene.draft(Audience(numbers=MANY))
    sent = await scene.send(one, agreed)
    assert (sent.state, sent.listed, sent.recipients) == ("listing", 0, None)
    return sent


async def made(scene: Scene, one: Campaign) -> Campaign:
    """Once whoever looks after campaigns had their turn."""
    await scene.office.renew(scene.tenant.id, one.id, {})
    return await scene.get(one)


async def rows(scene: Scene) -> int:
    """How many people are written down."""
    async with scene.ground.system_db.transaction() as session:
        return int(await session.scalar(text("SELECT count(*) FROM campaign_recipient")) or 0)


async def test_a_long_list_is_made_by_whoever_looks_after_campaigns(patient: Scene) -> None:
    one = await listing(patient)
    now = await made(patient, one)
    assert (now.state, now.recipients, now.excluded, now.listed) == ("leaving", 60, 0, None)
    assert now.undo_until == patient.clock.now() + UNDO
    assert await rows(patient) == 60


async def test_one_list_that_fails_keeps_no_other_waiting(patient: Scene) -> None:
    bad, good = await listing(patient), await listing(patient)
    asked: list[UUID] = []

    async def renew(tenant_id: TenantId, campaign_id: UUID) -> None:
        asked.append(campaign_id)
        if campaign_id == bad.id:
            raise Invalid("cannot_be_sent")
        await patient.office.renew(tenant_id, campaign_id, {})

    lister = CampaignLister(patient.ground.system_db.transaction, patient.clock, renew)
    await lister.turn()
    await lister.turn()
    assert sorted(asked) == sorted([bad.id, good.id]), "tried again later"
    assert (await patient.get(good)).state == "leaving"
    patient.clock.advance(BAD_LUCK)
    await lister.turn()
    assert sorted(asked) == sorted([bad.id, good.id, bad.id])


async def test_how_far_it_got_is_told_while_it_is_made(patient: Scene) -> None:
    one = await listing(patient)
    told: list[int | None] = []
    real = freezing.Freezing._go_on

    async def watched(self: freezing.Freezing, work: object) -> None:
        await real(self, work)  # type: ignore[arg-type]  # the real one is handed on
        told.append(sum(self._counts))

    with (
        patch.object(freezing.Freezing, "_go_on", watched),
        patch.object(repository, "TOGETHER", 10),
    ):
        await made(patient, one)
    assert told == [10, 20, 30, 40, 50, 60]


async def test_pressing_twice_makes_one_list(patient: Scene) -> None:
    one = await listing(patient)
    assert await patient.send(one, 60) == one


async def test_a_list_that_is_another_one_makes_a_draft_of_it_again(patient: Scene) -> None:
    one = await listing(patient, 61)
    now = await made(patient, one)
    assert (now.state, now.obstacle, now.sent_by) == ("draft", "audience_changed", None)
    assert (await patient.send(one, 60)).obstacle is None


async def test_other_people_of_the_same_number_make_a_draft_of_it_again(patient: Scene) -> None:
    one = await listing(patient, Agreed(60, "0" * 16))
    assert (await made(patient, one)).obstacle == "audience_changed"


async def test_a_list_that_is_long_by_those_left_out_is_left_to_the_background(
    patient: Scene,
) -> None:
    for at in range(30):
        await patient.contact(f"Client {at}")
    one = await patient.draft(Audience(everybody=True, numbers=MANY[:2]))
    sent = await patient.send(one, Agreed(2, excluded=30))
    assert sent.state == "listing"
    told = campaign_item(await patient.get(one))["agreed"]
    assert told == {"recipients": 2, "excluded": 30}, "how far it is can be told"
    now = await made(patient, one)
    assert (now.state, now.recipients, now.excluded) == ("leaving", 2, 30)


async def test_who_takes_it_back_meanwhile_stops_the_list(patient: Scene) -> None:
    one = await listing(patient)
    real = freezing.Freezing._go_on
    asked = 0

    async def undone(self: freezing.Freezing, work: object) -> None:
        nonlocal asked
        asked += 1
        if asked == 2:
            async with patient.open_work(patient.tenant.id, SYSTEM) as other:
                assert (await service.undo(other, one.id)).state == "draft"
        await real(self, work)  # type: ignore[arg-type]  # the real one is handed on

    with (
        patch.object(freezing.Freezing, "_go_on", undone),
        patch.object(repository, "TOGETHER", 10),
    ):
        now = await made(patient, one)
    assert (now.state, now.listed) == ("draft", None)
    assert await rows(patient) == 10
    assert (await made(patient, await patient.send(one, 60))).recipients == 60
    assert await rows(patient) == 60


async def test_whoever_takes_over_from_somebody_who_died_begins_anew(patient: Scene) -> None:
    one = await listing(patient)

    class Fall(Exception):
        """The process is gone."""

    real = repository.append
    asked = 0

    async def falls(*given: Any) -> None:
        nonlocal asked
        asked += 1
        if asked == 3:
            raise Fall
        await real(*given)

    with (
        patch.object(repository, "append", falls),
        patch.object(repository, "TOGETHER", 10),
        pytest.raises(Fall),
    ):
        await made(patient, one)
    assert await rows(patient) == 20
    assert (await made(patient, one)).state == "listing", "somebody is believed to make it"
    patient.clock.advance(freezing.BELIEVED)
    assert (await made(patient, one)).recipients == 60
    assert await rows(patient) == 60


async def test_who_reads_for_long_is_heard_of_meanwhile(patient: Scene) -> None:
    one = await listing(patient)
    real = repository.everybody
    heard = []

    async def slowly(session: AsyncSession, chosen: repository.Chosen) -> AsyncIterator[Some]:
        heard.append(await _believed(patient, one))
        patient.clock.advance(timedelta(seconds=1))

        async def again() -> bool:
            heard.append(await _believed(patient, one))
            return heard[-1] != heard[0]

        await eventually(again)
        async for some in real(session, chosen):
            yield some

    with (
        patch.object(freezing, "BELIEVED", timedelta(milliseconds=30)),
        patch.object(repository, "everybody", slowly),
    ):
        assert (await made(patient, one)).state == "leaving"


async def test_who_is_taken_over_from_reads_no_further(patient: Scene) -> None:
    one = await listing(patient)

    async def for_ever(_session: AsyncSession, _of: repository.Chosen) -> AsyncIterator[Some]:
        async with patient.open_work(patient.tenant.id, SYSTEM) as other:
            await service.undo(other, one.id)
        await asyncio.Event().wait()
        yield []

    with (
        patch.object(freezing, "BELIEVED", timedelta(milliseconds=30)),
        patch.object(repository, "everybody", for_ever),
    ):
        assert (await made(patient, one)).state == "draft"
    assert await rows(patient) == 0


async def _believed(scene: Scene, one: Campaign) -> datetime:
    """Until when whoever makes its list is believed to live."""
    async with scene.open_work(scene.tenant.id, SYSTEM) as work:
        until = (await campaigns.freezer(work, one.id))[1]
    assert until is not None
    return until
