"""Short links, over HTTP. Where they lead in is ``doorway``."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends

from guichet.accounts.http import require
from guichet.accounts.rights import Right
from guichet.accounts.types import Principal
from guichet.campaigns.links import service
from guichet.campaigns.links.checking import LookingPart
from guichet.campaigns.links.schemas import LinkAddressIn, LinkAddressOut, LinkFiguresOut
from guichet.kit.errors import Conflict, FieldFault, Forbidden, Invalid, NotFound
from guichet.kit.http.deps import GroundPart, TenantWork
from guichet.kit.http.paging import Page
from guichet.kit.http.problems import refusals
from guichet.kit.http.routes import api_router

router = api_router("campaigns")

Reader = Annotated[Principal, Depends(require(Right.CAMPAIGNS_READ))]
Manager = Annotated[Principal, Depends(require(Right.SETTINGS_MANAGE))]
NOT_A_HOST = Invalid(None, (FieldFault("host", "not_a_host"),))
ELSEWHERE = Conflict("link_address_elsewhere", host="go.shop.example")


@router.get("/campaign-links/address", responses=refusals(Forbidden()))
async def get_link_address(_who: Reader, work: TenantWork, ground: GroundPart) -> LinkAddressOut:
    """Show the domain of short links."""
    found = await service.address(work)
    return LinkAddressOut.of(found, service.base_of(found, ground.settings.base_url))


@router.put("/campaign-links/address", responses=refusals(Forbidden(), NOT_A_HOST))
async def choose_link_address(
    _who: Manager, work: TenantWork, ground: GroundPart, body: LinkAddressIn
) -> LinkAddressOut:
    """Put short links on a domain of yours, or on the platform's again. It is used once it was
    checked; links that were sent stay as they are.
    """
    chosen = await service.choose_address(work, body.value())
    return LinkAddressOut.of(chosen, service.base_of(chosen, ground.settings.base_url))


@router.post(
    "/campaign-links/address/check",
    responses=refusals(Forbidden(), Invalid("no_link_address"), ELSEWHERE),
)
async def check_link_address(
    _who: Manager, work: TenantWork, ground: GroundPart, looking: LookingPart
) -> LinkAddressOut:
    """Look whether your domain leads here; from then on links use it."""
    host = (await service.address(work)).host
    if host is None:
        raise Invalid("no_link_address")
    if not await looking.leads_here(host):
        raise Conflict("link_address_elsewhere", host=host)
    checked = await service.mark_checked(work, host, work.now)
    return LinkAddressOut.of(checked, service.base_of(checked, ground.settings.base_url))


@router.get(
    "/campaigns/{campaign_id}/links",
    responses=refusals(NotFound("no_such_campaign"), Forbidden(), Invalid()),
)
async def list_campaign_links(
    _who: Reader, work: TenantWork, campaign_id: UUID
) -> Page[LinkFiguresOut]:
    """List the links of a campaign and who followed them; all of them at once."""
    rows = await service.listed(work, campaign_id)
    return Page(items=[LinkFiguresOut.of(one) for one in rows])
