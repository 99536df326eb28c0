"""Routing rules over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path

from guichet.accounts.http import require
from guichet.accounts.rights import Right
from guichet.accounts.tenants import service as tenants
from guichet.accounts.types import Principal
from guichet.crm.attributes import service as attributes
from guichet.intake.rules import service
from guichet.intake.rules.calendars import open_at
from guichet.intake.rules.engine import calendars_of
from guichet.intake.rules.facts import zone_of
from guichet.intake.rules.known import House, house
from guichet.intake.rules.lately import LOOKED_AT, seen_in
from guichet.intake.rules.schemas import (
    Placement,
    RoutingDraft,
    RoutingDraftIn,
    RoutingRulesOut,
    RoutingRulesVersion,
    RoutingVocabulary,
    RuleChoice,
    RuleMatch,
    RulesPublication,
    RulesTrial,
    RulesTrialIn,
    facts_out,
    rules_in,
)
from guichet.intake.rules.stored import By
from guichet.intake.rules.trying import tried
from guichet.interactions import service as interactions
from guichet.interactions.traffic import service as traffic
from guichet.kit.errors import Conflict, FieldFault, Forbidden, Invalid, NotFound
from guichet.kit.http.deps import CallerLanguage, TenantWork
from guichet.kit.http.paging import Page, Paging, page_of
from guichet.kit.http.problems import refusals
from guichet.kit.http.routes import api_router

router = api_router("routing rules")

Reader = Annotated[Principal, Depends(require(Right.ROUTING_RULES_READ))]
Manager = Annotated[Principal, Depends(require(Right.ROUTING_RULES_MANAGE))]
Answering = Annotated[Principal, Depends(require(Right.DESK_ANSWER))]
Number = Annotated[int, Path(ge=0, le=2**31 - 1, description="Of the version; 0: no rules.")]
FAULTY = Invalid(None, (FieldFault("rules/0/then/queue_id", "unknown_queue", {"rule": "Orders"}),))


def _by(who: Principal) -> By:
    return By(who.id, who.name or "API")


@router.get("/routing-rules", responses=refusals(Forbidden()))
async def get_routing_rules(
    _who: Reader, work: TenantWork, language: CallerLanguage
) -> RoutingRulesOut:
    """The rules in force, and the draft somebody works on."""
    published = await service.current(work)
    draft = await service.draft(work)
    return RoutingRulesOut(
        published=RoutingRulesVersion.of(published), draft=RoutingDraft.of(draft, language)
    )


@router.put("/routing-rules/draft", responses=refusals(Forbidden(), Conflict(), Invalid()))
async def save_routing_draft(
    who: Manager, work: TenantWork, language: CallerLanguage, body: RoutingDraftIn
) -> RoutingDraft:
    """Keep a draft, finished or not; its faults are told beside it."""
    saved = await service.save_draft(work, body.version, rules_in(body.rules), _by(who))
    return RoutingDraft.of(saved, language)


@router.post("/routing-rules/draft/discard", responses=refusals(Forbidden(), Conflict()))
async def discard_routing_draft(
    who: Manager, work: TenantWork, language: CallerLanguage, body: RulesPublication
) -> RoutingDraft:
    """Go back to what is in force."""
    return RoutingDraft.of(await service.discard(work, body.version, _by(who)), language)


@router.post(
    "/routing-rules/publish",
    status_code=201,
    responses=refusals(Forbidden(), Conflict("nothing_to_publish"), FAULTY),
)
async def publish_routing_rules(
    who: Manager, work: TenantWork, body: RulesPublication
) -> RoutingRulesVersion:
    """Put the draft in force: requests that come in from now on follow it."""
    return RoutingRulesVersion.of(await service.publish(work, body.version, body.note, _by(who)))


@router.get("/routing-rules/versions", responses=refusals(Forbidden(), Invalid()))
async def list_routing_rules_versions(
    _who: Reader, work: TenantWork, query: Paging
) -> Page[RoutingRulesVersion]:
    """List published versions, the newest first; the last fifty are kept."""
    before = query.after(tuple[int])
    rows = await service.versions(work, before[0] if before else None, query.fetch)
    return page_of(rows, query, RoutingRulesVersion.of, lambda one: (one.number,))


@router.post(
    "/routing-rules/versions/{number}/restore",
    status_code=201,
    responses=refusals(Forbidden(), NotFound(), Conflict("nothing_to_publish"), FAULTY),
)
async def restore_routing_rules(
    who: Manager, work: TenantWork, number: Number
) -> RoutingRulesVersion:
    """Put an older version in force again, as a new one."""
    return RoutingRulesVersion.of(await service.restore(work, number, _by(who)))


@router.post("/routing-rules/try", responses=refusals(Forbidden(), Invalid()))
async def try_routing_rules(_who: Reader, work: TenantWork, body: RulesTrialIn) -> RulesTrial:
    """Try rules with a made-up request; nothing is kept."""
    rules = (await service.draft(work)).rules if body.rules is None else rules_in(body.rules)
    tenant = await tenants.get(work, work.tenant_id)
    at = body.request.at or work.now
    open_calendars = await open_at(work, calendars_of(rules), at)
    facts = body.request.facts(at.astimezone(zone_of(tenant.settings.zone)), open_calendars)
    return RulesTrial.of(tried(rules, facts))


@router.get("/routing-rules/vocabulary", responses=refusals(Forbidden()))
async def get_routing_vocabulary(_who: Reader, work: TenantWork) -> RoutingVocabulary:
    """Everything rules can be made of."""
    tenant = await tenants.get(work, work.tenant_id)
    lately = await traffic.newest(work.session, work.tenant_id, LOOKED_AT)
    seen = {fact: list(values) for fact, values in seen_in(lately).items()}
    known = [one.key for one in await attributes.all_of(work) if not one.removed]
    seen["attribute.key"] = known
    return _vocabulary(await house(work), tenant.settings.zone, seen)


def _vocabulary(found: House, zone: str, seen: dict[str, list[str]]) -> RoutingVocabulary:
    return RoutingVocabulary(
        facts=facts_out(),
        queues=[RuleChoice(value=str(one.id), label=one.name) for one in found.queues],
        skills=[RuleChoice(value=str(one.id), label=one.name) for one in found.skills],
        agents=[RuleChoice(value=str(one.id), label=one.name) for one in found.agents],
        calendars=[RuleChoice(value=str(one.id), label=one.name) for one in found.calendars],
        entry_points=[RuleChoice(value=str(one.id), label=one.title) for one in found.entry_points],
        tags=list(found.tags),
        zone=zone,
        seen=seen,
    )


@router.get("/interactions/{interaction_id}/placement", responses=refusals(NotFound(), Forbidden()))
async def get_placement(_who: Answering, work: TenantWork, interaction_id: UUID) -> Placement:
    """By which rules a request was placed when it came in, and why."""
    await interactions.get(work, interaction_id)
    found = await service.matches(work, interaction_id)
    if found is None:
        return Placement(number=0, matches=[])
    number, matches = found
    return Placement(number=number, matches=[RuleMatch.of(one) for one in matches])
