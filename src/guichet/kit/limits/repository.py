"""Statements over the shared count."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.kit.limits.models import RateWindow


async def take(session: AsyncSession, key: str, begins_at: datetime, chunk: int) -> int:
    """Take ``chunk`` from a window; gives what all have taken of it now."""
    row = insert(RateWindow).values(key=key, begins_at=begins_at, taken=chunk)
    statement = row.on_conflict_do_update(
        index_elements=[RateWindow.key, RateWindow.begins_at],
        set_={"taken": RateWindow.taken + chunk},
    ).returning(RateWindow.taken)
    return int((await session.execute(statement)).scalar_one())


async def sweep(session: AsyncSession, before: datetime) -> None:
    """Delete the windows that began before an instant."""
    await session.execute(delete(RateWindow).where(RateWindow.begins_at < before))
