"""Reasons for not being ready."""

import asyncio
from dataclasses import replace

import pytest

from guichet.agents import service
from guichet.agents.events import REASON_CHANGED
from guichet.agents.types import REASONS
from guichet.kit.errors import Conflict, Invalid, NotFound
from guichet.kit.work import Work
from tests.agents.conftest import Company
from tests.agents.log import items_told
from tests.conftest import Database, MakeWork


async def test_every_company_begins_with_the_standard_ones_once(
    make_work: MakeWork, company: Company, database: Database
) -> None:
    async def look() -> tuple[str, ...]:
        async with make_work(company.id) as work:
            return tuple(one.key for one in await service.reasons(work))

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(look()) for _ in range(5)]
    assert {task.result() for task in tasks} == {REASONS}
    assert len(items_told(database, company.id, REASON_CHANGED)) == len(REASONS)


async def test_a_reason_is_added_renamed_moved_and_removed(work: Work, company: Company) -> None:
    school = await service.add_reason(work, "Sortie d’école")
    assert (school.key, school.place) == ("sortie_d_ecole", len(REASONS) + 1)
    first = await service.change_reason(work, replace(school, name="École", place=0))
    assert (first.version, first.key) == (2, "sortie_d_ecole")
    assert next(one.key for one in await service.reasons(work)) == "sortie_d_ecole"
    await service.set_presence(work, company.amelie.id, "not_ready", first.key)
    await service.remove_reason(work, first.id)
    assert (await service.presence(work, company.amelie.id)).reason == first.key
    with pytest.raises(Invalid):
        await service.set_presence(work, company.boss.id, "not_ready", first.key)
    with pytest.raises(NotFound):
        await service.remove_reason(work, first.id)
    again = await service.add_reason(work, "Sortie d’école")
    assert again.key == "sortie_d_ecole_2", "figures of the past keep their key"


async def test_who_removed_all_of_them_has_none(work: Work) -> None:
    for one in await service.reasons(work):
        await service.remove_reason(work, one.id)
    assert await service.reasons(work) == []


async def test_two_reasons_do_not_have_one_name(work: Work) -> None:
    one = await service.add_reason(work, "École")
    with pytest.raises(Conflict) as refused:
        await service.add_reason(work, "ecole")
    assert refused.value.code == "name_taken"
    assert await service.change_reason(work, one) == one
    with pytest.raises(Conflict):
        await service.change_reason(work, replace(one, version=3, place=9))
