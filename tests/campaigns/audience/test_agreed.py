"""What goes is what was shown: these people, at these prices, and no others."""

from datetime import timedelta

import pytest

from guichet.campaigns.types import Agreed, Audience
from guichet.kit.errors import Conflict
from guichet.kit.money import Money
from guichet.kit.work import SYSTEM, Work
from guichet.prices import service as prices
from guichet.prices.types import PriceRow
from tests.campaigns.audience.test_service import ANNA, BEN, CLEO
from tests.campaigns.scene import Scene, price


def typed(count: int, control: int = 0) -> Audience:
    """So many numbers, of which some are held back."""
    numbers = tuple(f"+262692{one:06d}" for one in range(count))
    return Audience(numbers=numbers, control=control)


async def test_as_many_but_other_people_are_not_sent_to(scene: Scene) -> None:
    one = await scene.draft(Audience(numbers=(ANNA, BEN)))
    shown = await scene.preview(one)
    other = await scene.preview(await scene.draft(Audience(numbers=(ANNA, CLEO))))
    assert shown.recipients == other.recipients
    with pytest.raises(Conflict) as refused:
        await scene.send(one, Agreed(2, other.fingerprint))
    assert refused.value.code == "other_people"
    assert (await scene.get(one)).state == "draft"
    assert (await scene.send(one, Agreed(2, shown.fingerprint))).state == "leaving"


async def test_the_same_people_have_one_fingerprint_in_whatever_order_they_were_chosen(
    scene: Scene,
) -> None:
    one = await scene.preview(await scene.draft(Audience(numbers=(ANNA, BEN, CLEO))))
    other = await scene.preview(await scene.draft(Audience(numbers=(CLEO, ANNA, BEN, ANNA))))
    assert one.fingerprint == other.fingerprint


async def test_a_share_is_held_back_by_lot_and_told_as_left_out(scene: Scene) -> None:
    one = await scene.draft(typed(400, control=20))
    shown = await scene.preview(one)
    (held_back,) = shown.exclusions
    assert held_back.reason == "control"
    assert shown.recipients + held_back.count == 400
    assert 45 <= held_back.count <= 120
    again = await scene.preview(one)
    assert again.fingerprint == shown.fingerprint
    sent = await scene.send(one, Agreed(shown.recipients, shown.fingerprint))
    assert sent.exclusions == {"control": held_back.count}


async def test_each_campaign_draws_others(scene: Scene) -> None:
    first = await scene.preview(await scene.draft(typed(400, control=20)))
    second = await scene.preview(await scene.draft(typed(400, control=20)))
    assert first.fingerprint != second.fingerprint


async def test_who_is_left_out_anyway_is_not_held_back(scene: Scene) -> None:
    for at in range(40):
        await scene.contact(f"Client {at}")
    shown = await scene.preview(await scene.draft(Audience(everybody=True, control=50)))
    assert [(each.reason, each.count) for each in shown.exclusions] == [("no_number", 40)]


async def raised(scene: Scene, micros: int, listed: str = "262") -> None:
    """Prices become others from now on."""
    async with scene.ground.system_db.transaction() as session:
        work = Work(session, scene.tenant.id, scene.clock, scene.ground.ids, SYSTEM)
        found = await prices.list_at(session, scene.tenant.id, scene.clock.now())
        assert found is not None
        row = PriceRow(listed, scene.clock.now(), micros)
        await prices.add_rows(work, found.id, [row], "Ada")


async def test_dearer_than_shown_is_told_and_not_sent(scene: Scene) -> None:
    await price(scene, 40_000)
    one = await scene.draft(typed(3))
    shown = await scene.preview(one)
    agreed = Agreed(3, shown.fingerprint, shown.most, shown.rates)
    scene.clock.advance(timedelta(minutes=1))
    await raised(scene, 50_000)
    with pytest.raises(Conflict) as refused:
        await scene.send(one, agreed)
    assert refused.value.code == "price_changed"
    assert refused.value.params == {"shown": "0.12 EUR", "now": "0.15 EUR"}


async def test_cheaper_than_shown_goes(scene: Scene) -> None:
    await price(scene, 40_000)
    one = await scene.draft(typed(3))
    shown = await scene.preview(one)
    scene.clock.advance(timedelta(minutes=1))
    await raised(scene, 30_000)
    sent = await scene.send(one, Agreed(3, shown.fingerprint, shown.most, shown.rates))
    assert sent.state == "leaving"
    assert sent.agreed is not None
    assert sent.agreed.price == Money(120_000, "EUR")


async def test_prices_that_change_while_it_may_be_on_its_way_are_told_before(
    scene: Scene,
) -> None:
    await price(scene, 40_000)
    async with scene.ground.system_db.transaction() as session:
        work = Work(session, scene.tenant.id, scene.clock, scene.ground.ids, SYSTEM)
        found = await prices.list_at(session, scene.tenant.id, scene.clock.now())
        assert found is not None
        later = scene.clock.now() + timedelta(days=2)
        await prices.add_rows(work, found.id, [PriceRow("262", later, 50_000)], "Ada")
    shown = await scene.preview(await scene.draft(typed(1)))
    assert [one.code for one in shown.problems if not one.stops] == ["prices_change"]
    assert shown.most == Money(40_000, "EUR")
