"""Statements about brakes."""

from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.accounts.brakes.models import Brake
from guichet.accounts.brakes.pacing import Tally


async def lock_tally(session: AsyncSession, key: bytes, now: datetime) -> Tally | None:
    """What is remembered under ``key``, which nobody else changes until this transaction ends."""
    fresh = insert(Brake).values(key=key, failures=0, last_at=now, blocked_until=None)
    statement = fresh.on_conflict_do_update(
        index_elements=[Brake.key], set_={"key": fresh.excluded.key}
    ).returning(Brake.failures, Brake.last_at, Brake.blocked_until)
    row = (await session.execute(statement)).one()
    return Tally(row.failures, row.last_at, row.blocked_until) if row.failures else None


async def put_tally(session: AsyncSession, key: bytes, tally: Tally) -> None:
    """Remember ``tally`` under ``key``, which is locked."""
    await session.execute(
        update(Brake)
        .where(Brake.key == key)
        .values(failures=tally.failures, last_at=tally.last_at, blocked_until=tally.blocked_until)
    )


async def forget_tally(session: AsyncSession, key: bytes) -> None:
    """Remember nothing under ``key``."""
    await session.execute(delete(Brake).where(Brake.key == key))


async def forget_before(session: AsyncSession, instant: datetime) -> int:
    """Remove what was last counted before an instant; gives how many."""
    gone = delete(Brake).where(Brake.last_at < instant).returning(Brake.key)
    return len((await session.scalars(gone)).all())
