"""Rules are rehearsed on what came in, before anything comes into force."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest

from guichet.accounts.rights import Role
from guichet.agents import service as agents
from guichet.agents.types import Calendar, Span
from guichet.crm import service as crm
from guichet.gateway.context import Context
from guichet.gateway.types import Inbound, Page
from guichet.insight.rehearsal import jobs, service
from guichet.insight.rehearsal.types import SILENT, Rehearsal
from guichet.intake.rules.types import ForAgent, Group, Rules, SkillAt, Test, Then
from guichet.interactions import service as interactions
from guichet.interactions.states import Action
from guichet.interactions.traffic import service as traffic
from guichet.interactions.types import Rating
from guichet.kit.clock import ManualClock
from guichet.kit.db.sessions import ReaderDatabase
from guichet.kit.errors import NotFound
from guichet.kit.ground import Ground
from guichet.kit.ids import lowest_id_at
from guichet.kit.jobs import JobRun
from tests.conftest import MakeTenant, MakeWork
from tests.desk.scene import AMELIE, Callers, application, arrives, client_of, principal
from tests.gateway.scene import says, visitor
from tests.intake.rules.examples import an_id, rule
from tests.intake.rules.scene import RuledShop, ruled_shop

CART = Test("data", "more_than", "cart.total", (), (100,))
CHECKOUT = Test("page", "under", values=("/checkout",))


@pytest.fixture
async def ruled(make_tenant: MakeTenant, make_work: MakeWork) -> RuledShop:
    return await ruled_shop(make_tenant, make_work)


def says_with_cart(number: int, total: float) -> Inbound:
    said = says(f"Bonjour {number}", who=visitor(number))
    return replace(said, context=Context(data={"cart": {"total": total}}))


async def rehearsed(ground: Ground, ruled: RuledShop, rules: Rules) -> Rehearsal:
    async with ruled.make_work(ruled.tenant_id) as work:
        begun = await service.begin(work, rules)
    await jobs.rehearse.run(JobRun(ground, ruled.tenant_id, 1), begun.id)
    async with ruled.make_work(ruled.tenant_id) as work:
        return await service.get(work, begun.id)


def effect_of(one: Rehearsal) -> Mapping[str, Any]:
    assert one.state == "done"
    assert one.effect is not None
    return one.effect


async def test_the_effect_counts_what_would_change_and_shows_examples(
    ground: Ground, ruled: RuledShop
) -> None:
    for number, total in enumerate((20, 150, 200), start=1):
        await arrives(ruled.make_work, ruled.shop, says_with_cart(number, total))
    at_checkout = replace(says("Payer", who=visitor(9)), page=Page("https://s/checkout"))
    await arrives(ruled.make_work, ruled.shop, at_checkout)
    rules = (
        rule(CART, Then(priority=10, go_on=True), "Big carts"),
        rule(Group("any", (CART, CHECKOUT)), Then(queue_id=ruled.orders.id), "Orders"),
        replace(rule(None, Then(priority=1), "Never"), enabled=False),
    )
    effect = effect_of(await rehearsed(ground, ruled, rules))
    assert (effect["total"], effect["changed"]) == (4, 3)
    assert effect["changes"] == {"queue": 3, "priority": 2, "skills": 0, "agent": 0}
    counted = [(one["name"], one["matches"], one["decides"]) for one in effect["rules"]]
    assert counted == [("Big carts", 2, 0), ("Orders", 3, 3), ("Never", 0, 0)]
    orders = str(ruled.orders.id)
    assert effect["queues"] == [
        {"queue_id": orders, "before": 0, "after": 3},
        {"queue_id": None, "before": 4, "after": 1},
    ]
    assert effect["flows"] == [{"before": None, "after": orders, "count": 3}]
    unsaid = {"before": None, "low": None, "high": None, "reason": "few"}
    assert [one["queue_id"] for one in effect["waits"]].count(orders) == 1
    assert all(one == {"queue_id": one["queue_id"], **unsaid} for one in effect["waits"])
    newest = effect["examples"]["queue"][0]
    assert (newest["before"], newest["after"], newest["rules"]) == (None, orders, [2])
    assert [one["rules"] for one in effect["examples"]["priority"]] == [[1, 2], [1, 2]]


async def test_it_is_compared_with_the_rules_in_force_not_with_none(
    ground: Ground, ruled: RuledShop
) -> None:
    in_force = (rule(CART, Then(queue_id=ruled.orders.id)),)
    await ruled.publish(in_force)
    await arrives(ruled.make_work, ruled.shop, says_with_cart(1, 500))
    same = await rehearsed(ground, ruled, in_force)
    none = await rehearsed(ground, ruled, ())
    assert (same.number, effect_of(same)["changed"]) == (1, 0)
    assert effect_of(none)["changes"]["queue"] == 1


async def test_requests_nobody_could_answer_are_told(ground: Ground, ruled: RuledShop) -> None:
    await arrives(ruled.make_work, ruled.shop, says("Bonjour"))
    then = Then(require=(SkillAt(ruled.french.id, 3),), agent=ForAgent("last"))
    effect = effect_of(await rehearsed(ground, ruled, (rule(None, then),)))
    assert (effect["unanswerable"]["before"], effect["unanswerable"]["after"]) == (1, 1)
    assert effect["changes"] == {"queue": 0, "priority": 0, "skills": 1, "agent": 1}


async def test_contacts_are_taken_as_they_are_today(ground: Ground, ruled: RuledShop) -> None:
    accepted = await arrives(ruled.make_work, ruled.shop, says("Bonjour"))
    async with ruled.make_work(ruled.tenant_id) as work:
        one = await interactions.get(work, accepted.interaction_id)
        await crm.change(work, one.person.id, {"tags": ["VIP"]})
    vip = rule(Test("tag", "has_any", values=("vip",)), Then(priority=5))
    effect = effect_of(await rehearsed(ground, ruled, (vip,)))
    assert (effect["total"], effect["changes"]["priority"]) == (1, 1)


async def test_ratings_given_before_and_open_calendars_count(
    ground: Ground, ruled: RuledShop, clock: ManualClock
) -> None:
    spans = (Span(12 * 60, 13 * 60),)
    noon = Calendar(an_id(0), 0, "Noon", "Indian/Reunion", None, (spans,) * 7)
    async with ruled.make_work(ruled.tenant_id) as work:
        calendar = await agents.create_calendar(work, noon)
    first = await arrives(ruled.make_work, ruled.shop, says("Bonjour"))
    async with ruled.make_work(ruled.tenant_id) as work:
        held = await interactions.for_change(work, first.interaction_id)
        held = await interactions.move(work, held, Action.TAKE, AMELIE)
        held = await interactions.rate(work, held, Rating(1))
        await interactions.move(work, held, Action.CLOSE, AMELIE)
    clock.advance(timedelta(hours=2))
    await arrives(ruled.make_work, ruled.shop, says("Encore moi"))
    unhappy = Test("rating", "at_most", numbers=(2,))
    is_noon = Test("calendar", "open", values=(str(calendar.id),))
    rules = (
        rule(unhappy, Then(priority=5, go_on=True), "Unhappy"),
        rule(is_noon, Then(priority=7), "Noon"),
    )
    effect = effect_of(await rehearsed(ground, ruled, rules))
    assert [one["matches"] for one in effect["rules"]] == [1, 1]


async def test_ten_of_each_are_shown_the_newest_first(ground: Ground, ruled: RuledShop) -> None:
    for number in range(12):
        await arrives(ruled.make_work, ruled.shop, says(f"B{number}", who=visitor(number)))
    effect = effect_of(await rehearsed(ground, ruled, (rule(None, Then(priority=3)),)))
    shown = [one["interaction_id"] for one in effect["examples"]["priority"]]
    assert len(shown) == 10
    assert shown == sorted(shown, reverse=True)


async def test_only_the_last_thirty_days_are_looked_at_in_any_number_of_batches(
    ground: Ground, ruled: RuledShop, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "BATCH", 2)
    await arrives(ruled.make_work, ruled.shop, says("old"))
    clock.advance(timedelta(days=31))
    for number in range(2, 6):
        await arrives(ruled.make_work, ruled.shop, says(f"B{number}", who=visitor(number)))
    one = await rehearsed(ground, ruled, (rule(None, Then(priority=3)),))
    assert (one.done, one.total, effect_of(one)["total"]) == (4, 4, 4)


async def test_a_cancelled_rehearsal_stops_and_stays_cancelled(
    ground: Ground, ruled: RuledShop
) -> None:
    await arrives(ruled.make_work, ruled.shop, says("Bonjour"))
    async with ruled.make_work(ruled.tenant_id) as work:
        begun = await service.begin(work, ())
        cancelled = await service.cancel(work, begun.id)
    await jobs.rehearse.run(JobRun(ground, ruled.tenant_id, 1), begun.id)
    async with ruled.make_work(ruled.tenant_id) as work:
        assert await service.get(work, begun.id) == cancelled
        assert await service.cancel(work, begun.id) == cancelled
        with pytest.raises(NotFound):
            await service.get(work, an_id(1))


async def test_a_rehearsal_whose_process_died_is_told_as_failed(
    ruled: RuledShop, clock: ManualClock
) -> None:
    async with ruled.make_work(ruled.tenant_id) as work:
        begun = await service.begin(work, ())
    clock.advance(SILENT + timedelta(seconds=1))
    async with ruled.make_work(ruled.tenant_id) as work:
        assert (await service.get(work, begun.id)).state == "failed"


async def test_one_that_breaks_says_so(
    ground: Ground, ruled: RuledShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def breaks(*_: object) -> int:
        raise ConnectionError

    monkeypatch.setattr(traffic, "count_after", breaks)
    async with ruled.make_work(ruled.tenant_id) as work:
        begun = await service.begin(work, ())
    with pytest.raises(ConnectionError):
        await jobs.rehearse.run(JobRun(ground, ruled.tenant_id, 1), begun.id)
    async with ruled.make_work(ruled.tenant_id) as work:
        assert (await service.get(work, begun.id)).state == "failed"


async def test_the_last_twenty_are_kept(ruled: RuledShop) -> None:
    begun: list[Rehearsal] = []
    for _ in range(22):
        async with ruled.make_work(ruled.tenant_id) as work:
            begun.append(await service.begin(work, ()))
    async with ruled.make_work(ruled.tenant_id) as work:
        assert (await service.get(work, begun[2].id)).id == begun[2].id
        with pytest.raises(NotFound):
            await service.get(work, begun[1].id)


async def test_traffic_of_another_tenant_is_not_read(
    reader_db: ReaderDatabase, make_tenant: MakeTenant, make_work: MakeWork, ruled: RuledShop
) -> None:
    other = await ruled_shop(make_tenant, make_work)
    await arrives(make_work, other.shop, says("Bonjour"))
    start = lowest_id_at(ruled.shop.entry_point.created_at)
    async with reader_db.snapshot() as session:
        found = await traffic.opened_after(session, ruled.tenant_id, start, 10, with_context=True)
        theirs = await traffic.opened_after(session, other.tenant_id, start, 10, with_context=False)
    assert (len(found), len(theirs)) == (0, 1)


@pytest.fixture
async def http(ground: Ground, ruled: RuledShop) -> AsyncIterator[httpx.AsyncClient]:
    callers = Callers(principal(AMELIE, ruled.tenant_id, Role.SUPERVISOR))
    async with client_of(application(ground, callers)) as client:
        yield client


async def test_it_is_begun_followed_and_cancelled_over_http(
    http: httpx.AsyncClient, ground: Ground, ruled: RuledShop
) -> None:
    await arrives(ruled.make_work, ruled.shop, says("Bonjour"))
    begun = (await http.post("/routing-rules/rehearsals", json={})).json()
    assert (begun["state"], begun["effect"]) == ("waiting", None)
    run = JobRun(ground, ruled.tenant_id, 1)
    async with ruled.make_work(ruled.tenant_id) as work:
        one = await service.begin(work, ())
    await jobs.rehearse.run(run, one.id)
    done = (await http.get(f"/routing-rules/rehearsals/{one.id}")).json()
    assert (done["state"], done["effect"]["total"], done["effect"]["changed"]) == ("done", 1, 0)
    cancelled = await http.post(f"/routing-rules/rehearsals/{begun['id']}/cancel")
    assert cancelled.json()["state"] == "cancelled"
    assert (await http.get(f"/routing-rules/rehearsals/{an_id(3)}")).status_code == 404
