"""Statements over lines and bodies.

A line's row is locked before its bodies change, so that its counts are exact; several lines are
locked in the order of their keys.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Row, and_, delete, func, insert, select, text, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.hooks.deliveries.models import DeliveryRow, LineRow
from guichet.hooks.deliveries.types import (
    Delivery,
    Due,
    Held,
    Line,
    NewDelivery,
    State,
    Told,
    Try,
)
from guichet.hooks.models import HookRow
from guichet.hooks.types import Boxes, LineState
from guichet.kit.ids import TenantId, instant_of

_PUT = text("""
WITH wanted AS (
    SELECT tenant_id, hook_id, count(*) AS more, sum(events) AS events
    FROM jsonb_to_recordset(CAST(:rows AS jsonb))
        AS r (tenant_id uuid, hook_id uuid, events smallint)
    GROUP BY tenant_id, hook_id
), held AS (
    SELECT l.tenant_id, l.hook_id, w.more, w.events, l.waiting + l.later < :most AS room
    FROM hook_line l JOIN wanted w USING (tenant_id, hook_id)
    ORDER BY l.tenant_id, l.hook_id
    FOR UPDATE OF l
), put AS (
    INSERT INTO hook_delivery
        (tenant_id, id, hook_id, kind, events, subject, body, contact_id, state, since, attempts,
         tries)
    SELECT tenant_id, r.id, hook_id, r.kind, r.events, r.subject, r.body, r.contact_id, 'waiting',
        :now, 0, '[]'
    FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r (
        tenant_id uuid, hook_id uuid, id uuid, kind text, events smallint, subject text, body text,
        contact_id uuid
    ) JOIN held h USING (tenant_id, hook_id)
    WHERE h.room
)
UPDATE hook_line l SET
    waiting = waiting + CASE WHEN h.room THEN h.more ELSE 0 END,
    lost = lost + CASE WHEN h.room THEN 0 ELSE h.events END,
    next_at = CASE
        WHEN l.next_at IS NOT NULL AND (l.leased OR l.failures > 0) THEN l.next_at
        ELSE least(coalesce(l.next_at, :now), :now)
    END
FROM held h
WHERE l.tenant_id = h.tenant_id AND l.hook_id = h.hook_id
""")
_TAKE = text("""
WITH due AS (
    SELECT tenant_id, hook_id FROM hook_line
    WHERE next_at <= :now
    ORDER BY next_at
    LIMIT :most
    FOR UPDATE SKIP LOCKED
)
UPDATE hook_line l SET
    leased = h.enabled,
    lease = l.lease + 1,
    next_at = CASE WHEN h.enabled THEN CAST(:until AS timestamptz) END
FROM due d, hook h
WHERE l.tenant_id = d.tenant_id AND l.hook_id = d.hook_id
    AND h.tenant_id = d.tenant_id AND h.id = d.hook_id
RETURNING h.enabled, l.tenant_id, l.hook_id, l.lease, l.failures, l.failing_since, l.lost,
    h.address, h.lanes, h.secret, h.old_secret, h.old_until
""")
_TELL = text("""
UPDATE hook_delivery d SET
    state = r.state,
    retry_at = r.retry_at,
    attempts = d.attempts + 1,
    tries = (CASE WHEN jsonb_array_length(d.tries) >= :kept THEN d.tries - 0 ELSE d.tries END)
        || r.tried,
    ended_at = CASE WHEN r.state IN ('delivered', 'dead') THEN :now END
FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r (
    id uuid, was text, state text, retry_at timestamptz, tried jsonb
)
WHERE d.tenant_id = :tenant AND d.id = r.id AND d.state = r.was
RETURNING r.was, r.state
""")

_RECOUNT = text("""
UPDATE hook_line SET
    waiting = (SELECT count(*) FROM hook_delivery
               WHERE tenant_id = :tenant AND hook_id = :hook AND state = 'waiting'),
    later = (SELECT count(*) FROM hook_delivery
             WHERE tenant_id = :tenant AND hook_id = :hook AND state = 'later'),
    next_at = CASE
        WHEN CAST(:now AS timestamptz) IS NULL THEN next_at
        WHEN leased THEN next_at
        ELSE :now
    END
