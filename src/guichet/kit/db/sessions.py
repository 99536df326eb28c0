"""Transactions under the three database roles.

The edge (an endpoint, a job, a consumer) opens the transaction; services and repositories get
the session and never commit. Leaving the ``async with`` block commits, an exception rolls back.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from guichet.kit.ids import TenantId

_BIND_TENANT = text("SELECT set_config('guichet.tenant_id', :tenant, true)")
_SNAPSHOT = text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")


class RequestDatabase:
    """The request role: sees and touches the rows of one bound tenant, and cannot do otherwise."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    @asynccontextmanager
    async def transaction(self, tenant_id: TenantId) -> AsyncIterator[AsyncSession]:
        """One transaction bound to ``tenant_id``; committed on leaving the block."""
        async with AsyncSession(self._engine, expire_on_commit=False) as session, session.begin():
            await session.execute(_BIND_TENANT, {"tenant": str(tenant_id)})
            yield session

    @asynccontextmanager
    async def snapshot(self, tenant_id: TenantId) -> AsyncIterator[AsyncSession]:
        """A read-only REPEATABLE READ transaction: everything read is of one instant."""
        async with AsyncSession(self._engine, expire_on_commit=False) as session, session.begin():
            await session.execute(_SNAPSHOT)
            await session.execute(_BIND_TENANT, {"tenant": str(tenant_id)})
            yield session


class SystemDatabase:
    """The system role: all tenants, exactly the tables and verbs the models grant.

    Handed out in ``processes`` only.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """One transaction over all tenants; committed on leaving the block."""
        async with AsyncSession(self._engine, expire_on_commit=False) as session, session.begin():
            yield session
