"""The hand-off to another customer system, over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends

from guichet.accounts.http import require
from guichet.accounts.rights import Right
from guichet.accounts.types import Principal
from guichet.crm.handoff import service
from guichet.crm.handoff.schemas import HandoffIn, HandoffOut, LinkOut
from guichet.kit.errors import Forbidden, Invalid, NotFound
from guichet.kit.http.deps import GroundPart, TenantWork
from guichet.kit.http.problems import refusals
from guichet.kit.http.routes import api_router

router = api_router("contacts")

Reader = Annotated[Principal, Depends(require(Right.CONTACTS_READ))]
Seer = Annotated[Principal, Depends(require(Right.SETTINGS_READ))]
Manager = Annotated[Principal, Depends(require(Right.SETTINGS_MANAGE))]

NONE = NotFound("no_handoff")


@router.get("/contact-handoff", responses=refusals(NONE, Forbidden()))
async def get_contact_handoff(_who: Seer, work: TenantWork) -> HandoffOut:
    """Show where cards lead to in another customer system."""
    return HandoffOut.of(await service.get(work))


@router.put("/contact-handoff", responses=refusals(Forbidden(), Invalid()))
async def set_contact_handoff(
    _who: Manager, work: TenantWork, ground: GroundPart, body: HandoffIn
) -> HandoffOut:
    """Let cards lead into another customer system. A secret just made is shown once."""
    handoff, secret = await service.configure(
        work, ground.cipher, body.title, body.template, renew=body.renew_secret
    )
    return HandoffOut.of(handoff, secret)


@router.delete("/contact-handoff", status_code=204, responses=refusals(Forbidden()))
async def remove_contact_handoff(_who: Manager, work: TenantWork) -> None:
    """Let cards lead nowhere."""
    await service.remove(work)


@router.get("/contacts/{contact_id}/handoff", responses=refusals(NotFound(), NONE, Forbidden()))
async def get_contact_link(
    who: Reader, work: TenantWork, ground: GroundPart, contact_id: UUID
) -> LinkOut:
    """The signed address of a contact in another customer system, good for ten minutes."""
    return LinkOut.of(await service.link(work, ground.cipher, contact_id, who.name or ""))
