"""Sign-up pages, over HTTP. Where people sign up is ``doorway``."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends

from guichet.accounts.http import require
from guichet.accounts.rights import Right
from guichet.accounts.types import Principal
from guichet.campaigns.signups import service
from guichet.campaigns.signups.schemas import SignUpPageIn, SignUpPageOut
from guichet.kit.errors import FieldFault, Forbidden, Invalid, NotFound
from guichet.kit.http.deps import GroundPart, TenantWork
from guichet.kit.http.paging import Page
from guichet.kit.http.problems import refusals
from guichet.kit.http.routes import api_router

router = api_router("campaigns")

Reader = Annotated[Principal, Depends(require(Right.CAMPAIGNS_READ))]
Manager = Annotated[Principal, Depends(require(Right.SEGMENTS_MANAGE))]
BAD = Invalid(None, (FieldFault("words/fr/consent", "required"),))


@router.get("/signup-pages", responses=refusals(Forbidden()))
async def list_signup_pages(
    _who: Reader, work: TenantWork, ground: GroundPart
) -> Page[SignUpPageOut]:
    """List the pages where people sign up, with what came of each; all of them at once."""
    rows = await service.listed(work)
    return Page(items=[SignUpPageOut.of(one, ground.settings.base_url) for one in rows])


@router.post("/signup-pages", status_code=201, responses=refusals(Forbidden(), BAD))
async def create_signup_page(
    _who: Manager, work: TenantWork, ground: GroundPart, body: SignUpPageIn
) -> SignUpPageOut:
    """Make a page where people sign up: public at once, at a short address of its own, with its QR
    code and a poster. Who signs up is asked to confirm it, and nothing is sent before.
    """
    made = await service.create(work, body.value())
    return SignUpPageOut.of(await service.shown(work, made.id), ground.settings.base_url)


@router.get("/signup-pages/{page_id}", responses=refusals(NotFound(), Forbidden()))
async def get_signup_page(
    _who: Reader, work: TenantWork, ground: GroundPart, page_id: UUID
) -> SignUpPageOut:
    """Show a page where people sign up, with what came of it."""
    return SignUpPageOut.of(await service.shown(work, page_id), ground.settings.base_url)


@router.put("/signup-pages/{page_id}", responses=refusals(NotFound(), Forbidden(), BAD))
async def change_signup_page(
    _who: Manager, work: TenantWork, ground: GroundPart, page_id: UUID, body: SignUpPageIn
) -> SignUpPageOut:
    """Decide anew about a page; what people agree to gets a new version when its words change."""
    await service.change(work, page_id, body.value())
    return SignUpPageOut.of(await service.shown(work, page_id), ground.settings.base_url)


@router.delete(
    "/signup-pages/{page_id}", status_code=204, responses=refusals(NotFound(), Forbidden())
)
async def remove_signup_page(_who: Manager, work: TenantWork, page_id: UUID) -> None:
    """Close a page; what waits can still be confirmed."""
    await service.remove(work, page_id)
