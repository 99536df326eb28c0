"""Agents' profiles: every member who may answer has one, made on first need.

Works run under the request role as well as under the system role.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from guichet.accounts.audit import service as audit
from guichet.accounts.members import service as members
from guichet.accounts.members.types import Member
from guichet.accounts.rights import Right, Role, rights_of
from guichet.agents.events import PROFILE_CHANGED, event_of
from guichet.agents.items import profile_item
from guichet.agents.keys import normal
from guichet.agents.profiles import checks, repository
from guichet.agents.queues import service as queues
from guichet.agents.repository import take_turn
from guichet.agents.skills import service as skills
from guichet.agents.types import AgentProfile, ProfileRules, QueueMembership, profile_of
from guichet.kit.errors import Conflict, NotFound
from guichet.kit.ids import TenantId, UserId
from guichet.kit.work import Work

LANGUAGES: Final = frozenset({"fr", "en"})


def may_answer(roles: Iterable[Role]) -> bool:
    """Whether members of these roles are agents."""
    return Right.DESK_ANSWER in rights_of(roles)


async def get(work: Work, user_id: UserId) -> AgentProfile:
    """The profile of a member who may answer, made on first need: in the default queue, with the
    capacity that suits most.

    :raises NotFound: nobody of this id answers for the tenant.
    """
    found = await repository.get(work, user_id)
    if found is None:
        member = await members.get(work, user_id)
        if may_answer(member.roles):
            found = await _made(work, member)
    if found is None or not found.active:
        raise NotFound("no_such_agent")
    return found


async def all_of(work: Work) -> Sequence[AgentProfile]:
    """Everybody who may answer, by name; who has no profile yet is given one."""
    held = {one.id: one for one in await repository.everyone(work.session, work.tenant_id)}
    for member in await members.everyone(work.session, work.tenant_id):
        if member.user_id not in held and may_answer(member.roles):
            held[member.user_id] = await _made(work, member)
    return in_order([one for one in held.values() if one.active])


async def everyone(session: AsyncSession, tenant_id: TenantId) -> Sequence[AgentProfile]:
    """Every profile there is of who may answer, in no order. Changes nothing."""
    return [one for one in await repository.everyone(session, tenant_id) if one.active]


def in_order(found: Iterable[AgentProfile]) -> Sequence[AgentProfile]:
    """By name."""
    return sorted(found, key=lambda one: (normal(one.name), one.id))


async def change(work: Work, user_id: UserId, version: int, rules: ProfileRules) -> AgentProfile:
    """Decide anew what ``version`` of an agent was. Safe to repeat.

    :raises NotFound: nobody of this id answers for the tenant.
    :raises Conflict: somebody changed it meanwhile.
    :raises Invalid: naming the fields that cannot be used.
    """
    await take_turn(work)
    await get(work, user_id)
    before = await _held(work, user_id)
    wanted = replace(rules, queues=_by_preference(rules.queues))
    if wanted == before.decided:
        return before
    if before.version != version:
        raise Conflict
    known = await queues.everything(work.session, work.tenant_id)
    knowable = await skills.everything(work.session, work.tenant_id)
    checks.check_rules(rules, {one.id for one in known}, {one.id for one in knowable})
    changed = await _store(work, before.with_rules(wanted))
    await audit.write(work, PROFILE_CHANGED, f"agent:{user_id}", {"name": changed.name})
    return changed


async def without_queue(work: Work, queue_id: UUID) -> None:
    """Nobody answers that queue any more. With the tenant's turn taken."""
    for one in await repository.everyone(work.session, work.tenant_id):
        left = tuple(each for each in one.queues if each.queue_id != queue_id)
        if left != one.queues:
            held = await _held(work, one.id)
            await _store(work, replace(held, queues=left))


async def without_skill(work: Work, skill_id: UUID) -> None:
    """Nobody has that skill any more. With the tenant's turn taken."""
    for one in await repository.everyone(work.session, work.tenant_id):
        if skill_id in one.skills:
            held = await _held(work, one.id)
            left = {each: level for each, level in one.skills.items() if each != skill_id}
            await _store(work, replace(held, skills=left))


async def follow(work: Work, user_id: UserId, name: str, *, answers: bool) -> None:
    """Take over what a member is called now and whether they may answer; nothing for who has no
    profile. Safe to repeat.
    """
    held = await repository.lock(work, user_id)
    if held is not None and (held.name, held.active) != (name, answers):
        await _store(work, replace(held, name=name, active=answers))


async def _held(work: Work, user_id: UserId) -> AgentProfile:
    found = await repository.lock(work, user_id)
    if found is None:
        raise NotFound("no_such_agent")
    return found


async def _made(work: Work, member: Member) -> AgentProfile:
    default = await queues.default(work)
    rules = ProfileRules(queues=(QueueMembership(default.id),))
    one = profile_of(rules, member.user_id, 1, member.name, active=True)
    if not await repository.add(work, one):
        return await _held(work, member.user_id)
    await work.record(event_of(PROFILE_CHANGED, "agent", profile_item(one)))
    return one


async def _store(work: Work, changed: AgentProfile) -> AgentProfile:
    one = replace(changed, version=changed.version + 1)
    await repository.write(work, one)
    await work.record(event_of(PROFILE_CHANGED, "agent", profile_item(one)))
    return one


def _by_preference(found: Sequence[QueueMembership]) -> tuple[QueueMembership, ...]:
    return tuple(sorted(found, key=lambda one: one.preference))
