"""Statements over the answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, select, text, update
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


_EARLIER = text(
    """
SELECT r.tenant_id, r.caller, r.key, r.fingerprint, r.status, r.body
FROM unnest(CAST(:tenants AS uuid[]), CAST(:callers AS text[]), CAST(:keys AS text[]))
    AS g (tenant_id, caller, key)
JOIN idempotent_answer r ON r.tenant_id = g.tenant_id AND r.caller = g.caller AND r.key = g.key
"""
)
_KEEP_ALL = text(
    """
INSERT INTO idempotent_answer (tenant_id, caller, key, fingerprint, status, body, created_at)
SELECT g.*, CAST(:now AS timestamptz)
FROM unnest(CAST(:tenants AS uuid[]), CAST(:callers AS text[]), CAST(:keys AS text[]),
    CAST(:fingerprints AS bytea[]), CAST(:statuses AS smallint[]), CAST(:bodies AS bytea[])) AS g
ON CONFLICT DO NOTHING RETURNING key
"""
)


async def earlier(
    session: AsyncSession, claims: Sequence[tuple[TenantId, Claim]]
) -> dict[tuple[TenantId, Claim], Stored]:
    """Those that were answered before, also with another fingerprint."""
    rows = (await session.execute(_EARLIER, _keys(claims))).all()
    found = {(row[0], row[1], row[2]): Stored(*row[3:]) for row in rows}
    return {
        (tenant, claim): stored
        for tenant, claim in claims
        if (stored := found.get((tenant, claim.caller, claim.key))) is not None
    }


async def keep_all(
    session: AsyncSession,
    answers: Sequence[tuple[TenantId, Claim, int, bytes]],
    now: datetime,
) -> int:
    """Insert whole rows of several tenants; gives how many were new. Waits for transactions that
    are just inserting one of them.
    """
    values = {
        **_keys([(tenant, claim) for tenant, claim, _, _ in answers]),
        "fingerprints": [claim.fingerprint for _, claim, _, _ in answers],
        "statuses": [status for _, _, status, _ in answers],
        "bodies": [body for _, _, _, body in answers],
        "now": now,
    }
    return len((await session.execute(_KEEP_ALL, values)).all())


def _keys(claims: Sequence[tuple[TenantId, Claim]]) -> dict[str, list[object]]:
    return {
        "tenants": [tenant for tenant, _ in claims],
        "callers": [claim.caller for _, claim in claims],
        "keys": [claim.key for _, claim in claims],
    }


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
