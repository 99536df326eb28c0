"""What people do with a campaign, told by those who hear of it, and taken by whoever counts it."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from guichet.campaigns.marks import repository
from guichet.campaigns.marks.types import Mark, Marked
from guichet.gateway.mass.bell import REPORTED
from guichet.kit.db.sessions import after_commit
from guichet.kit.ids import IdMaker, TenantId


async def add(
    session: AsyncSession, tenant_id: TenantId, ids: IdMaker, marks: Sequence[tuple[UUID, Mark]]
) -> None:
    """Write down what recipients of these campaigns did, in the caller's transaction; a recipient
    who is none is passed over when it is counted.
    """
    if marks:
        named = [(ids.new(), campaign_id, one) for campaign_id, one in marks]
        await repository.add(session, tenant_id, named)
        after_commit(session, REPORTED["campaign"].ring)


async def due(session: AsyncSession, after: UUID, most: int) -> Sequence[Marked]:
    """Up to ``most`` campaigns with ids after ``after``, in order, with marks nobody counted."""
    return await repository.marked(session, after, most)


async def take(session: AsyncSession, campaign_id: UUID, most: int) -> Sequence[Mark]:
    """The oldest marks of a campaign the caller has for itself: they do not come again once the
    session's transaction is committed.
    """
    return await repository.take(session, campaign_id, most)
