"""Skills: made, renamed, removed, and taken away from agents with it."""

from datetime import timedelta

import pytest

from guichet.agents import service
from guichet.agents.types import ProfileRules, QueueRules, Relax, Ring
from guichet.kit.errors import Conflict, NotFound
from guichet.kit.work import Work
from tests.agents.conftest import Company


async def test_a_skill_is_made_and_renamed(work: Work) -> None:
    vanilla = await service.create_skill(work, "Vanille")
    await service.create_skill(work, "Éco")
    renamed = await service.rename_skill(work, vanilla.id, 1, "Vanille Bourbon")
    assert (renamed.version, renamed.name) == (2, "Vanille Bourbon")
    assert await service.rename_skill(work, vanilla.id, 2, "Vanille Bourbon") == renamed
    assert [one.name for one in await service.skills(work)] == ["Éco", "Vanille Bourbon"]
    with pytest.raises(Conflict):
        await service.rename_skill(work, vanilla.id, 1, "Autre")
    with pytest.raises(Conflict) as taken:
        await service.rename_skill(work, vanilla.id, 2, "eco")
    assert taken.value.code == "name_taken"


async def test_with_a_skill_goes_what_agents_knew_of_it(work: Work, company: Company) -> None:
    skill = await service.create_skill(work, "Vanille")
    other = await service.create_skill(work, "Livraison")
    rules = ProfileRules(queues=(), skills={skill.id: 3, other.id: 1})
    await service.change_profile(work, company.amelie.id, 1, rules)
    await service.remove_skill(work, skill.id)
    assert dict((await service.profile(work, company.amelie.id)).skills) == {other.id: 1}
    assert [one.id for one in await service.skills(work)] == [other.id]
    with pytest.raises(NotFound):
        await service.remove_skill(work, skill.id)


async def test_a_skill_that_steps_speak_of_is_kept(work: Work) -> None:
    skill = await service.create_skill(work, "Vanille")
    ring = Ring(timedelta(seconds=30), (Relax(skill.id),))
    await service.create_queue(work, QueueRules(name="Conseil", rings=(ring,)))
    with pytest.raises(Conflict) as refused:
        await service.remove_skill(work, skill.id)
    assert (refused.value.code, refused.value.params) == ("skill_in_use", {"queues": "Conseil"})
