"""Statements over use. Reserving and posting are one statement each, whatever the number of
messages.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.kit.db.pipeline import Answer, Prepared, fetch, send
from guichet.kit.ids import TenantId
from guichet.usage.models import UsageAccountRow, UsageHoldRow, UsageLineRow
from guichet.usage.types import Account, Caps, Entry, Hold, Line, Order, Terms

_RESERVE = Prepared(
    text("""
WITH taken AS (
    INSERT INTO usage_account AS a
        (tenant_id, currency, reserved, day, day_count, month_count)
    SELECT :tenant, :currency, :micros, CAST(:today AS date), :count, :count
    WHERE NOT EXISTS (SELECT FROM usage_hold h WHERE h.tenant_id = :tenant AND h.key = :key)
    ON CONFLICT (tenant_id) DO UPDATE SET
        reserved = a.reserved + excluded.reserved,
        day = excluded.day,
        day_count = excluded.day_count + CASE WHEN a.day = excluded.day THEN a.day_count ELSE 0 END,
        month_count = excluded.month_count
            + CASE WHEN date_trunc('month', a.day) = date_trunc('month', excluded.day)
                   THEN a.month_count ELSE 0 END
    WHERE a.stopped_at IS NULL
      AND a.currency = excluded.currency
      AND (a.allowed IS NULL OR excluded.reserved
           <= greatest(a.credited + a.allowed - a.settled - a.reserved, 0))
      AND (a.day_cap IS NULL OR a.day_cap >= excluded.day_count
           + CASE WHEN a.day = excluded.day THEN a.day_count ELSE 0 END)
      AND (a.month_cap IS NULL OR a.month_cap >= excluded.month_count
           + CASE WHEN date_trunc('month', a.day) = date_trunc('month', excluded.day)
                  THEN a.month_count ELSE 0 END)
    RETURNING a.credited, a.allowed, a.settled, a.reserved, a.low_at, a.low_told
), held AS (
    INSERT INTO usage_hold (tenant_id, key, micros, count, at)
    SELECT :tenant, :key, :micros, :count, CAST(:at AS timestamptz) FROM taken
    ON CONFLICT DO NOTHING
    RETURNING key
)
SELECT taken.*, (SELECT count(*) FROM held) AS held FROM taken
""")
)

_POST = Prepared(
    text("""
WITH given AS (
    SELECT * FROM jsonb_to_recordset(CAST(:entries AS jsonb)) AS g (
        id uuid, source_kind text, source_id text, part text, kind text, micros bigint,
        count bigint, hold text, detail jsonb)
), line AS (
    INSERT INTO usage_line (tenant_id, source_kind, source_id, part, id, at, kind, micros, count,
                            currency, hold, detail)
    SELECT :tenant, source_kind, source_id, part, id, CAST(:at AS timestamptz), kind, micros,
           count, :currency, hold, detail FROM given
    ON CONFLICT (tenant_id, source_kind, source_id, part) DO NOTHING
    RETURNING kind, micros, hold
), drawn AS (
    SELECT hold, coalesce(sum(micros) FILTER (WHERE kind = 'charge'), 0) AS used,
           coalesce(sum(micros) FILTER (WHERE kind = 'release'), 0) AS freed
    FROM line WHERE kind IN ('charge', 'release') GROUP BY hold
), held AS (
    UPDATE usage_hold h SET settled = h.settled + d.used, released = h.released + d.freed
    FROM drawn d WHERE h.tenant_id = :tenant AND h.key = d.hold
    RETURNING h.key
), booked AS (
    UPDATE usage_account a SET
        settled = a.settled + t.used, reserved = a.reserved - t.used - t.freed,
        credited = a.credited + t.paid, low_told = a.low_told AND t.paid = 0
    FROM (
        SELECT coalesce(sum(micros) FILTER (WHERE kind = 'charge'), 0) AS used,
               coalesce(sum(micros) FILTER (WHERE kind = 'release'), 0) AS freed,
               coalesce(sum(micros) FILTER (WHERE kind IN ('credit', 'refund')), 0) AS paid,
               count(*) AS written
        FROM line
    ) t WHERE a.tenant_id = :tenant AND a.currency = :currency AND t.written > 0
    RETURNING t.written
)
SELECT (SELECT count(*) FROM line) AS written,
       (SELECT coalesce(sum(micros), 0) FROM line) AS micros,
       (SELECT count(*) FROM drawn) - (SELECT count(*) FROM held) AS unheld,
       (SELECT count(*) FROM booked) AS booked
""")
)

_RELEASE = Prepared(
    text("""
