"""The PostgreSQL all test workers of one run share, started by whoever asks first."""

import fcntl
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from sqlalchemy import URL

from guichet.kit.db.engines import database_url
from guichet.kit.db.migrate import migrate
from guichet.kit.db.roles import Roles

ROOT = Path(__file__).resolve().parents[2]
TEMPLATE = "guichet_template"
STARTED_WITHIN = 240.0
_keepers: list[subprocess.Popen[bytes]] = []
"""Outlive this module: each ends with the run itself."""


@dataclass(frozen=True)
class SharedPostgres:
    """Where the shared server is."""

    folder: Path
    admin_url: str
    roles: Roles

    def database_url(self, name: str) -> URL:
        """The owner's address of one database."""
        return database_url(self.admin_url).set(database=name)

    def execute(self, statement: str) -> None:
        """Run one statement as the owner of the cluster, outside any transaction."""
        with psycopg.connect(self.admin_url, autocommit=True) as connection:
            connection.execute(statement.encode())

    @contextmanager
    def alone(self) -> Iterator[None]:
        """No other worker changes roles meanwhile: they belong to the whole cluster, where
        migrations of different databases take no turns.
        """
        with locked(self.folder / "roles.lock"):
            yield


def shared_postgres(run_pid: int) -> SharedPostgres:
    """The server of the run whose first process is ``run_pid``, with the migrated template."""
    folder = Path(tempfile.gettempdir()) / f"guichet-tests-{os.getuid()}-{run_pid}"
    with locked(folder.with_suffix(".lock")):
        if not (folder / "ready.json").exists():
            folder.mkdir(mode=0o711)
            _start(folder, run_pid)
        ready = json.loads((folder / "ready.json").read_text())
        server = SharedPostgres(folder, ready["admin_url"], Roles("guichet", ready["secret"]))
        _ensure_template(server)
    return server


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Nobody else holds ``path`` meanwhile; freed by the kernel however this process ends."""
    with path.open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _start(folder: Path, run_pid: int) -> None:
    command = [sys.executable, "-m", "tests.servers.keeper", str(folder), str(run_pid)]
    environment = os.environ | {"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
    with (folder / "keeper.log").open("ab") as log:
        keeper = subprocess.Popen(
            command, stdout=log, stderr=log, start_new_session=True, cwd=ROOT, env=environment
        )
    _keepers.append(keeper)
    until = time.monotonic() + STARTED_WITHIN
    while not (folder / "ready.json").exists():
        if keeper.poll() is not None or time.monotonic() > until:
            raise RuntimeError((folder / "keeper.log").read_text())
        time.sleep(0.02)


def _ensure_template(server: SharedPostgres) -> None:
    done = server.folder / "template"
    if not done.exists():
        server.execute(f"CREATE DATABASE {TEMPLATE}")
        migrate(server.database_url(TEMPLATE), server.roles)
        done.touch()


def copy_template(server: SharedPostgres, name: str) -> None:
    """A fresh migrated database ``name``, in place of any older one."""
    server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    server.execute(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
