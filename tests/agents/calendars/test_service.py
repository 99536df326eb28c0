"""Calendars: made, changed, removed; hours that make no sense are named."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from guichet.agents import service
from guichet.agents.types import Calendar, DayException, QueueRules, Span, Week
from guichet.kit.errors import Conflict, Invalid, NotFound
from guichet.kit.work import Work
from tests.conftest import MakeTenant, MakeWork

MORNING, AFTERNOON = Span(480, 720), Span(780, 1020)
DAY = (MORNING, AFTERNOON)
WEEK: Week = (DAY, DAY, DAY, DAY, DAY, (MORNING,), ())
NEW = UUID(int=0)
SHOP = Calendar(NEW, 0, "Boutique", "Indian/Reunion", "RE", WEEK)
KAF = DayException(date(2026, 12, 20), (), "Fèt kaf")
EVE = DayException(date(2026, 12, 24), (MORNING,), "Réveillon")


async def test_a_calendar_is_made_changed_and_read(work: Work) -> None:
    made = await service.create_calendar(work, replace(SHOP, exceptions=(EVE, KAF)))
    assert (made.version, made.exceptions) == (1, (KAF, EVE)), "by date"
    assert await service.calendar(work, made.id) == made
    assert await service.change_calendar(work, made) == made
    changed = await service.change_calendar(work, replace(made, name="Magasin", territory=None))
    assert (changed.version, changed.name, changed.territory) == (2, "Magasin", None)
    with pytest.raises(Conflict):
        await service.change_calendar(work, made)
    assert await service.calendars(work) == [changed]


def with_monday(*spans: Span) -> Calendar:
    return replace(SHOP, week=(spans, *WEEK[1:]))


@pytest.mark.parametrize(
    ("wanted", "fault"),
    [
        (replace(SHOP, zone="Mars/Base"), "zone no_such_zone"),
        (replace(SHOP, territory="XX"), "territory no_such_territory"),
        (with_monday(Span(720, 480)), "week/0/0/end ends_before_it_begins"),
        (with_monday(Span(480, 1500)), "week/0/0/end ends_before_it_begins"),
        (with_monday(MORNING, Span(700, 800)), "week/0/1/start overlaps"),
        (with_monday(*(Span(at, at + 1) for at in range(0, 18, 2))), "week/0 too_many_items"),
        (replace(SHOP, exceptions=(KAF, KAF)), "exceptions/1/day named_twice"),
    ],
)
async def test_hours_that_make_no_sense_are_named(work: Work, wanted: Calendar, fault: str) -> None:
    with pytest.raises(Invalid) as refused:
        await service.create_calendar(work, wanted)
    assert [f"{one.pointer} {one.code}" for one in refused.value.faults] == [fault]


async def test_a_calendar_that_queues_keep_is_kept(work: Work) -> None:
    made = await service.create_calendar(work, SHOP)
    queue = await service.create_queue(work, QueueRules(name="Conseil", calendar_id=made.id))
    with pytest.raises(Conflict) as refused:
        await service.remove_calendar(work, made.id)
    assert (refused.value.code, refused.value.params) == ("calendar_in_use", {"queues": "Conseil"})
    await service.change_queue(work, queue.id, 1, replace(queue.decided, calendar_id=None))
    await service.remove_calendar(work, made.id)
    with pytest.raises(NotFound):
        await service.calendar(work, made.id)


async def test_a_calendar_of_another_tenant_cannot_be_used(
    make_work: MakeWork, make_tenant: MakeTenant
) -> None:
    async with make_work(await make_tenant()) as work:
        made = await service.create_calendar(work, SHOP)
    async with make_work(await make_tenant()) as other:
        with pytest.raises(NotFound):
            await service.calendar(other, made.id)
        with pytest.raises(Invalid):
            await service.create_queue(other, QueueRules(name="A", calendar_id=made.id))
