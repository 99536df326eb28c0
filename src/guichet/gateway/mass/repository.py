"""Statements over the tables of mass sending."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, and_, any_, delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.gateway.mass import outcome_rows
from guichet.gateway.mass.contract import CarrierReceipt, ReceiptState
from guichet.gateway.mass.laying import MESSAGE_NAMES
from guichet.gateway.mass.models import (
    ChunkRow,
    MessageRow,
    OutcomeRow,
    ReportRow,
    ReportWishRow,
    TouchedRow,
)
from guichet.gateway.mass.types import Halt, Happening, Report, ReportKind, ReportTo
from guichet.gateway.mass.wishes import Wish, wish_of
from guichet.kit.db import arrays
from guichet.kit.db.copying import copy_binary, copy_rows
from guichet.kit.db.many import inserting, send_many
from guichet.kit.db.pipeline import Answer, Prepared, fetch, send
from guichet.kit.ids import TenantId
from guichet.kit.work import Work

PRIORITIES = (0, 1, 2)
_new = tuple.__new__
LONGEST_TERM = timedelta(seconds=30)
"""Longer than a lease lasts: what comes later than this is held by nobody."""
MOST_EARLIER = 20
"""Earlier messages to one number that are compared."""


@dataclass(frozen=True, slots=True)
class LeasedChunk:
    """A chunk one feeder holds until its lease runs out."""

    tenant_id: TenantId
    id: UUID
    purpose: str
    priority: int
    expires_at: datetime | None
    count: int
    wording: Mapping[str, Any] | None
    lease: int
    handed_before: int
    """How many may have been handed over under the lease before."""
    touched: int
    report_to: Sequence[Any] | None = None
    """Who wants to be told, as it is stored."""
    campaign_id: UUID | None = None
    halt: Halt | None = None
    """What was decided about what has not left."""


_LEASE = Prepared(
    text(
        """
WITH RECURSIVE owner AS (
    (SELECT tenant_id FROM mass_chunk
     WHERE open AND priority = :priority AND tenant_id > :after ORDER BY tenant_id LIMIT 1)
    UNION ALL
    SELECT (SELECT c.tenant_id FROM mass_chunk c
            WHERE c.open AND c.priority = :priority AND c.tenant_id > o.tenant_id
            ORDER BY c.tenant_id LIMIT 1)
    FROM owner o WHERE o.tenant_id IS NOT NULL
), due AS (
    SELECT d.tenant_id, d.id, d.handed FROM owner o CROSS JOIN LATERAL (
        SELECT c.tenant_id, c.id, c.handed FROM mass_chunk c
        WHERE c.open AND c.priority = :priority AND c.tenant_id = o.tenant_id AND c.next_at <= :now
            AND c.halt IS DISTINCT FROM 'paused'
            AND (c.passed_to IS NULL OR c.passed_to <> ALL(CAST(:elsewhere AS uuid[])))
        ORDER BY c.next_at LIMIT :each FOR UPDATE SKIP LOCKED
    ) d WHERE o.tenant_id IS NOT NULL LIMIT :most
)
UPDATE mass_chunk m SET lease = m.lease + 1, next_at = :until, handed = least(m.count, :step),
    holder = CAST(:holder AS uuid), passed_to = NULL
FROM due WHERE m.tenant_id = due.tenant_id AND m.id = due.id
RETURNING m.tenant_id, m.id, m.purpose, m.priority, m.expires_at, m.count, m.wording, m.lease,
    due.handed AS handed_before, m.touched, m.report_to, m.campaign_id, m.halt
"""
    )
)
_MESSAGES = Prepared(
    text(
        """
SELECT m.id, c.place, m.address, m.given, m.reference, m.wording
FROM unnest(CAST(:tenants AS uuid[]), CAST(:chunks AS uuid[]))
    WITH ORDINALITY AS c (tenant_id, id, place)
CROSS JOIN LATERAL (
    SELECT * FROM mass_message m WHERE m.tenant_id = c.tenant_id AND m.chunk_id = c.id
) m ORDER BY m.id
"""
    )
)
_LIVES = text(
    """
SELECT o.message_id, o.kind, o.at, o.part, o.parts, o.route_id, o.peer_id, o.code, o.detail
FROM mass_message m JOIN mass_outcome o ON o.tenant_id = m.tenant_id AND o.message_id = m.id
WHERE m.tenant_id = :tenant AND m.chunk_id = :chunk ORDER BY o.at, o.seq
"""
)
_RENEW = Prepared(
    text(
        """
UPDATE mass_chunk m SET next_at = :until, handed = l.handed
FROM unnest(CAST(:tenants AS uuid[]), CAST(:chunks AS uuid[]), CAST(:leases AS int[]),
    CAST(:handed AS int[])) AS l (tenant_id, id, lease, handed)
WHERE m.tenant_id = l.tenant_id AND m.id = l.id AND m.lease = l.lease AND m.open
RETURNING m.id, m.touched
"""
    )
)
_CLOSE = Prepared(
    text(
        """
UPDATE mass_chunk m SET open = false
FROM unnest(CAST(:tenants AS uuid[]), CAST(:chunks AS uuid[]), CAST(:leases AS int[]))
    AS l (tenant_id, id, lease)
WHERE m.tenant_id = l.tenant_id AND m.id = l.id AND m.lease = l.lease AND m.open
RETURNING m.tenant_id, m.id, m.currency
"""
    )
)
_TAKEN = Prepared(
    text(
        """
SELECT c.tenant_id, c.id, coalesce(sum(m.micros), 0), count(*)
FROM unnest(CAST(:tenants AS uuid[]), CAST(:chunks AS uuid[])) AS c (tenant_id, id)
JOIN mass_message m ON m.tenant_id = c.tenant_id AND m.chunk_id = c.id
WHERE EXISTS (
    SELECT FROM mass_outcome o WHERE o.tenant_id = m.tenant_id AND o.message_id = m.id
    AND o.kind IN ('handed', 'cut', 'enroute', 'delivered', 'undelivered')
) GROUP BY c.tenant_id, c.id
"""
    )
)
_TAKEN_WHOLE = Prepared(
    text(
        """
SELECT c.tenant_id, c.id, coalesce(sum(m.micros), 0), count(*)
FROM unnest(CAST(:tenants AS uuid[]), CAST(:chunks AS uuid[])) AS c (tenant_id, id)
JOIN mass_message m ON m.tenant_id = c.tenant_id AND m.chunk_id = c.id
GROUP BY c.tenant_id, c.id
"""
    )
)
_LATER = Prepared(
    text(
        """
UPDATE mass_chunk SET next_at = :at, handed = 0, holder = NULL,
    passed_to = CAST(:passed_to AS uuid)
