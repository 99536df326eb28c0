"""A database of the oldest supported revision, filled in every table, keeps all rows on its way
to the newest one. The next revision is exercised as soon as it exists.
"""

from collections.abc import Iterator

import psycopg
import pytest
from psycopg import sql

from guichet.kit.db.migrate import make_old, migrate, revisions
from guichet.kit.db.probe import libpq
from tests.servers.filler import Connection, Filler
from tests.servers.shared import SharedPostgres

OLDEST = "0001"
"""The oldest revision a database may have and still be upgraded by this program."""
ROWS = 40
TENANTS = ("00000000-0000-7000-8000-00000000000a", "00000000-0000-7000-8000-00000000000b")
RENAMED: dict[tuple[str, str], tuple[str, str]] = {}
"""Tables and columns of the oldest revision that have other names now; ("x", "*") for a table."""

Rows = dict[str, set[str]]


@pytest.fixture
def old_database(postgres: SharedPostgres, worker_id: str) -> Iterator[str]:
    name = f"guichet_old_{worker_id}"
    postgres.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    postgres.execute(f"CREATE DATABASE {name}")
    with postgres.alone():
        make_old(postgres.database_url(name), postgres.roles, OLDEST)
        yield name
    postgres.execute(f"DROP DATABASE {name} WITH (FORCE)")


def rows_of(owner: Connection, columns: dict[str, list[str]], *, renamed: bool) -> Rows:
    """Every row of every table as text, of these columns only."""
    found: Rows = {}
    for table, names in columns.items():
        new_table, _ = RENAMED.get((table, "*"), (table, "*")) if renamed else (table, "*")
        new = [RENAMED.get((table, n), (table, n))[1] if renamed else n for n in names]
        statement = sql.SQL("SELECT ROW({})::text FROM {}").format(
            sql.SQL(", ").join(map(sql.Identifier, new)), sql.Identifier(new_table)
        )
        found[table] = {str(row) for (row,) in owner.execute(statement).fetchall()}
    return found


def test_an_upgrade_keeps_every_row_of_every_table(
    postgres: SharedPostgres, old_database: str
) -> None:
    url = postgres.database_url(old_database)
    with psycopg.connect(libpq(url), autocommit=True) as owner:
        filler = Filler(owner, TENANTS)
        filler.fill(ROWS)
        columns = {table: filler.columns(table) for table in filler.tables}
        before = rows_of(owner, columns, renamed=False)
    assert {table for table, rows in before.items() if not rows} == set()
    migrate(url, postgres.roles)
    with psycopg.connect(libpq(url), autocommit=True) as owner:
        after = rows_of(owner, columns, renamed=True)
    present, newest = revisions(url)
    assert present == newest
    assert after == before


def test_after_an_upgrade_the_roles_are_let_in(postgres: SharedPostgres, old_database: str) -> None:
    url = postgres.database_url(old_database)
    request_url = libpq(postgres.roles.url(url, "request"))
    refused = pytest.raises(psycopg.errors.InsufficientPrivilege)
    with refused, psycopg.connect(request_url) as request:
        request.execute("SELECT count(*) FROM event_log")
    migrate(url, postgres.roles)
    with psycopg.connect(request_url) as request:
        assert request.execute("SELECT count(*) FROM event_log").fetchone() == (0,)