WHERE tenant_id = :tenant AND hook_id = :hook
""")


async def make_line(session: AsyncSession, tenant: TenantId, hook_id: UUID) -> None:
    """The empty line of a new hook."""
    await session.execute(
        insert(LineRow).values(
            tenant_id=tenant,
            hook_id=hook_id,
            leased=False,
            lease=0,
            waiting=0,
            later=0,
            delivered=0,
            lost=0,
            failures=0,
        )
    )


async def put(
    session: AsyncSession, several: Sequence[NewDelivery], now: datetime, most: int
) -> None:
    """Put bodies into their lines, as far as there is room (system role)."""
    rows = msgspec.json.encode(several).decode()
    await session.execute(_PUT, {"rows": rows, "now": now, "most": most})


async def fuller_than(
    session: AsyncSession, hook_ids: Sequence[UUID], most: int
) -> frozenset[UUID]:
    """Those of some hooks before which more waits (system role)."""
    query = select(LineRow.hook_id).where(LineRow.hook_id.in_(hook_ids), LineRow.waiting > most)
    return frozenset((await session.scalars(query)).all())


async def take(session: AsyncSession, now: datetime, until: datetime, most: int) -> Sequence[Line]:
    """Lease the lines that are due until ``until`` (system role); those of hooks that are off rest
    from now on.
    """
    rows = await session.execute(_TAKE, {"now": now, "until": until, "most": most})
    return [_line(row) for row in rows if row.enabled]


def _line(row: Row[Any]) -> Line:
    return Line(
        tenant_id=TenantId(row.tenant_id),
        hook_id=row.hook_id,
        lease=row.lease,
        failures=row.failures,
        failing_since=row.failing_since,
        lost=row.lost,
        address=row.address,
        lanes=row.lanes,
        boxes=Boxes(row.secret, row.old_secret, row.old_until),
    )


async def hold(session: AsyncSession, line: Line) -> Held | None:
    """Lock a leased line; none when another process has it now, or it is gone."""
    query = (
        select(LineRow.waiting, LineRow.later, HookRow.enabled)
        .join(HookRow, and_(HookRow.tenant_id == LineRow.tenant_id, HookRow.id == LineRow.hook_id))
        .where(
            LineRow.tenant_id == line.tenant_id,
            LineRow.hook_id == line.hook_id,
            LineRow.lease == line.lease,
        )
        .with_for_update(of=LineRow)
    )
    row = (await session.execute(query)).one_or_none()
    return None if row is None else Held(row.waiting, row.later, row.enabled)


async def aside(session: AsyncSession, line: Line, now: datetime, most: int) -> Sequence[Due]:
    """Bodies that stepped aside and whose time has come."""
    query = (
        _due(line, "later")
        .where(DeliveryRow.retry_at <= now)
        .order_by(DeliveryRow.retry_at, DeliveryRow.id)
        .limit(most)
    )
    return [Due(**row._mapping) for row in await session.execute(query)]


async def first(session: AsyncSession, line: Line, most: int) -> Sequence[Due]:
    """The first bodies of a line, in order."""
    query = _due(line, "waiting").order_by(DeliveryRow.id).limit(most)
    return [Due(**row._mapping) for row in await session.execute(query)]


def _due(line: Line, state: State) -> Any:
    return select(
        DeliveryRow.id,
        DeliveryRow.state,
        DeliveryRow.subject,
        DeliveryRow.body,
        DeliveryRow.attempts,
        DeliveryRow.since,
    ).where(
        DeliveryRow.tenant_id == line.tenant_id,
        DeliveryRow.hook_id == line.hook_id,
        DeliveryRow.state == state,
    )


async def tell(
    session: AsyncSession, line: Line, several: Sequence[Told], now: datetime, kept: int
) -> Mapping[tuple[State, State], int]:
    """Write what became of bodies; how many went from which state to which."""
    rows = msgspec.json.encode(several).decode()
    given = {"rows": rows, "tenant": line.tenant_id, "now": now, "kept": kept}
    moves: dict[tuple[State, State], int] = {}
    for row in await session.execute(_TELL, given):
        moves[row.was, row.state] = moves.get((row.was, row.state), 0) + 1
    return moves


async def next_aside(session: AsyncSession, line: Line) -> datetime | None:
    """When the next body that stepped aside is due."""
    query = (
        select(DeliveryRow.retry_at)
        .where(
            DeliveryRow.tenant_id == line.tenant_id,
            DeliveryRow.hook_id == line.hook_id,
            DeliveryRow.state == "later",
        )
        .order_by(DeliveryRow.retry_at)
        .limit(1)
    )
    return await session.scalar(query)


async def note(
    session: AsyncSession, line: Line, counts: Held, last: Try | None, delivered: int
) -> None:
    """Write how a held line stands after a pass."""
    values: dict[str, Any] = {
        "waiting": counts.waiting,
        "later": counts.later,
        "delivered": LineRow.delivered + delivered,
        "failures": line.failures,
        "failing_since": line.failing_since,
    }
    if last is not None:
        values |= {"last_at": last.at, "last_status": last.status, "last_why": last.why}
        values |= {"last_ok_at": last.at} if delivered else {}
    await _move(session, line.tenant_id, line.hook_id, values)


async def renew(session: AsyncSession, line: Line, until: datetime) -> None:
    """Prolong the lease of a held line."""
    await _move(session, line.tenant_id, line.hook_id, {"next_at": until})


async def rest(session: AsyncSession, line: Line, until: datetime | None) -> None:
    """Give a held line back: it is due again at ``until``, or once something is put into it."""
    await _move(session, line.tenant_id, line.hook_id, {"next_at": until, "leased": False})


async def wake(session: AsyncSession, tenant: TenantId, hook_id: UUID, now: datetime) -> None:
    """Begin a line anew: its hook is on again, or answered well at last."""
    values = {
        "next_at": now,
        "leased": False,
        "lease": LineRow.lease + 1,
        "failures": 0,
        "failing_since": None,
        "lost": 0,
    }
    await _move(session, tenant, hook_id, values)


async def still(session: AsyncSession, tenant: TenantId, hook_id: UUID) -> None:
    """Nothing of a line is due: its hook is off."""
    await _move(session, tenant, hook_id, {"next_at": None, "leased": False})


async def _move(
    session: AsyncSession, tenant: TenantId, hook_id: UUID, values: Mapping[str, Any]
) -> None:
    await session.execute(
        update(LineRow)
        .where(LineRow.tenant_id == tenant, LineRow.hook_id == hook_id)
        .values(**values)
    )


async def trim(session: AsyncSession, tenant: TenantId, hook_id: UUID, keep: int) -> None:
    """Delete delivered bodies of a hook but the newest."""
    mine = (
        DeliveryRow.tenant_id == tenant,
        DeliveryRow.hook_id == hook_id,
        DeliveryRow.state == "delivered",
    )
    oldest = (
        select(DeliveryRow.id)
        .where(*mine)
        .order_by(DeliveryRow.id.desc())
        .offset(keep)
        .limit(1)
        .scalar_subquery()
    )
    await session.execute(delete(DeliveryRow).where(*mine, DeliveryRow.id <= oldest))


async def states(
    session: AsyncSession, tenant: TenantId, hook_ids: Sequence[UUID], most: int
) -> Mapping[UUID, LineState]:
    """How telling some hooks goes; dead bodies are counted up to ``most``."""
    dead = (
        select(DeliveryRow.id)
        .where(
            DeliveryRow.tenant_id == LineRow.tenant_id,
            DeliveryRow.hook_id == LineRow.hook_id,
            DeliveryRow.state == "dead",
        )
        .limit(most)
        .correlate(LineRow)
        .subquery()
    )
    query = select(LineRow, select(func.count()).select_from(dead).scalar_subquery()).where(
        LineRow.tenant_id == tenant, LineRow.hook_id.in_(hook_ids)
    )
    return {row.hook_id: _state(row, given_up) for row, given_up in await session.execute(query)}


def _state(row: LineRow, dead: int) -> LineState:
    return LineState(
        waiting=row.waiting + row.later,
        dead=dead,
        delivered=row.delivered,
        failures=row.failures,
        failing_since=row.failing_since,
        next_at=row.next_at,
        last_at=row.last_at,
        last_ok_at=row.last_ok_at,
        last_status=row.last_status,
        last_why=row.last_why,
    )


_SHOWN = (
    DeliveryRow.id,
    DeliveryRow.hook_id,
    DeliveryRow.kind,
    DeliveryRow.events,
    DeliveryRow.state,
    DeliveryRow.retry_at,
    DeliveryRow.ended_at,
    DeliveryRow.attempts,
    DeliveryRow.tries,
)


async def page(
    session: AsyncSession,
    tenant: TenantId,
    hook_id: UUID,
    states: Sequence[State],
    *,
    before: UUID | None,
    limit: int,
) -> Sequence[Delivery]:
    """Bodies of a hook without their text, newest first, below the id ``before``."""
    query = select(*_SHOWN).where(DeliveryRow.tenant_id == tenant, DeliveryRow.hook_id == hook_id)
    if states:
        query = query.where(DeliveryRow.state.in_(states))
    if before is not None:
        query = query.where(DeliveryRow.id < before)
    rows = await session.execute(query.order_by(DeliveryRow.id.desc()).limit(limit))
    return [_delivery(row, None) for row in rows]


async def find(
    session: AsyncSession, tenant: TenantId, hook_id: UUID, delivery_id: UUID
) -> Delivery | None:
    """One body with its text."""
    query = select(*_SHOWN, DeliveryRow.body).where(
        DeliveryRow.tenant_id == tenant,
        DeliveryRow.id == delivery_id,
        DeliveryRow.hook_id == hook_id,
    )
    row = (await session.execute(query)).one_or_none()
    return None if row is None else _delivery(row, row.body)


def _delivery(row: Row[Any], body: str | None) -> Delivery:
    tries = [
        Try(datetime.fromisoformat(one["at"]), one["ms"], one["status"], one["why"], one["answer"])
        for one in row.tries
    ]
    return Delivery(
        id=row.id,
        hook_id=row.hook_id,
        kind=row.kind,
        events=row.events,
        state=row.state,
        created_at=instant_of(row.id),
        retry_at=row.retry_at,
        ended_at=row.ended_at,
        attempts=row.attempts,
        tries=tries,
        body=body,
    )


async def lock(session: AsyncSession, tenant: TenantId, hook_id: UUID) -> None:
    """Lock a line, whoever has it."""
    query = select(LineRow.hook_id).where(LineRow.tenant_id == tenant, LineRow.hook_id == hook_id)
    await session.execute(query.with_for_update())


async def ended(
    session: AsyncSession, tenant: TenantId, hook_id: UUID, most: int
) -> Sequence[UUID]:
    """The oldest bodies of a hook that were given up."""
    query = (
        select(DeliveryRow.id)
        .where(
            DeliveryRow.tenant_id == tenant,
            DeliveryRow.hook_id == hook_id,
            DeliveryRow.state == "dead",
        )
        .order_by(DeliveryRow.id)
        .limit(most)
    )
    return list(await session.scalars(query))


async def put_back(
    session: AsyncSession, tenant: TenantId, hook_id: UUID, ids: Sequence[UUID], now: datetime
) -> int:
    """Put bodies that ended, or stepped aside, into the line again; how many."""
    statement = (
        update(DeliveryRow)
        .where(
            DeliveryRow.tenant_id == tenant,
            DeliveryRow.id.in_(ids),
            DeliveryRow.hook_id == hook_id,
            DeliveryRow.state != "waiting",
        )
        .values(state="waiting", since=now, retry_at=None, ended_at=None)
        .returning(DeliveryRow.id)
    )
    return len((await session.execute(statement)).all())


async def recount(
    session: AsyncSession, tenant: TenantId, hook_id: UUID, now: datetime | None
) -> None:
    """Count a locked line's bodies anew; with ``now`` it is due, unless somebody has it."""
    await session.execute(_RECOUNT, {"tenant": tenant, "hook": hook_id, "now": now})


