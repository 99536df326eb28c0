"""Codes of offers, over HTTP: what a till asks."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends

from guichet.accounts.http import require
from guichet.accounts.rights import Right
from guichet.accounts.types import Principal
from guichet.campaigns import service as campaigns
from guichet.campaigns.codes import service
from guichet.campaigns.tills import service as tills
from guichet.campaigns.tills.schemas import (
    CodeFiguresOut,
    CodeIn,
    CodeOut,
    CodeUseOut,
    RedeemIn,
    TillIn,
    TillOut,
    TillWithCode,
)
from guichet.crm.types import By
from guichet.kit.errors import Conflict, Forbidden, Invalid, NotFound
from guichet.kit.http.deps import GroundPart, TenantWork
from guichet.kit.http.paging import Page, Paging, page_of
from guichet.kit.http.problems import refusals
from guichet.kit.http.routes import api_router

router = api_router("campaigns")

Reader = Annotated[Principal, Depends(require(Right.CAMPAIGNS_READ))]
Till = Annotated[Principal, Depends(require(Right.CODES_REDEEM))]
Manager = Annotated[Principal, Depends(require(Right.CAMPAIGNS_WRITE))]
NO_CODE = NotFound("no_such_code")
USED = Conflict("code_used", at="2026-03-02 08:00", by="Amélie Payet")


@router.post("/campaign-codes/look", responses=refusals(NO_CODE, Forbidden(), Invalid()))
async def look_at_code(_who: Till, work: TenantWork, body: CodeIn) -> CodeOut:
    """Show what a code is worth; it is not used."""
    found = await service.look(work, body.code)
    one = await campaigns.campaign(work, found.offer.campaign_id)
    return CodeOut.of(found, one.draft.name)


@router.post(
    "/campaign-codes/redeem",
    responses=refusals(NO_CODE, Forbidden(), Invalid(), USED, Conflict("code_expired", code="0K7")),
)
async def redeem_code(who: Till, work: TenantWork, body: RedeemIn) -> CodeOut:
    """Use a code, once and for good."""
    by = By(who.actor.kind, who.actor.id, who.name)
    found, _ = await service.redeem(work, body.code, by, body.reference)
    one = await campaigns.campaign(work, found.offer.campaign_id)
    return CodeOut.of(found, one.draft.name)


@router.get(
    "/campaigns/{campaign_id}/codes",
    responses=refusals(NotFound("no_such_campaign"), Forbidden(), Invalid()),
)
async def list_used_codes(
    _who: Reader, work: TenantWork, query: Paging, campaign_id: UUID
) -> Page[CodeUseOut]:
    """List the codes of a campaign that were used, in the order of its recipients."""
    await campaigns.campaign(work, campaign_id)
    after = query.after(tuple[int])
    rows = await service.used(work, campaign_id, after[0] if after else 0, query.fetch)
    return page_of(rows, query, lambda one: CodeUseOut.of(*one), lambda one: (one[1].place,))


@router.get(
    "/campaigns/{campaign_id}/codes/figures",
    responses=refusals(NotFound("no_such_campaign"), Forbidden()),
)
async def get_code_figures(_who: Reader, work: TenantWork, campaign_id: UUID) -> CodeFiguresOut:
    """Show how many codes a campaign gave out, and how many were used."""
    one = await campaigns.campaign(work, campaign_id)
    offer, used = await service.figures(work, campaign_id)
    if offer is None:
        return CodeFiguresOut(given=0, used=0, ends_at=None)
    return CodeFiguresOut(given=one.recipients or 0, used=used, ends_at=offer.ends_at)


@router.get("/tills", responses=refusals(Forbidden()))
async def list_tills(_who: Reader, work: TenantWork) -> Page[TillOut]:
    """List the tills that codes are used at, in the order they were made; all of them at once."""
    return Page(items=[TillOut.of(one) for one in await tills.tills(work)])


@router.post(
    "/tills", status_code=201, responses=refusals(Forbidden(), Invalid("too_many_tills", limit=500))
)
async def create_till(
    _who: Manager, work: TenantWork, ground: GroundPart, body: TillIn
) -> TillWithCode:
    """Make a till: whoever stands there opens it with its code, and needs no account."""
    one, code = await tills.create(work, body.name)
    return TillWithCode.with_code(one, code, ground.settings.base_url)


@router.post("/tills/{till_id}/code", responses=refusals(NotFound(), Forbidden()))
async def renew_till_code(
    _who: Manager, work: TenantWork, ground: GroundPart, till_id: UUID
) -> TillWithCode:
    """Give a till another code: where it was open by the one before, it is closed."""
    one, code = await tills.renew(work, till_id)
    return TillWithCode.with_code(one, code, ground.settings.base_url)


@router.delete("/tills/{till_id}", status_code=204, responses=refusals(NotFound(), Forbidden()))
async def remove_till(_who: Manager, work: TenantWork, till_id: UUID) -> None:
    """Remove a till; what was used there stays so."""
    await tills.remove(work, till_id)
