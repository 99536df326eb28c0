"""The migrated database is the one the models describe, and migrating is safe to repeat."""

import threading
from collections.abc import Iterator

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import CheckConstraint, Connection, create_engine, inspect
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from guichet.kit.db.catalogue import import_models
from guichet.kit.db.migrate import migrate, revisions
from guichet.kit.db.tables import metadata
from tests.conftest import Database
from tests.servers.shared import SharedPostgres

migrating = pytest.mark.usefixtures("alone")
_PARTITIONS = "SELECT relname FROM pg_class WHERE relispartition AND relkind IN ('r', 'p')"


@pytest.fixture
def alone(postgres: SharedPostgres) -> Iterator[None]:
    """While a test of another worker does not migrate."""
    with postgres.alone():
        yield


@pytest.fixture(scope="module", autouse=True)
def models() -> list[str]:
    return import_models()


def ours(connection: Connection) -> MigrationContext:
    """What Alembic compares: all tables but partitions and its own."""
    partitions = set(connection.exec_driver_sql(_PARTITIONS).scalars())

    def include(thing: object, name: str | None, kind: str, reflected: bool, other: object) -> bool:
        return not (kind == "table" and name in partitions)

    options = {"include_object": include, "compare_type": True, "compare_server_default": True}
    return MigrationContext.configure(connection, opts=options)


def test_the_migrated_schema_is_that_of_the_models(database: Database) -> None:
    engine = create_engine(database.owner_url, poolclass=NullPool)
    with engine.connect() as connection:
        assert compare_metadata(ours(connection), metadata) == []


def test_checks_are_those_of_the_models(database: Database) -> None:
    """Alembic does not compare check constraints."""
    engine = create_engine(database.owner_url, poolclass=NullPool)
    with engine.connect() as connection:
        look = inspect(connection)
        for table in metadata.sorted_tables:
            declared = {str(c.name) for c in table.constraints if isinstance(c, CheckConstraint)}
            migrated = {str(check["name"]) for check in look.get_check_constraints(table.name)}
            assert migrated == declared, table.name


@migrating
def test_a_database_never_migrated_says_so(postgres: SharedPostgres) -> None:
    postgres.execute("DROP DATABASE IF EXISTS guichet_bare")
    postgres.execute("CREATE DATABASE guichet_bare")
    url = postgres.database_url("guichet_bare")
    present, newest = revisions(url)
    assert present is None
    migrate(url, postgres.roles)
    assert revisions(url) == (newest, newest)
    postgres.execute("DROP DATABASE guichet_bare")


@migrating
def test_several_processes_may_migrate_at_once(postgres: SharedPostgres) -> None:
    postgres.execute("DROP DATABASE IF EXISTS guichet_crowd")
    postgres.execute("CREATE DATABASE guichet_crowd")
    url = postgres.database_url("guichet_crowd")
    failed: list[Exception] = []

    def run() -> None:
        try:
            migrate(url, postgres.roles)
        except Exception as problem:  # noqa: BLE001  # handed to the test's own thread
            failed.append(problem)

    crowd = [threading.Thread(target=run) for _ in range(3)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    postgres.execute("DROP DATABASE guichet_crowd")
    assert failed == []


@migrating
def test_migrating_again_disturbs_nobody_at_work(database: Database) -> None:
    with database.connect_owner() as owner, owner.transaction():
        owner.execute("LOCK TABLE event_log IN ROW EXCLUSIVE MODE")
        migrate(database.owner_url, database.roles)
    present, newest = revisions(database.owner_url)
    assert present == newest


@migrating
def test_a_migration_that_cannot_lock_gives_up_and_changes_nothing(database: Database) -> None:
    with database.connect_owner() as owner:
        owner.execute("COMMENT ON POLICY bound_tenant ON event_log IS NULL")
        with owner.transaction():
            owner.execute("LOCK TABLE event_log IN ACCESS SHARE MODE")
            with pytest.raises(OperationalError, match="lock timeout"):
                migrate(database.owner_url, database.roles)
        migrate(database.owner_url, database.roles)
