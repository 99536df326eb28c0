"""Asking the platform's operator, over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends

from guichet.accounts.http import require
from guichet.accounts.rights import Right
from guichet.accounts.types import Principal
from guichet.desk.advice import service
from guichet.desk.advice.operator import OperatorPart
from guichet.desk.advice.schemas import (
    AdviceIn,
    AdviceOut,
    AdviceSaid,
    AdviceState,
    AdviceWithWords,
    AdviceWordsIn,
)
from guichet.desk.advice.types import Request
from guichet.gateway.deps import ChannelsPart
from guichet.interactions.types import Agent
from guichet.kit.errors import Conflict, Forbidden, Invalid, NotFound
from guichet.kit.http.deps import TenantWork
from guichet.kit.http.paging import Page, Paging, page_of
from guichet.kit.http.problems import refusals
from guichet.kit.http.routes import api_router
from guichet.kit.work import Work

router = api_router("advice")

NOBODY = Conflict("nobody_to_ask")
MOVED_ON = Conflict("advice_moved_on")


@router.get("/advice-requests", responses=refusals(Forbidden(), Invalid(), NOBODY))
async def list_advice_requests(operator: OperatorPart, query: Paging) -> Page[AdviceOut]:
    """List what you asked the platform's operator for, the newest first."""
    before = query.after(tuple[UUID])
    async with operator.opened() as work:
        rows = await service.page(work, operator.asker, before[0] if before else None, query.fetch)
    return page_of(rows, query, AdviceOut.of, lambda one: (one.id,))


@router.post(
    "/advice-requests", status_code=201, responses=refusals(Forbidden(), Invalid(), NOBODY)
)
async def ask_for_advice(
    operator: OperatorPart, _own: TenantWork, channels: ChannelsPart, wanted: AdviceIn
) -> AdviceOut:
    """Ask the platform's operator for advice or a module."""
    who = await operator.who()
    async with operator.opened() as work:
        return AdviceOut.of(await service.ask(work, channels.registry, who, wanted.asking))


@router.get("/advice-requests/{request_id}", responses=refusals(NotFound(), Forbidden(), NOBODY))
async def get_advice_request(operator: OperatorPart, request_id: UUID) -> AdviceWithWords:
    """Show one of your requests with what was said about it."""
    async with operator.opened() as work:
        return await _with_words(work, await service.mine(work, operator.asker, request_id))


@router.post(
    "/advice-requests/{request_id}/messages",
    status_code=201,
    responses=refusals(NotFound(), Forbidden(), NOBODY),
)
async def add_to_advice_request(
    operator: OperatorPart,
    _own: TenantWork,
    channels: ChannelsPart,
    request_id: UUID,
    *,
    wanted: AdviceWordsIn,
) -> AdviceWithWords:
    """Say more about one of your requests."""
    who = await operator.who()
    async with operator.opened() as work:
        text, key = wanted.text, wanted.key
        one = await service.add(work, channels.registry, who, request_id, text=text, key=key)
        return await _with_words(work, one)


@router.put(
    "/interactions/{interaction_id}/advice",
    responses=refusals(
        NotFound(), Forbidden(), MOVED_ON, Conflict("not_yours", agent="Ravi Hoareau")
    ),
)
async def set_advice_state(
    who: Annotated[Principal, Depends(require(Right.DESK_ANSWER))],
    work: TenantWork,
    channels: ChannelsPart,
    interaction_id: UUID,
    *,
    wanted: AdviceState,
) -> AdviceOut:
    """Say how far a request for advice or a module has come; who asked is told."""
    agent = Agent(who.user_id, who.name or "")
    state, reason = wanted.state, wanted.reason
    moved = await service.set_state(
        work, channels.ability, interaction_id, agent, wanted=state, reason=reason
    )
    return AdviceOut.of(moved)


async def _with_words(work: Work, one: Request) -> AdviceWithWords:
    said = [AdviceSaid.of(message) for message in await service.said(work, one)]
    return AdviceWithWords(**AdviceOut.of(one).model_dump(), said=said)