WITH held AS (
    UPDATE usage_hold h
    SET released = h.released + least(CAST(:most AS bigint), h.micros - h.settled - h.released)
    FROM usage_hold b
    WHERE h.tenant_id = :tenant AND h.key = :key AND b.tenant_id = h.tenant_id AND b.key = h.key
      AND b.micros > b.settled + b.released
    RETURNING least(CAST(:most AS bigint), b.micros - b.settled - b.released) AS freed
), booked AS (
    UPDATE usage_account a SET reserved = a.reserved - held.freed FROM held
    WHERE a.tenant_id = :tenant RETURNING held.freed
)
SELECT coalesce((SELECT freed FROM booked), 0)
""")
)


_STOPPED_AMONG = Prepared(
    text("""
SELECT tenant_id, stopped_reason FROM usage_account
WHERE tenant_id = ANY (CAST(:tenants AS uuid[])) AND stopped_at IS NOT NULL
""")
)


@dataclass(frozen=True, slots=True)
class Taken:
    """What reserving did."""

    account: Account
    """What matters of the account after it."""
    held: bool
    """False: another transaction held the same key a moment before."""


@dataclass(frozen=True, slots=True)
class Booked:
    """What posting did."""

    written: int
    micros: int
    unheld: int
    """Reservations that were named and are not there."""
    booked: bool


class OutOfBounds(Exception):
    """A check of the tables holds against it: more is drawn than was reserved."""


async def ask_reserve(
    session: AsyncSession, tenant: TenantId, order: Order, now: datetime
) -> Answer:
    """Ask to reserve: ``taken`` reads the answer."""
    values = {
        "tenant": tenant,
        "currency": order.currency,
        "micros": order.micros,
        "count": order.count,
        "today": order.today,
        "key": order.key,
        "at": now,
    }
    return await send(session, _RESERVE, values)


async def taken(answer: Answer, order: Order) -> Taken | None:
    """What reserving did; none if it is reserved already or something stands against it."""
    found = await answer.rows()
    if not found:
        return None
    row = found[0]
    account = Account(
        order.currency,
        row.credited,
        row.settled,
        row.reserved,
        row.allowed,
        row.low_at,
        row.low_told,
    )
    return Taken(account, row.held > 0)


async def undo(session: AsyncSession, tenant: TenantId, order: Order) -> None:
    """Take back what `reserve` took without a hold of its own."""
    await session.execute(
        update(UsageAccountRow)
        .where(UsageAccountRow.tenant_id == tenant)
        .values(
            reserved=UsageAccountRow.reserved - order.micros,
            day_count=UsageAccountRow.day_count - order.count,
            month_count=UsageAccountRow.month_count - order.count,
        )
    )


async def post(
    session: AsyncSession,
    tenant: TenantId,
    currency: str,
    entries: Sequence[tuple[UUID, Entry]],
    now: datetime,
) -> Booked:
    """Write the lines that are new, and book them.

    :raises OutOfBounds: the statement did nothing.
    """
    rows = [
        {
            "id": str(line_id),
            "source_kind": one.source_kind,
            "source_id": one.source_id,
            "part": one.part,
            "kind": one.kind,
            "micros": one.micros,
            "count": one.count,
            "hold": one.hold,
            "detail": one.detail,
        }
        for line_id, one in entries
    ]
    values = {"tenant": tenant, "currency": currency, "entries": json.dumps(rows), "at": now}
    try:
        ((written, micros, unheld, booked),) = await fetch(session, _POST, values)
    except IntegrityError as fault:
        raise OutOfBounds from fault
    return Booked(written, int(micros), unheld, booked > 0)


async def release(session: AsyncSession, tenant: TenantId, key: str, most: int | None) -> int:
    """Give back what a reservation has left, ``most`` of it if that is less; gives how much."""
    values = {"tenant": tenant, "key": key, "most": most}
    ((freed,),) = await fetch(session, _RELEASE, values)
    return int(freed)


async def hold_of(session: AsyncSession, tenant: TenantId, key: str) -> Hold | None:
    """A reservation."""
    row = await session.get(UsageHoldRow, (tenant, key), populate_existing=True)
    return Hold(row.key, row.micros, row.count, row.settled, row.released) if row else None


async def account_of(
    session: AsyncSession, tenant: TenantId, *, lock: bool = False
) -> Account | None:
    """A tenant's account."""
    query = select(UsageAccountRow).where(UsageAccountRow.tenant_id == tenant)
    query = query.execution_options(populate_existing=True)
    row = await session.scalar(query.with_for_update() if lock else query)
    return _account(row) if row else None


async def open_account(session: AsyncSession, tenant: TenantId, currency: str) -> None:
    """Make the account unless there is one."""
    made = insert(UsageAccountRow).values(tenant_id=tenant, currency=currency)
    await session.execute(made.on_conflict_do_nothing())


