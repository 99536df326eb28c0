"""What an operator wants to know of a database: version, schema, clock, how the relay does,
which mails wait."""

from dataclasses import dataclass
from datetime import datetime

import psycopg
from sqlalchemy import URL

from guichet.kit.clock import Clock
from guichet.kit.db.migrate import revisions
from guichet.kit.db.probe import libpq, reason

_RELAY = """
SELECT (SELECT count(*) FROM event_log WHERE position IS NULL),
       (SELECT min(occurred_at) FROM event_log WHERE position IS NULL),
       coalesce((SELECT assigned - published FROM relay_state), 0),
       (SELECT count(*) FROM pg_stat_activity a JOIN relay_state s ON a.pid = s.process),
       (SELECT count(*) FROM event_dead_letter)
"""
_MAILS = "SELECT count(*), min(created_at) FROM mail_outbox WHERE state = 'waiting'"
_BLOCKER = """
SELECT b.process, b.application, b.statement FROM relay_state s, relay_blocker(s.process) b
"""
_OLDEST_TRANSACTION = """
SELECT pid, application_name, extract(epoch FROM now() - xact_start) FROM pg_stat_activity
WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()
  AND backend_xid IS NOT NULL
ORDER BY xact_start LIMIT 1
"""


class NoAnswer(Exception):
    """The database does not answer. The text says why, in one line."""


@dataclass(frozen=True)
class Relay:
    """How the relay does."""

    waiting: int
    """Events without a position."""
    waiting_since: datetime | None
    unpublished: int
    """Events with a position that are not known to be in the stream."""
    leads: bool
    """Whether some process' relay is connected."""
    dead_letters: int
    blocker: str
    """Who keeps it from working, in words; empty when nobody."""


@dataclass(frozen=True)
class Checkup:
    """The state of one database."""

    version: str
    revision: str | None
    """``None``: never migrated."""
    newest: str
    """The newest revision this program knows."""
    ahead: float
    """Seconds the database's clock is ahead of ours."""
    relay: Relay | None
    """``None`` unless the schema is this program's."""
    mails: int = 0
    """Mails that wait to be sent."""
    mails_since: datetime | None = None


def look(owner_url: URL, clock: Clock) -> Checkup:
    """Look at the database as its owner.

    :raises NoAnswer: it does not answer, or not to us.
    """
    try:
        return _look(owner_url, clock)
    except psycopg.OperationalError as fault:
        raise NoAnswer(reason(fault)) from None
    except psycopg.errors.UndefinedTable as fault:
        told = fault.diag.message_primary
        raise NoAnswer(f"its schema is not the one its revision promises ({told})") from None


def _look(owner_url: URL, clock: Clock) -> Checkup:
    with psycopg.connect(libpq(owner_url), connect_timeout=5, autocommit=True) as link:
        found, newest = revisions(owner_url)
        mails, since = _mails(link) if found == newest else (0, None)
        before = clock.now()
        (theirs,) = link.execute("SELECT clock_timestamp()").fetchone() or (before,)
        ours = before + (clock.now() - before) / 2
        return Checkup(
            version=link.info.parameter_status("server_version") or "",
            revision=found,
            newest=newest,
            ahead=(theirs - ours).total_seconds(),
            relay=_relay(link) if found == newest else None,
            mails=mails,
            mails_since=since,
        )


def _mails(link: "psycopg.Connection[tuple[object, ...]]") -> tuple[int, datetime | None]:
    count, since = link.execute(_MAILS).fetchone() or (0, None)
    return int(str(count)), since if isinstance(since, datetime) else None


def _relay(link: "psycopg.Connection[tuple[object, ...]]") -> Relay:
    row = link.execute(_RELAY).fetchone()
    if row is None:
        raise LookupError("an aggregate always has a row")
    waiting, since, unpublished, leaders, dead = row
    return Relay(
        waiting=int(str(waiting)),
        waiting_since=since if isinstance(since, datetime) else None,
        unpublished=int(str(unpublished)),
        leads=bool(leaders),
        dead_letters=int(str(dead)),
        blocker=_blocker(link),
    )


def _blocker(link: "psycopg.Connection[tuple[object, ...]]") -> str:
    row = link.execute(_BLOCKER).fetchone()
    if row is not None:
        return f"process {row[0]} of the server ({row[1]}): {row[2]}"
    row = link.execute(_OLDEST_TRANSACTION).fetchone()
    if row is not None and float(str(row[2])) > 10:
        return f"process {row[0]} of the server ({row[1]}): writes since {float(str(row[2])):.0f} s"
    return ""
