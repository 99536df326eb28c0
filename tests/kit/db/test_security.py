"""What the three roles may do is what the models declare, and the request role has no way out."""

from collections import defaultdict

import psycopg
import pytest
from psycopg import sql

from guichet.kit.db import security
from guichet.kit.db.catalogue import import_models
from guichet.kit.db.engines import LIMITS, role_engine
from guichet.kit.db.probe import libpq
from guichet.kit.db.roles import ROLE_NAMES, RoleName
from guichet.kit.events.types import EventKind, NewEvent
from guichet.kit.ids import TenantId
from tests.conftest import Database, MakeTenant, MakeWork

Row = tuple[object, ...]
Connection = psycopg.Connection[Row]
REFUSED = (psycopg.errors.InsufficientPrivilege, psycopg.errors.FeatureNotSupported)

_GRANTS = """
SELECT g.grantee, g.table_name, g.privilege_type FROM information_schema.role_table_grants g
JOIN pg_class c ON c.relname = g.table_name AND c.relnamespace = 'public'::regnamespace
WHERE g.table_schema = 'public' AND g.grantee LIKE 'guichet\\_%' AND c.relkind IN ('r', 'p')
"""
_ROW_SECURITY = """
SELECT c.relname, c.relrowsecurity, p.polname, p.polroles = ARRAY[%s::regrole::oid], p.polcmd
FROM pg_class c LEFT JOIN pg_policy p ON p.polrelid = c.oid
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
"""
_KEYS = """
SELECT c.conrelid::regclass::text, c.contype,
       (SELECT attname FROM pg_attribute a
        WHERE a.attrelid = c.conrelid AND a.attnum = c.conkey[1]),
       (SELECT attname FROM pg_attribute a
        WHERE a.attrelid = c.confrelid AND a.attnum = c.confkey[1]),
       c.confrelid::regclass::text
FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid
WHERE t.relnamespace = 'public'::regnamespace AND NOT t.relispartition AND c.contype IN ('p', 'f')
"""


@pytest.fixture(scope="module", autouse=True)
def models() -> list[str]:
    """All tables, whichever tests ran before."""
    return import_models()


def connect(database: Database, role: RoleName) -> Connection:
    return psycopg.connect(libpq(database.url(role)), autocommit=True)


def tenant_tables() -> set[str]:
    return {table.name for table in security.declared() if table.row_security}


async def two_tenants(make_tenant: MakeTenant, make_work: MakeWork) -> tuple[TenantId, TenantId]:
    """Two tenants with an event each."""
    tenants = (await make_tenant(), await make_tenant())
    for tenant in tenants:
        async with make_work(tenant) as work:
            event = NewEvent(EventKind("tests.thing.made"), f"thing:{work.ids.new()}", 1, {})
            await work.record(event)
    return tenants


def bind(connection: Connection, tenant: TenantId) -> None:
    connection.execute("SELECT set_config('guichet.tenant_id', %s, false)", (str(tenant),))


def count(connection: Connection) -> object:
    row = connection.execute("SELECT count(*) FROM event_log").fetchone()
    return row and row[0]


def test_the_grants_are_those_declared(database: Database) -> None:
    granted: dict[tuple[object, object], set[object]] = defaultdict(set)
    with database.connect_owner() as owner:
        for grantee, table, verb in owner.execute(_GRANTS).fetchall():
            granted[grantee, table].add(verb)
    declared = {
        (database.roles.login(role), table.name): set(verbs)
        for table in security.declared()
        for role, verbs in table.grants.items()
        if verbs
    }
    assert dict(granted) == declared


def test_row_security_guards_every_tenant_table_and_no_other(database: Database) -> None:
    with database.connect_owner() as owner:
        rows = owner.execute(_ROW_SECURITY, (database.roles.login("request"),)).fetchall()
    guarded = {row[0] for row in rows if row[1:] == (True, security.POLICY, True, "*")}
    unguarded = {row[0] for row in rows if row[1:3] == (False, None)}
    assert guarded == tenant_tables()
    assert guarded | unguarded == {row[0] for row in rows}


def test_keys_of_tenant_tables_begin_with_the_tenant(database: Database) -> None:
    tables = tenant_tables()
    with database.connect_owner() as owner:
        keys = owner.execute(_KEYS).fetchall()
    primary = {table: column for table, kind, column, *_ in keys if kind == "p" and table in tables}
    foreign = [
        (column, referred_column)
        for table, kind, column, referred_column, referred in keys
        if kind == "f" and table in tables and referred in tables
    ]
    assert primary == dict.fromkeys(tables, "tenant_id")
    assert set(foreign) <= {("tenant_id", "tenant_id")}


@pytest.mark.parametrize("role", ROLE_NAMES)
def test_no_role_is_more_than_it_must_be(database: Database, role: RoleName) -> None:
    statement = (
        "SELECT rolsuper, rolcreaterole, rolcreatedb, rolinherit, rolbypassrls, rolreplication,"
        " EXISTS (SELECT FROM pg_auth_members m WHERE m.member = r.oid) FROM pg_roles r"
        " WHERE rolname = %s"
    )
    with database.connect_owner() as owner:
        found = owner.execute(statement, (database.roles.login(role),)).fetchone()
    assert found == (False, False, False, False, role != "request", False, False)


