"""Runs the jobs: the one place that knows procrastinate."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from uuid import UUID

import procrastinate
import structlog
from procrastinate.jobs import DeleteJobCondition
from sqlalchemy import URL

from guichet.kit.ground import Ground
from guichet.kit.ids import TenantId
from guichet.kit.jobs import failures
from guichet.kit.jobs.catalogue import AnyJob, Catalogue
from guichet.kit.jobs.declared import JobRun, PeriodicJob
from guichet.kit.jobs.failures import Failure
from guichet.kit.tasks import TaskGroup

CONCURRENCY = 8
_CONNECTIONS = 3
_STALLED_AFTER = 30.0
"""Seconds without a sign of life after which a worker counts as dead."""
_RESCUE = 10.0
_log = structlog.get_logger()


class WorkerStopped(Exception):
    """The worker ended by itself: it lost the database. Whoever runs it runs it again."""


class JobRunner:
    """One process' worker: takes jobs as they come, and defers periodic ones when due."""

    def __init__(self, system_url: URL, ground: Ground, catalogue: Catalogue) -> None:
        self._ground = ground
        url = system_url.set(drivername="postgresql").render_as_string(hide_password=False)
        connector = procrastinate.PsycopgConnector(
            conninfo=url,
            kwargs={"options": "-c search_path=jobs -c application_name=guichet-jobs"},
            min_size=1,
            max_size=_CONNECTIONS,
        )
        self._app = procrastinate.App(connector=connector)
        for job in catalogue.jobs:
            self._add(job)
        for periodic in catalogue.periodic:
            self._add_periodic(periodic)

    async def run(self) -> None:
        """Work until cancelled; running jobs get ten seconds to end.

        :raises procrastinate.exceptions.ConnectorException: the database went away
        :raises WorkerStopped: the same, noticed by the worker, which ends as if it were told to
        """
        try:
            await self._app.open_async()
            await self._work()
        finally:
            await self._app.close_async()  # an opening cut short leaves its connections, too

    async def _work(self) -> None:
        async with TaskGroup() as tasks:
            tasks.create_task(self._rescue(), name="job rescue")
            await self._app.run_worker_async(
                concurrency=CONCURRENCY,
                install_signal_handlers=False,
                delete_jobs=DeleteJobCondition.SUCCESSFUL,
                shutdown_graceful_timeout=10,
                fetch_job_polling_interval=2,
                stalled_worker_timeout=_STALLED_AFTER,
            )
            raise WorkerStopped

    async def _rescue(self) -> None:
        """Give the jobs of workers that died to the living."""
        manager = self._app.job_manager
        while True:
            for job in await manager.get_stalled_jobs(seconds_since_heartbeat=_STALLED_AFTER):
                _log.warning("jobs.rescued", job=job.task_name, job_id=job.id)
                await manager.retry_job(job)
            await asyncio.sleep(_RESCUE)

    def _add(self, job: AnyJob) -> None:
        async def run(
            context: procrastinate.JobContext, tenant_id: str, ids: Mapping[str, str]
        ) -> None:
            tenant = TenantId(UUID(tenant_id))
            attempt = context.job.attempts + 1
            arguments = {name: UUID(value) for name, value in ids.items()}

            async def once() -> None:
                await job.run(JobRun(self._ground, tenant, attempt), **arguments)

            await self._attempt(context, once, tenant)

        repeats = job.attempts - 1
        retry = repeats and procrastinate.RetryStrategy(max_attempts=repeats, exponential_wait=2)
        self._app.task(name=job.name, pass_context=True, retry=retry)(run)

    def _add_periodic(self, job: PeriodicJob) -> None:
        async def run(context: procrastinate.JobContext, timestamp: int) -> None:  # noqa: ARG001  # the round's due time, by name
            await self._attempt(context, partial(job.run, self._ground), None)

        task = self._app.task(name=job.name, pass_context=True, queueing_lock=job.name)(run)
        self._app.periodic(cron=job.cron)(task)

    async def _attempt(
        self,
        context: procrastinate.JobContext,
        once: Callable[[], Awaitable[None]],
        tenant_id: TenantId | None,
    ) -> None:
        job, job_id = context.job, context.job.id
        assert job_id is not None
        try:
            await once()
        except Exception as problem:
            error = f"{type(problem).__name__}: {problem}"[:2000]
            _log.warning("jobs.failed", job=job.task_name, job_id=job_id, exc_info=True)
            now = self._ground.clock.now()
            failure = Failure(job_id, job.task_name, tenant_id, job.attempts + 1, error, now)
            async with self._ground.system_db.transaction() as session:
                await failures.note(session, failure)
            raise
        await self._forget(job_id)  # a retried job begins with attempt 1 again

    async def _forget(self, job_id: int) -> None:
        async with self._ground.system_db.transaction() as session:
            await failures.forget(session, job_id)
