"""How a room declares its jobs."""

import inspect
import json
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Concatenate, Generic, ParamSpec
from uuid import UUID

from sqlalchemy import text

from guichet.kit.ground import Ground
from guichet.kit.ids import TenantId
from guichet.kit.work import SYSTEM, UnitOfWork, Work

P = ParamSpec("P")

ATTEMPTS = 8
"""With pauses of 2, 4, 8 ... seconds between them: about eight minutes in all."""

_DEFER = text("SELECT jobs.defer_job(:name, CAST(:ids AS jsonb), :at)")


@dataclass(frozen=True, slots=True)
class JobRun:
    """One attempt at a job: the ground it stands on, and the tenant it runs as."""

    ground: Ground
    tenant_id: TenantId
    attempt: int
    """Counted from 1."""

    def open_work(self) -> AbstractAsyncContextManager[Work]:
        """A transaction of the job's tenant, committed on leaving the block."""
        ground = self.ground
        open_work = UnitOfWork(ground.request_db, ground.clock, ground.ids)
        return open_work(self.tenant_id, SYSTEM)


@dataclass(frozen=True, slots=True)
class Job(Generic[P]):
    """Deferred work of one tenant. A job may run twice: every repeat must be harmless."""

    name: str
    """Stable: jobs deferred by an older program are found by it."""
    run: Callable[Concatenate[JobRun, P], Awaitable[None]]
    attempts: int
    id_names: tuple[str, ...]

    async def defer(self, work: Work, *args: P.args, **ids: P.kwargs) -> None:
        """Run the job once the work is committed. A job that waits already with the same ids is
        not doubled: it will see this work's changes.
        """
        await self._defer(work, None, dict(zip(self.id_names, args, strict=False)) | ids)

    async def defer_until(self, at: datetime, work: Work, *args: P.args, **ids: P.kwargs) -> None:
        """Run the job at ``at`` (aware), or soon after, if the work is committed."""
        await self._defer(work, at, dict(zip(self.id_names, args, strict=False)) | ids)

    async def _defer(self, work: Work, at: datetime | None, ids: Mapping[str, object]) -> None:
        texts = json.dumps({name: str(value) for name, value in ids.items()}, sort_keys=True)
        await work.session.execute(_DEFER, {"name": self.name, "ids": texts, "at": at})


@dataclass(frozen=True, slots=True)
class PeriodicJob:
    """Work of the whole platform that comes round by the clock, in one process at a time."""

    name: str
    cron: str
    run: Callable[[Ground], Awaitable[None]]


def job(
    name: str, *, attempts: int = ATTEMPTS
) -> Callable[[Callable[Concatenate[JobRun, P], Awaitable[None]]], Job[P]]:
    """Declare a job. Its function takes the run, then ids by name.

    :raises TypeError: an argument is no ``UUID``
    """

    def declare(run: Callable[Concatenate[JobRun, P], Awaitable[None]]) -> Job[P]:
        parameters = list(inspect.signature(run).parameters.values())[1:]
        for parameter in parameters:
            if parameter.annotation is not UUID:
                raise TypeError(f"{name}: {parameter.name} must be a UUID; read the rest by it")
        return Job(name, run, attempts, tuple(parameter.name for parameter in parameters))

    return declare


def periodic(name: str, cron: str) -> Callable[[Callable[[Ground], Awaitable[None]]], PeriodicJob]:
    """Declare a periodic job. ``cron`` is in UTC: minute, hour, day of month, month, day of week
    and, optionally, second. A round that was missed is made up once; a failed one is not repeated,
    the next will come.
    """

    def declare(run: Callable[[Ground], Awaitable[None]]) -> PeriodicJob:
        return PeriodicJob(name, cron, run)

    return declare
