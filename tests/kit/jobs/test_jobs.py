"""Jobs: they run if and only if the deferring transaction commits, as its tenant, until done."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from guichet.kit.db.sessions import SystemDatabase
from guichet.kit.ground import Ground
from guichet.kit.ids import TenantId
from guichet.kit.jobs import Job, JobRun, failures, job, periodic
from guichet.kit.jobs.catalogue import Catalogue, discover
from guichet.kit.jobs.failures import Failure
from guichet.kit.jobs.runner import JobRunner, WorkerStopped
from tests.conftest import Database, MakeTenant, MakeWork
from tests.waiting import eventually


class Done:
    """What the test's jobs did."""

    def __init__(self) -> None:
        self.runs: list[tuple[TenantId, UUID, int]] = []
        self.rounds = 0
        self.fails = 0

    def job(self, attempts: int = 8) -> "Job[[UUID]]":
        @job("tests.thing.do", attempts=attempts)
        async def do(run: JobRun, thing_id: UUID) -> None:
            self.runs.append((run.tenant_id, thing_id, run.attempt))
            if self.fails:
                self.fails -= 1
                raise ValueError("not today")
            async with run.open_work() as work:
                seen = await work.session.scalar(text("SELECT count(*) FROM event_log"))
                assert seen == 0

        return do


@pytest.fixture
def done() -> Done:
    return Done()


