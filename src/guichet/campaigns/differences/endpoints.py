"""What changed between two lists, over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query

from guichet.accounts.http import require
from guichet.accounts.rights import Right
from guichet.accounts.types import Principal
from guichet.campaigns.differences import service
from guichet.campaigns.differences.schemas import ChangedOut, ListDifferenceOut
from guichet.campaigns.differences.types import Change
from guichet.kit.errors import Forbidden, Invalid, NotFound, Unavailable
from guichet.kit.http.deps import GroundPart, TenantWork
from guichet.kit.http.paging import Page, Paging, page_of
from guichet.kit.http.problems import refusals
from guichet.kit.http.routes import api_router

router = api_router("campaigns")


Looker = Annotated[Principal, Depends(require(Right.CAMPAIGNS_READ))]
GONE = NotFound("no_such_campaign")
TOO_SLOW = Unavailable("segment_too_slow", seconds=20)


@router.get("/campaigns/{campaign_id}/difference", responses=refusals(GONE, Forbidden(), TOO_SLOW))
async def get_campaign_difference(
    _who: Looker, work: TenantWork, ground: GroundPart, campaign_id: UUID
) -> ListDifferenceOut:
    """Count who came to the list and who left it since it was made before: since the campaign was
    planned for later, or since the time before where it goes again and again.
    """
    two = await service.lists(work, campaign_id)
    return ListDifferenceOut.of(await service.difference(ground.reader_db, two))


@router.get(
    "/campaigns/{campaign_id}/difference/people",
    responses=refusals(GONE, Forbidden(), Invalid(), TOO_SLOW),
)
async def list_campaign_difference(
    _who: Looker,
    work: TenantWork,
    ground: GroundPart,
    query: Paging,
    *,
    campaign_id: UUID,
    change: Annotated[Change, Query(description="Who came, or who left.")] = "came",
) -> Page[ChangedOut]:
    """List who came to the list, or who left it and why, in the order of their list."""
    after = query.after(tuple[int])
    two = await service.lists(work, campaign_id)
    rows = await service.changed(
        ground.reader_db, two, change, after[0] if after else 0, query.fetch
    )
    rows = await service.named(work, rows)
    return page_of(rows, query, ChangedOut.of, lambda one: (one.n,))