WHERE tenant_id = :tenant AND id = :chunk AND lease = :lease
"""
    )
)
_FREE = text(
    """
UPDATE mass_chunk SET next_at = least(next_at, :now), holder = NULL
WHERE open AND holder = CAST(:holder AS uuid)
"""
)
_OFFERS = text(
    """
SELECT coalesce(sum(c.count), 0) FROM (
    SELECT count FROM mass_chunk WHERE tenant_id = :tenant AND purpose = 'marketing'
    AND id >= :since AND id <= :chunk ORDER BY id DESC LIMIT :most
) c
"""
)
_WAKE = text(
    """
UPDATE mass_chunk SET next_at = :now
WHERE open AND priority = :priority AND tenant_id = :tenant AND next_at > :leased
"""
)
_HALTED = Prepared(
    text(
        """
SELECT m.id, m.halt
FROM unnest(CAST(:tenants AS uuid[]), CAST(:chunks AS uuid[])) AS c (tenant_id, id)
JOIN mass_chunk m ON m.tenant_id = c.tenant_id AND m.id = c.id
WHERE m.halt IS NOT NULL
"""
    )
)
_HALT = text(
    """
UPDATE mass_chunk SET halt = :halt, touched = touched + 1,
    next_at = CASE WHEN CAST(:ends AS boolean) AND holder IS NULL
        THEN least(next_at, CAST(:now AS timestamptz)) ELSE next_at END
WHERE tenant_id = :tenant AND campaign_id = :campaign AND open
"""
)
_CALL_BACK = text(
    """
WITH chunk AS MATERIALIZED (
    SELECT tenant_id, id, handed FROM mass_chunk
    WHERE tenant_id = :tenant AND campaign_id = :campaign AND open ORDER BY id FOR UPDATE
)
INSERT INTO mass_outcome (tenant_id, message_id, at, seq, kind, part, parts)
SELECT c.tenant_id, m.id, :now, 0, 'cancelled', 0, 0 FROM chunk c CROSS JOIN LATERAL (
    SELECT w.id FROM mass_message w WHERE w.tenant_id = c.tenant_id AND w.chunk_id = c.id
    ORDER BY w.id OFFSET c.handed
) m
WHERE NOT EXISTS (
    SELECT FROM mass_outcome o
    WHERE o.tenant_id = c.tenant_id AND o.message_id = m.id AND o.kind <> 'held'
)
RETURNING message_id
"""
)
_WAITING = text(
    """
SELECT count(*), coalesce(sum(count), 0) FROM mass_chunk
WHERE tenant_id = :tenant AND campaign_id = :campaign AND open
"""
)
_WISHED = text(
    """
SELECT c.id, m.id AS message_id, m.address, m.reference, c.report_to
FROM mass_chunk c JOIN mass_message m ON m.tenant_id = c.tenant_id AND m.chunk_id = c.id
WHERE c.tenant_id = :tenant AND c.campaign_id = :campaign AND c.open AND c.report_to IS NOT NULL
"""
)
_CALLED_BACK = text(
    """
SELECT count(*) FROM mass_chunk c
JOIN mass_message m ON m.tenant_id = c.tenant_id AND m.chunk_id = c.id
JOIN mass_outcome o ON o.tenant_id = m.tenant_id AND o.message_id = m.id
WHERE c.tenant_id = :tenant AND c.campaign_id = :campaign AND c.halt = 'cancelled'
    AND o.kind = 'cancelled'
"""
)
_EARLIER = Prepared(
    text(
        """
SELECT n.id, m.given, coalesce(m.wording, c.wording) AS wording
FROM unnest(CAST(:ids AS uuid[]), CAST(:addresses AS text[])) AS n (id, address)
CROSS JOIN LATERAL (
    SELECT m.id, m.chunk_id, m.given, m.wording FROM mass_message m
    WHERE m.tenant_id = :tenant AND m.address = n.address AND m.id >= :since
        AND (m.id < n.id) IS TRUE
    ORDER BY m.id DESC LIMIT :most
) m
JOIN mass_chunk c ON c.tenant_id = :tenant AND c.id = m.chunk_id
WHERE NOT EXISTS (
    SELECT FROM mass_outcome o WHERE o.tenant_id = :tenant AND o.message_id = m.id
    AND o.kind IN ('denied', 'cancelled', 'expired', 'refused')
)
"""
    )
)
"""An end by id would let the key of messages look as good as the index of numbers, where nobody
counted the table yet: a second for each chunk.
"""
_NAMED = Prepared(
    text(
        """
SELECT n.peer_id, o.tenant_id, o.message_id, o.part, o.parts,
    c.report_to, c.campaign_id, m.address, m.reference
FROM unnest(CAST(:peers AS text[])) AS n (peer_id) CROSS JOIN LATERAL (
    SELECT o.tenant_id, o.message_id, o.part, o.parts FROM mass_outcome o
    WHERE o.route_id = :route AND o.peer_id = n.peer_id AND o.kind = 'handed'
    ORDER BY o.at DESC LIMIT 1
) o
LEFT JOIN mass_message m ON m.tenant_id = o.tenant_id AND m.id = o.message_id
LEFT JOIN mass_chunk c ON c.tenant_id = m.tenant_id AND c.id = m.chunk_id
"""
    )
)
_PARK = text(
    """
INSERT INTO mass_parked_receipt (route_id, peer_id, state, at, heard_at, error)
SELECT :route, r.peer_id, r.state, r.at, :now, r.error
FROM unnest(CAST(:peers AS text[]), CAST(:states AS text[]), CAST(:ats AS timestamptz[]),
    CAST(:errors AS text[])) AS r (peer_id, state, at, error)
ON CONFLICT DO NOTHING
"""
)
_KNOWN_BY_NOW = Prepared(
    text(
        """
SELECT p.route_id, p.peer_id, p.state, o.tenant_id, o.message_id, o.part, o.parts,
    c.report_to, c.campaign_id, m.address, m.reference
FROM mass_parked_receipt p CROSS JOIN LATERAL (
    SELECT o.tenant_id, o.message_id, o.part, o.parts FROM mass_outcome o
    WHERE o.route_id = p.route_id AND o.peer_id = p.peer_id AND o.kind = 'handed'
    ORDER BY o.at DESC LIMIT 1
) o
LEFT JOIN mass_message m ON m.tenant_id = o.tenant_id AND m.id = o.message_id
LEFT JOIN mass_chunk c ON c.tenant_id = m.tenant_id AND c.id = m.chunk_id
WHERE p.heard_at > :since ORDER BY p.heard_at LIMIT :most
"""
    )
)
_TAKE_PARKED = text(
    """
