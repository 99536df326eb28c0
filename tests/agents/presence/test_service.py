"""Presence: said by the agent, the router or a supervisor; told to everyone; never forgotten."""

import asyncio
from datetime import timedelta

import pytest

from guichet.agents import service
from guichet.agents.events import PRESENCE_CHANGED
from guichet.agents.types import NO_ANSWER
from guichet.kit.clock import ManualClock
from guichet.kit.db.sessions import SystemDatabase
from guichet.kit.errors import Invalid, NotFound
from guichet.kit.ids import IdMaker
from guichet.kit.work import SYSTEM, Actor, Work
from tests.agents.conftest import Company
from tests.agents.log import items_told
from tests.conftest import Database, MakeWork


async def test_without_any_setup_an_agent_sets_themself_ready(work: Work, company: Company) -> None:
    assert (await service.presence(work, company.amelie.id)).status == "offline"
    ready = await service.set_presence(work, company.amelie.id, "ready")
    assert (ready.status, ready.version, ready.name) == ("ready", 1, "amelie")
    assert await service.set_presence(work, company.amelie.id, "ready") == ready
    assert await service.presences(work) == [ready]
    assert await service.presence(work, company.amelie.id) == ready


async def test_a_day_is_read_from_the_log(
    make_work: MakeWork, company: Company, clock: ManualClock, database: Database
) -> None:
    day = [("ready", None), ("not_ready", "lunch"), ("ready", None), ("offline", None)]
    for status, reason in day:
        async with make_work(company.id, Actor("user", company.amelie.id)) as work:
            await service.set_presence(work, company.amelie.id, status, reason)  # type: ignore[arg-type]  # from the table
        clock.advance(timedelta(hours=1))
    told = items_told(database, company.id, PRESENCE_CHANGED)
    assert [(one["status"], one["reason"]) for one in told] == day
    assert len({one["since"] for one in told}) == 4
    assert [one["version"] for one in told] == [1, 2, 3, 4]


async def test_a_lost_browser_is_seen_and_found_again_by_the_router(
    system_db: SystemDatabase, clock: ManualClock, ids: IdMaker, company: Company
) -> None:
    async with system_db.transaction() as session:
        work = Work(session, company.tenant.id, clock, ids, SYSTEM)
        assert await service.lose(work, company.amelie.id) is None, "was never there"
        await service.set_presence(work, company.amelie.id, "ready")
        lost = await service.lose(work, company.amelie.id)
        assert lost is not None
        assert (lost.status, lost.lost_at) == ("ready", clock.now())
        assert await service.lose(work, company.amelie.id) is None
        found = await service.back(work, company.amelie.id)
        assert found is not None
        assert found.lost_at is None
        assert await service.back(work, company.amelie.id) is None
        unanswered = await service.set_presence(work, company.amelie.id, "not_ready", NO_ANSWER)
        assert unanswered.reason == NO_ANSWER


@pytest.mark.parametrize(
    ("status", "reason", "code"),
    [
        ("not_ready", "siesta", "no_such_reason"),
        ("not_ready", NO_ANSWER, "no_such_reason"),
        ("ready", "lunch", "reason_without_need"),
    ],
)
async def test_a_reason_is_one_of_the_companys(
    work: Work, company: Company, status: str, reason: str, code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        await service.set_presence(work, company.amelie.id, status, reason)  # type: ignore[arg-type]  # from the table
    assert refused.value.faults[0].code == code


async def test_who_may_not_answer_has_no_presence(work: Work, company: Company) -> None:
    with pytest.raises(NotFound):
        await service.set_presence(work, company.auditor.id, "ready")


async def test_ten_who_say_it_at_once_say_it_once(
    make_work: MakeWork, company: Company, database: Database
) -> None:
    async def say() -> int:
        async with make_work(company.id) as work:
            return (await service.set_presence(work, company.amelie.id, "ready")).version

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(say()) for _ in range(10)]
    assert {task.result() for task in tasks} == {1}
    assert len(items_told(database, company.id, PRESENCE_CHANGED)) == 1
