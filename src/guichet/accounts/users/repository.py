"""Statements about users."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.accounts.users.addresses import key_of
from guichet.accounts.users.models import User

_LAST = "\U0010ffff"
"""Sorts after every character of an address."""


async def add(session: AsyncSession, row: User) -> bool:
    """Insert the row; whether its address was free. If not, the transaction goes on without it."""
    try:
        async with session.begin_nested():
            session.add(row)
    except IntegrityError:
        return False
    return True


async def by_id(session: AsyncSession, user_id: UUID) -> User | None:
    """The user."""
    return await session.get(User, user_id)


async def by_id_locked(session: AsyncSession, user_id: UUID) -> User | None:
    """The user, whom nobody else changes until this transaction ends."""
    return await session.scalar(
        select(User)
        .where(User.id == user_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


async def by_email(session: AsyncSession, email: str) -> User | None:
    """The user of an address, however it is written."""
    return await session.scalar(select(User).where(User.email_key == key_of(email)))


async def operators(session: AsyncSession) -> Sequence[User]:
    """Who operates the platform: a handful."""
    query = select(User).where(User.platform_operator).order_by(User.id)
    return (await session.scalars(query)).all()


async def page(
    session: AsyncSession, before: UUID | None, limit: int, prefix: str | None = None
) -> Sequence[User]:
    """Users, newest first, below the id ``before``; those only whose address has ``prefix``."""
    statement = select(User).order_by(User.id.desc()).limit(limit)
    if before is not None:
        statement = statement.where(User.id < before)
    if prefix:
        key = key_of(prefix)
        statement = statement.where(User.email_key >= key, User.email_key < key + _LAST)
    return (await session.scalars(statement)).all()


async def names(session: AsyncSession, user_ids: Collection[UUID]) -> Mapping[UUID, str]:
    """What some users are called."""
    query = select(User.id, User.name).where(User.id.in_(user_ids))
    return {row.id: row.name for row in await session.execute(query)}


async def mark_signed_in(session: AsyncSession, user_id: UUID, now: datetime) -> None:
    """Note when the user last signed in."""
    await session.execute(update(User).where(User.id == user_id).values(last_sign_in_at=now))


async def renew_hash(session: AsyncSession, user_id: UUID, old: str, new: str) -> None:
    """Put ``new`` for the hash ``old`` of the same password; nothing if it changed meanwhile."""
    await session.execute(
        update(User).where(User.id == user_id, User.password_hash == old).values(password_hash=new)
    )


async def any_user(session: AsyncSession) -> bool:
    """Whether there is a user at all."""
    return await session.scalar(select(User.id).limit(1)) is not None
