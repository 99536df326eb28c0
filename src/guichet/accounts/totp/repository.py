"""Statements about second factors."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.accounts.totp.models import RecoveryCode, TotpSecret


async def is_on(session: AsyncSession, user_id: UUID) -> bool:
    """Whether the user has a confirmed secret."""
    statement = select(TotpSecret.user_id).where(
        TotpSecret.user_id == user_id, TotpSecret.confirmed_at.is_not(None)
    )
    return await session.scalar(statement) is not None


async def secret_locked(session: AsyncSession, user_id: UUID) -> TotpSecret | None:
    """The user's secret, confirmed or not, which nobody else changes until the end."""
    return await session.scalar(
        select(TotpSecret)
        .where(TotpSecret.user_id == user_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


async def put_unconfirmed(
    session: AsyncSession, user_id: UUID, secret: bytes, now: datetime
) -> bool:
    """Keep a secret that was not confirmed yet, in the place of another such; whether there was
    no confirmed one.
    """
    fresh = upsert(TotpSecret).values(
        user_id=user_id, secret=secret, created_at=now, confirmed_at=None, last_step=0
    )
    statement = fresh.on_conflict_do_update(
        index_elements=[TotpSecret.user_id],
        set_={"secret": fresh.excluded.secret, "created_at": fresh.excluded.created_at},
        where=TotpSecret.confirmed_at.is_(None),
    ).returning(TotpSecret.user_id)
    return await session.scalar(statement) is not None


async def remove(session: AsyncSession, user_id: UUID) -> None:
    """Remove the secret and the recovery codes."""
    await session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
    await session.execute(delete(TotpSecret).where(TotpSecret.user_id == user_id))


async def put_codes(session: AsyncSession, user_id: UUID, digests: Iterable[bytes]) -> None:
    """Keep these recovery codes and no others."""
    await session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
    rows = [{"user_id": user_id, "digest": digest, "used_at": None} for digest in digests]
    await session.execute(insert(RecoveryCode).inline(), rows)


async def use_code(session: AsyncSession, user_id: UUID, digest: bytes, now: datetime) -> bool:
    """Use a recovery code up; whether it was there and unused."""
    statement = (
        update(RecoveryCode)
        .where(
            RecoveryCode.user_id == user_id,
            RecoveryCode.digest == digest,
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=now)
        .returning(RecoveryCode.user_id)
    )
    return await session.scalar(statement) is not None


async def codes_left(session: AsyncSession, user_id: UUID) -> int:
    """How many recovery codes were not used."""
    statement = select(func.count()).where(
        RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None)
    )
    return await session.scalar(statement) or 0
