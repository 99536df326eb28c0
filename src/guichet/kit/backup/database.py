"""The database in and out of a backup, by PostgreSQL's own programs.

Ownership, grants and policies are not part of it: they belong to the installation, and migrating
after the restore applies them anew.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from sqlalchemy import URL

from guichet.kit.db.probe import libpq
from guichet.kit.engines.binaries import postgres_folder
from guichet.kit.engines.faults import EngineFault
from guichet.kit.faults import OperatorFault

Command = Sequence[str | Path]
_SCHEMAS = ("public", "jobs")
_BARE = ("--no-owner", "--no-privileges", "--no-policies")
_OWN_BOOKKEEPING = ("alembic_version", "relay_state")
"""Tables every migrated database has rows in."""


class BackupFault(OperatorFault):
    """The backup or the restore cannot be done. The text says why; nothing was changed."""


def dump(owner_url: URL, target: Path) -> None:
    """Write everything in the database, as of one instant, into the file ``target``.

    :raises BackupFault: PostgreSQL's program says no.
    """
    program = _client("pg_dump", _server_major(owner_url))
    name, environment = _connection(owner_url)
    command: Command = [program, "--format=custom", *_BARE, "--file", target, "--dbname", name]
    _run(command, environment, "the database cannot be read")


def load(owner_url: URL, source: Path) -> None:
    """Put the dump ``source`` in the place of everything in the database, in one transaction: it
    is there whole, or the database is as it was.

    :raises BackupFault: PostgreSQL's program says no.
    """
    major = _server_major(owner_url)
    name, environment = _connection(owner_url)
    script = source.with_suffix(".sql")
    restore: Command = [_client("pg_restore", major), *_BARE, "--file", script, source]
    _run(restore, environment, "the backup cannot be read")
    psql: Command = [_client("psql", major), "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1"]
    drop = "; ".join(f"DROP SCHEMA IF EXISTS {schema} CASCADE" for schema in _SCHEMAS)
    empty = f"--command={drop}; CREATE SCHEMA public"
    steps: Command = [
        "--single-transaction",
        empty,
        "--file",
        script,
    ]
    try:
        _run([*psql, *steps, "--dbname", name], environment, "the database cannot be restored")
    finally:
        script.unlink(missing_ok=True)


def holds_data(owner_url: URL) -> bool:
    """Whether the database holds rows, beyond what migrating an empty one writes."""
    with psycopg.connect(libpq(owner_url), connect_timeout=10) as link:
        tables = link.execute(
            "SELECT format('%%I.%%I', n.nspname, c.relname) FROM pg_class c"
            " JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE n.nspname = ANY(%s) AND c.relkind IN ('r', 'p') AND NOT c.relispartition"
            " AND c.relname <> ALL(%s)",
            [list(_SCHEMAS), list(_OWN_BOOKKEEPING)],
        ).fetchall()
        return any(_has_rows(link, str(table)) for (table,) in tables)


def _has_rows(link: "psycopg.Connection[tuple[object, ...]]", table: str) -> bool:
    asked = f"SELECT EXISTS (SELECT 1 FROM {table})"  # noqa: S608 - a name quoted by PostgreSQL
    row = link.execute(asked.encode()).fetchone()
    return bool(row and row[0])


def sessions(owner_url: URL, logins: Sequence[str]) -> int:
    """How many sessions Guichet's own roles have in the database: more than none while it runs."""
    with psycopg.connect(libpq(owner_url), connect_timeout=10) as link:
        row = link.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND usename = ANY(%s)",
            [list(logins)],
        ).fetchone()
        return int(str(row[0])) if row else 0


def server_version(owner_url: URL) -> str:
    """The server's version in words, such as ``18.4``."""
    with psycopg.connect(libpq(owner_url), connect_timeout=10) as link:
        return link.info.parameter_status("server_version") or ""


def _server_major(owner_url: URL) -> int:
    with psycopg.connect(libpq(owner_url), connect_timeout=10) as link:
        return link.info.server_version // 10000


def _client(name: str, server: int) -> Path:
    """PostgreSQL's program ``name``, at least as new as the server: the one that came with
    Guichet, else the machine's own.

    :raises BackupFault: there is none.
    """
    for program in _candidates(name):
        if _major(program) >= server:
            return program
    raise BackupFault(
        f"the server is PostgreSQL {server}, newer than the {name} that came with Guichet:"
        f" install PostgreSQL's client programs of version {server} on this machine"
    )


def _candidates(name: str) -> list[Path]:
    found = shutil.which(name)
    own = [Path(found)] if found else []
    try:
        return [postgres_folder() / "bin" / name, *own]
    except EngineFault:
        return own


def _major(program: Path) -> int:
    told = subprocess.run(  # noqa: S603 - a program found by us
        [program, "--version"], capture_output=True, text=True, check=False
    )
    version = re.search(r"(\d+)[.\s\w]*$", told.stdout.split(")")[-1].strip())
    return int(version[1]) if version else 0


def _connection(owner_url: URL) -> tuple[str, dict[str, str]]:
    """How to connect: words for the command line, and the password for the environment, where
    other users of the machine cannot read it.
    """
    parts = conninfo_to_dict(libpq(owner_url))
    password = str(parts.pop("password", "") or "")
    return make_conninfo("", **parts), {**os.environ, "PGPASSWORD": password}


def _run(command: Command, environment: dict[str, str], failed: str) -> None:
    done = subprocess.run(  # noqa: S603 - the arguments are our own
        [str(part) for part in command],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        words = [line for line in done.stderr.splitlines() if "error" in line.lower()]
        raise BackupFault(f"{failed}: {(words or [done.stderr.strip() or 'no reason given'])[0]}")
