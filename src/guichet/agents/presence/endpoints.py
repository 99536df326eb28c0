"""Presence and reasons, over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends

from guichet.accounts.http import require
from guichet.accounts.rights import Right
from guichet.accounts.types import Principal
from guichet.agents.presence import reasons, service
from guichet.agents.presence.schemas import (
    NewReason,
    PresenceChange,
    PresenceList,
    PresenceOut,
    ReasonChange,
    ReasonList,
    ReasonOut,
)
from guichet.agents.types import NotReadyReason
from guichet.kit.errors import Conflict, FieldFault, Forbidden, Invalid, NotFound
from guichet.kit.http.deps import TenantWork
from guichet.kit.http.problems import refusals
from guichet.kit.http.routes import api_router
from guichet.kit.ids import UserId

router = api_router("presence")

Agent = Annotated[Principal, Depends(require(Right.DESK_ANSWER))]
Assigner = Annotated[Principal, Depends(require(Right.AGENTS_ASSIGN))]
Reader = Annotated[Principal, Depends(require(Right.AGENTS_READ))]
Manager = Annotated[Principal, Depends(require(Right.AGENTS_MANAGE))]

_NO_REASON = Invalid(None, (FieldFault("reason", "no_such_reason"),))
_TAKEN = Conflict("name_taken", name="Pause café")


@router.get("/presence", responses=refusals(Forbidden()))
async def list_presences(_who: Agent, work: TenantWork) -> PresenceList:
    """Who is there, ready or not."""
    found = sorted(await service.everyone(work.session, work.tenant_id), key=lambda one: one.name)
    return PresenceList(items=[PresenceOut.of(one) for one in found])


@router.get("/me/presence", responses=refusals(Forbidden("users_only")))
async def get_my_presence(who: Agent, work: TenantWork) -> PresenceOut:
    """Your own presence."""
    return PresenceOut.of(await service.get(work, who.user_id))


@router.put("/me/presence", responses=refusals(Forbidden("users_only"), _NO_REASON))
async def set_my_presence(who: Agent, work: TenantWork, wanted: PresenceChange) -> PresenceOut:
    """Say whether you can be given requests; saying it again changes nothing."""
    return PresenceOut.of(await service.set_to(work, who.user_id, wanted.status, wanted.reason))


@router.put(
    "/agents/{user_id}/presence",
    responses=refusals(NotFound("no_such_agent"), Forbidden(), _NO_REASON),
)
async def set_agent_presence(
    _who: Assigner, work: TenantWork, user_id: UUID, wanted: PresenceChange
) -> PresenceOut:
    """Say it for an agent."""
    return PresenceOut.of(await service.set_to(work, UserId(user_id), wanted.status, wanted.reason))


@router.get("/not-ready-reasons", responses=refusals(Forbidden()))
async def list_reasons(_who: Reader, work: TenantWork) -> ReasonList:
    """List the reasons for not being ready, in their order."""
    return ReasonList(items=[ReasonOut.of(one) for one in await reasons.all_of(work)])


@router.post("/not-ready-reasons", status_code=201, responses=refusals(Forbidden(), _TAKEN))
async def create_reason(_who: Manager, work: TenantWork, wanted: NewReason) -> ReasonOut:
    """Add a reason at the end of the list."""
    return ReasonOut.of(await reasons.create(work, wanted.name))


@router.put(
    "/not-ready-reasons/{reason_id}",
    responses=refusals(NotFound(), Forbidden(), Conflict(), _TAKEN),
)
async def change_reason(
    _who: Manager, work: TenantWork, reason_id: UUID, wanted: ReasonChange
) -> ReasonOut:
    """Rename a reason or move it."""
    one = NotReadyReason(reason_id, wanted.version, "", wanted.name, wanted.place)
    return ReasonOut.of(await reasons.change(work, one))


@router.delete(
    "/not-ready-reasons/{reason_id}",
    status_code=204,
    responses=refusals(NotFound(), Forbidden()),
)
async def remove_reason(_who: Manager, work: TenantWork, reason_id: UUID) -> None:
    """Offer a reason no longer; who has it keeps it until they choose another."""
    await reasons.remove(work, reason_id)
