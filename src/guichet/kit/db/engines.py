"""Connections to PostgreSQL: one pool per role, sized from one budget, with limits set on the
server for every session.
"""

import select
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import msgspec
import psycopg
from psycopg.rows import TupleRow
from sqlalchemy import URL, event, make_url
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from guichet.kit.db.roles import ROLE_NAMES, RoleName, Roles

CONNECT_TIMEOUT = timedelta(seconds=5)
CHECKOUT_TIMEOUT = timedelta(seconds=5)
"""How long a request waits for a free connection before it is refused."""

OUTSIDE_POOLS = 4
"""Connections a process opens beside its pools: the relay's one, three of the jobs."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How long the server lets one role's statements and transactions last."""

    statement: timedelta
    transaction: timedelta
    idle_in_transaction: timedelta

    def options(self, application: str) -> str:
        """The limits as libpq ``options``."""
        settings = {
            "application_name": application,
            "statement_timeout": _milliseconds(self.statement),
            "transaction_timeout": _milliseconds(self.transaction),
            "idle_in_transaction_session_timeout": _milliseconds(self.idle_in_transaction),
            "timezone": "UTC",
        }
        return " ".join(f"-c {name}={value}" for name, value in settings.items())


def _milliseconds(duration: timedelta) -> int:
    return round(duration / timedelta(milliseconds=1))


_WRITERS = Limits(
    statement=timedelta(seconds=4),
    transaction=timedelta(seconds=5),
    idle_in_transaction=timedelta(seconds=5),
)
"""Write transactions are short, because a long one holds back the relay."""
_READERS = Limits(
    statement=timedelta(seconds=20),
    transaction=timedelta(seconds=30),
    idle_in_transaction=timedelta(seconds=10),
)
LIMITS: dict[RoleName, Limits] = {"request": _WRITERS, "system": _WRITERS, "reader": _READERS}


@dataclass(frozen=True, slots=True)
class PoolBudget:
    """How many connections one process may hold at most, per role."""

    request: int = 8
    system: int = 4
    reader: int = 2

    @classmethod
    def within(cls, connections: int) -> "PoolBudget":
        """The pools of a process that may open ``connections`` (10 at least) to the server:
        requests get half or more of what the relay and the jobs leave.
        """
        left = connections - OUTSIDE_POOLS
        reader, system = max(left // 7, 1), max(2 * left // 7, 2)
        return cls(request=left - system - reader, system=system, reader=reader)

    def total(self) -> int:
        """All connections of one process: the server's ``max_connections`` must cover the sum
        over all processes, jobs and maintenance included.
        """
        return self.request + self.system + self.reader

    def of(self, role: RoleName) -> int:
        """The budget of one role."""
        return {"request": self.request, "system": self.system, "reader": self.reader}[role]


def database_url(text: str) -> URL:
    """``text`` as an address for psycopg, whichever way the operator wrote the scheme.

    :raises sqlalchemy.exc.ArgumentError: it is no URL
    """
    return make_url(text).set(drivername="postgresql+psycopg")


def role_engine(
    owner_url: URL,
    roles: Roles,
    role: RoleName,
    budget: PoolBudget | None = None,
    limits: Limits | None = None,
) -> AsyncEngine:
    """The pool of one role: never more connections than its budget; a connection that died while
    idle is replaced without anyone noticing. ``limits`` are those of the role unless given.
    """
    engine = create_async_engine(
        roles.url(owner_url, role),
        json_serializer=_json_text,
        json_deserializer=msgspec.json.decode,
        pool_size=(budget or PoolBudget()).of(role),
        max_overflow=0,
        pool_timeout=CHECKOUT_TIMEOUT.total_seconds(),
        connect_args={
            "options": (limits or LIMITS[role]).options(f"guichet-{role}"),
            "connect_timeout": int(CONNECT_TIMEOUT.total_seconds()),
        },
    )
    event.listen(engine.sync_engine, "checkout", _refuse_dead)
    return engine


def role_engines(
    owner_url: URL, roles: Roles, budget: PoolBudget | None = None
) -> dict[RoleName, AsyncEngine]:
    """The pools of all three roles; the caller disposes of them."""
    return {role: role_engine(owner_url, roles, role, budget) for role in ROLE_NAMES}


def _json_text(value: object) -> str:
    return msgspec.json.encode(value).decode()


@asynccontextmanager
async def raw_connection(
    url: URL, application: str, limits: Limits = _WRITERS
) -> AsyncIterator[psycopg.AsyncConnection[TupleRow]]:
    """One connection of its own, outside the pools, that commits each statement: for whoever
    holds a lock as long as it lives.

    :raises psycopg.Error: the server does not answer
    """
    connection = await psycopg.AsyncConnection.connect(
        url.set(drivername="postgresql").render_as_string(hide_password=False),
        autocommit=True,
        options=limits.options(application),
        connect_timeout=int(CONNECT_TIMEOUT.total_seconds()),
    )
    async with connection:
        yield connection


def _refuse_dead(connection: Any, _record: object, _proxy: object) -> None:
    """An idle connection has nothing to read unless its server went away: costs no round trip."""
    waiting, _, _ = select.select([connection.driver_connection.fileno()], [], [], 0)
    if waiting:
        raise DisconnectionError("the connection died while idle")