DELETE FROM mass_parked_receipt
WHERE route_id = :route AND peer_id = :peer AND state = :state
RETURNING at, error
"""
)
_OLDEST_PARKED = text(
    """
SELECT route_id, peer_id, state FROM mass_parked_receipt
WHERE heard_at < :before ORDER BY heard_at LIMIT :most
"""
)
_BESIDE = text("CREATE TEMP TABLE mass_outcome_again (LIKE mass_outcome) ON COMMIT DROP")
_UNWRITTEN = text(
    "INSERT INTO mass_outcome SELECT * FROM mass_outcome_again ON CONFLICT DO NOTHING"
)
_MAKE_MONTH = text("SELECT make_mass_month(:parent, :month, :lowest, :below)")


async def ask_lease(
    session: AsyncSession,
    priority: int,
    after: UUID,
    *,
    now: datetime,
    term: timedelta,
    step: int,
    each: int,
    most: int,
    holder: UUID | None = None,
    elsewhere: Collection[UUID] = (),
) -> Answer:
    """Lease up to ``most`` due chunks of a lane, ``each`` of each tenant after ``after``, for
    ``term``: ``leased`` gives them. Skips what another feeder is leasing at this moment, and what
    was passed to routes of which only others have a link (``elsewhere``).
    """
    values = {
        "priority": priority,
        "after": after,
        "now": now,
        "until": now + term,
        "step": step,
        "each": each,
        "most": most,
        "holder": holder,
        "elsewhere": list(elsewhere),
    }
    return await send(session, _LEASE, values)


async def leased(answer: Answer) -> list[LeasedChunk]:
    """What ``ask_lease`` leased."""
    return [LeasedChunk(*row) for row in await answer.rows()]


class StoredMessage(NamedTuple):
    """A message as it was accepted."""

    id: UUID
    place: int
    """Which of the chunks that were asked for together it belongs to, from 1."""
    address: str
    given: Mapping[str, str] | None
    reference: str | None
    wording: Mapping[str, Any] | None


async def messages(
    session: AsyncSession, chunks: Sequence[LeasedChunk]
) -> list[list[StoredMessage]]:
    """The messages of each of ``chunks``, in the order of their ids."""
    values = {"tenants": [one.tenant_id for one in chunks], "chunks": [one.id for one in chunks]}
    found: list[list[StoredMessage]] = [[] for _ in chunks]
    put = [one.append for one in found]
    for row in await fetch(session, _MESSAGES, values, binary=True):
        put[row[1] - 1](_new(StoredMessage, row))
    return found


async def lives(session: AsyncSession, chunk: LeasedChunk) -> dict[UUID, list[Happening]]:
    """What happened to the messages of a chunk so far."""
    values = {"tenant": chunk.tenant_id, "chunk": chunk.id}
    found: dict[UUID, list[Happening]] = {}
    for row in (await session.execute(_LIVES, values)).all():
        happened = Happening(
            row.kind,
            row.at,
            row.part,
            row.parts,
            row.route_id,
            row.peer_id,
            row.code,
            row.detail or {},
        )
        found.setdefault(row.message_id, []).append(happened)
    return found


@dataclass(frozen=True, slots=True)
class Hold:
    """A lease, and how far it may have handed over."""

    tenant_id: TenantId
    chunk_id: UUID
    lease: int
    handed: int
    whole: bool = False
    """Of each of its messages a carrier took something."""
    passed_to: UUID | None = None
    """The route what is left of it needs, when it is given back for another process."""


async def renew(session: AsyncSession, holds: Sequence[Hold], until: datetime) -> dict[UUID, int]:
    """Prolong leases and write how far they may hand over from now on; gives the chunks that are
    still held, and how often they were touched.
    """
    values = {**_named(holds), "handed": [one.handed for one in holds], "until": until}
    return dict(await fetch(session, _RENEW, values))


@dataclass(frozen=True, slots=True)
class Closed:
    """A chunk of which nothing is left to do."""

    tenant_id: TenantId
    chunk_id: UUID
    currency: str | None
    whole: bool = False
    """Of each of its messages a carrier took something."""


async def close(session: AsyncSession, holds: Sequence[Hold]) -> list[Closed]:
    """All messages of these were handed over or settled; a lost lease closes nothing."""
    whole = {one.chunk_id for one in holds if one.whole}
    found = await fetch(session, _CLOSE, _named(holds))
    return [Closed(tenant, chunk, paid, chunk in whole) for tenant, chunk, paid in found]


@dataclass(frozen=True, slots=True)
class Taken:
    """What of a chunk carriers took, or may have."""

    tenant_id: TenantId
    chunk_id: UUID
    micros: int
    count: int


async def taken(session: AsyncSession, chunks: Sequence[Closed]) -> list[Taken]:
    """What is to be paid of chunks; those of which nothing left are not in it. Where everything
    left nobody has to look what became of each.
    """
    rows: list[tuple[Any, ...]] = []
    for statement, some in (
        (_TAKEN_WHOLE, [one for one in chunks if one.whole]),
        (_TAKEN, [one for one in chunks if not one.whole]),
    ):
        if some:
            values = {
                "tenants": [one.tenant_id for one in some],
                "chunks": [one.chunk_id for one in some],
            }
            rows += await fetch(session, statement, values)
    return [Taken(row[0], row[1], int(row[2]), row[3]) for row in rows]


async def later(session: AsyncSession, hold: Hold, at: datetime) -> None:
    """Give a lease back: what is left of the chunk comes again at ``at``. All that left has its
    outcome by now, so that nothing of the rest may have left.
    """
    values = {
        "tenant": hold.tenant_id,
        "chunk": hold.chunk_id,
        "lease": hold.lease,
        "at": at,
        "passed_to": hold.passed_to,
    }
    await fetch(session, _LATER, values)


async def free(session: AsyncSession, holder: UUID, now: datetime) -> None:
    """What a process held that is no more comes now, not when its leases run out."""
    await session.execute(_FREE, {"holder": holder, "now": now})


async def halted(session: AsyncSession, chunks: Sequence[LeasedChunk]) -> dict[UUID, Halt]:
    """What was decided about chunks of campaigns since they were leased."""
    values = {"tenants": [one.tenant_id for one in chunks], "chunks": [one.id for one in chunks]}
    return dict(await fetch(session, _HALTED, values))


async def halt(work: Work, campaign_id: UUID, decided: Halt | None) -> None:
    """Decide about what of a campaign has not left; none: it may go on. What is called back comes
    now, whenever it was due, so that what was reserved for it is given back.
    """
    values = {
        "tenant": work.tenant_id,
        "campaign": campaign_id,
        "halt": decided,
        "ends": decided == "cancelled",
        "now": work.now,
    }
    await work.session.execute(_HALT, values)


async def call_back(work: Work, campaign_id: UUID) -> list[UUID]:
    """Cancel what of a campaign nobody let go; gives those messages."""
    values = {"tenant": work.tenant_id, "campaign": campaign_id, "now": work.now}
    return list((await work.session.execute(_CALL_BACK, values)).scalars())


async def waiting(work: Work, campaign_id: UUID) -> tuple[int, int]:
    """How many chunks of a campaign are open, and how many messages they hold."""
    values = {"tenant": work.tenant_id, "campaign": campaign_id}
    row = (await work.session.execute(_WAITING, values)).one()
    return row[0], int(row[1])


async def called_back(work: Work, campaign_id: UUID) -> int:
    """How many messages of a cancelled campaign were called back."""
    values = {"tenant": work.tenant_id, "campaign": campaign_id}
    return int((await work.session.execute(_CALLED_BACK, values)).scalar_one())


@dataclass(frozen=True, slots=True)
class Wished:
    """A message of which somebody wants to be told."""

    chunk_id: UUID
    message_id: UUID
    address: str
    reference: str | None
    report_to: Sequence[Any]


async def wished(work: Work, campaign_id: UUID) -> list[Wished]:
    """Those of the open chunks of a campaign."""
    values = {"tenant": work.tenant_id, "campaign": campaign_id}
    return [Wished(*row) for row in (await work.session.execute(_WISHED, values)).all()]


async def offers_between(
    session: AsyncSession, tenant: TenantId, since: UUID, chunk: UUID, most: int
) -> int:
    """How many offers a tenant had accepted from ``since`` up to ``chunk``, counted over the last
    ``most`` chunks.
    """
    values = {"tenant": tenant, "since": since, "chunk": chunk, "most": most}
    return int((await session.execute(_OFFERS, values)).scalar_one())


async def wake(session: AsyncSession, tenant: TenantId, now: datetime) -> None:
    """Let chunks that wait come now; those somebody holds stay theirs."""
    for priority in PRIORITIES:
        values = {"now": now, "tenant": tenant, "priority": priority, "leased": now + LONGEST_TERM}
        await session.execute(_WAKE, values)


@dataclass(frozen=True, slots=True)
class Earlier:
    """A message to the same number that came before ``id`` and went, or is to go."""

    id: UUID
    given: Mapping[str, str] | None
    wording: Mapping[str, Any]


def offered(tenant_id: TenantId, since: UUID) -> Select[str]:
    """The numbers of offers that were accepted since and are of no campaign, as often as they were.
    Chunks are named as one array: each is looked up, and no other message of the company is read.
    """
    chunks = select(ChunkRow.id).where(
        ChunkRow.tenant_id == tenant_id,
        ChunkRow.id >= since,
        ChunkRow.purpose == "marketing",
        ChunkRow.campaign_id.is_(None),
    )
    return select(MessageRow.address).where(
        MessageRow.tenant_id == tenant_id,
        MessageRow.chunk_id == any_(func.array(chunks.scalar_subquery())),
        MessageRow.id >= since,
    )


async def earlier(
    session: AsyncSession, tenant: TenantId, several: Sequence[StoredMessage], since: UUID
) -> list[Earlier]:
    """What ``several`` may repeat."""
    values = {
        "tenant": tenant,
        "ids": [one.id for one in several],
        "addresses": [one.address for one in several],
        "since": since,
        "most": MOST_EARLIER,
    }
    return [Earlier(*row) for row in await fetch(session, _EARLIER, values)]


class Named(NamedTuple):
    """The part a carrier's id names."""

    key: bytes
    """The message, as rows of outcomes begin: see ``outcome_rows.key_of``."""
    part: int
    parts: int
    wish: Wish | None = None
    """Who wants to be told of it."""


