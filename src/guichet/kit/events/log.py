"""Writing to the event log and reading from it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import DateTime, Row, Uuid, bindparam, func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.kit.db.pipeline import Prepared, send
from guichet.kit.db.sessions import mark_recorded
from guichet.kit.events.models import EventRow, RelayState
from guichet.kit.events.types import Event, Json, NewEvent, Position
from guichet.kit.ids import TenantId, lowest_id_at

START = Position(0)
"""Before the first event."""
PAYLOAD_LIMIT = 256 * 1024
"""Bytes of JSON: an event must fit into one message, with room to spare."""

_RECORD = Prepared(
    text("""
INSERT INTO event_log
    (tenant_id, id, kind, subject, version, payload, occurred_at, contact_id)
SELECT :tenant_id, e.id, e.kind, e.subject, e.version, e.payload, :now, e.contact_id
FROM ROWS FROM (
    jsonb_to_recordset(CAST(:events AS jsonb)) AS
        (id uuid, kind text, subject text, version bigint, payload jsonb, contact_id uuid)
) WITH ORDINALITY AS e (id, kind, subject, version, payload, contact_id, place)
ORDER BY e.place
""").bindparams(bindparam("tenant_id", type_=Uuid()), bindparam("now", type_=DateTime(True)))
)
_EVENT = (
    EventRow.position,
    EventRow.tenant_id,
    EventRow.id,
    EventRow.kind,
    EventRow.subject,
    EventRow.version,
    EventRow.payload,
    EventRow.occurred_at,
    EventRow.contact_id,
)


async def record(
    session: AsyncSession, tenant_id: TenantId, event_id: UUID, now: datetime, event: NewEvent
) -> None:
    """Append ``event`` to the log in the caller's transaction; the relay is nudged after commit.

    :raises ValueError: the payload is longer than ``PAYLOAD_LIMIT``
    """
    await record_all(session, tenant_id, [(event_id, event)], now)


async def record_all(
    session: AsyncSession,
    tenant_id: TenantId,
    events: Sequence[tuple[UUID, NewEvent]],
    now: datetime,
) -> None:
    """Append several events in one statement, in the order given: for who accepts in groups.

    :raises ValueError: a payload is longer than ``PAYLOAD_LIMIT``
    """
    rows = msgspec.json.encode([_row(event_id, event) for event_id, event in events]).decode()
    await send(session, _RECORD, {"tenant_id": tenant_id, "now": now, "events": rows})
    mark_recorded(session)


def _row(event_id: UUID, event: NewEvent) -> dict[str, object]:
    payload = msgspec.json.encode(event.payload)
    if len(payload) > PAYLOAD_LIMIT:
        raise ValueError(f"{event.kind}: a payload has at most {PAYLOAD_LIMIT} bytes")
    return {
        "id": event_id,
        "kind": event.kind,
        "subject": event.subject,
        "version": event.version,
        "payload": msgspec.Raw(payload),
        "contact_id": event.contact_id,
    }


@dataclass(frozen=True, slots=True)
class LogEnd:
    """Where the log ends."""

    epoch: UUID | None
    """Names this history of the log: another one after a restore; None before the first relay."""
    position: Position


async def end(session: AsyncSession) -> LogEnd:
    """Where the log ends, as this transaction sees it.

    In a snapshot transaction: every event up to the position is in what the snapshot reads.
    """
    row = (await session.execute(select(RelayState.epoch, RelayState.assigned))).one_or_none()
    return LogEnd(None, START) if row is None else LogEnd(row.epoch, Position(row.assigned))


async def newest_position(session: AsyncSession) -> Position:
    """The newest position given to an event, as this transaction sees it."""
    return (await end(session)).position


async def newest(session: AsyncSession) -> tuple[str, Position]:
    """The history the log counts in (a restore begins another), and :func:`newest_position`."""
    row = (await session.execute(select(RelayState.epoch, RelayState.assigned))).first()
    return (str(row[0]), Position(row[1])) if row else ("", START)


async def read_after(
    session: AsyncSession, position: Position, limit: int, tenant_id: TenantId | None = None
) -> Sequence[Event]:
    """Up to ``limit`` events after ``position``, in order; of one tenant when it is given."""
    statement = select(*_EVENT).where(EventRow.position > position)
    if tenant_id is not None:
        statement = statement.where(EventRow.tenant_id == tenant_id)
    rows = await session.execute(statement.order_by(EventRow.position).limit(limit))
    return [_event(row) for row in rows]


async def read_kinds(
    session: AsyncSession, after: Position, until: Position, kinds: Collection[str], limit: int
) -> Sequence[Event]:
    """Up to ``limit`` events of these kinds after a position up to another, in order."""
    statement = (
        select(*_EVENT)
        .where(EventRow.position > after, EventRow.position <= until, EventRow.kind.in_(kinds))
        .order_by(EventRow.position)
        .limit(limit)
    )
    return [_event(row) for row in await session.execute(statement)]


async def newest_about(
    session: AsyncSession, tenant_id: TenantId, contact_id: UUID
) -> Position | None:
    """The position of the newest event that speaks of a person, as this transaction sees it."""
    statement = select(func.max(EventRow.position), func.count()).where(
        EventRow.tenant_id == tenant_id, EventRow.contact_id == contact_id
    )
    newest, _ = (await session.execute(statement)).one()
    return None if newest is None else Position(newest)


async def read_one(session: AsyncSession, tenant_id: TenantId, event_id: UUID) -> Event | None:
    """One event that has its position already; none when there is no such event."""
    statement = select(*_EVENT).where(
        EventRow.tenant_id == tenant_id, EventRow.id == event_id, EventRow.position.is_not(None)
    )
    row = (await session.execute(statement)).one_or_none()
    return None if row is None else _event(row)


@dataclass(frozen=True, slots=True)
class Entry:
    """An event as it was recorded, whether or not it has its position yet."""

    kind: str
    payload: Mapping[str, Json]
    occurred_at: datetime


async def read_subject(
    session: AsyncSession, tenant_id: TenantId, subject: str, contact_id: UUID, since: datetime
) -> Sequence[Entry]:
    """What happened to one subject that speaks of a person, in order, but for what was recorded
    before ``since``: all that this transaction sees, positioned or not.
    """
    statement = (
        select(EventRow.kind, EventRow.payload, EventRow.occurred_at)
        .where(
            EventRow.tenant_id == tenant_id,
            EventRow.contact_id == contact_id,
            EventRow.id >= lowest_id_at(since),
            EventRow.subject == subject,
        )
        .order_by(EventRow.seq)
    )
    return [Entry(*row) for row in await session.execute(statement)]


def _event(row: Row[Any]) -> Event:
    return Event(**row._mapping)
