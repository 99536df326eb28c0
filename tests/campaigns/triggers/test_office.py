"""What is set off goes once, within its limits, and says why when it does not."""

from dataclasses import replace
from datetime import timedelta
from unittest.mock import patch
from uuid import UUID

import pytest

from guichet.campaigns import service as campaigns
from guichet.campaigns.audience.types import Preview
from guichet.campaigns.office import Caller, Facts, Office, Sending
from guichet.campaigns.repository import begin_freezing
from guichet.campaigns.saying import saying
from guichet.campaigns.triggers import service
from guichet.campaigns.triggers.language import (
    Again,
    AtCall,
    AtEvent,
    BeforeEvent,
    Limits,
)
from guichet.campaigns.triggers.office import TriggerOffice, by_itself
from guichet.campaigns.triggers.types import Run, Trigger
from guichet.campaigns.types import Audience, CampaignWording
from guichet.crm import service as contacts
from guichet.crm.occurrences import service as occurrences
from guichet.crm.occurrences.types import Scalar, Told, Who
from guichet.kit.errors import Conflict, Invalid
from guichet.kit.work import SYSTEM
from tests.campaigns.scene import Scene

ANNA, BEN = "+262692000001", "+262692000002"
ARTICLE = CampaignWording("Nouveau : {article} chez Vanille", "service")
BOOKED = CampaignWording("Bonjour {prénom}, à bientôt le {starts_at|jour dit}.", "service")
DAYS = Audience(parameters={"starts_at": "2026-01-01"})
ABOUT = Audience(everybody=True, parameters={"article": "exemple"})
NO_LIMITS = Limits()


async def _trigger(
    scene: Scene, when: service.When, limits: Limits = NO_LIMITS, **draft: object
) -> Trigger:
    one = await scene.draft(**draft)  # type: ignore[arg-type]  # as ``draft`` takes them
    async with scene.open_work(scene.tenant.id, SYSTEM) as work:
        return await service.create(work, one.id, when, limits, enabled=True)


def _office(scene: Scene) -> TriggerOffice:
    return TriggerOffice(scene.open_work, scene.office)


async def _call(scene: Scene, one: Trigger, key: str, **parameters: Scalar) -> Run:
    who = Sending(scene.tenant.id, SYSTEM, by_itself())
    return await _office(scene).call(who, one.campaign_id, key, parameters, {})  # type: ignore[arg-type]  # no nulls here


async def _tell(scene: Scene, id_: str, type_: str, who: UUID, **properties: Scalar) -> list[Run]:
    told = Told(id_, type_, Who(contact_id=who), properties=properties)
    async with scene.open_work(scene.tenant.id, SYSTEM) as work:
        await occurrences.take(work, [told])
        kept = await occurrences.of_contact(work, who, None, 50)
        fresh = [one for one in kept if one.external_id == id_]
        return list(await service.happened(work, fresh))


async def _carry_out(scene: Scene, run: Run) -> Run:
    who = Sending(scene.tenant.id, SYSTEM, by_itself())
    return await _office(scene).carry_out(who, run.id, {})


async def _text(scene: Scene, run: Run) -> str:
    assert run.campaign_id is not None
    async with scene.open_work(scene.tenant.id, SYSTEM) as work:
        one = await campaigns.campaign(work, run.campaign_id)
        said = await saying(work, one, "http://guichet.test")
        owners = await contacts.owners_of_phones(work, one.draft.audience.numbers)
        return said.text(1, next(iter(owners.values()), None))


async def test_a_call_sends_a_copy_about_what_it_names_and_the_draft_stays(scene: Scene) -> None:
    await scene.crowd(3)
    one = await _trigger(scene, AtCall(), wording=ARTICLE, audience=ABOUT)
    run = await _call(scene, one, "veja-1", article="Veja V-10")
    assert run.state == "sent"
    assert await _text(scene, run) == "Nouveau : Veja V-10 chez Vanille"
    async with scene.open_work(scene.tenant.id, SYSTEM) as work:
        copy = await campaigns.campaign(work, run.campaign_id or UUID(int=0))
        mould = await campaigns.campaign(work, one.campaign_id)
    assert (copy.state, copy.recipients) == ("leaving", 3)
    assert mould.state == "draft"


async def test_the_same_call_again_sends_nothing_again(scene: Scene) -> None:
    await scene.crowd(2)
    one = await _trigger(scene, AtCall(), wording=ARTICLE, audience=ABOUT)
    first = await _call(scene, one, "veja-1", article="Veja")
    assert await _call(scene, one, "veja-1", article="Veja") == first
    assert (await _call(scene, one, "veja-2", article="Veja")).campaign_id != first.campaign_id


