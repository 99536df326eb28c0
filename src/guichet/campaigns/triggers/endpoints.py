"""Triggers, over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends

from guichet.accounts.http import require
from guichet.accounts.rights import Right
from guichet.accounts.types import Principal
from guichet.campaigns.deps import by_of
from guichet.campaigns.office import Sending
from guichet.campaigns.triggers import service
from guichet.campaigns.triggers.deps import TriggerOfficePart
from guichet.campaigns.triggers.schemas import (
    CallIn,
    RunOut,
    TriggerChange,
    TriggerIn,
    TriggerOut,
)
from guichet.crm.segments.endpoints import Sources
from guichet.kit.errors import Conflict, FieldFault, Forbidden, Invalid, NotFound
from guichet.kit.http.deps import CallerLanguage, TenantWork
from guichet.kit.http.paging import Page, Paging, page_of
from guichet.kit.http.problems import refusals
from guichet.kit.http.routes import api_router

router = api_router("campaigns")

Reader = Annotated[Principal, Depends(require(Right.CAMPAIGNS_READ))]
Sender = Annotated[Principal, Depends(require(Right.CAMPAIGNS_SEND))]
GONE = NotFound("no_such_campaign")
LACKING = Invalid(None, (FieldFault("parameters/article", "required"),))


@router.get("/campaign-triggers", responses=refusals(Forbidden(), Invalid()))
async def list_triggers(_who: Reader, work: TenantWork, query: Paging) -> Page[TriggerOut]:
    """List what sets campaigns off, the newest first."""
    after = query.after(tuple[UUID])
    rows = await service.page(work, after[0] if after else None, query.fetch)
    return page_of(rows, query, TriggerOut.of, lambda one: (one.id,))


@router.post(
    "/campaign-triggers",
    status_code=201,
    responses=refusals(
        GONE, Forbidden(), Conflict("not_a_draft"), Invalid("too_many_triggers", limit=200)
    ),
)
async def create_trigger(_who: Sender, work: TenantWork, body: TriggerIn) -> TriggerOut:
    """Let something set a draft off: a call, an event, an appointment that comes near, the clock.
    The draft stays one; a copy of it goes each time, within the limits.
    """
    made = await service.create(
        work, body.campaign_id, body.when, body.limits, enabled=body.enabled
    )
    return TriggerOut.of(made)


@router.get("/campaign-triggers/{trigger_id}", responses=refusals(NotFound(), Forbidden()))
async def get_trigger(_who: Reader, work: TenantWork, trigger_id: UUID) -> TriggerOut:
    """Show what sets a campaign off."""
    return TriggerOut.of(await service.get(work, trigger_id))


@router.patch(
    "/campaign-triggers/{trigger_id}", responses=refusals(NotFound(), Forbidden(), Invalid())
)
async def change_trigger(
    _who: Sender, work: TenantWork, trigger_id: UUID, body: TriggerChange
) -> TriggerOut:
    """Change the cause or the limits, switch on or off."""
    changed = await service.change(
        work, trigger_id, when=body.when, limits=body.limits, enabled=body.enabled
    )
    return TriggerOut.of(changed)


@router.delete(
    "/campaign-triggers/{trigger_id}", status_code=204, responses=refusals(NotFound(), Forbidden())
)
async def remove_trigger(_who: Sender, work: TenantWork, trigger_id: UUID) -> None:
    """Let nothing set it off any more; what waits does not go."""
    await service.remove(work, trigger_id)


@router.get(
    "/campaign-triggers/{trigger_id}/runs", responses=refusals(NotFound(), Forbidden(), Invalid())
)
async def list_trigger_runs(
    _who: Reader, work: TenantWork, query: Paging, language: CallerLanguage, trigger_id: UUID
) -> Page[RunOut]:
    """List the times it was set off and what came of each, the newest first."""
    after = query.after(tuple[UUID])
    rows = await service.runs(work, trigger_id, after[0] if after else None, query.fetch)
    return page_of(rows, query, lambda one: RunOut.of(one, language), lambda one: (one.id,))


@router.post(
    "/campaigns/{campaign_id}/trigger",
    responses=refusals(GONE, Forbidden(), Conflict("not_triggerable"), LACKING),
)
async def trigger_campaign(
    who: Sender,
    office: TriggerOfficePart,
    language: CallerLanguage,
    facts: Sources,
    *,
    campaign_id: UUID,
    body: CallIn,
) -> RunOut:
    """Set a campaign off that was prepared for it: segment, text and limits stand in the draft, the
    call says what it is about this time. Safe to repeat with the same key.
    """
    sender = Sending(who.tenant_id, who.actor, by_of(who))
    run = await office.call(sender, campaign_id, body.key, body.parameters, facts)
    return RunOut.of(run, language)