def _named_by(row: Any) -> Named:
    wish = wish_of(row.report_to, row.address, row.reference, row.campaign_id)
    return Named(outcome_rows.key_of(row.tenant_id, row.message_id), row.part, row.parts, wish)


async def named(session: AsyncSession, route_id: UUID, peer_ids: Sequence[str]) -> dict[str, Named]:
    """The parts that a route's ids name; of an id used twice, the last."""
    values = {"route": route_id, "peers": list(peer_ids)}
    found = await (await send(session, _NAMED, values)).rows()
    return {row.peer_id: _named_by(row) for row in found}


async def park(
    session: AsyncSession, route_id: UUID, receipts: Sequence[CarrierReceipt], now: datetime
) -> None:
    """Keep receipts for ids nobody named yet. Repeats change nothing."""
    values = {
        "route": route_id,
        "peers": [one.peer_id for one in receipts],
        "states": [one.state for one in receipts],
        "ats": [one.at or now for one in receipts],
        "errors": [one.error for one in receipts],
        "now": now,
    }
    await session.execute(_PARK, values)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A parked receipt whose id an answer named meanwhile."""

    route_id: UUID
    receipt: CarrierReceipt
    named: Named


async def claimed(session: AsyncSession, since: datetime, most: int) -> list[Claimed]:
    """Take parked receipts out that are named by now; their outcomes are to be written in this
    transaction.
    """
    known = await (await send(session, _KNOWN_BY_NOW, {"since": since, "most": most})).rows()
    found: list[Claimed] = []
    for row in known:
        gone = await _take_parked(session, row.route_id, row.peer_id, row.state)
        if gone is not None:  # else another process takes it just now
            receipt = CarrierReceipt(row.peer_id, row.state, gone.at, gone.error)
            found.append(Claimed(row.route_id, receipt, _named_by(row)))
    return found


async def _take_parked(
    session: AsyncSession, route_id: UUID, peer_id: str, state: ReceiptState
) -> Any | None:
    values = {"route": route_id, "peer": peer_id, "state": state}
    return (await session.execute(_TAKE_PARKED, values)).one_or_none()


CHUNK_NAMES = (
    "id",
    "purpose",
    "priority",
    "accepted_at",
    "due_at",
    "expires_at",
    "count",
    "wording",
    "open",
    "next_at",
    "lease",
    "handed",
    "currency",
    "touched",
    "report_to",
    "campaign_id",
)
"""In the order of ``laying.chunk_row``."""
_ADD_CHUNK = Prepared(inserting(ChunkRow, CHUNK_NAMES))
_ADD_MESSAGES = Prepared(inserting(MessageRow, MESSAGE_NAMES))
_SHOWN = (
    select(
        MessageRow.id,
        MessageRow.chunk_id,
        MessageRow.address,
        MessageRow.given,
        MessageRow.reference,
        func.coalesce(MessageRow.wording, ChunkRow.wording).label("wording"),
        ChunkRow.accepted_at,
        ChunkRow.due_at,
        ChunkRow.expires_at,
        MessageRow.micros,
        ChunkRow.currency,
        ChunkRow.campaign_id,
    )
    .join(
        ChunkRow,
        and_(ChunkRow.tenant_id == MessageRow.tenant_id, ChunkRow.id == MessageRow.chunk_id),
    )
    .order_by(MessageRow.id.desc())
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A message and what its chunk says of it."""

    id: UUID
    chunk_id: UUID
    address: str
    given: Mapping[str, str] | None
    reference: str | None
    wording: Mapping[str, Any] | None
    accepted_at: datetime
    due_at: datetime
    expires_at: datetime | None
    micros: int | None
    currency: str | None
    campaign_id: UUID | None


