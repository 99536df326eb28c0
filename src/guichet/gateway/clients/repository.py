"""Statements over SMPP accounts and parts."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, insert, select, tuple_, update
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from guichet.gateway.clients.incoming import MARK as TEXT
from guichet.gateway.clients.models import (
    SmppAccountRow,
    SmppPartRow,
    SmppPresenceRow,
    SmppRefusedRow,
)
from guichet.gateway.clients.refusing import Refused
from guichet.gateway.clients.types import Draft, GivenUp, Presence, SmppAccount
from guichet.gateway.mass.types import Report
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


async def is_known(session: AsyncSession, tenant: TenantId, account_id: UUID) -> bool:
    """Whether a tenant has such an account, closed or not."""
    query = select(SmppAccountRow.id).where(
        SmppAccountRow.tenant_id == tenant, SmppAccountRow.id == account_id
    )
    return await session.scalar(query) is not None


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


async def part_came_at(
    session: AsyncSession, tenant_id: TenantId, part_id: UUID
) -> datetime | None:
    """When a part came that waits for the others."""
    row = await session.get(SmppPartRow, (tenant_id, part_id))
    return row.at if row else None


async def drop_parts(session: AsyncSession, account_id: UUID, text_key: str) -> None:
    """Delete the parts of a text."""
    await session.execute(
        delete(SmppPartRow).where(
            SmppPartRow.account_id == account_id, SmppPartRow.text_key == text_key
        )
    )


async def forget_parts(session: AsyncSession, before: datetime) -> int:
    """Delete up to 5,000 parts that came before an instant; gives how many went."""
    return await _forget(session, SmppPartRow, SmppPartRow.at, before)


async def note_refusals(
    session: AsyncSession, several: Sequence[Refused], now: datetime
) -> dict[UUID, int]:
    """Count that these were refused once more; gives how often by now, by report."""
    rows = [
        {
            "tenant_id": one.tenant_id,
            "id": one.id,
            "account_id": one.target,
            "message_id": one.message_id,
            "address": one.address,
            "reference": one.reference,
            "state": one.state,
            "at": one.at,
            "error": one.error,
            "code": code,
            "tries": 1,
            "refused_at": now,
        }
        for one, code in several
    ]
    query = postgresql.insert(SmppRefusedRow).values(rows)
    counted = await session.execute(
        query.on_conflict_do_update(
            index_elements=["tenant_id", "id"],
            set_={
                "tries": SmppRefusedRow.tries + 1,
                "code": query.excluded.code,
                "refused_at": query.excluded.refused_at,
            },
        ).returning(SmppRefusedRow.id, SmppRefusedRow.tries)
    )
    return {row[0]: row[1] for row in counted.all()}


async def give_up(session: AsyncSession, several: Sequence[Report], now: datetime) -> None:
    """These are not tried again; they stay to be seen."""
    await session.execute(update(SmppRefusedRow).where(_these(several)).values(given_up_at=now))


async def forget_refusals(session: AsyncSession, several: Sequence[Report]) -> None:
    """These were taken after all."""
    await session.execute(delete(SmppRefusedRow).where(_these(several)))


async def count_given_up(session: AsyncSession, tenant: TenantId, most: int) -> dict[UUID, int]:
    """How many were given up by account, as far as the first ``most`` of the tenant go."""
    row = SmppRefusedRow
    some = (
        select(row.account_id)
        .where(row.tenant_id == tenant, row.given_up_at.is_not(None))
        .order_by(row.account_id, row.id)
        .limit(most)
        .subquery()
    )
    query = select(some.c.account_id, func.count()).group_by(some.c.account_id)
    return {row[0]: row[1] for row in (await session.execute(query)).all()}


async def given_up(
    session: AsyncSession, tenant: TenantId, account_id: UUID, before: UUID | None, limit: int
) -> list[GivenUp]:
    """What an account's system refused until it was given up, the newest first."""
    row = SmppRefusedRow
    query = select(row).where(
        row.tenant_id == tenant, row.account_id == account_id, row.given_up_at.is_not(None)
    )
    if before is not None:
        query = query.where(row.id < before)
    found = await session.scalars(query.order_by(row.id.desc()).limit(limit))
    return [_given_up(one) for one in found]


async def take_given_up(
    session: AsyncSession, tenant: TenantId, account_id: UUID, most: int
) -> list[Report]:
    """Delete the oldest that were given up; gives them in their order."""
    row = SmppRefusedRow
    oldest = (
        select(row.id)
        .where(row.tenant_id == tenant, row.account_id == account_id, row.given_up_at.is_not(None))
        .order_by(row.id)
        .limit(most)
    )
    gone = delete(row).where(row.tenant_id == tenant, row.id.in_(oldest)).returning(row)
    return [_report(one) for one in sorted(await session.scalars(gone), key=lambda one: one.id)]


async def forget_refused_of(session: AsyncSession, tenant: TenantId, address: str) -> None:
    """Delete what was refused about a number."""
    row = SmppRefusedRow
    await session.execute(delete(row).where(row.tenant_id == tenant, row.address == address))


async def forget_refused(session: AsyncSession, before: datetime) -> int:
    """Delete up to 5,000 that were refused last before an instant; gives how many went."""
    return await _forget(session, SmppRefusedRow, SmppRefusedRow.refused_at, before)


async def _forget(
    session: AsyncSession,
    row: type[SmppPartRow | SmppRefusedRow],
    at: InstrumentedAttribute[datetime],
    before: datetime,
) -> int:
    """Delete the oldest rows of a table, up to 5,000, that are from before an instant."""
    oldest = select(row.tenant_id, row.id).where(at < before).order_by(at).limit(5_000).subquery()
    gone = await session.scalars(
        delete(row)
        .where(row.tenant_id == oldest.c.tenant_id, row.id == oldest.c.id)
        .returning(row.id)
    )
    return len(gone.all())


def _these(several: Sequence[Report]) -> ColumnElement[bool]:
    keys = [(one.tenant_id, one.id) for one in several]
    return tuple_(SmppRefusedRow.tenant_id, SmppRefusedRow.id).in_(keys)


def _report(row: SmppRefusedRow) -> Report:
    return Report(
        row.id,
        TenantId(row.tenant_id),
        "account",
        row.account_id,
        row.message_id,
        row.address,
        row.reference,
        row.state,
        0,
        0,
        row.at,
        row.error,
    )


def _given_up(row: SmppRefusedRow) -> GivenUp:
    assert row.given_up_at is not None  # it was asked for
    return GivenUp(
        row.id,
        row.message_id,
        row.address,
        (row.reference or "").startswith(TEXT),
        row.state,
        row.at,
        row.code,
        row.tries,
        row.given_up_at,
    )


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
