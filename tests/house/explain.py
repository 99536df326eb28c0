"""Explains every statement the suite ran, under its own role, with 100,000 rows in each table
and two tenants: none may scan a large table.

A step of its own, after the suite: ``pytest tests/house/explain.py``.
"""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import psycopg
import pytest

from guichet.kit.db.probe import libpq
from guichet.kit.db.roles import RoleName
from tests.house.recorder import TENANT, recorded
from tests.servers.filler import Connection, Filler
from tests.servers.shared import SharedPostgres, copy_template

ROWS = 100_000
LARGE = 10_000
COSTLY = 4_000
"""A plan as dear as reading a large table from end to end, in the planner's units."""
OTHER_TENANT = "00000000-0000-7000-8000-00000000000b"
ALLOWED: dict[str, str] = {
    "SELECT count(*) AS count_1 \nFROM event_dead_letter": "failures, few if any",
    "SELECT event_dead_letter": "failures, few if any",
    "SELECT DISTINCT agent_presence.tenant_id": "once, when a process begins to lead a shard",
    "SELECT DISTINCT interaction.tenant_id": "once, when a process begins to lead a shard",
    "DELETE FROM carrier_bind": "the binds of the platform, a few dozen",
    "DELETE FROM carrier_rule": "the rules of the platform, a few dozen",
    "INSERT INTO mass_outcome SELECT * FROM mass_outcome_again": "a table of one transaction",
    "INSERT INTO mass_report SELECT * FROM mass_report_again": "a table of one transaction",
    "INSERT /* staged */": "from a table of one transaction",
    "SELECT /* staged */": "from a table of one transaction",
    "WITH /* staged */": "from a table of one transaction",
    "DELETE /* staged */": "a table of one transaction",
    "SELECT /* segment */": "a segment may ask about every contact of its tenant",
    "WITH roots AS": "a segment may ask about every contact of its tenant",
    "WITH drawn AS": "a few thousand contacts by their digest, and what is known of them",
    "SELECT forgotten_number": "the numbers of those erased in the last minutes",
    "SELECT /* difference */": "two lists of a campaign are compared, each read whole",
    "WITH blocked AS": "a campaign may go to every contact of its tenant",
    "WITH frozen AS": "a segment may ask about every contact of its tenant",
    "DELETE FROM mass_report_turn WHERE until": "whose turn it is just now, a few hundred",
}
"""Beginnings of statements that may scan, and why."""

STATEMENTS = recorded()
MENTIONED = " ".join(statement for _, statement in STATEMENTS)

pytestmark = pytest.mark.timeout(900)
"""Filling the tables takes a minute or two."""


@pytest.fixture(scope="module")
def large(postgres: SharedPostgres) -> Iterator[dict[RoleName, Connection]]:
    """Connections to the filled database, one per role, bound to the first tenant."""
    name = "guichet_large"
    copy_template(postgres, name)
    url = postgres.database_url(name)
    with ExitStack() as stack:
        owner, *hands = (
            stack.enter_context(psycopg.connect(libpq(url), autocommit=True)) for _ in range(3)
        )
        filler = Filler(owner, (TENANT, OTHER_TENANT), hands)
        filler.fill(ROWS, [table for table in filler.tables if table in MENTIONED])
    roles: tuple[RoleName, ...] = ("request", "system", "reader")
    links = {role: psycopg.connect(libpq(postgres.roles.url(url, role))) for role in roles}
    for link in links.values():
        link.execute("SELECT set_config('guichet.tenant_id', %s, false)", (TENANT,))
        link.commit()
    yield links
    for link in links.values():
        link.close()
    postgres.execute(f"DROP DATABASE {name} WITH (FORCE)")


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for child in plan.get("Plans", ()):
        yield from nodes(child)


def scans(link: Connection, plan: dict[str, Any]) -> list[str]:
    """Large tables read from end to end."""
    found = {node["Relation Name"] for node in nodes(plan) if node["Node Type"] == "Seq Scan"}
    statement = "SELECT relname FROM pg_class WHERE relname = ANY (%s) AND reltuples > %s"
    return [str(name) for (name,) in link.execute(statement, (sorted(found), LARGE)).fetchall()]


def test_the_suite_left_its_statements() -> None:
    assert STATEMENTS, "run the suite first: it notes what it runs"


@pytest.mark.parametrize(
    ("role", "statement"), STATEMENTS, ids=[f"{role}: {text[:90]}" for role, text in STATEMENTS]
)
def test_no_statement_scans_a_large_table(
    large: dict[RoleName, Connection], role: RoleName, statement: str
) -> None:
    link = large[role]
    if any(statement.startswith(beginning) for beginning in ALLOWED):
        return
    try:
        row = link.execute(f"EXPLAIN (FORMAT JSON) {statement}".encode()).fetchone()
        assert row is not None
        plan = row[0][0]["Plan"]  # type: ignore[index]  # the driver gives a list for JSON
        pretty = json.dumps(plan, indent=1)
        assert scans(link, plan) == [], f"{statement}\n{pretty}"
        assert plan["Total Cost"] < COSTLY, f"{statement}\n{pretty}"
    finally:
        link.rollback()
