"""Writes the next revision of the schema from the difference between the models and the newest one.

Read what it wrote before committing: a rename looks like a drop and an add, and the old program
must keep working on the new tables (add, fill in batches, enforce in a later release).
"""

import argparse
import asyncio
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from alembic.autogenerate import produce_migrations, render_python_code
from alembic.operations import ops
from alembic.runtime.migration import MigrationContext
from sqlalchemy import URL, create_engine
from sqlalchemy.pool import NullPool

from guichet.kit.db.catalogue import import_models
from guichet.kit.db.engines import database_url
from guichet.kit.db.migrate import make_old
from guichet.kit.db.roles import Roles
from guichet.kit.db.tables import metadata
from guichet.kit.engines.postgres import EmbeddedPostgres

ROOT = Path(__file__).resolve().parent.parent
VERSIONS = ROOT / "src/guichet/kit/db/migrations/versions"
_PARTITIONS = "SELECT relname FROM pg_class WHERE relispartition AND relkind IN ('r', 'p')"

TEMPLATE = '''"""{title}"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Text, Uuid
from sqlalchemy.dialects import postgresql

revision = "{revision}"
down_revision = "{before}"


def upgrade() -> None:
    {body}
'''


def difference(url: URL) -> ops.UpgradeOps | None:
    """What the models have and the database of ``url`` has not, and the other way round."""
    with create_engine(url, poolclass=NullPool).connect() as connection:
        partitions = set(connection.exec_driver_sql(_PARTITIONS).scalars())

        def include(_thing: object, name: str | None, kind: str, *_rest: object) -> bool:
            return not (kind == "table" and name in partitions)

        options = {
            "include_object": include,
            "compare_type": True,
            "compare_server_default": True,
            "sqlalchemy_module_prefix": "sa.",
            "user_module_prefix": None,
        }
        context = MigrationContext.configure(connection, opts=options)
        return produce_migrations(context, metadata).upgrade_ops


def render(title: str, changes: ops.UpgradeOps) -> tuple[Path, str]:
    """Where the next revision goes, and its text."""
    before = max(path.name[:4] for path in VERSIONS.glob("[0-9]*.py"))
    revision = f"{int(before) + 1:04}"
    path = VERSIONS / f"{revision}_{re.sub(r'[^a-z0-9]+', '_', title.lower()).strip('_')}.py"
    body = render_python_code(changes)
    text = TEMPLATE.format(title=title, revision=revision, before=before, body=body)
    for step in (["check", "-q", "--fix", "--select", "F,I"], ["format", "-q"]):
        command = [sys.executable, "-m", "ruff", *step, "--stdin-filename", str(path), "-"]
        done = subprocess.run(command, input=text, text=True, check=True, capture_output=True)
        text = done.stdout
    return path, text


async def _changes(folder: Path) -> ops.UpgradeOps | None:
    """The difference to a fresh database at the newest revision, without grants: what they are for
    may be missing yet.
    """
    postgres = EmbeddedPostgres(folder / "postgres", tuning={"fsync": "off"})
    await postgres.start()
    try:
        url = database_url(postgres.url())
        await asyncio.to_thread(make_old, url, Roles("guichet", "for this run only"), "head")
        return await asyncio.to_thread(difference, url)
    finally:
        await postgres.stop()


def write(title: str) -> str:
    """Write the next revision, if there is anything to write; gives what was done in words."""
    import_models()
    with tempfile.TemporaryDirectory(prefix="gr-", dir="/tmp") as name:
        Path(name).chmod(0o711)  # as root, the server runs as a user of its own
        changes = asyncio.run(_changes(Path(name)))
    if changes is None or changes.is_empty():
        return "the models are those of the newest revision"
    path, text = render(title, changes)
    path.write_text(text, encoding="utf-8")
    return f"wrote {path.relative_to(ROOT)}: read it before committing"


def main() -> int:
    """Write it; gives the exit code."""
    parser = argparse.ArgumentParser(prog="python -m scripts.new_revision", description=__doc__)
    parser.add_argument("title", help="what changes, as a sentence without full stop")
    print(write(parser.parse_args().title))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
