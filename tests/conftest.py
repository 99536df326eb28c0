"""Fixtures everyone shares: real servers, an empty migrated database per test, clock and ids.

One PostgreSQL serves the whole run; each worker has its own database (a copy of a migrated
template) and its own NATS. After each test that used them, rows and streams
are removed.
"""

import asyncio
import gc
import os
import shutil
import tempfile
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import nats
import psycopg
import pytest
from hypothesis import HealthCheck, settings
from nats.js.errors import NotFoundError
from psycopg import sql
from pydantic import SecretStr
from sqlalchemy import URL, QueuePool
from sqlalchemy.ext.asyncio import AsyncEngine

from guichet.kit.cipher import Cipher
from guichet.kit.clock import ManualClock
from guichet.kit.db.engines import Limits, role_engine
from guichet.kit.db.roles import ROLE_NAMES, RoleName, Roles
from guichet.kit.db.sessions import ReaderDatabase, RequestDatabase, SystemDatabase
from guichet.kit.engines.nats import EmbeddedNats
from guichet.kit.ground import Ground
from guichet.kit.ids import IdMaker, TenantId
from guichet.kit.mail.service import Outbox
from guichet.kit.settings import Settings
from guichet.kit.work import SYSTEM, Actor, UnitOfWork, Work
from tests.house.recorder import Recorder, forget
from tests.servers.shared import SharedPostgres, copy_template, shared_postgres

