"""The relay: gives committed events their positions, in order, and publishes them.

Any number of processes run one; the one that holds the advisory lock leads, and the lock lives
and dies with the very connection the leader works on. ``relay_state.fence`` is the second belt.
"""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import msgspec
import psycopg
import structlog
from nats.aio.msg import Msg
from psycopg.rows import TupleRow
from sqlalchemy import URL

from guichet.kit.bus import NUDGE, Bus
from guichet.kit.db.engines import raw_connection
from guichet.kit.events.codec import WireEvent, encode, subject_of
from guichet.kit.events.metrics import ASSIGNED, PUBLISHED, RELAYED
from guichet.kit.events.stream import Outgoing, StreamPublisher
from guichet.kit.ids import IdMaker
from guichet.kit.tasks import TaskGroup

BATCH = 1_000
POLL = timedelta(milliseconds=20)
"""How often the leader looks without being told, while NATS is away."""
POLL_TOLD = timedelta(milliseconds=100)
"""How often it looks while NATS carries nudges."""
STAND_BY = timedelta(seconds=1)
"""How often another process tries to become leader."""
_PAUSE = 0.5
_log = structlog.get_logger()

_COLUMNS = "tenant_id, id, position, kind, subject, version, payload::text, occurred_at, contact_id"
_LEAD = "SELECT pg_try_advisory_lock(hashtext('guichet relay'))"
_ASSIGN = f"SELECT {_COLUMNS} FROM assign_positions(%s, %s, %s)"  # noqa: S608  # made of constants
_READ = (
    f"SELECT {_COLUMNS} FROM event_log"  # noqa: S608  # made of constants
    " WHERE position > %s ORDER BY position LIMIT %s"
)
_DATABASE = (
    "SELECT system_identifier || '/' || timeline_id || '/' || 'event_log'::regclass::oid"
    " FROM pg_control_system(), pg_control_checkpoint()"
)
_BEGIN = """
INSERT INTO relay_state AS s
    (id, epoch, database_epoch, fence, process, assigned, published)
SELECT 1, %(epoch)s, %(database)s, 1, pg_backend_pid(), coalesce(max(position), 0), 0 FROM event_log
ON CONFLICT (id) DO UPDATE SET
    epoch = CASE WHEN s.database_epoch = %(database)s THEN s.epoch ELSE %(epoch)s END,
    database_epoch = %(database)s,
    fence = s.fence + 1,
    process = pg_backend_pid()
RETURNING epoch, fence, assigned
"""

Connection = psycopg.AsyncConnection[TupleRow]


class Relay:
    """One process' relay: leads, or stands by to."""

    def __init__(self, system_url: URL, bus: Bus, ids: IdMaker) -> None:
        self.system_url = system_url
        self._bus = bus
        self.ids = ids
        self._wake = asyncio.Event()
        self._batch = BATCH

    async def run(self) -> None:
        """Relay until cancelled; the database and NATS may come and go."""
        async with self._bus.subscribed(NUDGE, self._on_nudge):
            while True:
                try:
                    await self._lead_once()
                except* (psycopg.Error, OSError) as problems:
                    _log.warning("relay.lost", problems=[str(p) for p in problems.exceptions])
                await asyncio.sleep(_PAUSE)

    async def _on_nudge(self, _message: Msg) -> None:
        self._wake.set()

    async def _lead_once(self) -> None:
        """Wait for the lead, then lead until the connection or another relay ends it."""
        async with raw_connection(self.system_url, "guichet-relay") as connection:
            await _wait_for_lead(connection)
            epoch, fence, assigned = await self._begin(connection)
            _log.info("relay.leads", epoch=str(epoch), fence=fence, assigned=assigned)

            async def read_log(after: int) -> Sequence[Outgoing]:
                rows = await connection.execute(_READ, (after, BATCH))
                return [_outgoing(row) for row in await rows.fetchall()]

            publisher = StreamPublisher(self._bus, str(epoch), assigned, read_log)
            async with TaskGroup() as tasks:
                tasks.create_task(publisher.run(), name="relay publisher")
                tasks.create_task(self._assign(connection, fence, publisher), name="relay")

    async def _begin(self, connection: Connection) -> tuple[UUID, int, int]:
        """Take the next fence. On another database than before (a restore into a younger server,
        say) a new epoch begins, and with it a new stream.
        """
        database = await _value(connection, _DATABASE)
        parameters = {"epoch": self.ids.new(), "database": database}
        row = await (await connection.execute(_BEGIN, parameters)).fetchone()
        assert row is not None
        return row[0], row[1], row[2]

    async def _assign(self, connection: Connection, fence: int, publisher: StreamPublisher) -> None:
        while True:
            self._wake.clear()
            most = self._batch
            rows = await self._next(connection, fence, publisher.published)
            publisher.offer(_outgoing(row) for row in rows)
            _count(rows, publisher)
            if len(rows) < most:
                await self._rest()

    async def _next(self, connection: Connection, fence: int, published: int) -> list[TupleRow]:
        """Give the next events their positions. Half as many at a time when the server ends the
        statement for taking too long, so that a slow server gets through in the end.
        """
        try:
            answer = await connection.execute(_ASSIGN, (fence, published, self._batch))
        except psycopg.errors.QueryCanceled:
            self._batch = max(self._batch // 2, 1)
            _log.warning("relay.slow", next_batch=self._batch)
            return []
        self._batch = min(self._batch * 2, BATCH)
        return await answer.fetchall()

    async def _rest(self) -> None:
        """Until somebody says that there are events, or it is time to look."""
        poll = POLL_TOLD if self._bus.connected else POLL
        try:
            async with asyncio.timeout(poll.total_seconds()):
                await self._wake.wait()
        except TimeoutError:
            return


def _count(rows: Sequence[TupleRow], publisher: StreamPublisher) -> None:
    PUBLISHED.set(publisher.published)
    if rows:
        RELAYED.inc(len(rows))
        ASSIGNED.set(rows[-1][2])


async def _wait_for_lead(connection: Connection) -> None:
    while not await _value(connection, _LEAD):  # noqa: ASYNC110  # another process decides
        await asyncio.sleep(STAND_BY.total_seconds())


async def _value(connection: Connection, statement: str) -> object:
    row = await (await connection.execute(statement.encode())).fetchone()
    return None if row is None else row[0]


def _outgoing(row: TupleRow) -> Outgoing:
    tenant_id, event_id, position, kind, subject, version, payload, occurred_at, contact_id = row
    event = WireEvent(
        position=position,
        tenant_id=tenant_id,
        id=event_id,
        kind=kind,
        subject=subject,
        version=version,
        payload=msgspec.Raw(payload.encode()),
        occurred_at=occurred_at,
        contact_id=contact_id,
    )
    return Outgoing(position, subject_of(tenant_id, kind), encode(event))
