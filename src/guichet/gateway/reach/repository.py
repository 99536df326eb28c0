"""Statements over what is known of numbers."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.gateway.mass.contract import NumberFact
from guichet.gateway.reach.models import NumberRow
from guichet.gateway.reach.types import Known


async def known(
    session: AsyncSession, numbers: Sequence[str], since: datetime
) -> Mapping[str, Known]:
    """What was said of some numbers since."""
    query = select(NumberRow).where(
        NumberRow.number.in_(list(numbers)), NumberRow.checked_at >= since
    )
    return {row.number: _known(row) for row in await session.scalars(query)}


async def keep(session: AsyncSession, several: Sequence[Known]) -> None:
    """Write what was said just now."""
    if not several:
        return
    query = insert(NumberRow).values(
        [
            {
                "number": one.fact.number,
                "state": one.fact.state,
                "network": one.fact.network,
                "ported": one.fact.ported,
                "route_id": one.route_id,
                "checked_at": one.checked_at,
            }
            for one in sorted(several, key=lambda one: one.fact.number)
        ]
    )
    names = ("state", "network", "ported", "route_id", "checked_at")
    new = {name: getattr(query.excluded, name) for name in names}
    await session.execute(query.on_conflict_do_update(index_elements=["number"], set_=new))


async def forget(session: AsyncSession, before: datetime, most: int) -> int:
    """Delete up to ``most`` of what was said before; gives how many went."""
    old = (
        select(NumberRow.number)
        .where(NumberRow.checked_at < before)
        .order_by(NumberRow.checked_at)
        .limit(most)
    )
    gone = await session.execute(
        delete(NumberRow).where(NumberRow.number.in_(old)).returning(NumberRow.number)
    )
    return len(gone.all())


def _known(row: NumberRow) -> Known:
    fact = NumberFact(row.number, row.state, row.network, row.ported)
    return Known(fact, row.route_id, row.checked_at)
