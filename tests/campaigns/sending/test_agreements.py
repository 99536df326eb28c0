"""What a campaign costs is what was agreed, and who decided what is written down."""

from datetime import timedelta

from guichet.accounts.audit import service as audit
from guichet.accounts.audit.types import Filter
from guichet.campaigns import service
from guichet.campaigns.types import Agreed, Campaign
from guichet.kit.money import Money
from guichet.kit.work import SYSTEM
from tests.campaigns.audience.test_agreed import raised
from tests.campaigns.scene import Scene, price
from tests.campaigns.sending.test_steps import finished, typed


async def agreed_on(scene: Scene, many: int) -> Campaign:
    """On its way at the prices that were shown."""
    await price(scene, 40_000)
    one = await scene.draft(typed(many))
    shown = await scene.preview(one)
    sent = await scene.send(one, Agreed(many, shown.fingerprint, shown.most, shown.rates))
    scene.clock.advance(timedelta(seconds=10))
    return await scene.step(sent)


async def test_prices_that_rise_beyond_what_was_agreed_hold_it_with_words(scene: Scene) -> None:
    one = await agreed_on(scene, 2_000)
    assert one.prepared == 1_000
    await raised(scene, 40_001)
    held = await scene.step(one)
    assert (held.state, held.obstacle, held.prepared) == ("paused", "price_changed", 1_000)
    async with scene.open_work(scene.tenant.id, SYSTEM) as work:
        await service.resume(work, one.id)
    on = await finished(scene, one)
    assert (on.prepared, on.obstacle) == (2_000, None)
    assert on.spent == Money(1_000 * 40_000 + 1_000 * 40_001, "EUR")


async def test_prices_that_stay_within_what_was_agreed_do_not_hold_it(scene: Scene) -> None:
    one = await agreed_on(scene, 2_000)
    await raised(scene, 30_000)
    on = await finished(scene, one)
    assert (on.prepared, on.obstacle) == (2_000, None)
    assert on.spent == Money(1_000 * 40_000 + 1_000 * 30_000, "EUR")


DEEDS = ["sent", "paused", "resumed", "cancelled"]


async def test_who_did_what_to_it_stands_in_the_audit_trail(scene: Scene) -> None:
    one = await scene.on_its_way(await scene.draft(typed(3)), 3)
    await scene.step(one)
    async with scene.open_work(scene.tenant.id, SYSTEM) as work:
        await service.pause(work, one.id)
        await service.resume(work, one.id)
        await service.cancel(work, one.id)
    other = await scene.draft(typed(2))
    await scene.send(other, 2)
    async with scene.open_work(scene.tenant.id, SYSTEM) as work:
        await service.undo(work, other.id)
        wanted = Filter(target=f"campaign:{one.id}")
        told = await audit.entries(work.session, work.tenant_id, wanted, None, 10)
        undone = Filter(target=f"campaign:{other.id}")
        others = await audit.entries(work.session, work.tenant_id, undone, None, 10)
    assert [each.action.rpartition(".")[2] for each in reversed(told)] == DEEDS
    assert [each.action.rpartition(".")[2] for each in reversed(others)] == ["sent", "undone"]
    assert told[-1].details == {"name": "Soldes", "count": 3}
