"""The servers all test workers of one run share, started by whoever asks first."""

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

from guichet.kit.db.migrate import migrate
from guichet.kit.db.roles import Roles

KEEPER = Path(__file__).with_name("keeper.py")
TEMPLATE = "guichet_template"
STARTED_WITHIN = 90.0
_keepers: list[subprocess.Popen[bytes]] = []
"""Outlive this module: each ends with the run itself."""


@dataclass(frozen=True)
class Servers:
    """Where the shared servers are."""

    folder: Path
    nats_port: int
    roles: Roles

    def database_url(self, name: str) -> URL:
        """The owner's address of one database."""
        return URL.create(
            "postgresql+psycopg", "postgres", database=name, query={"host": str(self.folder)}
        )

    def nats_url(self, worker: int) -> str:
        """The address of one worker's NATS account: nobody else sees its subjects or streams."""
        return f"nats://w{worker}:w{worker}@127.0.0.1:{self.nats_port}"


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def shared_servers(run_pid: int) -> Servers:
    """The servers of the run whose first process is ``run_pid``, with the migrated template."""
    folder = Path(tempfile.gettempdir()) / f"guichet-tests-{os.getuid()}-{run_pid}"
    with _locked(folder.with_suffix(".lock")):
        if not (folder / "ready.json").exists():
            folder.mkdir(mode=0o755)
            _start(folder, run_pid)
        ready = json.loads((folder / "ready.json").read_text())
        servers = Servers(folder, ready["nats_port"], Roles("guichet_test", ready["secret"]))
        _ensure_template(servers)
    return servers


def _start(folder: Path, run_pid: int) -> None:
    command = [sys.executable, str(KEEPER), str(folder), str(run_pid)]
    with (folder / "keeper.log").open("ab") as log:
        keeper = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
    _keepers.append(keeper)
    until = time.monotonic() + STARTED_WITHIN
    while not (folder / "ready.json").exists():
        if keeper.poll() is not None or time.monotonic() > until:
            raise RuntimeError((folder / "keeper.log").read_text())
        time.sleep(0.02)


def _ensure_template(servers: Servers) -> None:
    done = servers.folder / "template"
    if not done.exists():
        admin(servers, f"CREATE DATABASE {TEMPLATE}")
        migrate(servers.database_url(TEMPLATE), servers.roles)
        done.touch()


def admin(servers: Servers, statement: str) -> None:
    """Run one statement as the owner of the cluster, outside any transaction."""
    with psycopg.connect(
        host=str(servers.folder), user="postgres", dbname="postgres", autocommit=True
    ) as connection:
        connection.execute(statement.encode())


def copy_template(servers: Servers, name: str) -> None:
    """A fresh migrated database ``name``, in place of any older one."""
    admin(servers, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    admin(servers, f"CREATE DATABASE {name} TEMPLATE {TEMPLATE} STRATEGY FILE_COPY")