async def test_a_call_names_everything_the_draft_is_about(scene: Scene) -> None:
    one = await _trigger(scene, AtCall(), wording=ARTICLE, audience=ABOUT)
    with pytest.raises(Invalid) as refused:
        await _call(scene, one, "a")
    assert [fault.pointer for fault in refused.value.faults] == ["parameters/article"]


async def test_what_nobody_let_be_called_is_not_called(scene: Scene) -> None:
    one = await _trigger(scene, AtEvent(type="visit"))
    with pytest.raises(Conflict) as refused:
        await _call(scene, one, "a")
    assert refused.value.code == "not_triggerable"


@pytest.mark.parametrize(
    ("limits", "people", "why"),
    [
        (Limits(recipients=2), 3, "too_many_recipients"),
        (NO_LIMITS, 0, "nobody"),
    ],
)
async def test_a_limit_keeps_it_and_nothing_is_left_behind(
    scene: Scene, limits: Limits, people: int, why: str
) -> None:
    await scene.crowd(people)
    one = await _trigger(scene, AtCall(), limits, wording=ARTICLE, audience=ABOUT)
    run = await _call(scene, one, "a", article="Veja")
    assert (run.state, run.why) == ("skipped", why)
    async with scene.open_work(scene.tenant.id, SYSTEM) as work:
        left = await campaigns.campaigns(work, None, 10)
    assert [each.id for each in left] == [one.campaign_id]


@pytest.fixture
def patient(scene: Scene) -> Scene:
    """Where more than two people are a long list."""
    return replace(scene, office=Office(scene.ground, scene.ground.system_db.transaction, 2))


async def _list(scene: Scene, run: Run) -> None:
    """Whoever makes lists has their turn."""
    assert run.campaign_id is not None
    await scene.office.renew(scene.tenant.id, run.campaign_id, {})


async def test_a_long_list_is_made_in_the_background_and_nobody_waits(patient: Scene) -> None:
    await patient.crowd(3)
    one = await _trigger(patient, AtCall(), wording=ARTICLE, audience=ABOUT)
    run = await _call(patient, one, "a", article="Veja")
    assert run.state == "waiting"
    assert await _carry_out(patient, run) == run, "its list is not there yet"
    await patient.contact("Une de plus", "+262692999999")
    await _list(patient, run)
    done = await _carry_out(patient, run)
    assert done.state == "sent"
    async with patient.open_work(patient.tenant.id, SYSTEM) as work:
        copy = await campaigns.campaign(work, done.campaign_id or UUID(int=0))
    assert (copy.state, copy.recipients) == ("leaving", 4), "who came meanwhile gets it too"


async def test_a_long_list_that_grew_beyond_the_limit_does_not_go(patient: Scene) -> None:
    await patient.crowd(3)
    limits = Limits(recipients=3)
    one = await _trigger(patient, AtCall(), limits, wording=ARTICLE, audience=ABOUT)
    run = await _call(patient, one, "a", article="Veja")
    await patient.contact("Une de trop", "+262692999999")
    await _list(patient, run)
    done = await _carry_out(patient, run)
    assert (done.state, done.why, done.detail) == ("skipped", "too_many_recipients", "4")


async def test_a_list_that_grew_while_it_was_written_down_does_not_go(scene: Scene) -> None:
    await scene.crowd(1)
    one = await _trigger(scene, AtCall(), Limits(recipients=1), wording=ARTICLE, audience=ABOUT)
    real = scene.office.preview

    async def outrun(who: Caller, campaign_id: UUID, facts: Facts) -> Preview:
        shown = await real(who, campaign_id, facts)
        await scene.contact("Une de trop", "+262692999999")
        return shown

    with patch.object(scene.office, "preview", outrun):
        run = await _call(scene, one, "a", article="Veja")
    assert (run.why, run.detail) == ("too_many_recipients", "2")


@pytest.mark.parametrize("deed", ["undo", "remove"])
async def test_who_takes_a_long_list_back_is_heard(patient: Scene, deed: str) -> None:
    await patient.crowd(3)
    one = await _trigger(patient, AtCall(), wording=ARTICLE, audience=ABOUT)
    run = await _call(patient, one, "a", article="Veja")
    async with patient.open_work(patient.tenant.id, SYSTEM) as work:
        await campaigns.undo(work, run.campaign_id or UUID(int=0))
        if deed == "remove":
            await campaigns.remove(work, run.campaign_id or UUID(int=0))
    assert (await _carry_out(patient, run)).state == "cancelled"


