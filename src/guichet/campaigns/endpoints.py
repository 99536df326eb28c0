"""Campaigns, over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query

from guichet.accounts.http import require
from guichet.accounts.rights import Right
from guichet.accounts.tenants import service as tenants
from guichet.accounts.types import Principal
from guichet.campaigns import service
from guichet.campaigns.deps import OfficePart, by_of
from guichet.campaigns.office import Caller, Sending
from guichet.campaigns.schemas import (
    CampaignChange,
    CampaignIn,
    CampaignOut,
    CampaignRulesIn,
    CampaignRulesOut,
    ExclusionOut,
    PreviewOut,
    SendIn,
    TrialIn,
    TrialOut,
)
from guichet.campaigns.types import ExclusionReason
from guichet.crm.segments.endpoints import Sources
from guichet.kit.errors import Conflict, FieldFault, Forbidden, Invalid, NotFound, Unavailable
from guichet.kit.http.deps import CallerLanguage, TenantWork
from guichet.kit.http.paging import Page, Paging, page_of
from guichet.kit.http.problems import refusals
from guichet.kit.http.routes import api_router
from guichet.kit.phones import e164
from guichet.kit.work import Work

router = api_router("campaigns")

Reader = Annotated[Principal, Depends(require(Right.CAMPAIGNS_READ))]
Writer = Annotated[Principal, Depends(require(Right.CAMPAIGNS_WRITE))]
Sender = Annotated[Principal, Depends(require(Right.CAMPAIGNS_SEND))]
Approver = Annotated[Principal, Depends(require(Right.CAMPAIGNS_APPROVE))]
Manager = Annotated[Principal, Depends(require(Right.SETTINGS_MANAGE))]
GONE = NotFound("no_such_campaign")
NOT_A_DRAFT = Conflict("not_a_draft")
TOO_SLOW = Unavailable("segment_too_slow", seconds=10)
OTHERS = Conflict("audience_changed", recipients=1283, excluded=38)
OTHER_PEOPLE = Conflict("other_people", recipients=1284, excluded=37)
DEARER = Conflict("price_changed", shown="58.55 EUR", now="61.20 EUR")
PROBLEM = Invalid("cannot_be_sent", (FieldFault("audience", "empty_audience"),))
NOT_A_PHONE = Invalid(None, (FieldFault("audience/numbers/0", "not_a_phone"),))


@router.get("/campaigns", responses=refusals(Forbidden(), Invalid()))
async def list_campaigns(_who: Reader, work: TenantWork, query: Paging) -> Page[CampaignOut]:
    """List campaigns, the newest first. What left by itself to one person is told by its trigger:
    `GET /campaign-triggers/{trigger_id}/runs`.
    """
    after = query.after(tuple[UUID])
    rows = await service.campaigns(work, after[0] if after else None, query.fetch)
    return page_of(rows, query, CampaignOut.of, lambda one: (one.id,))


@router.post("/campaigns", status_code=201, responses=refusals(Forbidden(), NOT_A_PHONE))
async def create_campaign(who: Writer, work: TenantWork, body: CampaignIn) -> CampaignOut:
    """Begin to write a campaign."""
    draft = body.draft(await _territory(work))
    return CampaignOut.of(await service.create(work, draft, by_of(who)))


@router.get("/campaigns/rules", responses=refusals(Forbidden()))
async def get_campaign_rules(_who: Reader, work: TenantWork) -> CampaignRulesOut:
    """Show what the company decided about its campaigns."""
    return CampaignRulesOut.of(await service.rules(work))


@router.put(
    "/campaigns/rules", responses=refusals(Forbidden(), Conflict("changed_meanwhile"), Invalid())
)
async def put_campaign_rules(
    _who: Manager, work: TenantWork, body: CampaignRulesIn
) -> CampaignRulesOut:
    """Decide whether a second person approves campaigns."""
    return CampaignRulesOut.of(await service.put_rules(work, body.approval, body.version))


@router.get("/campaigns/{campaign_id}", responses=refusals(GONE, Forbidden()))
async def get_campaign(_who: Reader, work: TenantWork, campaign_id: UUID) -> CampaignOut:
    """Show a campaign."""
    return CampaignOut.of(await service.campaign(work, campaign_id))


@router.patch(
    "/campaigns/{campaign_id}",
    responses=refusals(GONE, Forbidden(), NOT_A_DRAFT, Conflict("changed_meanwhile"), NOT_A_PHONE),
)
async def change_campaign(
    _who: Writer, work: TenantWork, campaign_id: UUID, body: CampaignChange
) -> CampaignOut:
    """Change a draft."""
    before = await service.campaign(work, campaign_id)
    draft = body.draft(before.draft, await _territory(work))
    return CampaignOut.of(await service.change(work, campaign_id, draft, body.version))


@router.delete(
    "/campaigns/{campaign_id}", status_code=204, responses=refusals(GONE, Forbidden(), NOT_A_DRAFT)
)
async def remove_campaign(_who: Writer, work: TenantWork, campaign_id: UUID) -> None:
    """Throw a draft away."""
    await service.remove(work, campaign_id)


@router.post(
    "/campaigns/{campaign_id}/preview",
    responses=refusals(GONE, Forbidden(), Invalid(), TOO_SLOW),
)
async def preview_campaign(
    who: Reader,
    office: OfficePart,
    language: CallerLanguage,
    facts: Sources,
    campaign_id: UUID,
) -> PreviewOut:
    """Count who would get it and who would not, and why; price it; show a few of the texts; say
    what speaks against sending. Nothing is sent.
    """
    asks = Caller(who.tenant_id, who.actor)
    return PreviewOut.of(await office.preview(asks, campaign_id, facts), language)


@router.post(
    "/campaigns/{campaign_id}/test",
    status_code=202,
    responses=refusals(
        GONE, Forbidden(), NOT_A_PHONE, Conflict("not_enough", needed="0.05", left="0")
    ),
)
async def try_campaign(
    _who: Sender,
    work: TenantWork,
    office: OfficePart,
    facts: Sources,
    *,
    campaign_id: UUID,
    body: TrialIn,
) -> TrialOut:
    """Send one text to yourself, as the first one of the list would get it."""
    number = e164(body.to, await _territory(work))
    if number is None:
        raise Invalid(None, (FieldFault("to", "not_a_phone"),))
    one = await service.campaign(work, campaign_id)
    message_id, text = await office.test(work, one, number, facts)
    return TrialOut(message_id=message_id, to=number, text=text)


@router.post(
    "/campaigns/{campaign_id}/send",
    responses=refusals(
        GONE, Forbidden(), PROBLEM, NOT_A_DRAFT, OTHERS, OTHER_PEOPLE, DEARER, TOO_SLOW
    ),
)
async def send_campaign(
    who: Sender, office: OfficePart, facts: Sources, campaign_id: UUID, body: SendIn
) -> CampaignOut:
    """Send it to the people shown: ten seconds to undo, or at its time, or once somebody else
    approves. When the number is another one by now nothing is sent, and the new one is told; with
    the preview's `fingerprint`, `most` and `rates` also when they are other people, or it costs
    more. A long list is made in the background (`listing`, with `listed` as its progress); if it is
    another one, the campaign is a draft again with an obstacle. Safe to repeat.
    """
    sender = Sending(who.tenant_id, who.actor, by_of(who))
    sent = await office.send(sender, campaign_id, body.agreed(), facts)
    return CampaignOut.of(sent)


@router.post(
    "/campaigns/{campaign_id}/undo",
    responses=refusals(GONE, Forbidden(), Conflict("already_leaving")),
)
async def undo_campaign(_who: Sender, work: TenantWork, campaign_id: UUID) -> CampaignOut:
    """Make a draft of it again, before anything leaves."""
    return CampaignOut.of(await service.undo(work, campaign_id))


@router.post(
    "/campaigns/{campaign_id}/approve",
    responses=refusals(GONE, Forbidden("approve_own"), Conflict("not_to_approve")),
)
async def approve_campaign(who: Approver, work: TenantWork, campaign_id: UUID) -> CampaignOut:
    """Let a campaign go that somebody else sent."""
    return CampaignOut.of(await service.approve(work, campaign_id, by_of(who)))


@router.post(
    "/campaigns/{campaign_id}/pause", responses=refusals(GONE, Forbidden(), Conflict("not_sending"))
)
async def pause_campaign(_who: Sender, work: TenantWork, campaign_id: UUID) -> CampaignOut:
    """Let nothing more of it go for now."""
    return CampaignOut.of(await service.pause(work, campaign_id))


@router.post(
    "/campaigns/{campaign_id}/resume", responses=refusals(GONE, Forbidden(), Conflict("not_paused"))
)
async def resume_campaign(_who: Sender, work: TenantWork, campaign_id: UUID) -> CampaignOut:
    """Let it go on."""
    return CampaignOut.of(await service.resume(work, campaign_id))


@router.post(
    "/campaigns/{campaign_id}/cancel",
    responses=refusals(GONE, Forbidden(), Conflict("not_to_cancel")),
)
async def cancel_campaign(who: Sender, office: OfficePart, campaign_id: UUID) -> CampaignOut:
    """End it: nothing more leaves, and `had_left` says how many had left or were just leaving. Safe
    to repeat.
    """
    sender = Sending(who.tenant_id, who.actor, by_of(who))
    return CampaignOut.of(await office.cancel(sender, campaign_id))


@router.get("/campaigns/{campaign_id}/exclusions", responses=refusals(GONE, Forbidden(), Invalid()))
async def list_campaign_exclusions(
    _who: Reader,
    work: TenantWork,
    query: Paging,
    campaign_id: UUID,
    reason: Annotated[ExclusionReason | None, Query(description="Only for this reason.")] = None,
) -> Page[ExclusionOut]:
    """List who of the frozen list is left out, each with the reason."""
    after = query.after(tuple[int])
    rows = await service.exclusions(
        work, campaign_id, reason, after[0] if after else 0, query.fetch
    )
    return page_of(rows, query, ExclusionOut.of, lambda one: (one.n,))


async def _territory(work: Work) -> str:
    return (await tenants.get(work, work.tenant_id)).settings.territory
