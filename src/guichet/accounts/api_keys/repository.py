"""Statements over API keys."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, func, insert, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.accounts.api_keys.models import ApiKeyRow
from guichet.accounts.api_keys.types import ApiKey
from guichet.kit.db.pipeline import Answer, Prepared, send
from guichet.kit.ids import TenantId

_LIVING = Prepared(
    text(
        "SELECT id FROM api_key WHERE id = ANY(CAST(:ids AS uuid[])) AND revoked_at IS NULL"
        " AND (expires_at IS NULL OR expires_at > :now)"
    )
)


async def add(session: AsyncSession, key: ApiKey, secret_hash: bytes) -> None:
    """Write a new key."""
    await session.execute(
        insert(ApiKeyRow).values(
            tenant_id=key.tenant_id,
            id=key.id,
            name=key.name,
            hint=key.hint,
            secret_hash=secret_hash,
            rights=sorted(key.rights),
            created_by=key.created_by,
            created_at=key.created_at,
            expires_at=key.expires_at,
            per_minute=key.per_minute,
            version=key.version,
        )
    )


async def find(session: AsyncSession, key_id: UUID) -> tuple[ApiKey, bytes] | None:
    """A key of any tenant and the hash of its secret (system role): one indexed read."""
    row = await session.scalar(select(ApiKeyRow).where(ApiKeyRow.id == key_id))
    return None if row is None else (_key(row), row.secret_hash)


async def ask_living(session: AsyncSession, ids: Collection[UUID], now: datetime) -> Answer:
    """Ask which of keys of several tenants open something (system role)."""
    return await send(session, _LIVING, {"ids": list(ids), "now": now})


async def locked(session: AsyncSession, tenant: TenantId, key_id: UUID) -> ApiKey | None:
    """A key of one tenant, locked until the end of the transaction."""
    query = select(ApiKeyRow).where(ApiKeyRow.tenant_id == tenant, ApiKeyRow.id == key_id)
    row = await session.scalar(query.with_for_update())
    return None if row is None else _key(row)


async def page(
    session: AsyncSession, tenant: TenantId, before: UUID | None, limit: int
) -> Sequence[ApiKey]:
    """Keys of ``tenant``, newest first, below the id ``before``; revoked ones too."""
    query = select(ApiKeyRow).where(ApiKeyRow.tenant_id == tenant)
    if before is not None:
        query = query.where(ApiKeyRow.id < before)
    rows = await session.scalars(query.order_by(ApiKeyRow.id.desc()).limit(limit))
    return [_key(row) for row in rows]


async def names(
    session: AsyncSession, tenant: TenantId, ids: Collection[UUID]
) -> Mapping[UUID, str]:
    """What some keys of ``tenant`` are called, whatever became of them."""
    query = select(ApiKeyRow.id, ApiKeyRow.name).where(
        ApiKeyRow.tenant_id == tenant, ApiKeyRow.id.in_(ids)
    )
    return {row.id: row.name for row in await session.execute(query)}


async def count_valid(session: AsyncSession, tenant: TenantId, now: datetime) -> int:
    """How many keys of ``tenant`` open something."""
    query = select(func.count()).where(
        ApiKeyRow.tenant_id == tenant,
        ApiKeyRow.revoked_at.is_(None),
        or_(ApiKeyRow.expires_at.is_(None), ApiKeyRow.expires_at > now),
    )
    return await session.scalar(query) or 0


async def revoke(
    session: AsyncSession, tenant: TenantId, key_id: UUID, now: datetime, version: int
) -> None:
    """Close a key for good."""
    await session.execute(
        update(ApiKeyRow)
        .where(ApiKeyRow.tenant_id == tenant, ApiKeyRow.id == key_id)
        .values(revoked_at=now, version=version)
    )


async def note_uses(session: AsyncSession, uses: Mapping[tuple[TenantId, UUID], datetime]) -> None:
    """Move the last use of several keys forward, never back."""
    statement = (
        update(ApiKeyRow.__table__)  # type: ignore[arg-type]  # the table, so that rows go as one batch
        .where(
            ApiKeyRow.tenant_id == bindparam("tenant"),
            ApiKeyRow.id == bindparam("key"),
            or_(ApiKeyRow.last_used_at.is_(None), ApiKeyRow.last_used_at < bindparam("at")),
        )
        .values(last_used_at=bindparam("at"))
    )
    connection = await session.connection()
    await connection.execute(
        statement,
        [{"tenant": tenant, "key": key, "at": at} for (tenant, key), at in sorted(uses.items())],
    )


def _key(row: ApiKeyRow) -> ApiKey:
    return ApiKey(
        tenant_id=TenantId(row.tenant_id),
        id=row.id,
        name=row.name,
        hint=row.hint,
        rights=frozenset(row.rights),
        created_by=row.created_by,
        created_at=row.created_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
        last_used_at=row.last_used_at,
        per_minute=row.per_minute,
        version=row.version,
    )
