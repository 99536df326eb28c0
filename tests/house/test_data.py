"""Tables declare their kind, keys begin with the tenant, statements stand where they belong."""

import importlib
from uuid import UUID

import pytest
from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, MetaData, UniqueConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from guichet.kit.db.tables import PlatformTable, Table, TenantTable
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
    faults = [fault for model in all_models() for fault in rules.table_faults(model)]
    assert not faults, "\n".join(faults)


class _Sandbox(Table):
    """Tables made here stay out of the schema."""

    __abstract__ = True
    metadata = MetaData(naming_convention=Table.metadata.naming_convention)


class Loose(_Sandbox):
    """Declares no kind."""

    __tablename__ = "loose"
    id: Mapped[UUID] = mapped_column(primary_key=True)


class Order(_Sandbox, TenantTable):
    """A tenant table in order."""

    __tablename__ = "orders"
    id: Mapped[UUID] = mapped_column(primary_key=True)


class Line(_Sandbox, TenantTable):
    """A tenant table with everything wrong that can be."""

    __tablename__ = "lines"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    order_id: Mapped[UUID]
    code: Mapped[str]

    @declared_attr.directive
    def __table_args__(cls) -> tuple[object, ...]:  # noqa: N805 - SQLAlchemy passes the class
        return (
            UniqueConstraint("code"),
            Index("ix_wrong", "code", "tenant_id", unique=True),
            ForeignKeyConstraint(
                ["order_id", "tenant_id"], ["orders.id", "orders.tenant_id"], name="fk_wrong"
            ),
        )


class Carrier(_Sandbox, PlatformTable):
    """A platform table that requests may write to."""

    __tablename__ = "carriers"
    request_may = frozenset({"SELECT", "INSERT"})
    reader_may = frozenset({"SELECT", "UPDATE"})
    id: Mapped[UUID] = mapped_column(primary_key=True)


class Bind(_Sandbox, PlatformTable):
    """A platform table in order, though it points to another."""

    __tablename__ = "binds"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    carrier_id: Mapped[UUID] = mapped_column(ForeignKey("carriers.id"))


@pytest.mark.parametrize(
    ("model", "count"), [(Loose, 1), (Order, 0), (Line, 3), (Carrier, 2), (Bind, 0)]
)
def test_the_rule_for_tables_finds_each_fault(model: type[Table], count: int) -> None:
    assert len(list(rules.table_faults(model))) == count