async def test_whoever_comes_while_another_one_is_at_it_leaves_it_to_them(scene: Scene) -> None:
    await scene.crowd(1)
    one = await _trigger(scene, AtCall(), wording=ARTICLE, audience=ABOUT)
    real = scene.office.preview

    async def second(who: Caller, campaign_id: UUID, facts: Facts) -> Preview:
        shown = await real(who, campaign_id, facts)
        async with scene.open_work(scene.tenant.id, SYSTEM) as work:
            until = work.now + timedelta(seconds=1)
            await begin_freezing(work, campaign_id, scene.ground.ids.new(), until)
        return shown

    with patch.object(scene.office, "preview", second):
        run = await _call(scene, one, "a", article="Veja")
    assert run.state == "waiting"
    scene.clock.advance(timedelta(seconds=30))
    async with scene.ground.system_db.transaction() as session:
        assert await service.begun(session, scene.clock.now(), 10) == [(scene.tenant.id, run.id)]
    assert (await _carry_out(scene, run)).state == "sent"


async def test_an_offer_that_is_over_does_not_come_again(scene: Scene) -> None:
    await scene.crowd(1)
    ends = scene.clock.now() + timedelta(hours=1)
    one = await _trigger(scene, AtCall(), offer_ends_at=ends)
    assert (await _call(scene, one, "a")).state == "sent"
    scene.clock.advance(timedelta(hours=2))
    assert (await _call(scene, one, "b")).why == "too_late"


async def test_a_long_list_that_is_being_made_counts_for_the_pause(patient: Scene) -> None:
    await patient.crowd(3)
    limits = Limits(pause_minutes=60)
    one = await _trigger(patient, AtCall(), limits, wording=ARTICLE, audience=ABOUT)
    assert (await _call(patient, one, "a", article="A")).state == "waiting"
    assert (await _call(patient, one, "b", article="B")).why == "too_soon"


async def test_between_two_times_there_is_a_pause(scene: Scene) -> None:
    await scene.crowd(1)
    one = await _trigger(scene, AtCall(), Limits(pause_minutes=60), wording=ARTICLE, audience=ABOUT)
    assert (await _call(scene, one, "a", article="A")).state == "sent"
    scene.clock.advance(timedelta(minutes=59))
    assert (await _call(scene, one, "b", article="B")).why == "too_soon"
    scene.clock.advance(timedelta(minutes=1))
    assert (await _call(scene, one, "c", article="C")).state == "sent"


async def test_an_event_sends_a_text_to_whom_it_happened(scene: Scene) -> None:
    anna = await scene.contact("Anna Payet", ANNA)
    await scene.contact("Ben Hoarau", BEN)
    when = AtEvent(type="booking", where={"place": "Saint-Denis"})
    await _trigger(scene, when, wording=BOOKED, audience=DAYS)
    assert await _tell(scene, "1", "booking", anna, place="Saint-Paul") == []
    assert await _tell(scene, "2", "visit", anna, place="Saint-Denis") == []
    (run,) = await _tell(scene, "3", "booking", anna, place="Saint-Denis", starts_at="2026-03-12")
    assert (
        await _tell(scene, "3", "booking", anna, place="Saint-Denis", starts_at="2026-03-12") == []
    )
    done = await _carry_out(scene, run)
    assert done.state == "sent"
    assert await _text(scene, done) == "Bonjour Anna, à bientôt le 12 mars 2026."
    assert await _carry_out(scene, run) == done
    async with scene.open_work(scene.tenant.id, SYSTEM) as work:
        copy = await campaigns.campaign(work, done.campaign_id or UUID(int=0))
    assert (copy.recipients, copy.draft.audience.numbers) == (1, (ANNA,))


async def test_one_person_gets_so_many_within_some_days(scene: Scene) -> None:
    anna = await scene.contact("Anna", ANNA)
    await _trigger(
        scene, AtEvent(type="visit"), Limits(texts=1, days=7), wording=BOOKED, audience=DAYS
    )
    (first,) = await _tell(scene, "1", "visit", anna)
    assert (await _carry_out(scene, first)).state == "sent"
    scene.clock.advance(timedelta(days=6))
    (second,) = await _tell(scene, "2", "visit", anna)
    assert (await _carry_out(scene, second)).why == "too_often"
    scene.clock.advance(timedelta(days=2))
    (third,) = await _tell(scene, "3", "visit", anna)
    assert (await _carry_out(scene, third)).state == "sent"


async def test_who_has_no_number_gets_nothing_and_it_is_told(scene: Scene) -> None:
    dan = await scene.contact("Dan")
    await _trigger(scene, AtEvent(type="visit"), wording=BOOKED, audience=DAYS)
    (run,) = await _tell(scene, "1", "visit", dan)
    assert (await _carry_out(scene, run)).why == "no_number"


