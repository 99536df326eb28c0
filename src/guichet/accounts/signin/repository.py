"""Statements about password resets."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.accounts.signin.models import PasswordReset


async def add_reset(session: AsyncSession, row: PasswordReset) -> None:
    """Insert a reset."""
    session.add(row)
    await session.flush()


async def reset_of_token(session: AsyncSession, digest: bytes) -> PasswordReset | None:
    """The reset of a link, locked."""
    return await session.scalar(
        select(PasswordReset).where(PasswordReset.token_digest == digest).with_for_update()
    )


async def forget_resets(session: AsyncSession, before: datetime) -> int:
    """Delete resets that lapsed before an instant; gives how many."""
    gone = delete(PasswordReset).where(PasswordReset.expires_at < before)
    return len((await session.scalars(gone.returning(PasswordReset.id))).all())


async def void_resets(session: AsyncSession, user_id: UUID, now: datetime) -> None:
    """Make every unused reset of a user useless."""
    await session.execute(
        update(PasswordReset)
        .where(PasswordReset.user_id == user_id, PasswordReset.used_at.is_(None))
        .values(used_at=now)
    )
