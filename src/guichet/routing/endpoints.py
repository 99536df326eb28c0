"""What the router decided and why, over HTTP."""

from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request

from guichet.accounts.http import require
from guichet.accounts.rights import Right
from guichet.accounts.types import Principal
from guichet.kit.errors import Forbidden, NotFound
from guichet.kit.http.caller import language_of
from guichet.kit.http.deps import TenantWork
from guichet.kit.http.paging import Page, Paging, page_of
from guichet.kit.http.problems import refusals
from guichet.kit.http.routes import api_router
from guichet.routing import service
from guichet.routing.records import Record
from guichet.routing.schemas import DecisionOut, PromiseOut, PromisesOut

router = api_router("routing")

Who = Annotated[Principal, Depends(require(Right.DESK_ANSWER))]


@router.get("/interactions/{interaction_id}/routing", responses=refusals(NotFound(), Forbidden()))
async def list_routing_decisions(
    _who: Who, work: TenantWork, request: Request, paging: Paging, interaction_id: UUID
) -> Page[DecisionOut]:
    """List what the router decided about a request and why, the newest first."""
    before = paging.after(tuple[UUID])
    rows = await service.decisions_of(
        work, interaction_id, before[0] if before else None, paging.fetch
    )
    shown = partial(DecisionOut.of, language=language_of(request))
    return page_of(rows, paging, shown, _key)


@router.get("/interactions/{interaction_id}/promises", responses=refusals(NotFound(), Forbidden()))
async def list_promises(_who: Who, work: TenantWork, interaction_id: UUID) -> PromisesOut:
    """List the waits the person of a request was told, oldest first, with what came of them."""
    made = await service.promises_of(work, interaction_id)
    return PromisesOut(promises=[PromiseOut.of(one) for one in made])


def _key(record: Record) -> tuple[UUID]:
    return (record.id,)
