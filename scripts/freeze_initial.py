"""Writes the initial revision from the models: until the first release there is only this one.

Run it after changing a model; never edit the revision by hand.
"""

import subprocess
import sys
from pathlib import Path

from alembic.autogenerate import render_python_code
from alembic.operations import ops
from alembic.runtime.migration import MigrationContext
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import sort_tables

from guichet.kit.db.catalogue import import_models
from guichet.kit.db.tables import metadata

ROOT = Path(__file__).resolve().parent.parent
REVISION = ROOT / "src/guichet/kit/db/migrations/versions/0001_initial.py"

TEMPLATE = '''"""The initial schema, written by scripts/freeze_initial.py from the models."""

from importlib import resources

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Text
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None


def _run(name: str) -> None:
    script = (resources.files("guichet.kit.db") / "sql" / name).read_text()
    driver = op.get_bind().connection.driver_connection
    assert driver is not None
    driver.execute(script)


def upgrade() -> None:
    {body}
    _run("event_log.sql")
    op.execute("CREATE SCHEMA jobs")
    op.execute("SET LOCAL search_path = jobs")
    _run("procrastinate_3.10.sql")
    op.execute("SET LOCAL search_path = public")
    _run("jobs.sql")
'''


def operations() -> ops.UpgradeOps:
    """One operation per table, in the order of their references, each followed by its indexes."""
    found: list[ops.MigrateOperation] = []
    for table in sort_tables(sorted(metadata.tables.values(), key=lambda table: table.name)):
        found.append(ops.CreateTableOp.from_table(table))
        indexes = sorted(table.indexes, key=lambda index: str(index.name))
        found.extend(ops.CreateIndexOp.from_index(index) for index in indexes)
    return ops.UpgradeOps(found)


def render() -> str:
    """The initial revision as the models make it."""
    import_models()
    context = MigrationContext.configure(
        dialect=postgresql.dialect(),  # type: ignore[no-untyped-call]  # SQLAlchemy leaves it untyped
        opts={"user_module_prefix": None, "sqlalchemy_module_prefix": "sa."},
    )
    body = render_python_code(operations(), migration_context=context)
    text = TEMPLATE.replace("{body}", body)
    for step in (["check", "-q", "--fix", "--select", "F,I"], ["format", "-q"]):
        command = [sys.executable, "-m", "ruff", *step, "--stdin-filename", str(REVISION), "-"]
        done = subprocess.run(command, input=text, text=True, check=True, capture_output=True)
        text = done.stdout
    return text


def main() -> int:
    """Write the revision if it changed."""
    before, after = REVISION.read_text() if REVISION.exists() else "", render()
    REVISION.write_text(after)
    print("unchanged" if before == after else f"wrote {REVISION.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