_LAY_IN = Prepared(
    text(
        """
INSERT INTO mass_message
    (tenant_id, id, chunk_id, address, given, reference, micros, wording)
SELECT * FROM unnest(
    CAST(:tenants AS uuid[]), CAST(:ids AS uuid[]), CAST(:chunks AS uuid[]),
    CAST(:addresses AS text[]), CAST(:given AS jsonb[]), CAST(:references AS text[]),
    CAST(:micros AS bigint[]), CAST(:wordings AS jsonb[]))
"""
    )
)


async def lay_in(
    session: AsyncSession,
    chunks: Sequence[tuple[TenantId, Mapping[str, Any]]],
    messages: Mapping[str, str],
) -> None:
    """Append a few chunks and messages of several tenants, made by ``laying`` (system role): to be
    used within ``pipeline.in_one_go``.
    """
    for tenant_id, row in chunks:
        await send_many(session, _ADD_CHUNK, tenant_id, [row])
    await send(session, _LAY_IN, messages)


async def copy_in(session: AsyncSession, chunks: Sequence[str], messages: Sequence[bytes]) -> None:
    """Append chunks and messages of several tenants, made by ``laying`` (system role)."""
    await copy_rows(session, ChunkRow.__tablename__, ("tenant_id", *CHUNK_NAMES), chunks)
    await copy_binary(session, MessageRow.__tablename__, ("tenant_id", *MESSAGE_NAMES), messages)


async def add_chunk(work: Work, row: Mapping[str, Any]) -> None:
    """Write a chunk of the tenant of ``work``."""
    await send_many(work.session, _ADD_CHUNK, work.tenant_id, [row])


