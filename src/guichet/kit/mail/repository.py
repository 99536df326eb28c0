"""Statements about the outbox."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.kit.mail.models import OutboxMail


@dataclass(frozen=True, slots=True)
class Claimed:
    """A mail somebody is trying to send."""

    tenant_id: UUID
    id: UUID
    sealed: bytes
    attempts: int
    created_at: datetime


async def add(
    session: AsyncSession, tenant_id: UUID, mail_id: UUID, sealed: bytes, now: datetime
) -> None:
    """Put a mail into the outbox. Asks nothing back: a request may not read it."""
    row = {
        "tenant_id": tenant_id,
        "id": mail_id,
        "sealed": sealed,
        "state": "waiting",
        "attempts": 0,
        "next_at": now,
        "error": None,
        "created_at": now,
        "sent_at": None,
    }
    await session.execute(insert(OutboxMail).inline(), row)


async def claim(
    session: AsyncSession, now: datetime, until: datetime, limit: int
) -> Sequence[Claimed]:
    """Take up to ``limit`` mails that are due, for nobody else until ``until``; counts the try."""
    due = (
        select(OutboxMail.tenant_id, OutboxMail.id)
        .where(OutboxMail.state == "waiting", OutboxMail.next_at <= now)
        .order_by(OutboxMail.next_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("due")
    )
    taken = (
        update(OutboxMail)
        .where(OutboxMail.tenant_id == due.c.tenant_id, OutboxMail.id == due.c.id)
        .values(next_at=until, attempts=OutboxMail.attempts + 1)
        .returning(
            OutboxMail.tenant_id,
            OutboxMail.id,
            OutboxMail.sealed,
            OutboxMail.attempts,
            OutboxMail.created_at,
        )
    )
    return [
        Claimed(row.tenant_id, row.id, row.sealed or b"", row.attempts, row.created_at)
        for row in await session.execute(taken)
    ]


async def mark_sent(
    session: AsyncSession, tenant_id: UUID, mail_id: UUID, now: datetime, *, keep: bool
) -> None:
    """The mail is on its way; without ``keep`` its content is removed."""
    values: dict[str, str | datetime | None] = {"state": "sent", "sent_at": now, "error": None}
    if not keep:
        values["sealed"] = None
    await _change(session, tenant_id, mail_id, values)


async def mark_failed(session: AsyncSession, tenant_id: UUID, mail_id: UUID, error: str) -> None:
    """The mail will not be sent; its content is removed."""
    await _change(session, tenant_id, mail_id, {"state": "failed", "error": error, "sealed": None})


async def put_off(
    session: AsyncSession, tenant_id: UUID, mail_id: UUID, next_at: datetime, error: str
) -> None:
    """Try the mail again later."""
    await _change(session, tenant_id, mail_id, {"next_at": next_at, "error": error})


async def _change(
    session: AsyncSession,
    tenant_id: UUID,
    mail_id: UUID,
    values: dict[str, str | datetime | None],
) -> None:
    await session.execute(
        update(OutboxMail)
        .where(OutboxMail.tenant_id == tenant_id, OutboxMail.id == mail_id)
        .values(**values)
    )


async def newest(session: AsyncSession, limit: int) -> Sequence[OutboxMail]:
    """The newest mails that still have their content."""
    return (
        await session.scalars(
            select(OutboxMail)
            .where(OutboxMail.sealed.is_not(None))
            .order_by(OutboxMail.created_at.desc(), OutboxMail.id.desc())
            .limit(limit)
        )
    ).all()


async def forget(session: AsyncSession, before: datetime) -> int:
    """Delete mails from before an instant; gives how many."""
    gone = delete(OutboxMail).where(OutboxMail.created_at < before).returning(OutboxMail.id)
    return len((await session.scalars(gone)).all())
