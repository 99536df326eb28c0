"""Queues: the default one without any setup, and those people make."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid5

import pytest

from guichet.agents import service
from guichet.agents.events import QUEUE_CHANGED
from guichet.agents.types import (
    Disposition,
    Overflow,
    QueueRules,
    Relax,
    Ring,
    Target,
)
from guichet.kit.errors import Conflict, Invalid, NotFound, Refusal
from guichet.kit.work import Work
from tests.agents.conftest import Company
from tests.agents.log import items_told
from tests.conftest import Database, MakeTenant, MakeWork

NOBODY = UUID(int=7)
NEW = UUID(int=0)


async def test_ten_who_need_the_first_queue_at_once_make_one(
    make_work: MakeWork, company: Company, database: Database
) -> None:
    async def need() -> UUID:
        async with make_work(company.id) as work:
            return (await service.default_queue(work)).id

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(need()) for _ in range(10)]
    assert len({task.result() for task in tasks}) == 1
    (told,) = items_told(database, company.id, QUEUE_CHANGED)
    assert (told["name"], told["is_default"], told["version"]) == ("Accueil", True, 1)


async def test_a_queue_is_made_decided_anew_and_read(work: Work) -> None:
    made = await service.create_queue(work, QueueRules(name="Conseil d’été"))
    again = await service.create_queue(work, QueueRules(name="conseil (d'ete)"))
    assert (made.key, again.key) == ("conseil_d_ete", "conseil_d_ete_2")
    skill = await service.create_skill(work, "Vanille")
    wanted = replace(
        made.decided,
        name="Conseil",
        rings=(Ring(timedelta(seconds=60), (Relax(skill.id),), again.id),),
        overflow=Overflow(timedelta(minutes=5), again.id),
        target=Target(90, timedelta(seconds=30)),
        dispositions=(Disposition(NEW, "Vendu"),),
    )
    changed = await service.change_queue(work, made.id, made.version, wanted)
    assert (changed.version, changed.key, changed.name) == (2, "conseil_d_ete", "Conseil")
    assert changed.dispositions[0].id.int, "what is new gets its id"
    assert await service.queue(work, made.id) == changed
    names = [one.name for one in await service.queues(work)]
    assert names == ["Accueil", "Conseil", "conseil (d'ete)"], "the default one first"


async def test_what_changes_nothing_tells_nothing(
    work: Work, database: Database, company: Company
) -> None:
    made = await service.create_queue(work, QueueRules(name="Conseil"))
    assert await service.change_queue(work, made.id, 1, made.decided) == made
    await work.session.commit()
    assert len(items_told(database, company.id, QUEUE_CHANGED)) == 1


async def test_who_looked_at_an_older_version_looks_again(work: Work) -> None:
    made = await service.create_queue(work, QueueRules(name="Conseil"))
    await service.change_queue(work, made.id, 1, replace(made.decided, priority=10))
    with pytest.raises(Conflict):
        await service.change_queue(work, made.id, 1, replace(made.decided, priority=20))


MINUTE = timedelta(seconds=60)
DROPS = (Relax(NOBODY),)
FAULTS: list[tuple[dict[str, object], str]] = [
    ({"calendar_id": NOBODY}, "calendar_id no_such_calendar"),
    ({"rings": (Ring(MINUTE),)}, "rings/0 ring_does_nothing"),
    ({"rings": (Ring(MINUTE, any_agent_of=NOBODY),)}, "rings/0/any_agent_of no_such_queue"),
    ({"rings": (Ring(MINUTE, DROPS),)}, "rings/0/relax/0/skill_id no_such_skill"),
    ({"rings": (Ring(MINUTE, DROPS),) * 2}, "rings/1/after_seconds not_later"),
    ({"rings": (Ring(MINUTE, DROPS),) * 7}, "rings too_many_items"),
    ({"overflow": Overflow(MINUTE, NOBODY)}, "overflow/queue_id no_such_queue"),
    ({"disposition_required": True}, "dispositions too_few_items"),
    (
        {"dispositions": (Disposition(NEW, "Vendu"), Disposition(NEW, "vendu "))},
        "dispositions/1/name named_twice",
    ),
]


@pytest.mark.parametrize(("decided", "fault"), FAULTS)
async def test_each_thing_that_cannot_work_is_named(
    work: Work, decided: dict[str, object], fault: str
) -> None:
    rules = replace(QueueRules(name="Conseil"), **decided)  # type: ignore[arg-type]  # from the table
    with pytest.raises(Invalid) as refused:
        await service.create_queue(work, rules)
    assert fault in [f"{one.pointer} {one.code}" for one in refused.value.faults]


async def test_overflow_that_comes_back_is_refused(work: Work) -> None:
    first = await service.create_queue(work, QueueRules(name="A"))
    second = await service.create_queue(
        work, QueueRules(name="B", overflow=Overflow(MINUTE, first.id))
    )
    third = await service.create_queue(
        work, QueueRules(name="C", overflow=Overflow(MINUTE, second.id))
    )
    round_trip = replace(first.decided, overflow=Overflow(MINUTE, third.id))
    with pytest.raises(Invalid) as refused:
        await service.change_queue(work, first.id, 1, round_trip)
    assert refused.value.faults[0].code == "goes_in_a_circle"


async def test_two_queues_do_not_have_one_name(work: Work) -> None:
    await service.create_queue(work, QueueRules(name="Été"))
    with pytest.raises(Conflict) as refused:
        await service.create_queue(work, QueueRules(name="  ete "))
    assert refused.value.code == "name_taken"


async def test_a_removed_queue_leads_to_where_its_waiting_went(work: Work) -> None:
    default = await service.default_queue(work)
    first = await service.create_queue(work, QueueRules(name="A"))
    second = await service.create_queue(work, QueueRules(name="B"))
    removed = await service.remove_queue(work, first.id, second.id)
    assert (removed.removed, removed.moved_to, removed.version) == (True, second.id, 2)
    assert (await service.living_queue(work, first.id)).id == second.id
    await service.remove_queue(work, second.id, None)
    assert (await service.living_queue(work, first.id)).id == default.id
    assert (await service.living_queue(work, uuid5(NOBODY, "x"))).id == default.id
    with pytest.raises(NotFound):
        await service.queue(work, first.id)
    assert [one.id for one in await service.queues(work)] == [default.id]


async def test_what_is_in_use_is_kept_and_its_users_are_named(work: Work) -> None:
    default = await service.default_queue(work)
    used = await service.create_queue(work, QueueRules(name="Utile"))
    await service.create_queue(work, QueueRules(name="B", overflow=Overflow(MINUTE, used.id)))
    with pytest.raises(Conflict) as refused:
        await service.remove_queue(work, used.id, None)
    assert (refused.value.code, refused.value.params) == ("queue_in_use", {"queues": "B"})
    with pytest.raises(Conflict) as kept:
        await service.remove_queue(work, default.id, None)
    assert kept.value.code == "default_queue"


@pytest.mark.parametrize("to", [NOBODY, "itself"])
async def test_waiting_go_to_another_living_queue_only(work: Work, to: UUID | str) -> None:
    one = await service.create_queue(work, QueueRules(name="A"))
    with pytest.raises(Invalid):
        await service.remove_queue(work, one.id, one.id if to == "itself" else NOBODY)


async def test_queues_of_another_tenant_are_not_there(
    make_work: MakeWork, make_tenant: MakeTenant, company: Company
) -> None:
    async with make_work(company.id) as work:
        one = await service.create_queue(work, QueueRules(name="A"))
    async with make_work(await make_tenant()) as other:
        refusals: list[Refusal] = []
        for call in (
            service.queue(other, one.id),
            service.change_queue(other, one.id, 1, one.decided),
            service.remove_queue(other, one.id, None),
        ):
            with pytest.raises(NotFound) as refused:
                await call
            refusals.append(refused.value)
        assert len(refusals) == 3
        assert [each.name for each in await service.queues(other)] == ["Accueil"]
