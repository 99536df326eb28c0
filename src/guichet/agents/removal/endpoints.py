"""Removing queues, skills and calendars, over HTTP."""

from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from guichet.accounts.http import require
from guichet.accounts.rights import Right
from guichet.accounts.types import Principal
from guichet.agents.queues.schemas import QueueOut
from guichet.agents.removal import service
from guichet.kit.errors import Conflict, FieldFault, Forbidden, Invalid, NotFound
from guichet.kit.http.deps import TenantWork
from guichet.kit.http.problems import refusals
from guichet.kit.http.routes import api_router

_queues = api_router("queues")
_skills = api_router("skills")
_calendars = api_router("calendars")

ROUTERS: Final[tuple[APIRouter, ...]] = (_queues, _skills, _calendars)

Manager = Annotated[Principal, Depends(require(Right.AGENTS_MANAGE))]


@_queues.delete(
    "/queues/{queue_id}",
    responses=refusals(
        NotFound(),
        Forbidden(),
        Conflict("default_queue"),
        Conflict("queue_in_use", queues="Commandes"),
        Invalid(None, (FieldFault("to", "wrong_value", {}, "query"),)),
    ),
)
async def remove_queue(
    _who: Manager,
    work: TenantWork,
    queue_id: UUID,
    *,
    to: Annotated[
        UUID | None, Query(description="Where its waiting go: the default queue unless named.")
    ] = None,
) -> QueueOut:
    """Close a queue for good; what waits in it goes to another."""
    return QueueOut.of(await service.remove_queue(work, queue_id, to))


@_skills.delete(
    "/skills/{skill_id}",
    status_code=204,
    responses=refusals(NotFound(), Forbidden(), Conflict("skill_in_use", queues="Conseil")),
)
async def remove_skill(_who: Manager, work: TenantWork, skill_id: UUID) -> None:
    """Forget a skill; no agent has it any more."""
    await service.remove_skill(work, skill_id)


@_calendars.delete(
    "/calendars/{calendar_id}",
    status_code=204,
    responses=refusals(NotFound(), Forbidden(), Conflict("calendar_in_use", queues="Conseil")),
)
async def remove_calendar(_who: Manager, work: TenantWork, calendar_id: UUID) -> None:
    """Forget a calendar that no queue keeps."""
    await service.remove_calendar(work, calendar_id)
