"""Reviews: asked for by who feeds the links, decided by the platform (system role), seen by the
tenant.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from guichet.accounts.audit import service as audit
from guichet.accounts.audit.types import Details
from guichet.gateway.mass import waking
from guichet.gateway.mass.reviews import repository
from guichet.gateway.mass.reviews.events import REVIEW_ASKED, REVIEW_DECIDED, review_event
from guichet.gateway.mass.reviews.types import MOST_TEXTS, Review, ReviewState, Sample
from guichet.kit.errors import Conflict, NotFound
from guichet.kit.ids import TenantId
from guichet.kit.work import Work
from guichet.policies.presets import first_offers

SHOWN: Final = 50
NO_REVIEW: Final = "no_such_review"


async def latest(session: AsyncSession, tenant: TenantId) -> Review | None:
    """How a tenant stands: none: nothing was ever looked at."""
    return await repository.latest(session, tenant)


async def join(work: Work, samples: Sequence[Sample], recipients: int) -> Review:
    """Have offers of the tenant of ``work`` wait for a look, with those that wait already."""
    known = await repository.latest(work.session, work.tenant_id, lock=True)
    if known is None or known.state != "waiting":
        asked = Review(
            work.ids.new(),
            work.tenant_id,
            1,
            "waiting",
            _some((), samples),
            recipients,
            work.now,
            work.now + first_offers().answer_within,
        )
        if await repository.add(work.session, asked):
            await work.record(review_event(REVIEW_ASKED, asked))
        return asked
    more = replace(
        known,
        version=known.version + 1,
        samples=_some(known.samples, samples),
        recipients=known.recipients + recipients,
    )
    await repository.change(work.session, more)
    return more


def _some(known: Sequence[Sample], more: Sequence[Sample]) -> Sequence[Sample]:
    return tuple(dict.fromkeys([*known, *more]))[:MOST_TEXTS]


async def decide(
    work: Work, review_id: UUID, by_name: str | None, *, approved: bool, reason: str | None
) -> Review:
    """Let what waits of the tenant of ``work`` go, and everything after it; or refuse what waits.
    Harmless to repeat.

    :raises NotFound: ``no_such_review``
    :raises Conflict: ``review_decided``: the other way
    """
    known = await repository.by_id(work.session, work.tenant_id, review_id)
    if known is None:
        raise NotFound(NO_REVIEW)
    state: ReviewState = "approved" if approved else "refused"
    if known.state == state:
        return known
    if known.state != "waiting":
        raise Conflict("review_decided", state=known.state)
    after = replace(
        known,
        version=known.version + 1,
        state=state,
        decided_at=work.now,
        by_name=by_name,
        reason=None if approved else reason,
    )
    await repository.change(work.session, after)
    await work.record(review_event(REVIEW_DECIDED, after))
    details: Details = {
        "state": state,
        "reason": after.reason or "",
        "recipients": after.recipients,
    }
    await audit.write(work, REVIEW_DECIDED, f"review:{after.id}", details)
    await waking.wake(work)
    return after


async def own(session: AsyncSession, tenant: TenantId) -> Sequence[Review]:
    """A tenant's reviews, the newest first."""
    return await repository.of_tenant(session, tenant, SHOWN)


async def in_state(
    session: AsyncSession, state: ReviewState, before: UUID | None, limit: int
) -> Sequence[Review]:
    """Those of all tenants, the newest first (system role)."""
    return await repository.in_state(session, state, before, limit)
