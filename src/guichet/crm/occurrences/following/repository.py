"""The statement that counts what followed."""

from typing import cast

from sqlalchemy import Subquery, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.crm.occurrences.following.types import After, Followed
from guichet.crm.occurrences.models import OccurrenceRow
from guichet.kit.ids import TenantId


async def followed(
    session: AsyncSession, tenant_id: TenantId, of: object, wanted: After
) -> Followed:
    """Of people (``contact_id``) within a time of an instant of each (``at``)."""
    row, starts = OccurrenceRow, cast(Subquery, of)
    amount = func.sum(row.amount).filter(row.currency == wanted.currency)
    found = (
        select(func.count(row.contact_id.distinct()), func.count(row.id), func.coalesce(amount, 0))
        .select_from(starts)
        .join(row, row.contact_id == starts.c.contact_id)
        .where(
            row.tenant_id == tenant_id,
            row.type == wanted.type,
            row.at >= wanted.first,
            row.at < wanted.last + wanted.within,
            row.at >= starts.c.at,
            row.at < starts.c.at + wanted.within,
        )
    )
    people, count, minor = (await session.execute(found)).one()
    return Followed(people, count, int(minor or 0))
