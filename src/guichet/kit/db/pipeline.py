"""Statements sent straight to the driver, and together: for what happens a thousand times a second.

A statement through SQLAlchemy costs 0.15 to 0.4 ms of CPU. ``send`` lets psycopg run it on the
session's own connection, in the session's transaction, for 0.05 ms. Within a block of
``in_one_go`` statements are not waited for: they travel together until somebody asks for an answer
or the block ends, for half of that and one round trip.
"""

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from typing import Any, cast

import psycopg
from psycopg.rows import namedtuple_row, tuple_row
from sqlalchemy import Executable
from sqlalchemy.dialects.postgresql.psycopg import PGDialectAsync_psycopg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession
from sqlalchemy.sql import ClauseElement

_DIALECT = PGDialectAsync_psycopg()  # type: ignore[no-untyped-call]  # it has no types
_DRIVER = "guichet.driver"
_OWN = "guichet.own_driver"

Driver = psycopg.AsyncConnection[Any]


class Prepared:
    """A statement put into words once. Its parameters are of types that psycopg knows: ids,
    instants, numbers, texts (also JSON as text) and arrays of them; no list of ``IN``.
    """

    def __init__(self, statement: Executable) -> None:
        compiled = cast(ClauseElement, statement).compile(dialect=_DIALECT)
        self.sql = compiled.string.encode()
        self._constants: Mapping[str, Any] = {
            name: value for name, value in compiled.params.items() if value is not None
        }

    def values(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        """All parameters."""
        return {**self._constants, **given}


class Answer:
    """What a statement gives."""

    def __init__(self, driver: Driver, cursor: psycopg.AsyncCursor[Any]) -> None:
        self._driver = driver
        self._cursor = cursor

    async def rows(self) -> Sequence[Any]:
        """All rows, with their columns by name. Waits for all that was sent.

        :raises sqlalchemy.exc.DBAPIError: something sent has failed
        """
        with _faults(self._driver):
            return await self._cursor.fetchall()


async def send(session: AsyncSession, statement: Prepared, given: Mapping[str, Any]) -> Answer:
    """Run a statement in the session's transaction. What the session has not flushed yet is not
    seen by it. Within ``in_one_go`` it is not waited for, and may fail later.

    :raises sqlalchemy.exc.DBAPIError: it failed; the transaction can only be rolled back
    """
    driver = await driver_of(session)
    with _faults(driver):
        cursor = driver.cursor(row_factory=namedtuple_row)
        await cursor.execute(statement.sql, statement.values(given))
    return Answer(driver, cursor)


async def fetch(
    session: AsyncSession,
    statement: Prepared,
    given: Mapping[str, Any],
    *,
    binary: bool = False,
) -> list[tuple[Any, ...]]:
    """Run a statement as ``send`` does, and all its rows: for the most frequent ones, and those
    of many rows; ``binary`` spares writing ids of thousands of rows out and reading them again.

    :raises sqlalchemy.exc.DBAPIError: it failed; the transaction can only be rolled back
    """
    driver = await driver_of(session)
    with _faults(driver):
        async with driver.cursor(row_factory=tuple_row) as cursor:
            await cursor.execute(statement.sql, statement.values(given), binary=binary)
            return await cursor.fetchall() if cursor.description else []


@asynccontextmanager
async def in_one_go(session: AsyncSession) -> AsyncIterator[None]:
    """Statements given to ``send`` in this block travel together, and are done in their order.
    Nothing may go through SQLAlchemy in it, which would not wait for its answers.

    :raises sqlalchemy.exc.DBAPIError: one failed; the transaction can only be rolled back
    """
    driver = await driver_of(session)
    with _faults(driver):
        async with driver.pipeline():
            yield


async def keep_driver(session: AsyncSession, connection: AsyncConnection) -> None:
    """Note that ``session`` works on ``connection`` from its beginning to its end."""
    session.info[_OWN] = (await connection.get_raw_connection()).driver_connection


async def commit(session: AsyncSession) -> None:
    """Commit what was only sent to the driver of a session that ``keep_driver`` noted.

    :raises sqlalchemy.exc.DBAPIError: nobody knows whether it is committed
    """
    driver = await driver_of(session)
    with _faults(driver):
        await driver.commit()


@contextmanager
def _faults(driver: Driver) -> Iterator[None]:
    """The driver's faults as those that everybody knows."""
    try:
        yield
    except psycopg.Error as fault:
        raise DBAPIError.instance(
            None, None, fault, psycopg.Error, connection_invalidated=driver.broken
        ) from fault


async def driver_of(session: AsyncSession) -> Driver:
    """The connection of the session's transaction: for what statements alone cannot do."""
    own = session.info.get(_OWN)
    if own is not None:
        return cast(Driver, own)
    transaction = session.sync_session.get_transaction()
    known = session.info.get(_DRIVER)
    if known is None or known[0] is not transaction or transaction is None:
        raw = await (await session.connection()).get_raw_connection()
        known = (session.sync_session.get_transaction(), raw.driver_connection)
        session.info[_DRIVER] = known
    return cast(Driver, known[1])