@asynccontextmanager
async def working(database: Database, ground: Ground, catalogue: Catalogue) -> AsyncIterator[None]:
    runner = JobRunner(database.url("system"), ground, catalogue)
    task = asyncio.create_task(runner.run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def given_up(system_db: SystemDatabase) -> list[Failure]:
    async with system_db.transaction() as session:
        return list(await failures.newest(session, 10))


async def test_a_deferred_job_runs_as_its_tenant_once_its_transaction_commits(
    done: Done, database: Database, ground: Ground, make_tenant: MakeTenant, make_work: MakeWork
) -> None:
    tenant, thing = await make_tenant(), ground.ids.new()
    do = done.job()
    async with working(database, ground, Catalogue((do,), ())):
        async with make_work(tenant) as work:
            await do.defer(work, thing)
        await eventually(lambda: done.runs)
    assert done.runs == [(tenant, thing, 1)]


async def test_a_job_of_a_rolled_back_transaction_never_runs(
    done: Done, database: Database, ground: Ground, make_tenant: MakeTenant, make_work: MakeWork
) -> None:
    tenant, lost, kept = await make_tenant(), ground.ids.new(), ground.ids.new()
    do = done.job()

    async def defer_and_fail() -> None:
        async with make_work(tenant) as work:
            await do.defer(work, lost)
            raise ZeroDivisionError

    async with working(database, ground, Catalogue((do,), ())):
        with pytest.raises(ZeroDivisionError):
            await defer_and_fail()
        async with make_work(tenant) as work:
            await do.defer(work, kept)
        await eventually(lambda: done.runs)
    assert [thing for _, thing, _ in done.runs] == [kept]


async def test_a_job_that_waits_already_is_not_doubled(
    done: Done, database: Database, ground: Ground, make_tenant: MakeTenant, make_work: MakeWork
) -> None:
    tenant, thing, other = await make_tenant(), ground.ids.new(), ground.ids.new()
    do = done.job()
    for _ in range(2):
        async with make_work(tenant) as work:
            await do.defer(work, thing)
            await do.defer(work, other)
    async with working(database, ground, Catalogue((do,), ())):
        await eventually(lambda: len(done.runs) == 2)
    assert {item for _, item, _ in done.runs} == {thing, other}


async def test_a_job_is_not_run_before_it_is_due(
    done: Done,
    database: Database,
    ground: Ground,
    make_tenant: MakeTenant,
    make_work: MakeWork,
    system_db: SystemDatabase,
) -> None:
    tenant, now_due, later = await make_tenant(), ground.ids.new(), ground.ids.new()
    do = done.job()
    async with system_db.transaction() as session:
        at = await session.scalar(text("SELECT now()"))
    assert at is not None
    async with make_work(tenant) as work:
        await do.defer_until(at + timedelta(hours=1), work, later)
        await do.defer_until(at, work, now_due)
    async with working(database, ground, Catalogue((do,), ())):
        await eventually(lambda: done.runs)
    assert [thing for _, thing, _ in done.runs] == [now_due]


async def test_a_job_that_fails_is_tried_again_and_leaves_no_trace_when_it_succeeds(
    done: Done,
    database: Database,
    ground: Ground,
    make_tenant: MakeTenant,
    make_work: MakeWork,
    system_db: SystemDatabase,
) -> None:
    done.fails = 1
    do = done.job()
    async with working(database, ground, Catalogue((do,), ())):
        async with make_work(await make_tenant()) as work:
            await do.defer(work, ground.ids.new())
        await eventually(lambda: len(done.runs) == 2)
        async with system_db.transaction() as session:
            health = await failures.health(session, ground.clock.now())
    assert [attempt for _, _, attempt in done.runs] == [1, 2]
    assert (health.given_up, await given_up(system_db)) == (0, [])


async def test_a_job_that_keeps_failing_is_seen_and_can_be_retried_or_given_up(
    done: Done,
    database: Database,
    ground: Ground,
    make_tenant: MakeTenant,
    make_work: MakeWork,
    system_db: SystemDatabase,
) -> None:
    done.fails, tenant = 2, await make_tenant()
    do = done.job(attempts=1)
    async with working(database, ground, Catalogue((do,), ())):
        for _ in range(2):
            async with make_work(tenant) as work:
                await do.defer(work, ground.ids.new())

        async def both_failed() -> bool:
            return len(await given_up(system_db)) == 2

        await eventually(both_failed)
        second, first = await given_up(system_db)
        assert (first.name, first.tenant_id) == ("tests.thing.do", tenant)
        assert (first.attempts, first.error) == (1, "ValueError: not today")
        async with system_db.transaction() as session:
            await failures.give_up(session, second.job_id)
            await failures.retry(session, first.job_id)
        await eventually(lambda: len(done.runs) == 3)
    assert await given_up(system_db) == []


async def test_a_periodic_job_comes_round(done: Done, database: Database, ground: Ground) -> None:
    @periodic("tests.round", "* * * * * *")
    async def count(ground: Ground) -> None:
        done.rounds += 1

    async with working(database, ground, Catalogue((), (count,))):
        await eventually(lambda: done.rounds >= 2)


async def test_a_worker_that_ends_by_itself_has_failed_and_is_run_again(
    database: Database, ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    runner = JobRunner(database.url("system"), ground, Catalogue((), ()))

    async def ends(**_: object) -> None:
        """As the library's worker does when it lost the connection it listens by."""

    monkeypatch.setattr(runner._app, "run_worker_async", ends)
    with pytest.raises(ExceptionGroup) as failed:
        await runner.run()
    assert failed.group_contains(WorkerStopped)


async def test_a_worker_told_to_end_while_it_opens_its_connections_leaves_none(
    database: Database, ground: Ground
) -> None:
    def opens() -> bool:
        return any(task.get_name().startswith("pool-") for task in asyncio.all_tasks())

    async with working(database, ground, Catalogue((), ())):
        await eventually(opens, every=0, what="it opens its connections")
    assert not opens()


async def test_a_request_defers_for_its_own_tenant_alone(
    database: Database, make_tenant: MakeTenant, make_work: MakeWork
) -> None:
    async with make_work(await make_tenant()) as work:
        await work.session.execute(text("SELECT set_config('guichet.tenant_id', '', true)"))
        with pytest.raises(DBAPIError, match="no tenant is bound"):
            await work.session.execute(text("SELECT jobs.defer_job('x', '{}', NULL)"))


async def test_a_request_cannot_see_the_queue(make_tenant: MakeTenant, make_work: MakeWork) -> None:
    async with make_work(await make_tenant()) as work:
        with pytest.raises(DBAPIError, match="permission denied"):
            await work.session.execute(text("SELECT * FROM jobs.procrastinate_jobs"))


def test_a_job_takes_ids_alone() -> None:
    with pytest.raises(TypeError, match="must be a UUID"):

        @job("tests.wrong")
        async def wrong(run: JobRun, name: str) -> None: ...


def test_the_jobs_of_all_rooms_have_different_names() -> None:
    catalogue = discover()
    names = [*(item.name for item in catalogue.jobs), *(item.name for item in catalogue.periodic)]
    assert len(names) == len(set(names))
