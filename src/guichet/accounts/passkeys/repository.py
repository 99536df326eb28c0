"""Statements over passkeys."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.accounts.passkeys.models import PasskeyChallenge, PasskeyRow
from guichet.accounts.passkeys.types import Challenge, Credential, Passkey, Purpose
from guichet.kit.ids import UserId


async def ask(session: AsyncSession, challenge: Challenge) -> None:
    """Keep a challenge until it is answered."""
    await session.execute(
        insert(PasskeyChallenge).values(
            id=challenge.id,
            purpose=challenge.purpose.value,
            user_id=challenge.user_id,
            value=challenge.value,
            expires_at=challenge.expires_at,
        )
    )


async def take(
    session: AsyncSession, challenge_id: UUID, purpose: Purpose, now: datetime
) -> Challenge | None:
    """Remove a challenge and give it, if it was given for ``purpose`` and may still be answered."""
    query = (
        delete(PasskeyChallenge)
        .where(
            PasskeyChallenge.id == challenge_id,
            PasskeyChallenge.purpose == purpose.value,
            PasskeyChallenge.expires_at > now,
        )
        .returning(PasskeyChallenge)
    )
    row = await session.scalar(query)
    if row is None:
        return None
    user_id = None if row.user_id is None else UserId(row.user_id)
    return Challenge(row.id, Purpose(row.purpose), user_id, row.value, row.expires_at)


async def forget_challenges(session: AsyncSession, now: datetime) -> int:
    """Remove challenges nobody answered; gives how many."""
    query = delete(PasskeyChallenge).where(PasskeyChallenge.expires_at <= now)
    return len((await session.scalars(query.returning(PasskeyChallenge.id))).all())


async def add(session: AsyncSession, passkey: Passkey) -> bool:
    """Write a new passkey; gives whether its credential was not known before."""
    credential = passkey.credential
    query = insert(PasskeyRow).values(
        id=passkey.id,
        user_id=passkey.user_id,
        name=passkey.name,
        credential_id=credential.credential_id,
        public_key=credential.public_key,
        sign_count=credential.sign_count,
        aaguid=credential.aaguid,
        synced=credential.synced,
        transports=list(credential.transports),
        created_at=passkey.created_at,
        version=passkey.version,
    )
    added = query.on_conflict_do_nothing(index_elements=["credential_id"])
    return await session.scalar(added.returning(PasskeyRow.id)) is not None


async def of_user(session: AsyncSession, user: UserId) -> Sequence[Passkey]:
    """The user's passkeys, newest first."""
    query = select(PasskeyRow).where(PasskeyRow.user_id == user).order_by(PasskeyRow.id.desc())
    return [_passkey(row) for row in await session.scalars(query)]


async def count(session: AsyncSession, user: UserId) -> int:
    """How many passkeys of the user open something."""
    query = select(func.count()).where(
        PasskeyRow.user_id == user, PasskeyRow.suspended_at.is_(None)
    )
    return await session.scalar(query) or 0


async def by_credential(session: AsyncSession, credential_id: bytes) -> Passkey | None:
    """The passkey of a credential, locked: its counter moves one step at a time."""
    query = select(PasskeyRow).where(PasskeyRow.credential_id == credential_id)
    row = await session.scalar(query.with_for_update())
    return None if row is None else _passkey(row)


async def used(session: AsyncSession, passkey_id: UUID, sign_count: int, now: datetime) -> None:
    """Move counter and last use forward."""
    await session.execute(
        update(PasskeyRow)
        .where(PasskeyRow.id == passkey_id)
        .values(sign_count=sign_count, last_used_at=now)
    )


async def suspend(session: AsyncSession, passkey_id: UUID, now: datetime) -> Passkey:
    """Let a passkey (locked before) open nothing any more."""
    query = (
        update(PasskeyRow)
        .where(PasskeyRow.id == passkey_id)
        .values(suspended_at=now, version=PasskeyRow.version + 1)
        .returning(PasskeyRow)
    )
    return _passkey((await session.scalars(query)).one())


async def rename(
    session: AsyncSession, user: UserId, passkey_id: UUID, name: str
) -> Passkey | None:
    """Give one of the user's passkeys another name."""
    query = (
        update(PasskeyRow)
        .where(PasskeyRow.id == passkey_id, PasskeyRow.user_id == user)
        .values(name=name, version=PasskeyRow.version + 1)
        .returning(PasskeyRow)
    )
    row = await session.scalar(query)
    return None if row is None else _passkey(row)


async def remove(session: AsyncSession, user: UserId, passkey_id: UUID) -> Passkey | None:
    """Remove one of the user's passkeys; gives what it was."""
    query = delete(PasskeyRow).where(PasskeyRow.id == passkey_id, PasskeyRow.user_id == user)
    row = await session.scalar(query.returning(PasskeyRow))
    return None if row is None else _passkey(row)


def _passkey(row: PasskeyRow) -> Passkey:
    return Passkey(
        id=row.id,
        user_id=UserId(row.user_id),
        name=row.name,
        credential=Credential(
            credential_id=row.credential_id,
            public_key=row.public_key,
            sign_count=row.sign_count,
            aaguid=row.aaguid,
            synced=row.synced,
            transports=tuple(row.transports),
        ),
        created_at=row.created_at,
        last_used_at=row.last_used_at,
        suspended_at=row.suspended_at,
        version=row.version,
    )