async def test_a_reminder_waits_and_is_taken_back_with_its_appointment(scene: Scene) -> None:
    anna = await scene.contact("Anna", ANNA)
    when = BeforeEvent(type="booking", minutes=120, cancelled_by="booking cancelled")
    one = await _trigger(scene, when, wording=BOOKED, audience=DAYS)
    at = scene.clock.now() + timedelta(hours=10)
    (run,) = await _tell(scene, "1", "booking", anna, reference="R1", starts_at=at.isoformat())
    assert run.due_at == at - timedelta(hours=2)
    later = at + timedelta(hours=1)
    (moved,) = await _tell(scene, "2", "booking", anna, reference="R1", starts_at=later.isoformat())
    (other,) = await _tell(scene, "3", "booking", anna, reference="R2", starts_at=at.isoformat())
    await _tell(scene, "4", "booking cancelled", anna, reference="R1")
    async with scene.open_work(scene.tenant.id, SYSTEM) as work:
        states = {each.id: each.state for each in await service.runs(work, one.id, None, 10)}
    assert states == {run.id: "cancelled", moved.id: "cancelled", other.id: "waiting"}
    assert (await _carry_out(scene, run)).state == "cancelled"
    scene.clock.advance(timedelta(hours=11))
    assert (await _carry_out(scene, other)).why == "too_late"


async def test_what_comes_again_is_set_off_once_for_each_time(scene: Scene) -> None:
    await scene.crowd(1)
    when = Again(every="day", at=(scene.clock.now() + timedelta(hours=1)).time())
    one = await _trigger(scene, when)
    assert one.next_at is not None
    async with scene.open_work(scene.tenant.id, SYSTEM) as work:
        assert await service.again(work, one.id) is None
    scene.clock.advance(one.next_at - scene.clock.now())
    async with scene.ground.system_db.transaction() as session:
        assert await service.due(session, scene.clock.now(), 10) == [(scene.tenant.id, one.id)]
    async with scene.open_work(scene.tenant.id, SYSTEM) as work:
        run = await service.again(work, one.id)
        assert run is not None
        assert await service.again(work, one.id) is None
        following = await service.get(work, one.id)
    assert following.next_at == one.next_at + timedelta(days=1)
    assert (await _carry_out(scene, run)).state == "sent"


async def test_a_text_that_cannot_be_filled_does_not_go_and_says_why(scene: Scene) -> None:
    anna = await scene.contact("Anna", ANNA)
    await _trigger(scene, AtEvent(type="visit"), wording=ARTICLE)
    (run,) = await _tell(scene, "1", "visit", anna)
    done = await _carry_out(scene, run)
    assert (done.why, done.detail) == ("refused", "unknown_name")


async def test_what_is_switched_off_does_not_go(scene: Scene) -> None:
    anna = await scene.contact("Anna", ANNA)
    one = await _trigger(scene, AtEvent(type="visit"), wording=BOOKED, audience=DAYS)
    (run,) = await _tell(scene, "1", "visit", anna)
    async with scene.open_work(scene.tenant.id, SYSTEM) as work:
        await service.change(work, one.id, enabled=False)
    assert (await _carry_out(scene, run)).why == "switched_off"
    assert await _tell(scene, "2", "visit", anna) == []


async def test_who_is_erased_is_forgotten_here_too(scene: Scene) -> None:
    anna = await scene.contact("Anna", ANNA)
    one = await _trigger(scene, AtEvent(type="visit"), wording=BOOKED, audience=DAYS)
    await _tell(scene, "1", "visit", anna, article="secret")
    async with scene.open_work(scene.tenant.id, SYSTEM) as work:
        await service.TriggeredPeople().erase(work, [anna])
        (left,) = await service.runs(work, one.id, None, 10)
    assert (left.contact_id, dict(left.parameters)) == (None, {})


async def test_what_left_by_itself_to_one_person_stands_with_its_trigger_and_not_in_the_list(
    scene: Scene,
) -> None:
    anna = await scene.contact("Anna", ANNA)
    one = await _trigger(scene, AtEvent(type="booking"), wording=BOOKED, audience=DAYS)
    (run,) = await _tell(scene, "b-1", "booking", anna)
    assert (await _carry_out(scene, run)).state == "sent"
    async with scene.open_work(scene.tenant.id, SYSTEM) as work:
        listed = await campaigns.campaigns(work, None, 10)
        runs = await service.runs(work, one.id, None, 10)
    assert [each.id for each in listed] == [one.campaign_id]
    assert runs[0].campaign_id is not None
