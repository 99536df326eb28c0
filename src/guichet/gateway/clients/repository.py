"""Statements over SMPP accounts and parts."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.gateway.clients.models import SmppAccountRow, SmppPartRow, SmppPresenceRow
from guichet.gateway.clients.types import Draft, Presence, SmppAccount
from guichet.kit.ids import TenantId


async def add(session: AsyncSession, one: SmppAccount, password_hash: bytes) -> None:
    """Write a new account."""
    await session.execute(
        insert(SmppAccountRow).values(
            tenant_id=one.tenant_id,
            id=one.id,
            system_id=one.system_id,
            password_hash=password_hash,
            created_at=one.created_at,
            version=one.version,
            **_columns(one.draft),
        )
    )


async def change(session: AsyncSession, one: SmppAccount, password_hash: bytes | None) -> None:
    """Replace what was decided, and the password if one is given."""
    values = {**_columns(one.draft), "closed_at": one.closed_at, "version": one.version}
    if password_hash is not None:
        values["password_hash"] = password_hash
    statement = update(SmppAccountRow).where(
        SmppAccountRow.tenant_id == one.tenant_id, SmppAccountRow.id == one.id
    )
    await session.execute(statement.values(**values))


async def locked(session: AsyncSession, tenant: TenantId, account_id: UUID) -> SmppAccount | None:
    """An account of one tenant, locked until the end of the transaction."""
    query = select(SmppAccountRow).where(
        SmppAccountRow.tenant_id == tenant, SmppAccountRow.id == account_id
    )
    row = await session.scalar(query.with_for_update())
    return _account(row) if row else None


async def of_tenant(session: AsyncSession, tenant: TenantId, limit: int) -> list[SmppAccount]:
    """All accounts of a tenant, the newest first, closed ones too."""
    query = select(SmppAccountRow).where(SmppAccountRow.tenant_id == tenant)
    rows = await session.scalars(query.order_by(SmppAccountRow.id.desc()).limit(limit))
    return [_account(row) for row in rows]


async def count_open(session: AsyncSession, tenant: TenantId) -> int:
    """How many accounts of a tenant let somebody in."""
    query = select(func.count()).where(
        SmppAccountRow.tenant_id == tenant, SmppAccountRow.closed_at.is_(None)
    )
    return await session.scalar(query) or 0


async def find(session: AsyncSession, system_id: str) -> tuple[SmppAccount, bytes] | None:
    """An account of any tenant and the hash of its password (system role)."""
    row = await session.scalar(select(SmppAccountRow).where(SmppAccountRow.system_id == system_id))
    return (_account(row), row.password_hash) if row else None


async def now_of(session: AsyncSession, accounts: Collection[SmppAccount]) -> list[SmppAccount]:
    """Accounts of any tenant as they are now (system role)."""
    names = [one.system_id for one in accounts]
    rows = await session.scalars(select(SmppAccountRow).where(SmppAccountRow.system_id.in_(names)))
    return [_account(row) for row in rows]


async def note_presence(
    session: AsyncSession,
    process_id: UUID,
    counts: Sequence[tuple[TenantId, UUID, int]],
    now: datetime,
) -> None:
    """Write how many are bound by each account at one process (system role)."""
    rows = [
        {
            "tenant_id": tenant,
            "account_id": account_id,
            "process_id": process_id,
            "binds": binds,
            "seen_at": now,
        }
        for tenant, account_id, binds in counts
    ]
    query = postgresql.insert(SmppPresenceRow).values(rows)
    await session.execute(
        query.on_conflict_do_update(
            index_elements=["tenant_id", "account_id", "process_id"],
            set_={"binds": query.excluded.binds, "seen_at": query.excluded.seen_at},
        )
    )


async def presence_of(
    session: AsyncSession, tenant: TenantId, since: datetime
) -> dict[UUID, Presence]:
    """Who is bound, by account; processes not heard of ``since`` then are gone."""
    row = SmppPresenceRow
    query = (
        select(
            row.account_id,
            func.coalesce(func.sum(row.binds).filter(row.seen_at > since), 0),
            func.max(row.seen_at),
        )
        .where(row.tenant_id == tenant)
        .group_by(row.account_id)
    )
    found = (await session.execute(query)).all()
    return {account_id: Presence(binds, seen_at) for account_id, binds, seen_at in found}


async def forget_presence(session: AsyncSession, before: datetime) -> None:
    """Delete what processes said that are long gone (system role)."""
    await session.execute(delete(SmppPresenceRow).where(SmppPresenceRow.seen_at < before))


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a text."""

    tenant_id: TenantId
    id: UUID
    account_id: UUID
    text_key: str
    total: int
    number: int
    octets: bytes
    encoding: str
    shift: str
    at: datetime


async def keep_parts(session: AsyncSession, parts: Sequence[Part]) -> None:
    """Write parts of several tenants."""
    rows = [
        {
            "tenant_id": one.tenant_id,
            "id": one.id,
            "account_id": one.account_id,
            "text_key": one.text_key,
            "total": one.total,
            "number": one.number,
            "octets": one.octets,
            "encoding": one.encoding,
            "shift": one.shift,
            "at": one.at,
        }
        for one in parts
    ]
    await session.execute(insert(SmppPartRow), rows)


async def parts_of(
    session: AsyncSession, account_id: UUID, text_key: str, since: datetime
) -> list[Part]:
    """The parts of a text that are there, the oldest first."""
    query = select(SmppPartRow).where(
        SmppPartRow.account_id == account_id,
        SmppPartRow.text_key == text_key,
        SmppPartRow.at > since,
    )
    rows = await session.scalars(query.order_by(SmppPartRow.id))
    return [
        Part(
            TenantId(row.tenant_id),
            row.id,
            row.account_id,
            row.text_key,
            row.total,
            row.number,
            row.octets,
            row.encoding,
            row.shift,
            row.at,
        )
        for row in rows
    ]


async def drop_parts(session: AsyncSession, account_id: UUID, text_key: str) -> None:
    """Delete the parts of a text."""
    await session.execute(
        delete(SmppPartRow).where(
            SmppPartRow.account_id == account_id, SmppPartRow.text_key == text_key
        )
    )


async def forget_parts(session: AsyncSession, before: datetime) -> int:
    """Delete up to 5,000 parts that came before an instant; gives how many went."""
    oldest = (
        select(SmppPartRow.tenant_id, SmppPartRow.id)
        .where(SmppPartRow.at < before)
        .order_by(SmppPartRow.at)
        .limit(5_000)
        .subquery()
    )
    gone = await session.scalars(
        delete(SmppPartRow)
        .where(SmppPartRow.tenant_id == oldest.c.tenant_id, SmppPartRow.id == oldest.c.id)
        .returning(SmppPartRow.id)
    )
    return len(gone.all())


def _columns(draft: Draft) -> dict[str, object]:
    return {
        "name": draft.name,
        "purpose": draft.purpose,
        "consent": draft.consent,
        "senders": list(draft.senders),
        "networks": list(draft.networks),
        "most_binds": draft.most_binds,
        "window": draft.window,
        "per_second": draft.per_second,
    }


def _account(row: SmppAccountRow) -> SmppAccount:
    draft = Draft(
        row.name,
        row.purpose,
        row.consent,
        tuple(row.senders),
        tuple(row.networks),
        row.most_binds,
        row.window,
        row.per_second,
    )
    return SmppAccount(
        TenantId(row.tenant_id),
        row.id,
        row.system_id,
        draft,
        row.created_at,
        row.closed_at,
        row.version,
    )
