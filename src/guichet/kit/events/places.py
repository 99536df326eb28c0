"""Where each durable consumer stands in the log."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.kit.events import log
from guichet.kit.events.models import ConsumerPlace
from guichet.kit.events.types import Position


@dataclass(frozen=True, slots=True)
class Place:
    """A consumer has applied everything up to ``position``; the next event failed so often."""

    position: Position
    failures: int


async def claim(
    session: AsyncSession, name: str, now: datetime, *, from_start: bool = False
) -> Place | None:
    """Take the consumer's place for this transaction; None when another process holds it, or a
    failed event is not to be tried yet. A consumer without a place begins at the newest event,
    or ``from_start``.
    """
    due = or_(ConsumerPlace.retry_at.is_(None), ConsumerPlace.retry_at <= now)
    statement = (
        select(ConsumerPlace.position, ConsumerPlace.failures)
        .where(ConsumerPlace.name == name, due)
        .with_for_update(skip_locked=True)
    )
    row = (await session.execute(statement)).one_or_none()
    if row is not None:
        return Place(Position(row.position), row.failures)
    await _begin(session, name, log.START if from_start else await log.newest_position(session))
    return None


async def _begin(session: AsyncSession, name: str, position: Position) -> None:
    statement = insert(ConsumerPlace).values(name=name, position=position, failures=0)
    await session.execute(statement.on_conflict_do_nothing())


async def save(session: AsyncSession, name: str, place: Place, retry_at: datetime | None) -> None:
    """Move the claimed place; ``retry_at`` says when a failed event may be tried again."""
    values = {"position": place.position, "failures": place.failures, "retry_at": retry_at}
    await session.execute(update(ConsumerPlace).where(ConsumerPlace.name == name).values(values))
