"""How the relay does: for the platform's screen, for ``guichet doctor`` and for alarms."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

COUNTED = 10_000
"""Waiting events are counted up to this many."""

_HEALTH = text("""
WITH waiting AS (
    SELECT occurred_at FROM event_log WHERE position IS NULL ORDER BY seq LIMIT :counted
)
SELECT (SELECT count(*) FROM waiting) AS waiting,
       (SELECT min(occurred_at) FROM waiting) AS oldest,
       coalesce(s.assigned, 0) AS assigned,
       coalesce(s.assigned - s.published, 0) AS unpublished,
       EXISTS (SELECT FROM pg_stat_activity a
               WHERE a.pid = s.process AND a.datname = current_database()) AS leads,
       b.process, b.application, b.since, b.statement
FROM (SELECT 1) one
LEFT JOIN relay_state s ON true
LEFT JOIN relay_blocker(s.process) b ON true
""")


@dataclass(frozen=True, slots=True)
class Blocker:
    """A session whose lock the relay waits for."""

    process: int
    """Its process id on the database server: ``pg_terminate_backend(process)`` ends it."""
    application: str
    since: datetime
    """When its transaction began."""
    statement: str
    """What it runs, or ran last: the first 200 characters."""


@dataclass(frozen=True, slots=True)
class RelayHealth:
    """How far behind the events are."""

    leads: bool
    """Whether a relay is at work."""
    waiting: int
    """Committed events without a position, counted up to ``COUNTED``."""
    waiting_for: timedelta
    """How long the oldest of them has waited; zero when none waits."""
    assigned: int
    """The newest position."""
    unpublished: int
    """Events with a position that are not yet in the stream, as last noted: NATS is behind."""
    blocker: Blocker | None


async def relay_health(session: AsyncSession, now: datetime) -> RelayHealth:
    """Look at the relay, under the system role."""
    row = (await session.execute(_HEALTH, {"counted": COUNTED})).one()
    waiting_for = max(now - row.oldest, timedelta()) if row.oldest else timedelta()
    blocker = None
    if row.process is not None:
        blocker = Blocker(row.process, row.application, row.since, row.statement)
    return RelayHealth(row.leads, row.waiting, waiting_for, row.assigned, row.unpublished, blocker)
