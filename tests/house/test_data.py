"""Tables declare their kind, keys begin with the tenant, statements stand where they belong."""

import importlib
from uuid import UUID

import pytest
from sqlalchemy import (
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    MetaData,
    Text,
    UniqueConstraint,
)
from sqlalchemy import Table as SqlTable
from sqlalchemy import Uuid as SqlUuid

from guichet.kit.db.tables import ALL, APPEND, KEEP, READ, Table
from tests.house import data_rules as rules
from tests.house.code_rules import Rule
from tests.house.sources import parse, say, sources

SERVICE = "src/guichet/desk/service.py"

BITES = [
    (rules.statements_elsewhere, SERVICE, "from sqlalchemy import select", 1),
    (rules.statements_elsewhere, SERVICE, "import psycopg", 1),
    (rules.statements_elsewhere, SERVICE, "from sqlalchemy.ext.asyncio import AsyncSession", 0),
    (rules.statements_elsewhere, "src/guichet/desk/repository.py", "import sqlalchemy", 0),
    (rules.statements_elsewhere, "src/guichet/kit/jobs/x.py", "import sqlalchemy", 0),
    (rules.composed_statements, SERVICE, 'text(f"SELECT {x}")', 1),
    (rules.composed_statements, SERVICE, 'text("SELECT " + x)', 1),
    (rules.composed_statements, SERVICE, 'text("SELECT :x")', 0),
    (rules.system_database_elsewhere, SERVICE, "ground.system_db.transaction()", 1),
    (rules.system_database_elsewhere, SERVICE, "def f(system_db): ...", 1),
    (rules.system_database_elsewhere, "src/guichet/accounts/service.py", "system_db", 0),
]


@pytest.mark.parametrize(("rule", "path", "text", "count"), BITES)
def test_the_rule_finds_what_it_is_for_and_nothing_else(
    rule: Rule, path: str, text: str, count: int
) -> None:
    assert len(list(rule(parse(path, text)))) == count


@pytest.mark.parametrize(
    "rule",
    [rules.statements_elsewhere, rules.composed_statements, rules.system_database_elsewhere],
)
def test_the_source_keeps_the_rule(rule: Rule) -> None:
    assert not say(finding for source in sources("src") for finding in rule(source))


def all_models() -> list[type[Table]]:
    """Every declared table of the source."""
    for source in sources("src"):
        if source.path.name == "models.py":
            importlib.import_module(".".join(source.path.with_suffix("").parts[1:]))
    found = [mapper.class_ for mapper in Table.registry.mappers]
    return sorted(
        (model for model in found if model.__module__.startswith("guichet.")),
        key=lambda model: model.__tablename__,
    )


def test_every_table_declares_its_kind_and_begins_its_keys_with_the_tenant() -> None:
    faults = [f for model in all_models() for f in rules.table_faults(rules.declared_by(model))]
    assert not faults, "\n".join(faults)


APART = MetaData(naming_convention=Table.metadata.naming_convention)
"""Tables made here stay out of the schema and out of the registry of models."""


def key(*names: str) -> list[Column[UUID]]:
    return [Column(name, SqlUuid, primary_key=True) for name in names]


ORDERS = SqlTable("orders", APART, *key("tenant_id", "id"))
CARRIERS = SqlTable("carriers", APART, *key("id"))
LINES = SqlTable(
    "lines",
    APART,
    *key("tenant_id", "id"),
    Column("order_id", SqlUuid),
    Column("code", Text),
    UniqueConstraint("code"),
    Index("ix_wrong", "code", "tenant_id", unique=True),
    ForeignKeyConstraint(["order_id", "tenant_id"], ["orders.id", "orders.tenant_id"]),
)
BINDS = SqlTable("binds", APART, *key("id"), Column("carrier_id", ForeignKey("carriers.id")))
LATE = SqlTable("late", APART, *key("id", "tenant_id"))


@pytest.mark.parametrize(
    ("declared", "count"),
    [
        (rules.Declared(ORDERS, None), 1),
        (rules.Declared(ORDERS, "tenant", ALL, READ), 0),
        (rules.Declared(LATE, "tenant"), 1),
        (rules.Declared(LINES, "tenant"), 3),
        (rules.Declared(CARRIERS, "platform", APPEND, KEEP), 2),
        (rules.Declared(BINDS, "platform", READ), 0),
    ],
)
def test_the_rule_for_tables_finds_each_fault(declared: rules.Declared, count: int) -> None:
    assert len(list(rules.table_faults(declared))) == count
