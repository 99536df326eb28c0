"""Dead letters: events a durable consumer gave up on, kept until somebody decides."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete as sql_delete
from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.kit.errors import NotFound
from guichet.kit.events.models import DeadLetter
from guichet.kit.events.types import Event, EventKind, Position
from guichet.kit.ids import TenantId


@dataclass(frozen=True, slots=True)
class NewLetter:
    """An event about to be put aside."""

    id: UUID
    consumer: str
    event: Event
    attempts: int
    error: str


@dataclass(frozen=True, slots=True)
class Letter:
    """An event put aside, as the operator of the platform sees it."""

    id: UUID
    consumer: str
    tenant_id: TenantId
    event_id: UUID
    position: Position
    kind: EventKind
    attempts: int
    error: str
    """The last error, in the program's words."""
    failed_at: datetime
    retry_at: datetime | None
    """Since when a retry is asked for."""


async def add(session: AsyncSession, letter: NewLetter, now: datetime) -> None:
    """Put an event aside."""
    row = {
        "id": letter.id,
        "consumer": letter.consumer,
        "tenant_id": letter.event.tenant_id,
        "event_id": letter.event.id,
        "position": letter.event.position,
        "kind": letter.event.kind,
        "attempts": letter.attempts,
        "error": letter.error,
        "failed_at": now,
    }
    await session.execute(insert(DeadLetter).inline(), row)


async def count(session: AsyncSession) -> int:
    """How many letters wait."""
    return await session.scalar(select(func.count()).select_from(DeadLetter)) or 0


async def newest(session: AsyncSession, limit: int, before: UUID | None = None) -> list[Letter]:
    """Up to ``limit`` letters, newest first, older than the letter ``before`` if it is given."""
    statement = select(DeadLetter).order_by(DeadLetter.id.desc()).limit(limit)
    if before is not None:
        statement = statement.where(DeadLetter.id < before)
    return [_letter(row) for row in await session.scalars(statement)]


async def ask_retry(session: AsyncSession, letter_id: UUID, now: datetime) -> None:
    """Have the consumer try the event again within seconds. Safe to repeat.

    :raises NotFound: there is no such letter, or it is done
    """
    statement = update(DeadLetter).where(DeadLetter.id == letter_id).values(retry_at=now)
    if (await session.execute(statement.returning(DeadLetter.id))).one_or_none() is None:
        raise NotFound


async def delete(session: AsyncSession, letter_id: UUID) -> None:
    """Give the event up for good.

    :raises NotFound: there is no such letter, or it is done
    """
    statement = sql_delete(DeadLetter).where(DeadLetter.id == letter_id)
    if (await session.execute(statement.returning(DeadLetter.id))).one_or_none() is None:
        raise NotFound


async def asked(session: AsyncSession, consumers: Collection[str]) -> Letter | None:
    """The letter of one of the consumers that somebody has wanted retried for longest, if any."""
    statement = (
        select(DeadLetter)
        .where(DeadLetter.consumer.in_(consumers), DeadLetter.retry_at.is_not(None))
        .order_by(DeadLetter.retry_at)
        .limit(1)
    )
    row = (await session.scalars(statement)).one_or_none()
    return None if row is None else _letter(row)


async def take(session: AsyncSession, letter_id: UUID) -> bool:
    """Hold a letter until the transaction ends; false when another process retries it, or did."""
    statement = select(DeadLetter.id).where(
        DeadLetter.id == letter_id, DeadLetter.retry_at.is_not(None)
    )
    return await session.scalar(statement.with_for_update(skip_locked=True)) is not None


async def fail_again(session: AsyncSession, letter_id: UUID, error: str, now: datetime) -> None:
    """The retry failed: the letter waits for the next decision."""
    values = {
        "attempts": DeadLetter.attempts + 1,
        "error": error,
        "failed_at": now,
        "retry_at": None,
    }
    await session.execute(update(DeadLetter).where(DeadLetter.id == letter_id).values(values))


def _letter(row: DeadLetter) -> Letter:
    return Letter(
        id=row.id,
        consumer=row.consumer,
        tenant_id=TenantId(row.tenant_id),
        event_id=row.event_id,
        position=Position(row.position),
        kind=row.kind,
        attempts=row.attempts,
        error=row.error,
        failed_at=row.failed_at,
        retry_at=row.retry_at,
    )
