"""Figures of invitations over HTTP."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query
from pydantic import AwareDatetime

from guichet.accounts.http import require
from guichet.accounts.rights import Right
from guichet.accounts.types import Principal
from guichet.gateway.entry_points import service as entry_points
from guichet.insight.invitations import service
from guichet.insight.invitations.schemas import InvitationFiguresOut, InvitationsOut
from guichet.insight.invitations.types import Span
from guichet.kit.errors import Forbidden, Invalid, NotFound
from guichet.kit.http.deps import TenantWork
from guichet.kit.http.problems import refusals
from guichet.kit.http.routes import api_router

router = api_router("figures")

Reader = Annotated[Principal, Depends(require(Right.ENTRY_POINTS_READ))]
Since = Annotated[
    AwareDatetime | None,
    Query(description="When the rule first held; 30 days before `until`, unless said."),
]
Until = Annotated[AwareDatetime | None, Query(description="Now, unless said.")]
LATELY = timedelta(days=30)


@router.get(
    "/entry-points/{entry_point_id}/invitations",
    responses=refusals(NotFound(), Forbidden(), Invalid()),
)
async def get_invitation_figures(
    _who: Reader, work: TenantWork, entry_point_id: UUID, since: Since = None, until: Until = None
) -> InvitationsOut:
    """What each invitation came to, of the visitors it held for from `since` to before `until`, at
    most a year.
    """
    await entry_points.get(work, entry_point_id)
    end = until or work.now
    found = await service.figures(work, Span(entry_point_id, since or end - LATELY, end))
    return InvitationsOut(items=[InvitationFiguresOut.of(one) for one in found])