# How fast a machine makes up examples is no property of the product.
settings.register_profile(
    "any-machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("any-machine")

MORNING = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
"""When the clock of a test starts: a Monday, noon on La Réunion."""
PATIENT = Limits(*(timedelta(seconds=30),) * 3)
"""Wider than in production: a slow machine fails no test."""
RECORDER = Recorder()


def pytest_configure(config: pytest.Config) -> None:
    """Note the statements of this run, for ``tests/house/explain.py`` to explain afterwards."""
    RECORDER.listen()
    if not hasattr(config, "workerinput") and _is_whole(config):
        forget()


def pytest_collection(session: pytest.Session) -> None:
    """What is imported stays: looking for rubbish meanwhile takes a fifth of the time."""
    del session
    gc.disable()


def pytest_collection_finish(session: pytest.Session) -> None:
    """From here on rubbish is looked for among what tests leave alone, and not at each turn."""
    del session
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
    gc.enable()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Leave what was noted: of a whole run by worker, of a partial one in one file."""
    gc.unfreeze()
    worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
    RECORDER.write(worker if _is_whole(session.config) else f"part-{worker}")


def _is_whole(config: pytest.Config) -> bool:
    """Browser tests run beside the explaining: what they do is done by processes of their own."""
    is_chosen = config.args_source is pytest.Config.ArgsSource.ARGS
    return not is_chosen and not str(config.getoption("markexpr")).startswith("browser")


@dataclass(frozen=True)
class Database:
    """One worker's database."""

    owner_url: URL
    roles: Roles

    def url(self, role: RoleName) -> URL:
        """The address under one role."""
        return self.roles.url(self.owner_url, role)

    def connect_owner(self) -> "psycopg.Connection[tuple[object, ...]]":
        """A connection as the owner, which no row security binds; commits each statement."""
        return psycopg.connect(
            self.owner_url.set(drivername="postgresql").render_as_string(hide_password=False),
            autocommit=True,
        )


@pytest.fixture(scope="session")
def postgres(worker_id: str) -> SharedPostgres:
    """The PostgreSQL of this run."""
    return shared_postgres(os.getpid() if worker_id == "master" else os.getppid())


@pytest.fixture(scope="session")
def worker_database(postgres: SharedPostgres, worker_id: str) -> Database:
    """This worker's database; use ``database``, which is empty, instead."""
    name = f"guichet_{worker_id}"
    copy_template(postgres, name)
    return Database(postgres.database_url(name), postgres.roles)


@pytest.fixture(scope="session")
def passable_folder() -> Iterator[Path]:
    """A folder with a short path that the engines' own system user can pass."""
    folder = Path(tempfile.mkdtemp(prefix="guichet-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
async def worker_nats(passable_folder: Path) -> AsyncIterator[EmbeddedNats]:
    """This worker's NATS; use ``nats_url``, which has no streams, instead."""
    server = EmbeddedNats(passable_folder / "nats")
    await server.start()
    yield server
    await server.stop()


@pytest.fixture(scope="session")
def sweeper(worker_database: Database) -> "Iterator[psycopg.Connection[tuple[object, ...]]]":
    """Who removes the rows: kept, because a new connection reads the catalogue anew and plans
    every statement again.
    """
    with worker_database.connect_owner() as connection:
        connection.execute("SET session_replication_role = replica")
        tables = connection.execute(_TABLES).fetchall()
        connection.execute(_function([sql.Identifier(str(s), str(t)) for s, t in tables]))
        yield connection


@pytest.fixture
def database(
    worker_database: Database, sweeper: "psycopg.Connection[tuple[object, ...]]"
) -> Iterator[Database]:
    """A migrated database without rows."""
    yield worker_database
    sweeper.execute("SELECT pg_temp.sweep()")


_TABLES = """
SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname IN ('public', 'jobs') AND c.relkind IN ('r', 'p') AND NOT c.relispartition
  AND c.relname <> 'alembic_version'
"""
_FUNCTION = """
CREATE FUNCTION pg_temp.sweep() RETURNS void LANGUAGE plpgsql AS $$ BEGIN {steps} END $$
"""
_STEP = "IF EXISTS (SELECT FROM {table}) THEN DELETE FROM {table}; END IF;"
"""Most tables are empty: looking takes a tenth of deleting nothing."""


def _function(tables: Sequence[sql.Identifier]) -> sql.Composed:
    steps = sql.SQL(" ").join(sql.SQL(_STEP).format(table=table) for table in tables)
    return sql.SQL(_FUNCTION).format(steps=steps)


@pytest.fixture(scope="session")
async def engines(worker_database: Database) -> AsyncIterator[dict[RoleName, AsyncEngine]]:
    """This worker's pools: kept, for they remember how statements are written and planned."""
    owner, roles = worker_database.owner_url, worker_database.roles
    made = {role: role_engine(owner, roles, role, limits=PATIENT) for role in ROLE_NAMES}
    yield made
    for engine in made.values():
        await engine.dispose()


@pytest.fixture
def request_db(
    database: Database, engines: dict[RoleName, AsyncEngine]
) -> Iterator[RequestDatabase]:
    """Transactions under the request role."""
    yield RequestDatabase(engines["request"])
    _all_given_back(engines["request"])


@pytest.fixture
def system_db(database: Database, engines: dict[RoleName, AsyncEngine]) -> Iterator[SystemDatabase]:
    """Transactions under the system role."""
    yield SystemDatabase(engines["system"])
    _all_given_back(engines["system"])


@pytest.fixture
def reader_db(database: Database, engines: dict[RoleName, AsyncEngine]) -> Iterator[ReaderDatabase]:
    """Snapshots under the reader role."""
    yield ReaderDatabase(engines["reader"])
    _all_given_back(engines["reader"])


def _all_given_back(engine: AsyncEngine) -> None:
    """Whoever opens a transaction ends it."""
    pool = engine.pool
    assert isinstance(pool, QueuePool)
    assert pool.checkedout() == 0, "a connection was not given back"


@pytest.fixture
async def nats_url(worker_nats: EmbeddedNats) -> AsyncIterator[str]:
    """A NATS without streams."""
    yield worker_nats.url
    connection = await nats.connect(worker_nats.url)
    jetstream = connection.jetstream()
    try:
        for stream in await jetstream.streams_info():
            await jetstream.delete_stream(stream.config.name or "")
    except NotFoundError:
        pass
    await connection.close()


@pytest.fixture
def clock() -> ManualClock:
    """A clock that stands at ``MORNING`` until it is moved."""
    return ManualClock(MORNING)


@pytest.fixture
def ids(clock: ManualClock) -> IdMaker:
    """Ids made from ``clock``."""
    return IdMaker(clock)


@pytest.fixture
def ground(
    request_db: RequestDatabase,
    system_db: SystemDatabase,
    reader_db: ReaderDatabase,
    clock: ManualClock,
    ids: IdMaker,
    tmp_path: Path,
) -> Ground:
    """Everything a process stands on, over this test's database."""
    cipher = Cipher("s" * 32)
    return Ground(
        settings=Settings(data_dir=tmp_path, secret_key=SecretStr("s" * 32), requests_per_minute=0),
        clock=clock,
        ids=ids,
        request_db=request_db,
        system_db=system_db,
        reader_db=reader_db,
        cipher=cipher,
        outbox=Outbox(cipher),
    )


MakeTenant = Callable[[], Awaitable[TenantId]]
MakeWork = Callable[..., AbstractAsyncContextManager[Work]]


_TENANT = """
INSERT INTO tenant (tenant_id, slug, name, zone, territory, currency, languages, status,
                    created_at, version)
VALUES (%s, %s, 'Maison Vanille', 'Indian/Reunion', 'RE', 'EUR', '{fr,en}', 'active', %s, 1)
"""


@pytest.fixture(scope="session")
def registrar(worker_database: Database) -> "Iterator[psycopg.Connection[tuple[object, ...]]]":
    """Who writes tenants down: kept, as the sweeper's connection is."""
    with worker_database.connect_owner() as connection:
        yield connection


@pytest.fixture
def make_tenant(
    database: Database,
    registrar: "psycopg.Connection[tuple[object, ...]]",
    clock: ManualClock,
    ids: IdMaker,
) -> MakeTenant:
    """Makes a tenant and gives its id; nothing of it is in the event log or the audit trail."""

    async def make() -> TenantId:
        tenant_id = TenantId(ids.new())
        registrar.execute(_TENANT, (tenant_id, tenant_id.hex, clock.now()))
        return tenant_id

    return make


@pytest.fixture
def make_work(request_db: RequestDatabase, clock: ManualClock, ids: IdMaker) -> MakeWork:
    """``async with make_work(tenant_id) as work``: a transaction of that tenant, committed on
    leaving; ``actor`` is the system unless given.
    """
    open_work = UnitOfWork(request_db, clock, ids)

    def make(
        tenant_id: TenantId | UUID, actor: Actor = SYSTEM
    ) -> AbstractAsyncContextManager[Work]:
        return open_work(TenantId(tenant_id), actor)

    return make


@pytest.fixture(autouse=True)
async def nothing_left_behind() -> AsyncIterator[None]:
    """Fail a test that leaves a task or a thread behind: whoever starts one owns its end."""
    tasks, threads = asyncio.all_tasks(), set(threading.enumerate())
    yield
    await asyncio.sleep(0)
    await asyncio.to_thread(_let_watchers_end, threads)
    left_tasks = asyncio.all_tasks() - tasks - {asyncio.current_task()}
    left_threads = [t for t in set(threading.enumerate()) - threads if not _pooled(t)]
    left_threads = [thread for thread in left_threads if not _about_to_end(thread)]
    assert not left_tasks, f"tasks left behind: {left_tasks}"
    assert not left_threads, f"threads left behind: {left_threads}"


def _about_to_end(thread: threading.Thread) -> bool:
    """asyncio's watcher of a child tells of its end, and only then ends itself."""
    if thread.name.startswith("asyncio-waitpid"):
        thread.join(1)
    return not thread.is_alive()


def _pooled(thread: threading.Thread) -> bool:
    """Threads of the loop's own pool stay for the next test."""
    return thread.name.startswith(("asyncio_", "AnyIO worker"))


def _let_watchers_end(before: set[threading.Thread]) -> None:
    """A thread that watched a child process needs a moment after the child is gone; those of
    ``before`` watch what outlives the test.
    """
    for thread in set(threading.enumerate()) - before:
        if thread.name.startswith("asyncio-waitpid"):
            thread.join(timeout=1)
