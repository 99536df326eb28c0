"""Queues, over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends

from guichet.accounts.http import require
from guichet.accounts.rights import Right
from guichet.accounts.types import Principal
from guichet.agents.queues import service
from guichet.agents.queues.schemas import NewQueue, QueueChange, QueueList, QueueOut
from guichet.kit.errors import Conflict, FieldFault, Forbidden, Invalid, NotFound
from guichet.kit.http.deps import TenantWork
from guichet.kit.http.problems import refusals
from guichet.kit.http.routes import api_router

router = api_router("queues")

Reader = Annotated[Principal, Depends(require(Right.AGENTS_READ))]
Manager = Annotated[Principal, Depends(require(Right.AGENTS_MANAGE))]

_WRONG = Invalid(None, (FieldFault("overflow/queue_id", "goes_in_a_circle"),))
_TAKEN = Conflict("name_taken", name="Conseil")


@router.get("/queues", responses=refusals(Forbidden()))
async def list_queues(_who: Reader, work: TenantWork) -> QueueList:
    """List the queues, the default one first; there always is one."""
    return QueueList(items=[QueueOut.of(one) for one in await service.all_of(work)])


@router.post("/queues", status_code=201, responses=refusals(Forbidden(), _TAKEN, _WRONG))
async def create_queue(_who: Manager, work: TenantWork, wanted: NewQueue) -> QueueOut:
    """Make a queue."""
    return QueueOut.of(await service.create(work, wanted.rules()))


@router.get("/queues/{queue_id}", responses=refusals(NotFound(), Forbidden()))
async def get_queue(_who: Reader, work: TenantWork, queue_id: UUID) -> QueueOut:
    """Show one queue."""
    return QueueOut.of(await service.get(work, queue_id))


@router.put(
    "/queues/{queue_id}",
    responses=refusals(NotFound(), Forbidden(), Conflict(), _TAKEN, _WRONG),
)
async def change_queue(
    _who: Manager, work: TenantWork, queue_id: UUID, wanted: QueueChange
) -> QueueOut:
    """Decide a queue anew."""
    return QueueOut.of(await service.change(work, queue_id, wanted.version, wanted.rules()))
