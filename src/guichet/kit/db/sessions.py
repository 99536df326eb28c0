"""Transactions under the three database roles.

The edge (an endpoint, a job, a consumer) opens the transaction; services and repositories get
the session and never commit. Leaving the ``async with`` block commits, an exception rolls back.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from guichet.kit.db.pipeline import Prepared, commit, keep_driver, send
from guichet.kit.ids import TenantId

_BIND_TENANT = Prepared(text("SELECT set_config('guichet.tenant_id', :tenant, true)"))
_SNAPSHOT = text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
_RECORDED = "guichet.recorded"
_AFTER_COMMIT = "guichet.after_commit"

Nudge = Callable[[], None]
"""Tells the relay that events were committed. Must not block nor fail: polling is the net."""


def mark_recorded(session: AsyncSession) -> None:
    """Note that this transaction wrote events, so that its commit nudges the relay."""
    session.info[_RECORDED] = True


def after_commit(session: AsyncSession, call: Callable[[], None]) -> None:
    """Run ``call`` once this transaction is committed, and never if it is not.

    It must not block nor fail; the process may die before it runs, so it can only hasten what
    happens anyway.
    """
    session.info.setdefault(_AFTER_COMMIT, []).append(call)


async def bind_tenant(session: AsyncSession, tenant_id: TenantId) -> None:
    """Name a tenant within this transaction, from here on: what is deferred under the system role
    is deferred for it.
    """
    await send(session, _BIND_TENANT, {"tenant": str(tenant_id)})


def _no_nudge() -> None:
    """Where no relay listens."""


@asynccontextmanager
async def _transaction(engine: AsyncEngine, nudge: Nudge) -> AsyncIterator[AsyncSession]:
    """What is only sent to the driver begins and ends there, for half of what a transaction of
    SQLAlchemy costs; it begins its own on the same connection when somebody asks it for something.
    """
    async with engine.connect() as connection:
        session = AsyncSession(connection, expire_on_commit=False)
        await keep_driver(session, connection)
        yield session
        if session.in_transaction():
            await session.commit()
        else:
            await commit(session)
        if session.info.get(_RECORDED):
            nudge()
        for call in session.info.get(_AFTER_COMMIT, ()):
            call()


class RequestDatabase:
    """The request role: sees and touches the rows of one bound tenant, and cannot do otherwise."""

    def __init__(self, engine: AsyncEngine, nudge: Nudge = _no_nudge) -> None:
        self._engine = engine
        self._nudge = nudge

    @asynccontextmanager
    async def transaction(self, tenant_id: TenantId) -> AsyncIterator[AsyncSession]:
        """One transaction bound to ``tenant_id``; committed on leaving the block."""
        async with _transaction(self._engine, self._nudge) as session:
            await bind_tenant(session, tenant_id)
            yield session

    @asynccontextmanager
    async def snapshot(self, tenant_id: TenantId) -> AsyncIterator[AsyncSession]:
        """A read-only REPEATABLE READ transaction: everything read is of one instant."""
        async with AsyncSession(self._engine, expire_on_commit=False) as session, session.begin():
            await session.execute(_SNAPSHOT)
            await bind_tenant(session, tenant_id)
            yield session


class SystemDatabase:
    """The system role: all tenants, exactly the tables and verbs the models grant.

    Handed out in ``processes`` only.
    """

    def __init__(self, engine: AsyncEngine, nudge: Nudge = _no_nudge) -> None:
        self._engine = engine
        self._nudge = nudge

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """One transaction over all tenants; committed on leaving the block."""
        async with _transaction(self._engine, self._nudge) as session:
            yield session

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[AsyncSession]:
        """A read-only REPEATABLE READ transaction: everything read is of one instant."""
        async with AsyncSession(self._engine, expire_on_commit=False) as session, session.begin():
            await session.execute(_SNAPSHOT)
            yield session


class ReaderDatabase:
    """The reader role: reads the tables that name it, of all tenants, without row security.

    For statements row security would turn into scans (full text, jsonb, ranges). The statement
    itself must bind the tenant: use it from a repository that always does.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[AsyncSession]:
        """A read-only REPEATABLE READ transaction: everything read is of one instant."""
        async with AsyncSession(self._engine, expire_on_commit=False) as session, session.begin():
            await session.execute(_SNAPSHOT)
            yield session
