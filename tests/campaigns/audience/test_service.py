"""The number shown is the number written, and everybody left out has a reason."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import text

from guichet.campaigns import service
from guichet.campaigns.office import Sending
from guichet.campaigns.triggers import service as triggers
from guichet.campaigns.triggers.language import AtCall, Limits
from guichet.campaigns.triggers.office import TriggerOffice
from guichet.campaigns.types import Audience, CampaignWording, ExclusionReason, LeftOut
from guichet.consent import service as consents
from guichet.consent.addresses import platform_digester
from guichet.crm.segments import service as segments
from guichet.crm.segments.language import Tagged
from guichet.gateway.mass import service as mass
from guichet.gateway.mass.types import Order, Recipient, Wording
from guichet.kit.errors import Conflict, Invalid
from guichet.kit.money import Money
from guichet.kit.work import SYSTEM, Work
from guichet.policies.care import service as care
from guichet.policies.types import Cap, Stricter
from tests.campaigns.scene import ADA, OFFER, Scene, price

ANNA, BEN, CLEO, DAN = "+262692000001", "+262692000002", "+262692000003", "+262692000004"


async def reasons(scene: Scene, **more: object) -> tuple[int, dict[ExclusionReason, int]]:
    """What the preview says; and what is written when it is sent is the same."""
    one = await scene.draft(**more)  # type: ignore[arg-type]  # as ``draft`` takes them
    shown = await scene.preview(one)
    told = {each.reason: each.count for each in shown.exclusions}
    if shown.recipients:
        sent = await scene.send(one, shown.recipients)
        assert (sent.recipients, sent.excluded) == (shown.recipients, shown.excluded)
        async with scene.open_work(scene.tenant.id, SYSTEM) as work:
            written = {each.reason: each.count for each in await service.excluded(work, one.id)}
            rows = await service.exclusions(work, one.id, None, 0, 100)
        assert written == told
        assert [row.n for row in rows] == list(range(1, shown.excluded + 1))
    return shown.recipients, told


async def test_offers_go_to_who_agreed(scene: Scene) -> None:
    await scene.contact("Anna", ANNA, consent="granted")
    await scene.contact("Ben", BEN, consent="withdrawn")
    await scene.contact("Cleo", CLEO)
    await scene.contact("Dan")
    found = await reasons(scene, wording=OFFER)
    assert found == (1, {"told_to_stop": 1, "no_consent": 1, "no_number": 1})


async def test_news_go_to_who_refused_offers_too(scene: Scene) -> None:
    await scene.contact("Anna", ANNA, consent="withdrawn")
    assert await reasons(scene) == (1, {})


async def test_a_number_typed_in_counts_once_and_never_beside_its_own_card(scene: Scene) -> None:
    await scene.contact("Anna", ANNA, consent="granted")
    wording = CampaignWording("Soldes", "marketing", consent="optin")
    audience = Audience(everybody=True, numbers=(ANNA, BEN, BEN, CLEO))
    found = await reasons(scene, wording=wording, audience=audience)
    assert found == (3, {"same_number": 2})


async def test_who_is_in_something_to_leave_out_does_not_get_it(scene: Scene) -> None:
    anna = await scene.contact("Anna", ANNA)
    await scene.contact("Ben", BEN)
    async with scene.open_work(scene.tenant.id, SYSTEM) as work:
        kept = await segments.create_list(work, "Déjà venus")
        await segments.add_to_list(work, kept.id, [anna])
    minus = LeftOut(lists=(kept.id,), numbers=(CLEO,))
    audience = Audience(everybody=True, numbers=(CLEO, DAN), minus=minus)
    assert await reasons(scene, audience=audience) == (2, {"left_out": 2})


async def test_the_platforms_own_list_counts(scene: Scene) -> None:
    await scene.contact("Anna", ANNA)
    await scene.contact("Ben", BEN)
    async with scene.ground.system_db.transaction() as session:
        hashed = (await platform_digester(session, scene.ground.cipher)).of("phone", ANNA)
        work = Work(session, scene.tenant.id, scene.clock, scene.ground.ids, SYSTEM)
        await consents.block_everywhere(
            work, [hashed], blocked=True, reason="plainte", by_name="Ada"
        )
    assert await reasons(scene) == (1, {"blocked": 1})


async def test_where_nobody_serves_nobody_gets_it(scene: Scene) -> None:
    await scene.contact("Anna", ANNA)
    await scene.contact("Ben", "+4915112345678")
    await price(scene)
    assert await reasons(scene) == (1, {"not_served": 1})


async def test_the_price_is_that_of_all_texts(scene: Scene) -> None:
    await scene.crowd(3)
    await price(scene)
    shown = await scene.preview(await scene.draft())
    assert shown.least == shown.most == Money(3 * 45_600, "EUR")
    assert [one.text for one in shown.samples][:1] == ["Bonjour Client, c’est prêt."]


async def test_a_mobile_is_chosen_before_other_numbers(scene: Scene) -> None:
    await scene.contact("Anna", "+262262000001", ANNA)
    one = await scene.draft()
    await scene.on_its_way(one, 1)
    await scene.step(one)
    assert await scene.accepted() == [ANNA]


async def test_who_has_a_fixed_line_alone_is_left_out(scene: Scene) -> None:
    await scene.contact("Anna", ANNA)
    await scene.contact("Ben", "+262262000001")
    found = await reasons(scene, audience=Audience(everybody=True, numbers=("+33123456789",)))
    assert found == (1, {"landline": 2})


async def test_a_segment_and_an_inline_condition_add_up(scene: Scene) -> None:
    await scene.contact("Anna", ANNA)
    async with scene.open_work(scene.tenant.id, SYSTEM) as work:
        nobody = await segments.create(work, "Fidèles", Tagged(tags=["fidèle"]))
    found = await reasons(scene, audience=Audience(segments=(nobody.id,), numbers=(BEN,)))
    assert found == (1, {})


async def test_a_list_that_changed_since_it_was_shown_is_not_sent_to(scene: Scene) -> None:
    await scene.contact("Anna", ANNA)
    one = await scene.draft()
    await scene.contact("Ben", BEN)
    with pytest.raises(Conflict) as refused:
        await scene.send(one, 1)
    assert refused.value.code == "audience_changed"
    assert refused.value.params == {"recipients": 2, "excluded": 0}
    assert (await scene.get(one)).state == "draft"
    assert (await scene.send(one, 2)).state == "leaving"
    async with scene.ground.system_db.transaction() as session:
        assert await session.scalar(text("SELECT count(*) FROM campaign_recipient")) == 2


async def test_sending_twice_is_sending_once(scene: Scene) -> None:
    await scene.contact("Anna", ANNA)
    one = await scene.draft()
    sent = await scene.send(one, 1)
    assert await scene.send(one, 1) == sent


PROBLEMS: list[tuple[str, Audience, CampaignWording]] = [
    ("nobody_chosen", Audience(), OFFER),
    ("empty_audience", Audience(conditions=(Tagged(tags=["fidèle"]),)), OFFER),
    ("all_excluded", Audience(everybody=True), OFFER),
    ("no_text", Audience(everybody=True), CampaignWording("", "service")),
    ("unknown_name", Audience(everybody=True), CampaignWording("Bonjour {truc}", "service")),
]


@pytest.mark.parametrize(
    ("code", "audience", "wording"), PROBLEMS, ids=[code for code, _, _ in PROBLEMS]
)
async def test_what_speaks_against_it_is_said_before(
    scene: Scene, code: str, audience: Audience, wording: CampaignWording
) -> None:
    await scene.contact("Anna", ANNA)
    shown = await scene.preview(await scene.draft(audience=audience, wording=wording))
    assert code in [one.code for one in shown.problems if one.stops]


async def test_where_some_may_have_it_sooner_it_is_told_when_the_first_leave(scene: Scene) -> None:
    for number in ("+262693000001", "+262639000001"):  # of La Réunion and of Mayotte, an hour later
        await scene.contact(number, number, consent="granted")
    evening = datetime(2026, 3, 2, 17, 30, tzinfo=UTC)
    scene.clock.advance(evening - scene.clock.now())
    shown = await scene.preview(await scene.draft(wording=OFFER))
    told = [one.params["until"] for one in shown.problems if one.code == "closed_now"]
    assert told == ["2026-03-03 08:00"]


async def test_a_segment_that_is_gone_is_named(scene: Scene) -> None:
    one = await scene.draft(audience=Audience(segments=(UUID(int=7),)))
    with pytest.raises(Invalid) as refused:
        await scene.preview(one)
    assert [fault.pointer for fault in refused.value.faults] == ["audience/segments/0"]


async def test_nobody_gets_more_offers_than_the_company_allows_itself(scene: Scene) -> None:
    await scene.contact("Anna", ANNA, consent="granted")
    async with scene.open_work(scene.tenant.id, SYSTEM) as work:
        await care.put(work, Stricter(cap=Cap(1, 7)), 0)
    first = await scene.draft(wording=OFFER)
    await scene.on_its_way(first, 1)
    await scene.step(first)
    assert await reasons(scene, wording=OFFER) == (0, {"too_often": 1})
    scene.clock.advance(timedelta(days=8))
    assert await reasons(scene, wording=OFFER) == (1, {})


async def test_an_offer_sent_by_itself_counts_as_one_too(scene: Scene) -> None:
    """By `POST /messages`: to a number that has a card, and to one that has none."""
    await scene.contact("Anna", ANNA, consent="granted")
    await scene.contact("Ben", BEN, consent="granted")
    async with scene.open_work(scene.tenant.id, SYSTEM) as work:
        await care.put(work, Stricter(cap=Cap(2, 7)), 0)
    offer = Wording(None, "Soldes chez Vanille", "marketing", "optin")
    for wording in (offer, replace(offer, purpose="service"), offer):
        async with scene.open_work(scene.tenant.id, SYSTEM) as work:
            await mass.send(work, Order(scene.tenant.id, wording, [Recipient(ANNA)]))
    assert await reasons(scene, wording=OFFER) == (1, {"too_often": 1})
    scene.clock.advance(timedelta(days=8))
    assert await reasons(scene, wording=OFFER) == (2, {})


async def test_offers_of_campaigns_and_those_sent_by_themselves_are_counted_together(
    scene: Scene,
) -> None:
    await scene.contact("Anna", ANNA, consent="granted")
    async with scene.open_work(scene.tenant.id, SYSTEM) as work:
        await care.put(work, Stricter(cap=Cap(2, 7)), 0)
    first = await scene.on_its_way(await scene.draft(wording=OFFER), 1)
    await scene.step(first)
    assert await reasons(scene, wording=OFFER) == (1, {}), "its own messages are not counted twice"
    async with scene.open_work(scene.tenant.id, SYSTEM) as work:
        wording = Wording(None, "Soldes chez Vanille", "marketing", "optin")
        await mass.send(work, Order(scene.tenant.id, wording, [Recipient(ANNA)]))
    assert await reasons(scene, wording=OFFER) == (0, {"too_often": 1})


async def test_a_text_that_a_trigger_sent_counts_as_an_offer_too(scene: Scene) -> None:
    """What a trigger sends is a campaign to one person."""
    await scene.contact("Anna", ANNA, consent="granted")
    async with scene.open_work(scene.tenant.id, SYSTEM) as work:
        await care.put(work, Stricter(cap=Cap(1, 7)), 0)
    mould = await scene.draft(Audience(numbers=(ANNA,)), OFFER)
    async with scene.open_work(scene.tenant.id, SYSTEM) as work:
        made = await triggers.create(work, mould.id, AtCall(), Limits(), enabled=True)
    office = TriggerOffice(scene.open_work, scene.office)
    who = Sending(scene.tenant.id, SYSTEM, ADA)
    run = await office.call(who, mould.id, "1", {}, {})
    assert run.trigger_id == made.id
    assert run.campaign_id is not None
    scene.clock.advance(timedelta(seconds=10))
    await scene.step(replace(mould, id=run.campaign_id))
    assert await reasons(scene, wording=OFFER) == (0, {"too_often": 1})
