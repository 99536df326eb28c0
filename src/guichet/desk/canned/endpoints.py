"""Canned replies over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query

from guichet.accounts.http import require
from guichet.accounts.rights import Right
from guichet.accounts.types import Principal
from guichet.desk import queues
from guichet.desk.canned import service
from guichet.desk.canned.schemas import (
    LANGUAGE,
    CannedChange,
    CannedIn,
    CannedOut,
    FilledOut,
    Using,
)
from guichet.desk.canned.service import Writer
from guichet.interactions.types import Agent
from guichet.kit.errors import Conflict, Forbidden, Invalid, NotFound
from guichet.kit.http.deps import TenantWork
from guichet.kit.http.paging import Page, Paging, page_of
from guichet.kit.http.problems import refusals
from guichet.kit.http.routes import api_router
from guichet.kit.work import Work

router = api_router("desk")

Who = Annotated[Principal, Depends(require(Right.DESK_ANSWER))]


@router.get("/canned-replies", responses=refusals(Forbidden(), Invalid()))
async def list_canned_replies(
    who: Who,
    work: TenantWork,
    query: Paging,
    *,
    q: Annotated[
        str | None, Query(max_length=200, description="Beginnings of words to find them by.")
    ] = None,
    queue_id: Annotated[
        UUID | None, Query(description="Of the queues' own, only this queue's.")
    ] = None,
    language: Annotated[
        str | None,
        Query(pattern=LANGUAGE, description="Only those in this language and those for any."),
    ] = None,
) -> Page[CannedOut]:
    """List the canned replies you can use, the newest first."""
    before = query.after(tuple[UUID])
    rows = await service.page(
        work,
        who.user_id,
        q,
        queue_id,
        language=language,
        before=before[0] if before else None,
        limit=query.fetch,
    )
    return page_of(rows, query, CannedOut.of, lambda one: (one.id,))


@router.post(
    "/canned-replies", status_code=201, responses=refusals(Forbidden("own_replies_only"), Invalid())
)
async def create_canned_reply(who: Who, work: TenantWork, wanted: CannedIn) -> CannedOut:
    """Write a canned reply."""
    await _check_queue(work, wanted)
    return CannedOut.of(await service.write(work, wanted.draft, _writer(who)))


@router.put(
    "/canned-replies/{canned_id}",
    responses=refusals(NotFound(), Forbidden("own_replies_only"), Conflict(), Invalid()),
)
async def change_canned_reply(
    who: Who, work: TenantWork, canned_id: UUID, wanted: CannedChange
) -> CannedOut:
    """Change a canned reply."""
    await _check_queue(work, wanted)
    changed = await service.rewrite(work, canned_id, wanted.version, wanted.draft, _writer(who))
    return CannedOut.of(changed)


@router.delete(
    "/canned-replies/{canned_id}",
    status_code=204,
    responses=refusals(NotFound(), Forbidden("own_replies_only")),
)
async def remove_canned_reply(who: Who, work: TenantWork, canned_id: UUID) -> None:
    """Remove a canned reply."""
    await service.remove(work, canned_id, _writer(who))


@router.post("/canned-replies/{canned_id}/use", responses=refusals(NotFound(), Forbidden()))
async def use_canned_reply(who: Who, work: TenantWork, canned_id: UUID, using: Using) -> FilledOut:
    """Fill a canned reply in for a request; nothing is sent, the use is counted."""
    agent = Agent(who.user_id, who.name or "")
    return FilledOut.of(await service.use(work, canned_id, using.interaction_id, agent))


async def _check_queue(work: Work, wanted: CannedIn) -> None:
    if wanted.queue_id is not None:
        await queues.ref(work, wanted.queue_id)


def _writer(who: Principal) -> Writer:
    return Writer(Agent(who.user_id, who.name or ""), manages=Right.DESK_MANAGE in who.rights)
