"""Both live screens follow whatever happens in the room by events alone."""

from dataclasses import replace
from datetime import timedelta

import pytest

from guichet.accounts.rights import Role, rights_of
from guichet.agents import service
from guichet.agents.topics import AgentsPresence, AgentsSettings
from guichet.agents.types import (
    Calendar,
    Overflow,
    ProfileRules,
    QueueMembership,
    QueueRules,
)
from guichet.kit.db.sessions import RequestDatabase
from guichet.kit.errors import Invalid
from guichet.kit.topics import Viewer
from guichet.kit.work import Work
from tests.agents.calendars.test_service import NEW, WEEK
from tests.agents.conftest import Company
from tests.conftest import Database, MakeWork
from tests.live.replay import assert_snapshot_plus_events_equals_snapshot


def viewer(company: Company) -> Viewer:
    rights = frozenset(right.value for right in rights_of([Role.AGENT]))
    return Viewer(company.amelie.id, company.tenant.id, rights)


async def _queues(work: Work, company: Company) -> None:
    advice = await service.create_queue(work, QueueRules(name="Conseil"))
    orders = await service.create_queue(work, QueueRules(name="Commandes"))
    over = Overflow(timedelta(minutes=3), orders.id)
    await service.change_queue(work, advice.id, 1, replace(advice.decided, overflow=over))
    gone = await service.create_queue(work, QueueRules(name="Ancienne"))
    rules = ProfileRules(queues=(QueueMembership(gone.id), QueueMembership(advice.id, 2)))
    await service.change_profile(work, company.amelie.id, 1, rules)
    await service.remove_queue(work, gone.id, None)


async def _rest(work: Work, company: Company) -> None:
    skill = await service.create_skill(work, "Vanille")
    await service.rename_skill(work, skill.id, 1, "Vanille Bourbon")
    gone = await service.create_skill(work, "Autre")
    await service.remove_skill(work, gone.id)
    hours = Calendar(NEW, 0, "Boutique", "Indian/Reunion", "RE", WEEK)
    kept = await service.create_calendar(work, hours)
    await service.change_calendar(work, replace(kept, territory=None))
    old = await service.create_calendar(work, replace(hours, name="Ancien"))
    await service.remove_calendar(work, old.id)
    reason = await service.add_reason(work, "École")
    await service.remove_reason(work, reason.id)
    await service.follow_member(work, company.boss.id, "Chef", answers=False)


async def test_the_settings_follow_whatever_is_set_up(
    make_work: MakeWork, company: Company, database: Database, request_db: RequestDatabase
) -> None:
    async def much() -> None:
        async with make_work(company.id) as work:
            await service.profiles(work)
            await _queues(work, company)
            await _rest(work, company)

    shown = await assert_snapshot_plus_events_equals_snapshot(
        database, request_db, AgentsSettings(), viewer(company), {}, much
    )
    named = {(one.kind, str(one.value["name"])) for one in shown if isinstance(one.value, dict)}
    assert {name for kind, name in named if kind == "queue"} == {"Accueil", "Conseil", "Commandes"}
    assert {name for kind, name in named if kind == "agent"} == {"amelie"}
    assert ("skill", "Vanille Bourbon") in named
    assert ("calendar", "Boutique") in named
    assert len([one for one in shown if one.kind == "reason"]) == 4


async def test_who_is_there_is_followed(
    make_work: MakeWork, company: Company, database: Database, request_db: RequestDatabase
) -> None:
    async def much() -> None:
        async with make_work(company.id) as work:
            await service.set_presence(work, company.amelie.id, "ready")
            await service.lose(work, company.amelie.id)
            await service.set_presence(work, company.boss.id, "not_ready", "lunch")
            await service.back(work, company.amelie.id)
            await service.follow_member(work, company.boss.id, "Chef", answers=False)

    shown = await assert_snapshot_plus_events_equals_snapshot(
        database, request_db, AgentsPresence(), viewer(company), {}, much
    )
    found = [one.value for one in shown if isinstance(one.value, dict)]
    assert {(one["name"], one["status"]) for one in found} == {
        ("amelie", "ready"),
        ("Chef", "offline"),
    }


@pytest.mark.parametrize("topic", [AgentsPresence(), AgentsSettings()])
def test_they_take_no_parameters_and_look_alike_to_everyone(
    company: Company, topic: AgentsPresence | AgentsSettings
) -> None:
    with pytest.raises(Invalid):
        topic.parse({"queue": "x"})
    topic.parse({})
    assert topic.viewer_class(viewer(company), None) is None
    assert topic.right in viewer(company).rights
