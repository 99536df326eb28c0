"""Presence: agents say themselves whether they can be given something; the router and supervisors
may say it for them. What was before is in the event log.

Works run under the request role as well as under the system role.
"""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncSession

from guichet.accounts.audit import service as audit
from guichet.agents.events import PRESENCE_CHANGED, event_of
from guichet.agents.items import presence_item
from guichet.agents.presence import reasons, repository, states
from guichet.agents.profiles import service as profiles
from guichet.agents.types import NO_ANSWER, AgentProfile, Presence, PresenceStatus
from guichet.kit.errors import FieldFault, Invalid
from guichet.kit.ids import TenantId, UserId
from guichet.kit.work import Work


async def get(work: Work, agent_id: UserId) -> Presence:
    """An agent's presence; offline when they were never there.

    :raises NotFound: nobody of this id answers for the tenant.
    """
    agent = await profiles.get(work, agent_id)
    return await repository.get(work, agent_id) or _never(work, agent)


async def for_change(work: Work, agent_id: UserId) -> Presence | None:
    """An agent's presence, which stays as it is until the transaction ends; none when they were
    never there.
    """
    held = await repository.lock(work, agent_id)
    return held if held is not None and held.version else None


async def everyone(session: AsyncSession, tenant_id: TenantId) -> Sequence[Presence]:
    """All agents that were ever there, in no order. Changes nothing."""
    return await repository.everyone(session, tenant_id)


tenants_with_agents = repository.tenants_with_agents


async def set_to(
    work: Work, agent_id: UserId, status: PresenceStatus, reason: str | None = None
) -> Presence:
    """The agent is ``status`` from now on. Safe to repeat: what is so already stays, with the time
    it began.

    :raises NotFound: nobody of this id answers for the tenant.
    :raises Invalid: ``reason`` is none of the tenant's, or given with another status.
    """
    agent = await profiles.get(work, agent_id)
    await _check_reason(work, status, reason)
    await repository.begin(work, _never(work, agent))
    before = await repository.lock(work, agent_id)
    assert before is not None
    after = states.moved(before, status, reason, work.now)
    if after is None:
        return before
    return await _store(work, replace(after, name=agent.name))


async def lose(work: Work, agent_id: UserId) -> Presence | None:
    """The agent's browser is not heard of: the status holds, and everyone sees it. Gives the
    presence when that is news. Safe to repeat.
    """
    held = await repository.lock(work, agent_id)
    after = states.lost(held, work.now) if held else None
    return await _store(work, after) if after else None


async def back(work: Work, agent_id: UserId) -> Presence | None:
    """The agent's browser is heard of again. Gives the presence when that is news. Safe to
    repeat.
    """
    held = await repository.lock(work, agent_id)
    after = states.back(held) if held else None
    return await _store(work, after) if after else None


async def follow(work: Work, agent_id: UserId, name: str, *, answers: bool) -> None:
    """Take over what a member is called now; who may not answer any more is offline."""
    held = await repository.lock(work, agent_id)
    if held is None or not held.version:
        return
    named = replace(held, name=name)
    after = named if answers else states.moved(named, "offline", None, work.now)
    if after is not None and after != held:
        await _store(work, replace(after, version=held.version + 1))


def _never(work: Work, agent: AgentProfile) -> Presence:
    return Presence(agent.id, 0, "offline", None, work.now, None, agent.name)


async def _check_reason(work: Work, status: PresenceStatus, reason: str | None) -> None:
    if reason is None:
        return
    if status != "not_ready":
        raise Invalid(None, (FieldFault("reason", "reason_without_need"),))
    if reason == NO_ANSWER and work.actor.kind == "system":
        return
    if reason not in {one.key for one in await reasons.all_of(work)}:
        raise Invalid(None, (FieldFault("reason", "no_such_reason"),))


async def _store(work: Work, one: Presence) -> Presence:
    await repository.write(work, one)
    await work.record(event_of(PRESENCE_CHANGED, "presence", presence_item(one)))
    if work.actor.kind != "system" and work.actor.id != one.agent_id:
        details = {"name": one.name, "status": one.status}
        await audit.write(work, PRESENCE_CHANGED, f"agent:{one.agent_id}", details)
    return one