async def set_terms(session: AsyncSession, tenant: TenantId, terms: Terms, version: int) -> None:
    """Replace what the platform decides."""
    await _set(
        session,
        tenant,
        currency=terms.currency,
        allowed=terms.allowed,
        low_at=terms.low_at,
        low_told=False,
        day_cap=terms.caps.day,
        month_cap=terms.caps.month,
        version=version,
    )


async def set_stopped(
    session: AsyncSession, tenant: TenantId, at: datetime | None, reason: str | None, version: int
) -> None:
    """Stop sending, or let it go on (``at`` none)."""
    await _set(session, tenant, stopped_at=at, stopped_reason=reason, version=version)


async def set_told(session: AsyncSession, tenant: TenantId, version: int) -> None:
    """Note that somebody is told that little is left."""
    await _set(session, tenant, low_told=True, version=version)


async def set_version(session: AsyncSession, tenant: TenantId, version: int) -> None:
    """Count a change."""
    await _set(session, tenant, version=version)


async def _set(session: AsyncSession, tenant: TenantId, **values: object) -> None:
    await session.execute(
        update(UsageAccountRow).where(UsageAccountRow.tenant_id == tenant).values(**values)
    )


async def stopped(session: AsyncSession) -> Sequence[TenantId]:
    """All tenants whose sending is stopped (system role)."""
    found = await session.scalars(
        select(UsageAccountRow.tenant_id).where(UsageAccountRow.stopped_at.is_not(None))
    )
    return [TenantId(one) for one in found]


async def stopped_among(
    session: AsyncSession, tenants: Collection[TenantId]
) -> Mapping[TenantId, str]:
    """Those of ``tenants`` whose sending is stopped, with the reason (system role)."""
    found = await fetch(session, _STOPPED_AMONG, {"tenants": list(tenants)})
    return {TenantId(row[0]): row[1] or "" for row in found}


async def lines(
    session: AsyncSession, tenant: TenantId, before: UUID | None, limit: int
) -> Sequence[Line]:
    """The ledger, the newest first."""
    query = select(UsageLineRow).where(UsageLineRow.tenant_id == tenant)
    if before is not None:
        query = query.where(UsageLineRow.id < before)
    found = await session.scalars(query.order_by(UsageLineRow.id.desc()).limit(limit))
    return [_line(row) for row in found]


async def charged_since(session: AsyncSession, tenant: TenantId, since: UUID) -> tuple[int, int]:
    """What lines made after the id ``since`` charged, and for how many messages."""
    query = select(
        func.coalesce(func.sum(UsageLineRow.micros), 0),
        func.coalesce(func.sum(UsageLineRow.count), 0),
    ).where(
        UsageLineRow.tenant_id == tenant, UsageLineRow.id >= since, UsageLineRow.kind == "charge"
    )
    micros, count = (await session.execute(query)).one()
    return int(micros), int(count)


async def lines_named(
    session: AsyncSession, tenant: TenantId, source_kind: str, source_ids: Sequence[str]
) -> Sequence[Line]:
    """Lines of certain sources."""
    query = select(UsageLineRow).where(
        UsageLineRow.tenant_id == tenant,
        UsageLineRow.source_kind == source_kind,
        UsageLineRow.source_id.in_(source_ids),
    )
    return [_line(row) for row in await session.scalars(query)]


def _line(row: UsageLineRow) -> Line:
    entry = Entry(
        row.source_kind,
        row.source_id,
        row.part,
        row.kind,
        row.micros,
        row.count,
        row.hold,
        row.detail,
    )
    return Line(row.id, row.at, entry, row.currency)


def _account(row: UsageAccountRow) -> Account:
    return Account(
        currency=row.currency,
        credited=row.credited,
        settled=row.settled,
        reserved=row.reserved,
        allowed=row.allowed,
        low_at=row.low_at,
        low_told=row.low_told,
        caps=Caps(row.day_cap, row.month_cap),
        day=row.day,
        day_count=row.day_count,
        month_count=row.month_count,
        stopped_at=row.stopped_at,
        stopped_reason=row.stopped_reason,
        version=row.version,
    )


_FORGET_HOLDS = text(
    """
DELETE FROM usage_hold h USING (
    SELECT tenant_id, key FROM usage_hold
    WHERE settled + released = micros AND micros > 0 AND at < :before ORDER BY at LIMIT :most
) d WHERE h.tenant_id = d.tenant_id AND h.key = d.key RETURNING h.key
"""
)


async def forget_holds(session: AsyncSession, before: datetime, most: int) -> int:
    """Delete up to ``most`` reservations of which nothing is left; gives how many went."""
    gone = await session.execute(_FORGET_HOLDS, {"before": before, "most": most})
    return len(gone.all())
