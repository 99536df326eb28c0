"""What agents do with requests, over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query

from guichet.accounts.http import require
from guichet.accounts.rights import Right
from guichet.accounts.types import Principal
from guichet.desk import service
from guichet.desk.schemas import Answer, InteractionOut, MessageOut, Typing
from guichet.gateway.deps import ChannelsPart
from guichet.interactions import service as interactions
from guichet.interactions.states import State
from guichet.interactions.types import Agent
from guichet.kit.errors import Conflict, Forbidden, Invalid, NotFound
from guichet.kit.http.deps import TenantWork
from guichet.kit.http.paging import Page, Paging, page_of
from guichet.kit.http.problems import refusals
from guichet.kit.http.routes import api_router

router = api_router("desk")

Who = Annotated[Principal, Depends(require(Right.DESK_ANSWER))]

TAKEN = Conflict("already_taken", agent="Ravi Hoareau")
NOT_YOURS = Conflict("not_yours", agent="Ravi Hoareau")
OVER = Conflict("already_closed")
NOT_TAKEN = Conflict("not_taken")


def _agent(who: Principal) -> Agent:
    """The signed-in user. An API key answers nobody: ``Forbidden``."""
    return Agent(who.user_id, who.name or "")


@router.get("/interactions", responses=refusals(Forbidden(), Invalid()))
async def list_interactions(
    who: Who,
    work: TenantWork,
    query: Paging,
    *,
    state: Annotated[State | None, Query(description="Only those in this state.")] = None,
    mine: Annotated[bool, Query(description="Only those the signed-in agent has.")] = False,
    contact_id: Annotated[UUID | None, Query(description="Only this contact's.")] = None,
) -> Page[InteractionOut]:
    """List requests, the newest first."""
    wanted = interactions.Filter(state, who.user_id if mine else None, contact_id)
    before = query.after(tuple[UUID])
    rows = await interactions.page(work, wanted, before[0] if before else None, query.fetch)
    return page_of(rows, query, InteractionOut.of, lambda one: (one.id,))


@router.get("/interactions/{interaction_id}", responses=refusals(NotFound(), Forbidden()))
async def get_interaction(_who: Who, work: TenantWork, interaction_id: UUID) -> InteractionOut:
    """Show one request."""
    return InteractionOut.of(await interactions.get(work, interaction_id))


@router.get(
    "/interactions/{interaction_id}/messages",
    responses=refusals(NotFound(), Forbidden(), Invalid()),
)
async def list_messages(
    _who: Who, work: TenantWork, query: Paging, interaction_id: UUID
) -> Page[MessageOut]:
    """List what was said in a request, the newest first."""
    before = query.after(tuple[int])
    place = before[0] if before else None
    rows = await interactions.messages(work, interaction_id, place, query.fetch)
    return page_of(rows, query, MessageOut.of, lambda one: (one.seq,))


@router.post(
    "/interactions/{interaction_id}/messages",
    status_code=201,
    responses=refusals(NotFound(), Forbidden(), NOT_YOURS, NOT_TAKEN, OVER, Invalid()),
)
async def answer_interaction(
    who: Who, work: TenantWork, interaction_id: UUID, said: Answer
) -> MessageOut:
    """Answer the person of a request you have."""
    agent = _agent(who)
    message = await service.answer(work, interaction_id, agent, said.text, said.client_id)
    return MessageOut.of(message)


@router.post(
    "/interactions/{interaction_id}/take", responses=refusals(NotFound(), Forbidden(), TAKEN, OVER)
)
async def take_interaction(
    who: Who, work: TenantWork, channels: ChannelsPart, interaction_id: UUID
) -> InteractionOut:
    """Take a waiting request. Taking what you have already changes nothing."""
    one = await service.take(work, channels.ability, interaction_id, _agent(who))
    return InteractionOut.of(one)


@router.post(
    "/interactions/{interaction_id}/release",
    responses=refusals(NotFound(), Forbidden(), NOT_YOURS, NOT_TAKEN, OVER),
)
async def release_interaction(
    who: Who, work: TenantWork, channels: ChannelsPart, interaction_id: UUID
) -> InteractionOut:
    """Hand a request back to those who wait; it keeps its place."""
    one = await service.release(work, channels.ability, interaction_id, _agent(who))
    return InteractionOut.of(one)


@router.post(
    "/interactions/{interaction_id}/close", responses=refusals(NotFound(), Forbidden(), TAKEN)
)
async def close_interaction(
    who: Who, work: TenantWork, channels: ChannelsPart, interaction_id: UUID
) -> InteractionOut:
    """End a request you have, or one that waits. Closing what is closed changes nothing."""
    one = await service.close(work, channels.ability, interaction_id, _agent(who))
    return InteractionOut.of(one)


@router.post(
    "/interactions/{interaction_id}/typing",
    status_code=204,
    responses=refusals(NotFound(), Forbidden(), NOT_YOURS, NOT_TAKEN, OVER),
)
async def signal_typing(
    who: Who, work: TenantWork, channels: ChannelsPart, interaction_id: UUID, typing: Typing
) -> None:
    """Show the person that you are typing; lapses by itself after six seconds."""
    command = await service.typing(work, interaction_id, _agent(who), on=typing.on)
    await channels.perform(work, command)
