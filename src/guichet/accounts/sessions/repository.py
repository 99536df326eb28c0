"""Statements about sessions."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.accounts.sessions.models import Session
from guichet.accounts.sessions.types import IDLE


async def add(session: AsyncSession, row: Session) -> None:
    """Insert a session."""
    session.add(row)
    await session.flush()


async def by_digest(session: AsyncSession, digest: bytes, now: datetime) -> Session | None:
    """The living session of a token, whatever its stage."""
    return await session.scalar(_living(now).where(Session.token_digest == digest))


async def by_id(session: AsyncSession, session_id: UUID, now: datetime) -> Session | None:
    """A living session."""
    return await session.scalar(_living(now).where(Session.id == session_id))


async def by_id_locked(session: AsyncSession, session_id: UUID, now: datetime) -> Session | None:
    """A living session, which nobody else changes until this transaction ends."""
    return await session.scalar(
        _living(now)
        .where(Session.id == session_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


async def of_user(session: AsyncSession, user_id: UUID, now: datetime) -> Sequence[Session]:
    """The living, whole sessions of a user, the last used first."""
    return (
        await session.scalars(
            _living(now)
            .where(Session.user_id == user_id, Session.stage == "full")
            .order_by(Session.last_seen_at.desc(), Session.id)
        )
    ).all()


async def touch(session: AsyncSession, session_id: UUID, now: datetime) -> None:
    """Write down that a session was used now."""
    await session.execute(update(Session).where(Session.id == session_id).values(last_seen_at=now))


async def end(
    session: AsyncSession,
    user_id: UUID,
    now: datetime,
    reason: str,
    *,
    only: UUID | None = None,
    keep: UUID | None = None,
) -> Sequence[UUID]:
    """End the open sessions of a user: all, one, or all but one. Gives the ids of the ended."""
    statement = update(Session).where(Session.user_id == user_id, Session.ended_at.is_(None))
    if only is not None:
        statement = statement.where(Session.id == only)
    if keep is not None:
        statement = statement.where(Session.id != keep)
    statement = statement.values(ended_at=now, ended_reason=reason)
    return (await session.scalars(statement.returning(Session.id))).all()


async def forget(session: AsyncSession, before: datetime) -> int:
    """Delete sessions that were over before an instant; gives how many."""
    result = await session.execute(
        delete(Session).where(Session.expires_at < before).returning(Session.id)
    )
    return len(result.all())


def _living(now: datetime) -> Select[Session]:
    return select(Session).where(
        Session.ended_at.is_(None),
        Session.expires_at > now,
        Session.last_seen_at > now - IDLE,
    )
