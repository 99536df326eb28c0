"""Agents' profiles: there without any setup, changed by people, following the members."""

import asyncio
from dataclasses import replace
from uuid import UUID

import pytest

from guichet.accounts.rights import Role
from guichet.agents import service
from guichet.agents.events import PROFILE_CHANGED
from guichet.agents.types import Capacity, ProfileRules, QueueMembership, QueueRules
from guichet.gateway.types import Medium
from guichet.kit.errors import Conflict, Invalid, NotFound
from guichet.kit.ids import UserId
from guichet.kit.work import Work
from tests.accounts.conftest import World
from tests.agents.conftest import Company
from tests.agents.log import items_told
from tests.conftest import Database, MakeWork

NOBODY = UUID(int=7)


async def test_everybody_who_may_answer_is_an_agent_of_the_default_queue(
    work: Work, company: Company
) -> None:
    default = await service.default_queue(work)
    found = await service.profiles(work)
    assert [one.name for one in found] == ["amelie", "boss"]
    assert {one.queues for one in found} == {(QueueMembership(default.id),)}
    assert [one.capacity for one in found] == [Capacity(), Capacity()]
    with pytest.raises(NotFound):
        await service.profile(work, company.auditor.id)
    with pytest.raises(NotFound):
        await service.profile(work, UserId(NOBODY))


async def test_ten_who_need_a_profile_at_once_make_one(
    make_work: MakeWork, company: Company, database: Database
) -> None:
    async def need() -> int:
        async with make_work(company.id) as work:
            return (await service.profile(work, company.amelie.id)).version

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(need()) for _ in range(10)]
    assert {task.result() for task in tasks} == {1}
    assert len(items_told(database, company.id, PROFILE_CHANGED)) == 1


async def test_an_agent_is_decided_anew(work: Work, company: Company) -> None:
    default = await service.default_queue(work)
    advice = await service.create_queue(work, QueueRules(name="Conseil"))
    rules = ProfileRules(
        queues=(QueueMembership(default.id, 2), QueueMembership(advice.id, 1)),
        languages=("en",),
    )
    changed = await service.change_profile(work, company.amelie.id, 1, rules)
    assert [one.queue_id for one in changed.queues] == [advice.id, default.id]
    assert (changed.version, changed.languages) == (2, ("en",))
    assert await service.change_profile(work, company.amelie.id, 2, changed.decided) == changed
    other = replace(rules, languages=("fr",))
    with pytest.raises(Conflict):
        await service.change_profile(work, company.amelie.id, 1, other)


FAULTS: list[tuple[ProfileRules, str]] = [
    (ProfileRules(queues=(QueueMembership(NOBODY),)), "queues/0/queue_id no_such_queue"),
    (ProfileRules(queues=(), skills={NOBODY: 2}), "skills/0/skill_id no_such_skill"),
    (
        ProfileRules(queues=(), capacity=Capacity(units=2, weights={Medium.CALL: 3})),
        "capacity/weights/call heavier_than_all",
    ),
]


@pytest.mark.parametrize(("rules", "fault"), FAULTS)
async def test_each_thing_that_cannot_work_is_named(
    work: Work, company: Company, rules: ProfileRules, fault: str
) -> None:
    with pytest.raises(Invalid) as refused:
        await service.change_profile(work, company.amelie.id, 1, rules)
    assert [f"{one.pointer} {one.code}" for one in refused.value.faults] == [fault]


async def test_a_heavy_medium_may_be_one_that_is_never_offered(
    work: Work, company: Company
) -> None:
    capacity = Capacity(units=2, weights={Medium.CALL: 4}, most={Medium.CALL: 0})
    rules = ProfileRules(queues=(), capacity=capacity)
    changed = await service.change_profile(work, company.amelie.id, 1, rules)
    assert changed.capacity.most == {Medium.CALL: 0}


async def test_with_a_queue_go_its_memberships(work: Work, company: Company) -> None:
    default = await service.default_queue(work)
    advice = await service.create_queue(work, QueueRules(name="Conseil"))
    both = (QueueMembership(advice.id), QueueMembership(default.id, 2))
    await service.change_profile(work, company.amelie.id, 1, ProfileRules(queues=both))
    await service.remove_queue(work, advice.id, None)
    left = await service.profile(work, company.amelie.id)
    assert left.queues == (QueueMembership(default.id, 2),)


async def test_who_leaves_answers_no_more_and_may_come_back(
    work: Work, company: Company, world: World
) -> None:
    before = await service.profile(work, company.amelie.id)
    await service.set_presence(work, company.amelie.id, "ready")
    await service.follow_member(work, company.amelie.id, "Amélie P.", answers=False)
    with pytest.raises(NotFound):
        await service.profile(work, company.amelie.id)
    (presence,) = await service.presences(work)
    assert (presence.status, presence.name) == ("offline", "Amélie P.")
    assert "Amélie P." not in [one.name for one in await service.profiles(work)]
    await service.follow_member(work, company.amelie.id, "Amélie", answers=True)
    again = await service.profile(work, company.amelie.id)
    assert again.decided == before.decided
    assert replace(again, name=before.name, version=before.version) == before


async def test_following_who_has_no_profile_changes_nothing(work: Work, company: Company) -> None:
    await service.follow_member(work, company.auditor.id, "Autre", answers=False)
    assert await service.presences(work) == []
    assert [one.name for one in await service.profiles(work)] == ["amelie", "boss"]


@pytest.mark.parametrize(
    ("role", "answers"),
    [(Role.AGENT, True), (Role.SUPERVISOR, True), (Role.AUDITOR, False)],
)
def test_who_may_answer_follows_from_the_table_of_rights(role: Role, answers: bool) -> None:
    assert service.may_answer([role]) is answers
