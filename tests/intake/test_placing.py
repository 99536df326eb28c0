"""A request waits where the rules in force say, and keeps the reason."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from guichet.agents import service as agents
from guichet.agents.types import Calendar, Span
from guichet.crm import service as crm
from guichet.crm.attributes import service as attributes
from guichet.crm.attributes.types import Draft as NewAttribute
from guichet.crm.attributes.types import Label
from guichet.crm.companies import service as companies
from guichet.crm.companies.types import CompanyFacts
from guichet.crm.types import Change
from guichet.gateway.context import Claims, Context, Device, Location, PageView
from guichet.gateway.types import Inbound, Page
from guichet.intake.placing import BY_RULE
from guichet.intake.rules import service as rules
from guichet.intake.rules.types import ForAgent, Group, SkillAt, Test, Then
from guichet.interactions import service as interactions
from guichet.interactions.states import Action
from guichet.interactions.types import Interaction, Need, Preferred, Rating
from guichet.kit.clock import ManualClock
from tests.conftest import MORNING, MakeTenant, MakeWork
from tests.desk.scene import AMELIE, arrives
from tests.gateway.scene import says, visitor
from tests.intake.rules.examples import rule
from tests.intake.rules.scene import ZOE, RuledShop, ruled_shop

CHECKOUT = "https://shop.example/checkout/pay"


@pytest.fixture
async def ruled(make_tenant: MakeTenant, make_work: MakeWork) -> RuledShop:
    return await ruled_shop(make_tenant, make_work)


async def opens(ruled: RuledShop, inbound: Inbound) -> Interaction:
    accepted = await arrives(ruled.make_work, ruled.shop, inbound)
    async with ruled.make_work(ruled.tenant_id) as work:
        return await interactions.get(work, accepted.interaction_id)


async def closes(ruled: RuledShop, one: Interaction, stars: int) -> None:
    async with ruled.make_work(ruled.tenant_id) as work:
        held = await interactions.for_change(work, one.id)
        held = await interactions.move(work, held, Action.TAKE, AMELIE)
        held = await interactions.rate(work, held, Rating(stars))
        await interactions.move(work, held, Action.CLOSE, AMELIE)


async def test_without_rules_a_request_waits_in_the_default_queue(ruled: RuledShop) -> None:
    one = await opens(ruled, says("Bonjour"))
    async with ruled.make_work(ruled.tenant_id) as work:
        default = await agents.default_queue(work)
        assert await rules.matches(work, one.id) is None
    assert one.queue is not None
    assert (one.queue.id, one.queue.name, one.why) == (default.id, default.name, None)


async def test_the_entry_point_suggests_a_queue_and_a_rule_may_choose_another(
    ruled: RuledShop,
) -> None:
    suggested = replace(says("Bonjour"), queue=ruled.orders.key)
    unknown = replace(says("Bonjour", "2", visitor(2)), queue="nowhere")
    first, second = await opens(ruled, suggested), await opens(ruled, unknown)
    assert first.queue is not None
    assert second.queue is not None
    assert first.queue.id == ruled.orders.id
    async with ruled.make_work(ruled.tenant_id) as work:
        default = await agents.default_queue(work)
    assert second.queue.id == default.id
    await ruled.publish((rule(None, Then(queue_id=default.id)),))
    third = await opens(ruled, replace(suggested, peer_id="3", sender=visitor(3)))
    assert third.queue == second.queue


async def test_a_rule_decides_by_page_and_cart_and_the_request_keeps_why(
    ruled: RuledShop,
) -> None:
    page = Test("page", "under", values=("/checkout",))
    cart = Test("data", "more_than", "cart.total", (), (100,))
    then = Then(
        ruled.orders.id,
        require=(SkillAt(ruled.french.id, 3),),
        priority=10,
        tags=("checkout",),
    )
    await ruled.publish((rule(Group("all", (page, cart)), then, "Big carts"),))
    context = Context(data={"cart": {"total": 129.9}})
    one = await opens(
        ruled, replace(says("Bonjour"), page=Page(CHECKOUT), context=context, language="fr")
    )
    assert one.queue is not None
    assert (one.queue.id, one.priority, one.tags) == (ruled.orders.id, 10, ("checkout",))
    assert one.needs.required == (Need(ruled.french.id, 3, "fr"),)
    assert one.why is not None
    assert (one.why.code, one.why.params) == (BY_RULE, {"rules": "Big carts"})
    async with ruled.make_work(ruled.tenant_id) as work:
        found = await rules.matches(work, one.id)
    assert found is not None
    number, (match,) = found
    assert (number, match.place, match.name) == (1, 1, "Big carts")
    assert [(why.test, why.seen) for why in match.reasons] == [(page, CHECKOUT), (cart, "129.9")]
    small = replace(says("Moi aussi", who=visitor(2)), page=Page(CHECKOUT))
    other = await opens(ruled, small)
    assert other.queue is not None
    assert other.queue.id != ruled.orders.id


async def test_rules_see_all_that_a_visitor_brings(ruled: RuledShop) -> None:
    tests = (
        Test("known", "is"),
        Test("verified", "is"),
        Test("entry_point", "one_of", values=(str(ruled.shop.door.id),)),
        Test("medium", "one_of", values=("chat",)),
        Test("subject", "one_of", values=("orders",)),
        Test("form", "contains", "order", ("A7",)),
        Test("site", "one_of", values=("shop.example",)),
        Test("pages_seen", "under", values=("/faq",)),
        Test("pages_count", "at_least", numbers=(2,)),
        Test("referrer", "contains", values=("search",)),
        Test("device", "one_of", values=("phone",)),
        Test("located", "is"),
        Test("location", "within", numbers=(-20.9, 55.5, 5)),
        Test("territory", "one_of", values=("RE",)),
        Test("hour", "between", numbers=(12 * 60, 13 * 60)),
        Test("weekday", "one_of", values=("1",)),
        Test("invitation", "known"),
    )
    await ruled.publish((rule(Group("all", tests), Then(ruled.orders.id)),))
    pages = tuple(
        PageView(f"https://shop.example/{name}", None, MORNING) for name in ("faq", "cart")
    )
    context = Context(
        site="shop.example",
        referrer="https://search.example/",
        pages=pages,
        device=Device("phone"),
        location=Location(-20.89, 55.49, 20),
        zone="Indian/Reunion",
        form={"order": "A7-31"},
        invitation="i1",
        claims=Claims(True, "42"),
    )
    one = await opens(ruled, replace(says("Bonjour"), subject="orders", context=context))
    assert one.queue is not None
    assert one.queue.id == ruled.orders.id


async def test_a_closed_calendar_can_be_asked_for(ruled: RuledShop, clock: ManualClock) -> None:
    morning = (Span(8 * 60, 13 * 60),)
    hours = Calendar(UUID(int=0), 0, "Mornings", "Indian/Reunion", "RE", (morning,) * 7)
    async with ruled.make_work(ruled.tenant_id) as work:
        calendar = await agents.create_calendar(work, hours)
    closed = Test("calendar", "open", values=(str(calendar.id),), negated=True)
    await ruled.publish((rule(closed, Then(priority=7)),))
    at_noon = await opens(ruled, says("Bonjour"))
    clock.advance(timedelta(hours=2))
    later = await opens(ruled, says("Bonsoir", who=visitor(2)))
    assert (at_noon.priority, later.priority) == (0, 7)
    clock.set(datetime(2026, 7, 14, 6, tzinfo=UTC))
    on_a_holiday = await opens(ruled, says("Bonne fête", who=visitor(3)))
    assert on_a_holiday.priority == 7


async def test_the_last_agent_comes_first_for_a_while(ruled: RuledShop, clock: ManualClock) -> None:
    await ruled.publish((rule(None, Then(agent=ForAgent("last", None, 5))),))
    first = await opens(ruled, says("Bonjour"))
    assert first.preferred is None
    await closes(ruled, first, 5)
    clock.advance(timedelta(hours=1))
    again = await opens(ruled, says("Encore moi"))
    assert again.preferred == Preferred(AMELIE.id, clock.now() + timedelta(minutes=5))


async def test_who_was_unhappy_last_time_can_be_told(ruled: RuledShop) -> None:
    unhappy = Test("rating", "at_most", numbers=(2,))
    await ruled.publish((rule(unhappy, Then(priority=30)),))
    first = await opens(ruled, says("Bonjour"))
    await closes(ruled, first, 2)
    again = await opens(ruled, says("Encore moi"))
    assert (first.priority, again.priority) == (0, 30)


async def test_what_was_removed_since_is_left_out(ruled: RuledShop) -> None:
    then = Then(ruled.orders.id, require=(SkillAt(ruled.french.id, 3),), priority=5)
    await ruled.publish((rule(None, then),))
    async with ruled.make_work(ruled.tenant_id) as work:
        await agents.remove_queue(work, ruled.orders.id, None)
        await agents.remove_skill(work, ruled.french.id)
    one = await opens(ruled, says("Bonjour"))
    async with ruled.make_work(ruled.tenant_id) as work:
        default = await agents.default_queue(work)
    assert one.queue is not None
    assert (one.queue.id, one.needs.required, one.priority) == (default.id, (), 5)


async def test_what_another_process_published_is_in_force_at_once(ruled: RuledShop) -> None:
    await ruled.publish((rule(None, Then(priority=1)),))
    first = await opens(ruled, says("Bonjour"))
    await ruled.publish((rule(None, Then(priority=2)),))
    second = await opens(ruled, says("Bonjour", "2", visitor(2)))
    assert (first.priority, second.priority) == (1, 2)
    assert isinstance(first.id, UUID)


async def test_what_stands_on_the_persons_card_can_be_asked_for(ruled: RuledShop) -> None:
    tests = (
        Test("tag", "has_any", values=("vip",)),
        Test("company", "contains", values=("hotel",)),
        Test("attribute", "at_least", "visits", (), (3,)),
    )
    first = await opens(ruled, says("Bonjour"))
    await closes(ruled, first, 5)
    async with ruled.make_work(ruled.tenant_id) as work:
        hotel = await companies.create(work, CompanyFacts("Hôtel Créolia"))
        label = Label(fr="Visites", en="Visits")
        await attributes.define(work, NewAttribute("visits", label, "number"))
        wanted: Change = {"tags": ["VIP"], "company_id": hotel.id, "attributes": {"visits": 4}}
        await crm.change(work, first.person.id, wanted)
    await ruled.publish((rule(Group("all", tests), Then(ruled.orders.id)),))
    again = await opens(ruled, says("Encore moi"))
    other = await opens(ruled, says("Bonsoir", who=visitor(2)))
    assert again.queue is not None
    assert other.queue is not None
    assert (again.queue.id == ruled.orders.id, other.queue.id == ruled.orders.id) == (True, False)


async def test_a_tag_nobody_bears_is_told(ruled: RuledShop) -> None:
    misspelt = rule(Test("tag", "has_any", values=("vpi",)), Then(ruled.orders.id))
    async with ruled.make_work(ruled.tenant_id) as work:
        saved = await rules.save_draft(work, 0, (misspelt,), ZOE)
    assert [one.code for one in saved.faults] == ["unknown_tag"]