async def add_messages(work: Work, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write messages of the tenant of ``work``."""
    await send_many(work.session, _ADD_MESSAGES, work.tenant_id, rows)


async def shown(work: Work, ids: Sequence[UUID]) -> list[Shown]:
    """Messages by their ids, the newest first."""
    wanted = _SHOWN.where(MessageRow.tenant_id == work.tenant_id, MessageRow.id.in_(list(ids)))
    return [Shown(*row) for row in (await work.session.execute(wanted)).all()]


async def page(
    work: Work,
    addresses: Sequence[str],
    before: UUID | None,
    limit: int,
    since: UUID | None = None,
    *,
    of_its_own: bool = False,
) -> list[Shown]:
    """The newest messages, to one of ``addresses`` if there are any, older than ``before`` and not
    older than ``since``; those ``of_its_own`` answer no text of the person's.
    """
    wanted = _SHOWN.where(MessageRow.tenant_id == work.tenant_id).limit(limit)
    if addresses:
        wanted = wanted.where(MessageRow.address.in_(list(addresses)))
    if before is not None:
        wanted = wanted.where(MessageRow.id < before)
    if since is not None:
        wanted = wanted.where(MessageRow.id >= since)
    if of_its_own:
        wording = func.coalesce(MessageRow.wording, ChunkRow.wording)
        wanted = wanted.where(wording["about"].astext.is_(None))
    return [Shown(*row) for row in (await work.session.execute(wanted)).all()]


async def referring_to(
    work: Work, words: str, since: UUID, until: UUID, most: int
) -> Sequence[UUID]:
    """The messages whose reference holds ``words``, of the first ``most`` made between two ids."""
    near = (
        select(MessageRow.id, MessageRow.reference)
        .where(
            MessageRow.tenant_id == work.tenant_id, MessageRow.id >= since, MessageRow.id < until
        )
        .order_by(MessageRow.id)
        .limit(most)
        .subquery()
    )
    wanted = select(near.c.id).where(near.c.reference.contains(words, autoescape=True))
    return (await work.session.scalars(wanted.order_by(near.c.id))).all()


_LAST_FROM = text(
    """
SELECT m.id, c.due_at
FROM mass_message m JOIN mass_chunk c ON c.tenant_id = m.tenant_id AND c.id = m.chunk_id
WHERE m.tenant_id = ANY(CAST(:tenants AS uuid[])) AND m.address = :address AND m.id >= :since
  AND c.due_at <= :until AND COALESCE(m.wording, c.wording) ->> 'sender' = :number
ORDER BY c.due_at DESC, m.id DESC LIMIT 1
"""
)


async def last_from(
    session: AsyncSession,
    tenants: Collection[TenantId],
    pair: tuple[str, str],
    since: UUID,
    until: datetime,
) -> tuple[UUID, datetime] | None:
    """The message that was due last, by ``until``, among those accepted since from a number to an
    address (``pair``), and when it was due; under the system role.
    """
    values = {
        "tenants": sorted(tenants),
        "number": pair[0],
        "address": pair[1],
        "since": since,
        "until": until,
    }
    row = (await session.execute(_LAST_FROM, values)).first()
    return (row[0], row[1]) if row else None


async def in_open_chunks(work: Work, address: str) -> list[UUID]:
    """Messages to an address of which some may not have left."""
    wanted = (
        select(MessageRow.id)
        .join(
            ChunkRow,
            (ChunkRow.tenant_id == MessageRow.tenant_id) & (ChunkRow.id == MessageRow.chunk_id),
        )
        .where(MessageRow.tenant_id == work.tenant_id, MessageRow.address == address, ChunkRow.open)
    )
    return list((await work.session.execute(wanted)).scalars())


async def lives_of(work: Work, ids: Sequence[UUID]) -> dict[UUID, list[Happening]]:
    """What happened to messages, oldest first."""
    wanted = (
        select(OutcomeRow)
        .where(OutcomeRow.tenant_id == work.tenant_id, OutcomeRow.message_id.in_(list(ids)))
        .order_by(OutcomeRow.at, OutcomeRow.seq)
    )
    found: dict[UUID, list[Happening]] = {}
    for row in (await work.session.execute(wanted)).scalars():
        found.setdefault(row.message_id, []).append(_happening(row))
    return found


async def lock_chunk(work: Work, chunk_id: UUID) -> ChunkRow:
    """A chunk, locked: nobody lets more of it go before this transaction ends."""
    wanted = (
        select(ChunkRow)
        .where(ChunkRow.tenant_id == work.tenant_id, ChunkRow.id == chunk_id)
        .with_for_update()
    )
    return (await work.session.execute(wanted)).scalar_one()


async def not_let_go(work: Work, chunk: ChunkRow) -> frozenset[UUID]:
    """The messages of a locked chunk that nobody let go under its present lease."""
    wanted = (
        select(MessageRow.id)
        .where(MessageRow.tenant_id == work.tenant_id, MessageRow.chunk_id == chunk.id)
        .order_by(MessageRow.id)
        .offset(chunk.handed)
    )
    return frozenset((await work.session.execute(wanted)).scalars())


async def add_cancelled(work: Work, chunk_id: UUID, message_ids: Sequence[UUID]) -> None:
    """Call messages back: their chunk was locked before. Who holds the chunk looks again."""
    work.session.add_all(
        OutcomeRow(
            tenant_id=work.tenant_id,
            message_id=message_id,
            at=work.now,
            seq=0,
            kind="cancelled",
            part=0,
            parts=0,
        )
        for message_id in message_ids
    )
    touched = (
        update(ChunkRow)
        .where(ChunkRow.tenant_id == work.tenant_id, ChunkRow.id == chunk_id)
        .values(touched=ChunkRow.touched + 1)
        .execution_options(synchronize_session=False)
    )
    await work.session.flush()
    await work.session.execute(touched)


def _happening(row: OutcomeRow) -> Happening:
    return Happening(
        row.kind,
        row.at,
        row.part,
        row.parts,
        row.route_id,
        row.peer_id,
        row.code,
        row.detail or {},
    )


async def append(session: AsyncSession, rows: Sequence[bytes]) -> None:
    """Append outcomes, each made by ``Writer.row``."""
    await copy_binary(session, OutcomeRow.__tablename__, outcome_rows.COLUMNS, rows)


async def append_again(session: AsyncSession, rows: Sequence[bytes]) -> None:
    """The same, where some or all may be there already."""
    await session.execute(_BESIDE)
    await copy_binary(session, "mass_outcome_again", outcome_rows.COLUMNS, rows)
    await session.execute(_UNWRITTEN)


_REPORT_COLUMNS = (
    "tenant_id",
    "id",
    "kind",
    "target",
    "message_id",
    "address",
    "reference",
    "state",
    "part",
    "parts",
    "at",
    "error",
)
_REPORTS_BESIDE = text("CREATE TEMP TABLE mass_report_again (LIKE mass_report) ON COMMIT DROP")
_REPORTS_UNWRITTEN = text(
    "INSERT INTO mass_report SELECT * FROM mass_report_again ON CONFLICT DO NOTHING"
)
_TAKE_TURNS = Prepared(
    text(
        """
WITH RECURSIVE one AS (
    (SELECT target FROM mass_report WHERE kind = :kind AND target > :after
     ORDER BY target LIMIT 1)
    UNION ALL
    SELECT (SELECT r.target FROM mass_report r WHERE r.kind = :kind AND r.target > o.target
            ORDER BY r.target LIMIT 1)
    FROM one o WHERE o.target IS NOT NULL
), due AS (
    SELECT o.target FROM one o
    LEFT JOIN mass_report_turn t ON t.kind = :kind AND t.target = o.target
    WHERE o.target IS NOT NULL AND (t.until IS NULL OR t.until <= :now) LIMIT :most
)
INSERT INTO mass_report_turn AS t (kind, target, until, lease)
SELECT :kind, target, CAST(:until AS timestamptz), CAST(:lease AS uuid) FROM due
ON CONFLICT (kind, target) DO UPDATE SET until = excluded.until, lease = excluded.lease
    WHERE t.until <= :now
RETURNING target
"""
    )
)
_TAKE_TURNS_OF = Prepared(
    text(
        """
INSERT INTO mass_report_turn AS t (kind, target, until, lease)
SELECT :kind, g.target, CAST(:until AS timestamptz), CAST(:lease AS uuid)
FROM unnest(CAST(:targets AS uuid[])) AS g (target)
WHERE EXISTS (SELECT FROM mass_report r WHERE r.kind = :kind AND r.target = g.target)
    AND NOT EXISTS (SELECT FROM mass_report_turn o
                    WHERE o.kind = :kind AND o.target = g.target AND o.until > :now)
LIMIT :most
ON CONFLICT (kind, target) DO UPDATE SET until = excluded.until, lease = excluded.lease
    WHERE t.until <= :now
RETURNING target
"""
    )
)
_RENEW_TURNS = text(
    """
UPDATE mass_report_turn t SET until = :until
FROM unnest(CAST(:targets AS uuid[]), CAST(:leases AS uuid[])) AS g (target, lease)
WHERE t.kind = :kind AND t.target = g.target AND t.lease = g.lease
RETURNING t.target
"""
)
_LEAVE_TURNS = Prepared(
    text(
        """
DELETE FROM mass_report_turn t
USING unnest(CAST(:targets AS uuid[]), CAST(:leases AS uuid[])) AS g (target, lease)
WHERE t.kind = :kind AND t.target = g.target AND t.lease = g.lease
"""
    )
)
_READ_REPORTS = Prepared(
    text(
        """
SELECT g.place, r.id, r.tenant_id, r.message_id, r.address, r.reference, r.state, r.part,
    r.parts, r.at, r.error
FROM unnest(CAST(:targets AS uuid[]), CAST(:afters AS uuid[]), CAST(:counts AS int[]))
    WITH ORDINALITY AS g (target, after, count, place)
CROSS JOIN LATERAL (
    SELECT * FROM mass_report r WHERE r.kind = :kind AND r.target = g.target AND r.id > g.after
    ORDER BY r.id LIMIT g.count
) r ORDER BY g.place, r.id
"""
    )
)
_FORGET_REPORTS = Prepared(
    text(
        """
DELETE FROM mass_report r
USING unnest(CAST(:tenants AS uuid[]), CAST(:ids AS uuid[])) AS g (tenant_id, id)
WHERE r.tenant_id = g.tenant_id AND r.id = g.id
"""
    )
)
_OLD_REPORTS = text(
    """
WITH RECURSIVE one AS (
    (SELECT kind, target FROM mass_report ORDER BY kind, target LIMIT 1)
    UNION ALL
    SELECT n.kind, n.target FROM one o CROSS JOIN LATERAL (
        SELECT r.kind, r.target FROM mass_report r
        WHERE (r.kind, r.target) > (o.kind, o.target) ORDER BY r.kind, r.target LIMIT 1
    ) n
)
SELECT r.tenant_id, r.id FROM one o CROSS JOIN LATERAL (
    SELECT r.tenant_id, r.id FROM mass_report r
    WHERE r.kind = o.kind AND r.target = o.target AND r.id < :before ORDER BY r.id LIMIT :most
) r LIMIT :most
"""
)
_FORGET_TURNS = text("DELETE FROM mass_report_turn WHERE until < :before")


_TOUCHED_COLUMNS = ("tenant_id", "id", "campaign_id", "messages")
_TOUCHED_CAMPAIGNS = text(
    """
WITH RECURSIVE one AS (
    (SELECT tenant_id, campaign_id FROM mass_touched WHERE campaign_id > :after
     ORDER BY campaign_id LIMIT 1)
    UNION ALL
    SELECT n.tenant_id, n.campaign_id FROM one o CROSS JOIN LATERAL (
        SELECT t.tenant_id, t.campaign_id FROM mass_touched t
        WHERE t.campaign_id > o.campaign_id ORDER BY t.campaign_id LIMIT 1
    ) n
)
SELECT tenant_id, campaign_id FROM one LIMIT :most
"""
)
_TAKE_TOUCHED = text(
    """
DELETE FROM mass_touched t USING (
    SELECT tenant_id, id, sum(size) OVER (ORDER BY id) - size AS before FROM (
        SELECT tenant_id, id, cardinality(messages) AS size FROM mass_touched
        WHERE campaign_id = :campaign ORDER BY id LIMIT :most
    ) o
) g WHERE t.tenant_id = g.tenant_id AND t.id = g.id AND g.before < :most
RETURNING t.messages
"""
)
_STANDING = text(
    """
SELECT m.id, m.chunk_id, m.address, m.reference, m.micros, c.currency
FROM unnest(CAST(:ids AS uuid[])) AS n (id)
CROSS JOIN LATERAL (
    SELECT * FROM mass_message m WHERE m.tenant_id = :tenant AND m.id = n.id
) m
JOIN mass_chunk c ON c.tenant_id = :tenant AND c.id = m.chunk_id
ORDER BY m.id
"""
)
_RANKS = text(
    """
SELECT m.id, row_number() OVER (PARTITION BY m.chunk_id ORDER BY m.id) AS rank
FROM unnest(CAST(:chunks AS uuid[])) AS c (id)
CROSS JOIN LATERAL (
    SELECT m.id, m.chunk_id FROM mass_message m
    WHERE m.tenant_id = :tenant AND m.chunk_id = c.id
) m
"""
)
_LIVES_SINCE = text(
    """
SELECT o.message_id, o.kind, o.at, o.part, o.parts, o.route_id, o.peer_id, o.code, o.detail
FROM unnest(CAST(:ids AS uuid[])) AS n (id)
CROSS JOIN LATERAL (
    SELECT * FROM mass_outcome o
    WHERE o.tenant_id = :tenant AND o.message_id = n.id AND o.at >= :since
) o
"""
)


@dataclass(frozen=True, slots=True)
class Touched:
    """A campaign of a company, messages of which something happened to."""

    tenant_id: TenantId
    campaign_id: UUID


class Stored(NamedTuple):
    """What a message was accepted as."""

    id: UUID
    chunk_id: UUID
    address: str
    reference: str | None
    micros: int | None
    currency: str | None


async def append_touched(session: AsyncSession, lines: Sequence[str]) -> None:
    """Append touched messages, made by ``touched.touched_rows`` (system role)."""
    await copy_rows(session, TouchedRow.__tablename__, _TOUCHED_COLUMNS, lines)


async def add_touched(work: Work, campaign_id: UUID, groups: Iterable[Sequence[UUID]]) -> None:
    """The same for a campaign of the tenant of ``work``, a row for each group."""
    work.session.add_all(
        TouchedRow(
            tenant_id=work.tenant_id,
            id=work.ids.new(),
            campaign_id=campaign_id,
            messages=list(some),
        )
        for some in groups
    )
    await work.session.flush()


async def touched_campaigns(session: AsyncSession, after: UUID, most: int) -> list[Touched]:
    """Up to ``most`` campaigns after ``after``, in order, that something happened to."""
    rows = (await session.execute(_TOUCHED_CAMPAIGNS, {"after": after, "most": most})).all()
    return [Touched(*row) for row in rows]


async def take_touched(session: AsyncSession, campaign_id: UUID, most: int) -> list[UUID]:
    """About ``most`` of the messages that were touched first, each once: they are deleted with this
    transaction. By one process at a time for a campaign.
    """
    values = {"campaign": campaign_id, "most": most}
    rows = (await session.execute(_TAKE_TOUCHED, values)).scalars()
    return sorted({one for row in rows for one in row})


async def stored_of(
    session: AsyncSession, tenant_id: TenantId, ids: Sequence[UUID]
) -> list[Stored]:
    """Messages by their ids."""
    rows = (await session.execute(_STANDING, {"tenant": tenant_id, "ids": list(ids)})).all()
    return [Stored(*row) for row in rows]


async def ranks(
    session: AsyncSession, tenant_id: TenantId, chunks: Sequence[UUID]
) -> dict[UUID, int]:
    """The places of all messages of chunks, each in its own, from 1."""
    rows = (await session.execute(_RANKS, {"tenant": tenant_id, "chunks": list(chunks)})).all()
    return {row[0]: row[1] for row in rows}


async def lives_since(
    session: AsyncSession, tenant_id: TenantId, ids: Sequence[UUID], since: datetime
) -> dict[UUID, list[Happening]]:
    """What happened to messages from ``since`` on, in no order."""
    values = {"tenant": tenant_id, "ids": list(ids), "since": since}
    found: dict[UUID, list[Happening]] = {}
    for row in (await session.execute(_LIVES_SINCE, values)).all():
        happened = Happening(
            row.kind,
            row.at,
            row.part,
            row.parts,
            row.route_id,
            row.peer_id,
            row.code,
            row.detail or {},
        )
        found.setdefault(row[0], []).append(happened)
    return found


@dataclass(frozen=True, slots=True)
class Turn:
    """The turn to tell a target, until it runs out."""

    target: UUID
    lease: UUID


async def append_reports(session: AsyncSession, lines: Sequence[str]) -> None:
    """Append reports, each made by ``reporting.Reporter``."""
    await copy_rows(session, ReportRow.__tablename__, _REPORT_COLUMNS, lines)


async def append_reports_again(session: AsyncSession, lines: Sequence[str]) -> None:
    """The same, where some or all may be there already."""
    await session.execute(_REPORTS_BESIDE)
    await copy_rows(session, "mass_report_again", _REPORT_COLUMNS, lines)
    await session.execute(_REPORTS_UNWRITTEN)


async def take_turns(
    session: AsyncSession,
    kind: ReportKind,
    after: UUID,
    *,
    until: datetime,
    now: datetime,
    lease: UUID,
    most: int,
) -> list[Turn]:
    """Up to ``most`` targets after ``after`` that have reports and that nobody tells now."""
    values = {
        "kind": kind,
        "after": after,
        "until": until,
        "now": now,
        "lease": lease,
        "most": most,
    }
    return [Turn(row[0], lease) for row in await fetch(session, _TAKE_TURNS, values)]


async def take_turns_of(
    session: AsyncSession,
    kind: ReportKind,
    targets: Sequence[UUID],
    *,
    until: datetime,
    now: datetime,
    lease: UUID,
    most: int,
) -> list[Turn]:
    """Up to ``most`` of ``targets``, in order, that have reports and that nobody tells now."""
    values = {
        "kind": kind,
        "targets": targets,
        "until": until,
        "now": now,
        "lease": lease,
        "most": most,
    }
    return [Turn(row[0], lease) for row in await fetch(session, _TAKE_TURNS_OF, values)]


async def renew_turns(
    session: AsyncSession, kind: ReportKind, turns: Sequence[Turn], until: datetime
) -> set[UUID]:
    """Prolong turns; gives the targets of those that were not lost."""
    values = {"kind": kind, "until": until, **_turns(turns)}
    return {row[0] for row in (await session.execute(_RENEW_TURNS, values)).all()}


async def leave_turns(session: AsyncSession, kind: ReportKind, turns: Sequence[Turn]) -> None:
    """Give turns back."""
    await fetch(session, _LEAVE_TURNS, {"kind": kind, **_turns(turns)})


async def put_off(
    session: AsyncSession, kind: ReportKind, turns: Sequence[Turn], until: datetime
) -> None:
    """Give turns back, not to be taken before ``until``."""
    await session.execute(_RENEW_TURNS, {"kind": kind, "until": until, **_turns(turns)})


async def read_reports(
    session: AsyncSession, kind: ReportKind, places: Sequence[tuple[UUID, UUID, int]]
) -> list[list[Report]]:
    """For each target, from which id on, how many: its oldest reports. All of one target hold the
    same object as their target.
    """
    values = {
        "kind": kind,
        "targets": [target for target, _, _ in places],
        "afters": [after for _, after, _ in places],
        "counts": [count for _, _, count in places],
    }
    found: list[list[Report]] = [[] for _ in places]
    for place, report_id, tenant_id, *rest in await fetch(
        session, _READ_REPORTS, values, binary=True
    ):
        target = places[place - 1][0]
        found[place - 1].append(_new(Report, (report_id, tenant_id, kind, target, *rest)))
    return found


async def forget_reports(session: AsyncSession, keys: Sequence[tuple[UUID, UUID]]) -> None:
    """Delete reports by tenant and id."""
    values = {
        "tenants": arrays.ids(tenant for tenant, _ in keys),
        "ids": arrays.ids(one for _, one in keys),
    }
    await fetch(session, _FORGET_REPORTS, values)


async def forget_old_reports(session: AsyncSession, before: UUID, ended: datetime) -> int:
    """Delete up to 5,000 reports older than the id ``before``, and turns that ran out before
    ``ended``; gives how many reports went.
    """
    old = (await session.execute(_OLD_REPORTS, {"before": before, "most": 5_000})).all()
    if old:
        await forget_reports(session, [(row[0], row[1]) for row in old])
    await session.execute(_FORGET_TURNS, {"before": ended})
    return len(old)


async def add_reports(work: Work, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write reports of the tenant of ``work``."""
    work.session.add_all([ReportRow(tenant_id=work.tenant_id, **row) for row in rows])
    await work.session.flush()


async def wishes_of(session: AsyncSession, tenant_id: UUID) -> tuple[ReportTo, ...]:
    """Who is to be told of everything a tenant sends."""
    wanted = (
        select(ReportWishRow.kind, ReportWishRow.target, ReportWishRow.everything)
        .where(ReportWishRow.tenant_id == tenant_id)
        .order_by(ReportWishRow.kind, ReportWishRow.target)
    )
    return tuple(ReportTo(*row) for row in (await session.execute(wanted)).all())


async def count_reports(session: AsyncSession, to: ReportTo, most: int) -> int:
    """How many wait for a target, counted up to ``most``."""
    some = (
        select(ReportRow.id)
        .where(ReportRow.kind == to.kind, ReportRow.target == to.target)
        .limit(most)
    )
    return await session.scalar(select(func.count()).select_from(some.subquery())) or 0


async def keep_wish(work: Work, to: ReportTo) -> None:
    """Write a wish, or change it."""
    fresh = insert(ReportWishRow).values(
        tenant_id=work.tenant_id, kind=to.kind, target=to.target, everything=to.everything
    )
    await work.session.execute(
        fresh.on_conflict_do_update(
            index_elements=["tenant_id", "kind", "target"], set_={"everything": to.everything}
        )
    )


async def drop_wish(work: Work, to: ReportTo) -> None:
    """Delete a wish, if it is there."""
    gone = delete(ReportWishRow).where(
        ReportWishRow.tenant_id == work.tenant_id,
        ReportWishRow.kind == to.kind,
        ReportWishRow.target == to.target,
    )
    await work.session.execute(gone)


def _turns(several: Sequence[Turn]) -> dict[str, Any]:
    return {
        "targets": [one.target for one in several],
        "leases": [one.lease for one in several],
    }


async def make_month(
    session: AsyncSession, parent: str, month: str, lowest: str, below: str
) -> bool:
    """Make a partition for keys from ``lowest`` to ``below``; whether it was missing."""
    values = {"parent": parent, "month": month, "lowest": lowest, "below": below}
    return bool(await session.scalar(_MAKE_MONTH, values))


async def forget_parked(session: AsyncSession, before: datetime) -> None:
    """Drop up to a thousand receipts parked before ``before``: nobody ever named their ids."""
    for row in (await session.execute(_OLDEST_PARKED, {"before": before, "most": 1_000})).all():
        await _take_parked(session, row.route_id, row.peer_id, row.state)


def _named(holds: Sequence[Hold]) -> dict[str, Any]:
    return {
        "tenants": [one.tenant_id for one in holds],
        "chunks": [one.chunk_id for one in holds],
        "leases": [one.lease for one in holds],
    }
