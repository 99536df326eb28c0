"""Statements over the answers."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.kit.idempotency.models import IdempotentAnswer as Row
from guichet.kit.idempotency.types import Claim
from guichet.kit.ids import TenantId

_SWEPT = 5_000


@dataclass(frozen=True, slots=True)
class Stored:
    """A row that was there before."""

    fingerprint: bytes
    status: int | None
    body: bytes | None


async def claim(session: AsyncSession, tenant_id: TenantId, claim: Claim, now: datetime) -> bool:
    """Insert the row of a request; false if there is one. Waits for a transaction that is just
    inserting it.
    """
    statement = (
        insert(Row)
        .values(
            tenant_id=tenant_id,
            caller=claim.caller,
            key=claim.key,
            fingerprint=claim.fingerprint,
            created_at=now,
        )
        .on_conflict_do_nothing()
        .returning(Row.key)
    )
    return await session.scalar(statement) is not None


async def find(session: AsyncSession, tenant_id: TenantId, claim: Claim) -> Stored | None:
    """The row of a key."""
    statement = select(Row.fingerprint, Row.status, Row.body).where(*_is(tenant_id, claim))
    row = (await session.execute(statement)).one_or_none()
    return Stored(*row) if row else None


async def keep(
    session: AsyncSession, tenant_id: TenantId, claim: Claim, status: int, body: bytes
) -> None:
    """Write the answer into the row."""
    statement = update(Row).where(*_is(tenant_id, claim)).values(status=status, body=body)
    await session.execute(statement)


async def sweep(session: AsyncSession, before: datetime) -> int:
    """Delete up to 5,000 rows made before an instant; gives how many went."""
    oldest = (
        select(Row.tenant_id, Row.caller, Row.key)
        .where(Row.created_at < before)
        .order_by(Row.created_at)
        .limit(_SWEPT)
        .with_for_update(skip_locked=True)
        .subquery()
    )
    statement = delete(Row).where(
        Row.tenant_id == oldest.c.tenant_id,
        Row.caller == oldest.c.caller,
        Row.key == oldest.c.key,
    )
    gone = await session.scalars(statement.returning(Row.key))
    return len(gone.all())


def _is(tenant_id: TenantId, claim: Claim) -> tuple[ColumnElement[bool], ...]:
    return (Row.tenant_id == tenant_id, Row.caller == claim.caller, Row.key == claim.key)
