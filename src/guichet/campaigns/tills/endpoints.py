"""Codes of offers, over HTTP: what a till asks."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends

from guichet.accounts.http import require
from guichet.accounts.rights import Right
from guichet.accounts.types import Principal
from guichet.campaigns import service as campaigns
from guichet.campaigns.codes import service
from guichet.campaigns.tills.schemas import CodeIn, CodeOut, CodeUseOut, RedeemIn
from guichet.crm.types import By
from guichet.kit.errors import Conflict, Forbidden, Invalid, NotFound
from guichet.kit.http.deps import TenantWork
from guichet.kit.http.paging import Page, Paging, page_of
from guichet.kit.http.problems import refusals
from guichet.kit.http.routes import api_router

router = api_router("campaigns")

Reader = Annotated[Principal, Depends(require(Right.CAMPAIGNS_READ))]
Till = Annotated[Principal, Depends(require(Right.CODES_REDEEM))]
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
    offer, rows = await service.used(work, campaign_id, after[0] if after else 0, query.fetch)
    return page_of(
        rows,
        query,
        lambda one: CodeUseOut.of(offer.of(one.place) if offer else "", one),
        lambda one: (one.place,),
    )
