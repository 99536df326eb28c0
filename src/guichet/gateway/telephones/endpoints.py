"""Texts from telephones that are for nobody, over HTTP."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Depends

from guichet.accounts.http import PlatformWork, require
from guichet.accounts.rights import Right
from guichet.accounts.types import Principal
from guichet.gateway.telephones import service
from guichet.gateway.telephones.schemas import StrayTextAgain, StrayTextOut
from guichet.gateway.telephones.types import Key
from guichet.kit.errors import Forbidden, Invalid, NotFound
from guichet.kit.http.deps import CallerLanguage
from guichet.kit.http.paging import Page, Paging, page_of
from guichet.kit.http.problems import refusals
from guichet.kit.http.routes import api_router

router = api_router("stray texts")

Operator = Annotated[Principal, Depends(require(Right.PLATFORM_SENDING))]
_FORBIDDEN = Forbidden("missing_right", right=Right.PLATFORM_SENDING.value)


@router.get("/platform/stray-texts", responses=refusals(_FORBIDDEN, Invalid()))
async def list_stray_texts(
    _who: Operator, work: PlatformWork, language: CallerLanguage, query: Paging
) -> Page[StrayTextOut]:
    """Texts from telephones that are for nobody, and why, the newest first."""
    after = query.after(tuple[datetime, UUID])
    found = await service.strays(work.session, after, query.fetch)
    return page_of(
        found,
        query,
        lambda one: StrayTextOut.of(one, language),
        lambda one: (one.heard_at, one.id),
    )


@router.post(
    "/platform/stray-texts/again",
    status_code=204,
    responses=refusals(_FORBIDDEN, NotFound("no_such_text")),
)
async def deal_again_with_stray_text(
    _who: Operator, work: PlatformWork, body: StrayTextAgain
) -> None:
    """Deal with such a text once more, as after giving its number to a company."""
    await service.again(work, Key(body.route_id, body.peer_id))
