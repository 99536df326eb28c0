"""Reviews over HTTP: the platform decides, a company sees its own."""

from dataclasses import replace
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path, Query

from guichet.accounts.http import PlatformWork, require
from guichet.accounts.rights import Right
from guichet.accounts.tenants import service as tenants
from guichet.accounts.types import Principal
from guichet.gateway.mass.reviews import service
from guichet.gateway.mass.reviews.schemas import (
    PlatformSendingReviewOut,
    SendingReviewDecision,
    SendingReviewList,
    SendingReviewOut,
)
from guichet.gateway.mass.reviews.types import ReviewState
from guichet.kit.errors import Conflict, Forbidden, Invalid, NotFound
from guichet.kit.http.deps import TenantWork
from guichet.kit.http.paging import Page, Paging, page_of
from guichet.kit.http.problems import refusals
from guichet.kit.http.routes import api_router
from guichet.kit.ids import TenantId

router = api_router("messages")

Reader = Annotated[Principal, Depends(require(Right.MESSAGES_READ))]
Warden = Annotated[Principal, Depends(require(Right.PLATFORM_SENDING))]
PathId = Annotated[UUID, Path(alias="id")]
ReviewId = Annotated[UUID, Path(alias="review_id")]
_FORBIDDEN = Forbidden("missing_right", right=Right.PLATFORM_SENDING.value)


@router.get("/sending-reviews", responses=refusals(Forbidden()))
async def list_sending_reviews(_who: Reader, work: TenantWork) -> SendingReviewList:
    """What of your company's first offers waits for a look of the platform, or waited."""
    found = await service.own(work.session, work.tenant_id)
    return SendingReviewList(items=[SendingReviewOut.of(one) for one in found])


@router.get("/platform/sending-reviews", responses=refusals(_FORBIDDEN, Invalid()))
async def list_sending_reviews_of_all(
    _who: Warden,
    work: PlatformWork,
    query: Paging,
    state: Annotated[ReviewState, Query(description="Only these.")] = "waiting",
) -> Page[PlatformSendingReviewOut]:
    """First offers of new companies, newest first: texts, senders, how many, whose."""
    after = query.after(tuple[UUID])
    before = after[0] if after else None
    found = await service.in_state(work.session, state, before, query.fetch)
    named = await tenants.of_ids(work, [one.tenant_id for one in found])
    of = {tenant.id: tenant for tenant in named}
    return page_of(
        found, query, lambda one: PlatformSendingReviewOut.told(one, of), lambda one: (one.id,)
    )


@router.post(
    "/platform/tenants/{id}/sending-reviews/{review_id}/decide",
    responses=refusals(
        _FORBIDDEN,
        NotFound("no_such_review"),
        Conflict("review_decided", state="approved"),
        Invalid(),
    ),
)
async def decide_sending_review(
    who: Warden,
    work: PlatformWork,
    tenant_id: PathId,
    review_id: ReviewId,
    body: SendingReviewDecision,
) -> PlatformSendingReviewOut:
    """Let a company's first offers go, with all that come after; or refuse those that wait.
    Repeating it is harmless.
    """
    decision = body.checked()
    inside = replace(work, tenant_id=TenantId(tenant_id))
    decided = await service.decide(
        inside, review_id, who.name, approved=decision.approved, reason=decision.reason
    )
    named = await tenants.of_ids(work, [decided.tenant_id])
    return PlatformSendingReviewOut.told(decided, {tenant.id: tenant for tenant in named})