async def about(
    session: AsyncSession, tenant: TenantId, contacts: Sequence[UUID]
) -> Sequence[UUID]:
    """The hooks that have bodies about some people."""
    query = select(DeliveryRow.hook_id).where(
        DeliveryRow.tenant_id == tenant, DeliveryRow.contact_id.in_(contacts)
    )
    return sorted(set((await session.scalars(query)).all()))


async def forget_people(session: AsyncSession, tenant: TenantId, contacts: Sequence[UUID]) -> None:
    """Delete what speaks of some people."""
    await session.execute(
        delete(DeliveryRow).where(
            DeliveryRow.tenant_id == tenant, DeliveryRow.contact_id.in_(contacts)
        )
    )


async def lines_after(
    session: AsyncSession, after: tuple[UUID, UUID], limit: int
) -> Sequence[tuple[TenantId, UUID, bool]]:
    """The keys of lines, in order, and whether their hook was removed (system role)."""
    query = (
        select(LineRow.tenant_id, LineRow.hook_id, HookRow.removed_at)
        .join(HookRow, and_(HookRow.tenant_id == LineRow.tenant_id, HookRow.id == LineRow.hook_id))
        .where(tuple_(LineRow.tenant_id, LineRow.hook_id) > tuple_(*after))
        .order_by(LineRow.tenant_id, LineRow.hook_id)
        .limit(limit)
    )
    return [
        (TenantId(row.tenant_id), row.hook_id, row.removed_at is not None)
        for row in await session.execute(query)
    ]


async def forget_below(
    session: AsyncSession, tenant: TenantId, hook_id: UUID, bound: UUID, most: int
) -> int:
    """Delete the oldest bodies of a hook below an id; how many."""
    oldest = (
        select(DeliveryRow.id)
        .where(
            DeliveryRow.tenant_id == tenant,
            DeliveryRow.hook_id == hook_id,
            DeliveryRow.id < bound,
        )
        .order_by(DeliveryRow.id)
        .limit(most)
    )
    statement = (
        delete(DeliveryRow)
        .where(DeliveryRow.tenant_id == tenant, DeliveryRow.id.in_(oldest.scalar_subquery()))
        .returning(DeliveryRow.id)
    )
    return len((await session.execute(statement)).all())
