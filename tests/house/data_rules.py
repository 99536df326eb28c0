"""Rules over tables, statements and the system role."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy import Table as SqlTable

from guichet.kit.db.tables import NONE, READ, Grants, Table
from tests.house.sources import Finding, Source, calls

STATEMENT_FILES = {"repository.py", "models.py"}
SESSION_NAMES = {"AsyncSession", "AsyncConnection", "AsyncEngine", "create_async_engine", "URL"}
SYSTEM_ROOMS = {"accounts", "api", "processes", "kit", "cli"}


def statements_elsewhere(source: Source) -> Iterator[Finding]:
    """SQL stands in ``repository.py`` and in the kit, nowhere else."""
    if source.room == "kit" or source.path.name in STATEMENT_FILES:
        return
    for node in source.nodes():
        if isinstance(node, ast.ImportFrom) and _is_database(node.module or ""):
            for name in {alias.name for alias in node.names} - SESSION_NAMES:
                advice = f"{name} makes statements: move them to repository.py"
                yield Finding(source.path, node.lineno, advice)
        elif isinstance(node, ast.Import):
            for alias in node.names:
                if _is_database(alias.name):
                    advice = f"{alias.name} is for repository.py and kit.db"
                    yield Finding(source.path, node.lineno, advice)


def _is_database(module: str) -> bool:
    return module.split(".", maxsplit=1)[0] in {"sqlalchemy", "psycopg", "psycopg_pool"}


def composed_statements(source: Source) -> Iterator[Finding]:
    """A statement is never glued together from values: parameters, or expressions.

    Only ``kit.db`` and the partitions of ``kit.events`` compose names of tables and roles.
    """
    if source.path.parts[2:4] in {("kit", "db"), ("kit", "events")}:
        return
    for name, call in calls(source):
        if name.split(".")[-1] == "text" and any(
            isinstance(item, ast.JoinedStr | ast.BinOp) for item in call.args
        ):
            yield Finding(source.path, call.lineno, "bind parameters instead of gluing SQL")


def system_database_elsewhere(source: Source) -> Iterator[Finding]:
    """The role that sees all tenants is for sign-in, the platform's screens and the wiring."""
    if source.room in SYSTEM_ROOMS:
        return
    for node in source.nodes():
        name = (
            getattr(node, "id", None) or getattr(node, "attr", None) or getattr(node, "arg", None)
        )
        if name in {"system_db", "SystemDatabase"}:
            advice = "use the request database, bound to one tenant"
            yield Finding(source.path, getattr(node, "lineno", 1), advice)


@dataclass(frozen=True)
class Declared:
    """One table and what its model declares of it."""

    table: SqlTable
    kind: str | None
    request_may: Grants = NONE
    reader_may: Grants = NONE


def declared_by(model: type[Table]) -> Declared:
    """What ``model`` declares."""
    table = model.__table__
    assert isinstance(table, SqlTable)
    kind = getattr(model, "table_kind", None)
    return Declared(table, kind, model.request_may, model.reader_may)


def table_faults(declared: Declared) -> Iterator[str]:
    """What is wrong with one declared table; each sentence says what to do."""
    name, kind = declared.table.name, declared.kind
    if kind not in {"tenant", "platform", "machinery"}:
        yield f"{name}: derive it from TenantTable, PlatformTable or MachineryTable"
    elif kind == "tenant":
        yield from _tenant_table_faults(declared.table)
    elif declared.request_may & {"INSERT", "DELETE"}:
        yield f"{name}: requests do not add to or delete from a {kind} table"
    if not declared.reader_may <= READ:
        yield f"{name}: the reader role may only read"


def _tenant_table_faults(table: SqlTable) -> Iterator[str]:
    if [column.name for column in table.primary_key.columns][:1] != ["tenant_id"]:
        yield f"{table.name}: begin the primary key with tenant_id"
    for rule in table.constraints:
        if isinstance(rule, UniqueConstraint) and "tenant_id" not in rule.columns:
            yield f"{table.name}: put tenant_id into {rule.name}"
        if isinstance(rule, ForeignKeyConstraint):
            yield from _foreign_key_faults(table, rule)
    for index in table.indexes:
        if index.unique and not _begins_with_tenant(index):
            yield f"{table.name}: begin the unique index {index.name} with tenant_id"


def _foreign_key_faults(table: SqlTable, rule: ForeignKeyConstraint) -> Iterator[str]:
    if "tenant_id" not in rule.referred_table.primary_key.columns:
        return
    pairs = [(item.parent.name, item.column.name) for item in rule.elements]
    if pairs[:1] != [("tenant_id", "tenant_id")]:
        yield f"{table.name}: begin the foreign key {rule.name} with tenant_id"


def _begins_with_tenant(index: Index) -> bool:
    return [column.name for column in index.columns][:1] == ["tenant_id"]
