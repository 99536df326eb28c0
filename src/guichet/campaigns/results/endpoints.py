"""What campaigns came to, over HTTP."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query
from fastapi.responses import StreamingResponse

from guichet.accounts.http import require
from guichet.accounts.rights import Right
from guichet.accounts.types import Principal
from guichet.campaigns import service as campaigns
from guichet.campaigns.deps import by_of
from guichet.campaigns.results import service
from guichet.campaigns.results.curve import Step
from guichet.campaigns.results.exporting import Exporter
from guichet.campaigns.results.schemas import (
    BroughtOut,
    ComparedOut,
    CurveOut,
    FailuresOut,
    PurchasesOut,
    Reason,
    RecipientOut,
    ResendIn,
    ResultsOut,
    because,
)
from guichet.campaigns.results.service import MOST_COMPARED, Deed, Place, Wanted
from guichet.campaigns.results.sheets import MEDIA, Format
from guichet.campaigns.schemas import CampaignOut
from guichet.crm.occurrences.types import LONGEST_TYPE
from guichet.kit.errors import Conflict, Forbidden, Invalid, NotFound
from guichet.kit.http.deps import CallerLanguage, GroundPart, TenantWork
from guichet.kit.http.paging import Page, Paging, cursor_of
from guichet.kit.http.problems import refusals
from guichet.kit.http.routes import api_router
from guichet.kit.work import UnitOfWork

router = api_router("campaigns")

Reader = Annotated[Principal, Depends(require(Right.CAMPAIGNS_READ))]
Writer = Annotated[Principal, Depends(require(Right.CAMPAIGNS_WRITE))]
GONE = NotFound("no_such_campaign")


@dataclass(frozen=True)
class Asked:
    """What a list of recipients is asked for."""

    place: Annotated[Place | None, Query(description="Only those there.")] = None
    reason: Annotated[Reason | None, Query(description="Only for this reason.")] = None
    did: Annotated[Deed | None, Query(description="Only those who did.")] = None
    search: Annotated[
        str | None, Query(min_length=2, max_length=100, description="A number, or a name.")
    ] = None

    def wanted(self) -> Wanted:
        """As the service takes it."""
        return Wanted(self.place, self.reason, self.did, self.search)


@router.get("/campaigns/compare", responses=refusals(GONE, Forbidden(), Invalid()))
async def compare_campaigns(
    _who: Reader,
    work: TenantWork,
    language: CallerLanguage,
    campaign_id: Annotated[
        list[UUID], Query(min_length=1, max_length=MOST_COMPARED, description="Which ones.")
    ],
) -> ComparedOut:
    """Show what several campaigns came to, side by side."""
    found = await service.compared(work, campaign_id)
    return ComparedOut(items=[ResultsOut.of(one, language) for one in found])


@router.get("/campaigns/{campaign_id}/results", responses=refusals(GONE, Forbidden()))
async def get_campaign_results(
    _who: Reader, work: TenantWork, language: CallerLanguage, campaign_id: UUID
) -> ResultsOut:
    """Show what a campaign came to so far: a second old at most while it is on its way."""
    return ResultsOut.of(await service.results(work, campaign_id), language)


@router.get("/campaigns/{campaign_id}/purchases", responses=refusals(GONE, Forbidden(), Invalid()))
async def get_campaign_purchases(
    _who: Reader,
    work: TenantWork,
    ground: GroundPart,
    *,
    campaign_id: UUID,
    event: Annotated[
        str, Query(min_length=1, max_length=LONGEST_TYPE, description="The type of event.")
    ] = "purchase",
    days: Annotated[int, Query(ge=1, le=90, description="After it left for each person.")] = 7,
) -> PurchasesOut:
    """Show what the people it went to did within some days, by the events your systems tell."""
    found = await service.purchases(ground.reader_db, work, campaign_id, event, days)
    return PurchasesOut.of(found)


@router.get("/campaigns/{campaign_id}/curve", responses=refusals(GONE, Forbidden(), Invalid()))
async def get_campaign_curve(
    _who: Reader,
    work: TenantWork,
    campaign_id: UUID,
    by: Annotated[
        Step | None, Query(description="How wide; left out: as fine as can be shown.")
    ] = None,
) -> CurveOut:
    """Show how many left, arrived, answered, clicked and opted out when. Where the steps asked for
    would be too many, wider ones are told.
    """
    return CurveOut.of(await service.curve(work, campaign_id, by))


@router.get("/campaigns/{campaign_id}/brought", responses=refusals(GONE, Forbidden(), Invalid()))
async def get_campaign_brought(
    _who: Reader,
    work: TenantWork,
    ground: GroundPart,
    *,
    campaign_id: UUID,
    event: Annotated[
        str, Query(min_length=1, max_length=LONGEST_TYPE, description="The type of event.")
    ] = "purchase",
    days: Annotated[int, Query(ge=1, le=90, description="After the last one left.")] = 7,
) -> BroughtOut:
    """Show what a campaign with a control group brought: how many of those on its list bought
    within some days, beside those held back at random, and how sure one may be of the difference.
    """
    found = await service.brought(ground.reader_db, work, campaign_id, event, days)
    return BroughtOut.of(found)


@router.get("/campaigns/{campaign_id}/failures", responses=refusals(GONE, Forbidden()))
async def list_campaign_failures(
    _who: Reader, work: TenantWork, language: CallerLanguage, campaign_id: UUID
) -> FailuresOut:
    """Show how many did not get it, by reason, and what to do about each."""
    return FailuresOut(items=because(await service.failures(work, campaign_id), language))


@router.get("/campaigns/{campaign_id}/recipients", responses=refusals(GONE, Forbidden(), Invalid()))
async def list_campaign_recipients(
    _who: Reader,
    work: TenantWork,
    query: Paging,
    language: CallerLanguage,
    asked: Annotated[Asked, Depends()],
    *,
    campaign_id: UUID,
) -> Page[RecipientOut]:
    """List who gets a campaign and what became of it, in the order of the list. Those that wait
    are looked for a few thousand at a time: a page may be short and still have a `next_cursor`.
    """
    after = query.after(tuple[int])
    rows, on = await service.recipients(
        work, campaign_id, asked.wanted(), after=after[0] if after else 0, limit=query.limit
    )
    return Page(
        items=[RecipientOut.of(one, language) for one in rows],
        next_cursor=cursor_of((on,)) if on is not None else None,
    )


@router.get(
    "/campaigns/{campaign_id}/export",
    responses=refusals(GONE, Forbidden(), Invalid()),
    response_class=StreamingResponse,
)
async def export_campaign(
    who: Reader,
    work: TenantWork,
    ground: GroundPart,
    language: CallerLanguage,
    asked: Annotated[Asked, Depends()],
    *,
    campaign_id: UUID,
    form: Annotated[Format, Query(alias="format", description="Of the file.")] = "csv",
) -> StreamingResponse:
    """Download who got a campaign and what became of it: the file is made while it is sent."""
    await campaigns.campaign(work, campaign_id)
    open_work = UnitOfWork(ground.request_db, ground.clock, ground.ids)
    exporter = Exporter(open_work, who.tenant_id, who.actor, language)
    headers = {"Content-Disposition": f'attachment; filename="campaign.{form}"'}
    pieces = exporter.file(campaign_id, asked.wanted(), form)
    return StreamingResponse(pieces, media_type=MEDIA[form], headers=headers)


@router.post(
    "/campaigns/{campaign_id}/resend",
    status_code=201,
    responses=refusals(
        GONE,
        Forbidden(),
        Conflict("nobody_to_resend"),
        Conflict("too_many_without_card", limit=10_000),
        Invalid(),
    ),
)
async def resend_campaign(
    who: Writer, work: TenantWork, campaign_id: UUID, body: ResendIn
) -> CampaignOut:
    """Make a draft of the same campaign for those it did not reach. Who they are is asked when it
    is sent: whoever got it meanwhile does not get it twice.
    """
    return CampaignOut.of(await service.resend(work, campaign_id, body.reasons, by_of(who)))
