"""Statements over marks."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.campaigns.marks.models import MarkRow
from guichet.campaigns.marks.types import Mark, Marked
from guichet.kit.ids import TenantId

_MARKED = text(
    """
WITH RECURSIVE one AS (
    (SELECT tenant_id, campaign_id FROM campaign_mark WHERE campaign_id > :after
     ORDER BY campaign_id LIMIT 1)
    UNION ALL
    SELECT n.tenant_id, n.campaign_id FROM one o CROSS JOIN LATERAL (
        SELECT m.tenant_id, m.campaign_id FROM campaign_mark m
        WHERE m.campaign_id > o.campaign_id ORDER BY m.campaign_id LIMIT 1
    ) n
)
SELECT tenant_id, campaign_id FROM one LIMIT :most
"""
)
_TAKE_MARKS = text(
    """
DELETE FROM campaign_mark m USING (
    SELECT tenant_id, id FROM campaign_mark WHERE campaign_id = :campaign
    ORDER BY id LIMIT :most FOR UPDATE SKIP LOCKED
) g WHERE m.tenant_id = g.tenant_id AND m.id = g.id
RETURNING m.n, m.kind, m.at
"""
)


async def marked(session: AsyncSession, after: UUID, most: int) -> Sequence[Marked]:
    """Up to ``most`` campaigns after ``after``, in order, with marks nobody counted yet."""
    rows = (await session.execute(_MARKED, {"after": after, "most": most})).all()
    return [Marked(*row) for row in rows]


async def take(session: AsyncSession, campaign_id: UUID, most: int) -> Sequence[Mark]:
    """The oldest marks of a campaign: they are deleted with this transaction."""
    values = {"campaign": campaign_id, "most": most}
    rows = (await session.execute(_TAKE_MARKS, values)).all()
    return sorted((Mark(*row) for row in rows), key=lambda one: one.at)


async def add(
    session: AsyncSession, tenant_id: TenantId, marks: Sequence[tuple[UUID, UUID, Mark]]
) -> None:
    """Marks with ids of their own, and the campaigns they are of."""
    rows = [
        {
            "tenant_id": tenant_id,
            "id": mark_id,
            "campaign_id": campaign_id,
            "n": one.n,
            "kind": one.kind,
            "at": one.at,
        }
        for mark_id, campaign_id, one in marks
    ]
    await session.execute(insert(MarkRow), rows)
