"""Segments ask what requests tell of people."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from guichet.crm.segments import service as segments
from guichet.crm.segments.language import Fact, Last
from guichet.crm.segments.service import Question
from guichet.desk import service as desk
from guichet.interactions import service as interactions
from guichet.interactions.facts import NAME, RequestsTell
from guichet.interactions.types import Rating
from guichet.kit.clock import ManualClock
from guichet.kit.db.sessions import ReaderDatabase
from guichet.processes.facts import SOURCES
from tests.conftest import MakeTenant, MakeWork
from tests.desk.scene import AMELIE, ability, arrives
from tests.gateway.scene import Shop, open_shop, says, visitor

DAYS = Last(count=3, unit="days")
ASKED = [
    (Fact(source=NAME, fact="open"), {2, 3}),
    (Fact(source=NAME, fact="open", value="complaint"), {2}),
    (Fact(source=NAME, fact="open", value="Réclamation"), {2}),
    (Fact(source=NAME, fact="open", value="order"), set()),
    (Fact(source=NAME, fact="asked"), {1, 2, 3}),
    (Fact(source=NAME, fact="asked", window=DAYS), {2, 3}),
    (Fact(source=NAME, fact="medium", value="chat"), {1, 2, 3}),
    (Fact(source=NAME, fact="medium", value="sms"), set()),
    (Fact(source=NAME, fact="topic", value="order"), {1}),
    (Fact(source=NAME, fact="topic", value="order", window=DAYS), set()),
    (Fact(source=NAME, fact="rated"), {1, 3}),
    (Fact(source=NAME, fact="rated", value="2"), {1}),
    (Fact(source=NAME, fact="rated", value="many"), set()),
    (Fact(source=NAME, fact="rated_low"), {1}),
    (Fact(source=NAME, fact="rated_high"), {3}),
]


@pytest.fixture
async def shop(make_tenant: MakeTenant, make_work: MakeWork) -> Shop:
    return await open_shop(make_tenant, make_work)


async def written(make_work: MakeWork, shop: Shop, clock: ManualClock) -> dict[UUID, int]:
    """Three people: the first asked about an order ten days ago, was not happy, and is done; the
    second complains; the third has something open without a subject, and is happy.
    """
    told = {1: ("order", 2), 2: ("complaint", None), 3: (None, 5)}
    people: dict[UUID, int] = {}
    for number, (subject, stars) in told.items():
        arrived = await arrives(make_work, shop, says(f"Demande {number}", who=visitor(number)))
        async with make_work(shop.tenant_id) as work:
            one = await interactions.for_change(work, arrived.interaction_id)
            name = "Réclamation" if subject == "complaint" else None
            one = await interactions.change(work, one, replace(one, subject=subject))
            one = await interactions.change(work, one, replace(one, subject_name=name))
            if stars:
                one = await interactions.rate(work, one, Rating(stars))
        people[one.person.id] = number
        if number == 1:
            clock.advance(timedelta(minutes=5))
            async with make_work(shop.tenant_id) as work:
                await desk.close(work, ability(shop), arrived.interaction_id, AMELIE)
            clock.advance(timedelta(days=10))
    return people


async def test_people_are_found_by_their_requests(
    make_work: MakeWork, shop: Shop, clock: ManualClock, reader_db: ReaderDatabase
) -> None:
    people = await written(make_work, shop, clock)
    for fact, expected in ASKED:
        question = Question(fact)
        async with make_work(shop.tenant_id) as work:
            of = await segments.asked(work, question, SOURCES)
            found = await segments.page(reader_db, work, question, of, after=None, limit=10)
        assert {people[one.id] for one in found} == expected, fact


def test_every_fact_that_is_named_can_be_asked() -> None:
    assert {fact.fact for fact, _ in ASKED} == RequestsTell().facts
