"""Rehearsals of routing rules over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends

from guichet.accounts.http import require
from guichet.accounts.rights import Right
from guichet.accounts.types import Principal
from guichet.insight.rehearsal import service
from guichet.insight.rehearsal.jobs import rehearse
from guichet.insight.rehearsal.schemas import RehearsalIn, RehearsalOut
from guichet.intake.rules import service as routing_rules
from guichet.intake.rules.schemas import rules_in
from guichet.kit.errors import Forbidden, Invalid, NotFound
from guichet.kit.http.deps import TenantWork
from guichet.kit.http.problems import refusals
from guichet.kit.http.routes import api_router

router = api_router("routing rules")

Reader = Annotated[Principal, Depends(require(Right.ROUTING_RULES_READ))]


@router.post(
    "/routing-rules/rehearsals", status_code=201, responses=refusals(Forbidden(), Invalid())
)
async def begin_rehearsal(_who: Reader, work: TenantWork, body: RehearsalIn) -> RehearsalOut:
    """Rehearse rules on the requests of the last thirty days; nothing comes into force."""
    given = None if body.rules is None else rules_in(body.rules)
    rules = (await routing_rules.draft(work)).rules if given is None else given
    begun = await service.begin(work, rules)
    await rehearse.defer(work, begun.id)
    return RehearsalOut.of(begun)


@router.get("/routing-rules/rehearsals/{rehearsal_id}", responses=refusals(NotFound(), Forbidden()))
async def get_rehearsal(_who: Reader, work: TenantWork, rehearsal_id: UUID) -> RehearsalOut:
    """How far a rehearsal is, and in the end what it found."""
    return RehearsalOut.of(await service.get(work, rehearsal_id))


@router.post(
    "/routing-rules/rehearsals/{rehearsal_id}/cancel",
    responses=refusals(NotFound(), Forbidden()),
)
async def cancel_rehearsal(_who: Reader, work: TenantWork, rehearsal_id: UUID) -> RehearsalOut:
    """Stop a rehearsal; repeating it changes nothing."""
    return RehearsalOut.of(await service.cancel(work, rehearsal_id))
