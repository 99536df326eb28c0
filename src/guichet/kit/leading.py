"""What one process at a time does: begun by whoever gets hold of it, and ended when somebody else
does.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from typing import Generic, Protocol, TypeVar

import structlog

from guichet.kit.db.faults import DATABASE_FAULTS
from guichet.kit.tasks import TaskGroup

T = TypeVar("T")

log = structlog.get_logger(__name__)


class LeaseLost(Exception):
    """Another process does it now."""


class Leases(Protocol[T]):
    """Who holds what. A token proves it."""

    @property
    def term(self) -> timedelta:
        """A holder that says nothing for so long holds it no more."""
        ...

    async def take(self, name: str) -> T | None:
        """Take ``name``; none: somebody else holds it."""
        ...

    async def renew(self, name: str, token: T) -> bool:
        """For another term; false: it was lost."""
        ...

    async def give_back(self, name: str, token: T) -> None:
        """Let somebody else take it at once."""
        ...


class Leading(Generic[T]):
    """One thing this process does whenever nobody else does it."""

    def __init__(self, leases: Leases[T], name: str) -> None:
        self._leases = leases
        self._name = name
        self._pause = leases.term.total_seconds() / 4

    async def run(self, work: Callable[[T], Awaitable[None]]) -> None:
        """Until cancelled: ``work`` each time the lease was taken. It ends by being cancelled, when
        the lease is lost, or by raising :class:`LeaseLost` itself.
        """
        while True:
            try:
                token = await self._leases.take(self._name)
                if token is not None:
                    await self._lead(token, work)
            except* DATABASE_FAULTS as faults:
                first = faults.exceptions[0]
                log.warning("leading.database_away", lease=self._name, error=str(first))
            await asyncio.sleep(self._pause)

    async def _lead(self, token: T, work: Callable[[T], Awaitable[None]]) -> None:
        try:
            async with TaskGroup() as group:
                renewing = group.create_task(self._renew(token), name=f"lease {self._name}")
                await work(token)
                renewing.cancel()
        except* LeaseLost:
            log.warning("leading.lost", lease=self._name)
        finally:
            with suppress(*DATABASE_FAULTS):
                await self._leases.give_back(self._name, token)

    async def _renew(self, token: T) -> None:
        """A database that is away takes no lease from anybody: only another holder ends it."""
        while True:
            await asyncio.sleep(self._pause)
            try:
                held = await self._leases.renew(self._name, token)
            except DATABASE_FAULTS as fault:
                log.warning("leading.not_renewed", lease=self._name, error=str(fault))
                continue
            if not held:
                raise LeaseLost
