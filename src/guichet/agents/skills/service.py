"""Skills: made, renamed, removed."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from guichet.accounts.audit import service as audit
from guichet.agents.events import SKILL_CHANGED, event_of
from guichet.agents.items import skill_item
from guichet.agents.keys import normal
from guichet.agents.repository import take_turn
from guichet.agents.skills import repository
from guichet.agents.types import Skill
from guichet.kit.errors import Conflict, NotFound
from guichet.kit.ids import TenantId
from guichet.kit.work import Work

MOST_SKILLS: Final = 500


async def all_of(work: Work) -> Sequence[Skill]:
    """Every skill of the tenant, by name."""
    return in_order(await everything(work.session, work.tenant_id))


async def everything(session: AsyncSession, tenant_id: TenantId) -> Sequence[Skill]:
    """Every skill of a tenant, in no order."""
    return await repository.everything(session, tenant_id)


def in_order(found: Sequence[Skill]) -> Sequence[Skill]:
    """By name."""
    return sorted(found, key=lambda one: normal(one.name))


async def create(work: Work, name: str) -> Skill:
    """A new skill.

    :raises Conflict: ``name_taken``, ``too_many_skills``.
    """
    await take_turn(work)
    known = await everything(work.session, work.tenant_id)
    if len(known) >= MOST_SKILLS:
        raise Conflict("too_many_skills", limit=MOST_SKILLS)
    _refuse_taken(name, known)
    one = Skill(work.ids.new(), 1, name)
    await repository.add(work, one)
    await _tell(work, one)
    return one


async def rename(work: Work, skill_id: UUID, version: int, name: str) -> Skill:
    """Call what ``version`` of a skill was by another name. Safe to repeat.

    :raises NotFound: there is no such skill.
    :raises Conflict: somebody changed it meanwhile; ``name_taken``.
    """
    await take_turn(work)
    before = await held(work, skill_id)
    if before.name == name:
        return before
    if before.version != version:
        raise Conflict
    known = await everything(work.session, work.tenant_id)
    _refuse_taken(name, [one for one in known if one.id != skill_id])
    one = replace(before, name=name, version=version + 1)
    await repository.write(work, one)
    await _tell(work, one)
    return one


async def held(work: Work, skill_id: UUID) -> Skill:
    """One, which nobody else changes until the transaction ends. Raises ``NotFound``."""
    found = await repository.lock(work, skill_id)
    if found is None:
        raise NotFound
    return found


async def remove(work: Work, before: Skill) -> None:
    """Forget a skill that is held and that nothing uses any more."""
    one = replace(before, version=before.version + 1)
    await repository.write(work, one, removed=True)
    await _tell(work, one, removed=True)


def _refuse_taken(name: str, known: Sequence[Skill]) -> None:
    if normal(name) in {normal(one.name) for one in known}:
        raise Conflict("name_taken", name=name)


async def _tell(work: Work, one: Skill, *, removed: bool = False) -> None:
    event = event_of(SKILL_CHANGED, "skill", skill_item(one, removed=removed))
    await work.record(event)
    await audit.write(work, SKILL_CHANGED, event.subject, {"name": one.name})
