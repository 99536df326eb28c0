"""Grants and row security, derived from what the models declare, and nothing else.

Applied after every migration: whatever a table granted before, afterwards the three roles hold
exactly ``request_may``, ``system_may`` and ``reader_may`` of its model.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources

from psycopg import sql
from sqlalchemy import Connection

from guichet.kit.db.roles import ROLE_NAMES, RoleName, Roles
from guichet.kit.db.tables import Grants, Table

POLICY = "bound_tenant"
FUNCTIONS: dict[str, tuple[RoleName, ...]] = {
    "make_event_log_month(text, uuid, uuid)": ("system",),
    "make_mass_month(text, text, text, text)": ("system",),
    "assign_positions(bigint, bigint, integer)": ("system",),
    "relay_blocker(integer)": ("system",),
    "erase_event(uuid, uuid, jsonb)": ("system",),
    "forget_texts(uuid, text, integer)": ("system",),
    "jobs.defer_job(text, jsonb, timestamptz)": ("request", "system"),
}
"""Functions that run with the owner's rights, and who may call them."""
ERASING = resources.files("guichet.kit.db").joinpath("sql", "erasing.sql").read_text("utf-8")
"""Functions that may be written anew at any time."""
BOUND_TENANT = "NULLIF(current_setting('guichet.tenant_id', true), '')::uuid"
"""The tenant bound to the transaction; NULL, which equals nothing, when none is."""
_GUARDED = """
SELECT c.relname FROM pg_class c JOIN pg_policy p ON p.polrelid = c.oid
WHERE c.relnamespace = 'public'::regnamespace AND c.relrowsecurity
  AND obj_description(p.oid, 'pg_policy') = %s
"""


@dataclass(frozen=True, slots=True)
class TableSecurity:
    """What one table grants to whom, and whether row security guards it."""

    name: str
    grants: dict[RoleName, Grants]
    row_security: bool


def declared() -> list[TableSecurity]:
    """The security of all tables, as the imported models declare it."""
    models = {m.class_.__tablename__: m.class_ for m in Table.registry.mappers}
    return [
        TableSecurity(
            name=name,
            grants={
                "request": model.request_may,
                "system": model.system_may,
                "reader": model.reader_may,
            },
            row_security=model.table_kind == "tenant",
        )
        for name, model in sorted(models.items())
    ]


def apply(connection: Connection, roles: Roles) -> None:
    """Make the database's grants and policies equal to the declarations. Safe to repeat.

    All of it is one message: whoever starts waits for one answer, not for hundreds.
    """
    together = sql.SQL(";\n").join(_statements(connection, roles))
    connection.exec_driver_sql(together.as_string())


def _statements(connection: Connection, roles: Roles) -> Iterator[sql.Composable]:
    database = sql.Identifier(str(connection.engine.url.database))
    logins = sql.SQL(", ").join(sql.Identifier(roles.login(role)) for role in ROLE_NAMES)
    yield sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database)
    yield sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {} TO {}").format(database, logins)
    yield sql.SQL("REVOKE ALL ON SCHEMA public FROM PUBLIC")
    yield sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(logins)
    yield sql.SQL("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, {}").format(logins)
    yield from _queue(sql.Identifier(roles.login("system")), logins)
    guarded = set(connection.exec_driver_sql(_GUARDED, (BOUND_TENANT,)).scalars())
    for table in declared():
        yield from _grants(table, roles)
        if table.row_security and table.name not in guarded:
            yield from _row_security(table, roles)
    yield sql.SQL(ERASING)
    for function, callers in FUNCTIONS.items():
        yield sql.SQL("GRANT EXECUTE ON FUNCTION {} TO {}").format(
            sql.SQL(function),
            sql.SQL(", ").join(sql.Identifier(roles.login(caller)) for caller in callers),
        )


def _queue(system: sql.Identifier, logins: sql.Composable) -> Iterator[sql.Composable]:
    """The job queue is procrastinate's own schema: workers run it, all others only defer."""
    yield sql.SQL("GRANT USAGE ON SCHEMA jobs TO {}").format(logins)
    yield sql.SQL("GRANT ALL ON ALL TABLES IN SCHEMA jobs TO {}").format(system)
    yield sql.SQL("GRANT ALL ON ALL SEQUENCES IN SCHEMA jobs TO {}").format(system)
    yield sql.SQL("GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA jobs TO {}").format(system)


def _grants(table: TableSecurity, roles: Roles) -> Iterator[sql.Composable]:
    for role, verbs in table.grants.items():
        if verbs:
            yield sql.SQL("GRANT {verbs} ON {table} TO {login}").format(
                verbs=sql.SQL(", ").join(sql.SQL(verb) for verb in sorted(verbs)),
                table=sql.Identifier(table.name),
                login=sql.Identifier(roles.login(role)),
            )


def _row_security(table: TableSecurity, roles: Roles) -> Iterator[sql.Composable]:
    """Locks the table: only where it is not so already, for other processes are at work."""
    name, policy = sql.Identifier(table.name), sql.Identifier(POLICY)
    yield sql.SQL("ALTER TABLE {} ENABLE ROW LEVEL SECURITY").format(name)
    yield sql.SQL("DROP POLICY IF EXISTS {} ON {}").format(policy, name)
    yield sql.SQL(
        "CREATE POLICY {policy} ON {table} TO {request} USING (tenant_id = {bound})"
        " WITH CHECK (tenant_id = {bound})"
    ).format(
        policy=policy,
        table=name,
        request=sql.Identifier(roles.login("request")),
        bound=sql.SQL(BOUND_TENANT),
    )
    comment = sql.Literal(BOUND_TENANT)
    yield sql.SQL("COMMENT ON POLICY {} ON {} IS {}").format(policy, name, comment)
