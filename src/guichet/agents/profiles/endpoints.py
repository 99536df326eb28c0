"""Agents, over HTTP."""

from dataclasses import replace
from typing import Annotated
from uuid import UUID

from fastapi import Depends

from guichet.accounts.http import require
from guichet.accounts.rights import Right
from guichet.accounts.types import Principal
from guichet.agents.keys import normal
from guichet.agents.profiles import service
from guichet.agents.profiles.schemas import AgentChange, AgentOut, AgentQueues
from guichet.agents.types import QueueMembership
from guichet.kit.errors import Conflict, FieldFault, Forbidden, Invalid, NotFound
from guichet.kit.http.deps import TenantWork
from guichet.kit.http.paging import Page, Paging, page_of
from guichet.kit.http.problems import refusals
from guichet.kit.http.routes import api_router
from guichet.kit.ids import UserId

router = api_router("agents")

Reader = Annotated[Principal, Depends(require(Right.AGENTS_READ))]
Assigner = Annotated[Principal, Depends(require(Right.AGENTS_ASSIGN))]
Manager = Annotated[Principal, Depends(require(Right.AGENTS_MANAGE))]
_NOBODY = NotFound("no_such_agent")
_WRONG = Invalid(None, (FieldFault("queues/0/queue_id", "no_such_queue"),))


@router.get("/agents", responses=refusals(Forbidden(), Invalid()))
async def list_agents(_who: Reader, work: TenantWork, query: Paging) -> Page[AgentOut]:
    """List everybody who may answer, by name."""
    after = query.after(tuple[str, UUID])
    everyone = [(normal(one.name), one.id, one) for one in await service.all_of(work)]
    found = [each for each in everyone if after is None or (each[0], each[1]) > after]
    shown = found[: query.fetch]
    return page_of(shown, query, lambda each: AgentOut.of(each[2]), lambda each: each[:2])


@router.get("/agents/{user_id}", responses=refusals(_NOBODY, Forbidden()))
async def get_agent(_who: Reader, work: TenantWork, user_id: UUID) -> AgentOut:
    """Show one agent."""
    return AgentOut.of(await service.get(work, UserId(user_id)))


@router.put("/agents/{user_id}", responses=refusals(_NOBODY, Forbidden(), Conflict(), _WRONG))
async def change_agent(
    _who: Manager, work: TenantWork, user_id: UUID, wanted: AgentChange
) -> AgentOut:
    """Decide anew what an agent answers, knows and does at once."""
    agent = UserId(user_id)
    return AgentOut.of(await service.change(work, agent, wanted.version, wanted.rules()))


@router.put(
    "/agents/{user_id}/queues", responses=refusals(_NOBODY, Forbidden(), Conflict(), _WRONG)
)
async def assign_agent(
    _who: Assigner, work: TenantWork, user_id: UUID, wanted: AgentQueues
) -> AgentOut:
    """Decide which queues an agent answers."""
    agent = UserId(user_id)
    before = await service.get(work, agent)
    queues = tuple(QueueMembership(one.queue_id, one.preference) for one in wanted.queues)
    rules = replace(before.decided, queues=queues)
    return AgentOut.of(await service.change(work, agent, wanted.version, rules))