async def test_without_a_bound_tenant_a_request_sees_nothing(
    database: Database, make_tenant: MakeTenant, make_work: MakeWork
) -> None:
    ours, _ = await two_tenants(make_tenant, make_work)
    with connect(database, "request") as request:
        assert count(request) == 0
        bind(request, ours)
        assert count(request) == 1
        request.execute("RESET guichet.tenant_id")
        assert count(request) == 0
        request.execute("SET guichet.tenant_id = ''")
        assert count(request) == 0


async def test_a_request_writes_for_its_own_tenant_alone(
    database: Database, make_tenant: MakeTenant, make_work: MakeWork
) -> None:
    ours, theirs = await two_tenants(make_tenant, make_work)
    statement = (
        "INSERT INTO event_log (tenant_id, id, kind, subject, version, payload, occurred_at)"
        " VALUES (%s, uuidv7(), 'x', 'x', 1, '{}', now())"
    )
    with connect(database, "request") as request:
        bind(request, ours)
        request.execute(statement, (ours,))
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"):
            request.execute(statement, (theirs,))


@pytest.mark.parametrize(
    "statement",
    [
        "SET ROLE guichet_system",
        "SET ROLE guichet_reader",
        "SET SESSION AUTHORIZATION guichet_system",
        "SET row_security = off; SELECT * FROM event_log",
        "ALTER TABLE event_log DISABLE ROW LEVEL SECURITY",
        "DROP POLICY bound_tenant ON event_log",
        "UPDATE event_log SET payload = '{}'",
        "DELETE FROM event_log",
        "TRUNCATE event_log",
        "SELECT * FROM event_log_default",
        "SELECT * FROM jobs.procrastinate_jobs",
        "SELECT assign_positions(1, 0, 10)",
        "SELECT make_event_log_month('event_log_2020_01', uuidv7(), uuidv7())",
        "UPDATE relay_state SET assigned = 0",
        "SELECT * FROM event_dead_letter",
        "CREATE TABLE mine (id int)",
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "COPY event_log FROM STDIN",
        "COPY event_log TO PROGRAM 'cat'",
        "SELECT pg_read_file('/etc/passwd')",
    ],
)
async def test_a_request_has_no_way_out(
    database: Database, make_tenant: MakeTenant, make_work: MakeWork, statement: str
) -> None:
    """``COPY FROM`` is refused under row security: copy into a temporary table, then insert."""
    ours, _ = await two_tenants(make_tenant, make_work)
    with connect(database, "request") as request:
        bind(request, ours)
        with pytest.raises(
            (psycopg.errors.InsufficientPrivilege, psycopg.errors.FeatureNotSupported)
        ):
            request.execute(statement.encode())


async def test_a_request_copies_into_a_temporary_table_and_inserts_from_it(
    database: Database, make_tenant: MakeTenant, make_work: MakeWork
) -> None:
    ours, _ = await two_tenants(make_tenant, make_work)
    columns = "tenant_id, id, kind, subject, version, payload, occurred_at"
    with connect(database, "request") as request, request.transaction():
        bind(request, ours)
        request.execute(
            f"CREATE TEMP TABLE copied AS SELECT {columns} FROM event_log LIMIT 0".encode()
        )
        with request.cursor() as cursor, cursor.copy("COPY copied FROM STDIN") as copy:
            for version in range(2, 5):
                row = (ours, f"019cad8f-ac00-7d11-b957-5c4d0406900{version}", "x", "x", version)
                copy.write_row((*row, "{}", "2026-01-01"))
        request.execute(f"INSERT INTO event_log ({columns}) SELECT * FROM copied".encode())
        assert count(request) == 4


def test_the_reader_reads_what_is_declared_and_writes_nothing(database: Database) -> None:
    readable = {table.name for table in security.declared() if table.grants["reader"]}
    with connect(database, "reader") as reader:
        for table in security.declared():
            statement = sql.SQL("SELECT FROM {} LIMIT 1").format(sql.Identifier(table.name))
            if table.name in readable:
                reader.execute(statement)
            else:
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    reader.execute(statement)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            reader.execute("DELETE FROM event_log")


def test_the_system_role_cannot_rewrite_the_log(database: Database) -> None:
    with connect(database, "system") as system:
        for statement in ("UPDATE event_log SET kind = 'x'", "DELETE FROM event_log"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                system.execute(statement.encode())


@pytest.mark.parametrize("role", ROLE_NAMES)
async def test_the_server_ends_what_lasts_too_long(database: Database, role: RoleName) -> None:
    engine = role_engine(database.owner_url, database.roles, role)
    async with engine.connect() as connection:
        for setting, limit in (
            ("statement_timeout", LIMITS[role].statement),
            ("transaction_timeout", LIMITS[role].transaction),
            ("idle_in_transaction_session_timeout", LIMITS[role].idle_in_transaction),
        ):
            shown = (await connection.exec_driver_sql(f"SHOW {setting}")).scalar()
            assert shown == f"{limit.total_seconds():.0f}s"
    await engine.dispose()
