"""The embedded PostgreSQL: made, started, recovered and stopped by us.

Layout of its folder (the *home*)::

    data/       the database cluster, of the engine's account alone
    password    the superuser's password, made once, of the caller alone
    start.log   what the server said before its own log began
    log/        its own log, one file per weekday
    socket/     the Unix socket (elsewhere when the path would be too long)

There is no TCP port. Everybody signs in by password (SCRAM) over the Unix socket, which lies
in a folder that nobody else can enter.
"""

import asyncio
import contextlib
import hashlib
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import quote

import psycopg

from guichet.kit.engines import binaries, process
from guichet.kit.engines.account import (
    Account,
    barrier,
    engine_account,
    give,
    private_folder,
)
from guichet.kit.engines.faults import EngineFault
from guichet.kit.engines.files import tail, write_private
from guichet.kit.engines.process import Child
from guichet.kit.engines.sizing import max_wal_size, memory, shared_buffers
from guichet.kit.tasks import TaskGroup

SUPERUSER = "guichet"
DATABASE = "guichet"
_SOCKET_PATH_LIMIT = 100
"""Unix socket paths end at 107 bytes; the rest is room for the server's lock file."""
_NEEDED_BYTES = 100 * 1024 * 1024

Say = Callable[[str], None]


def silent(_text: str) -> None:
    """Says nothing."""


class EmbeddedPostgres:
    """One PostgreSQL server in ``home``. Shares nothing with any other instance.

    :param home: its folder; made when missing. As root its parents must be passable for
        the engine's account.
    :param connections: most connections it accepts (three more are kept for its superuser).
    :param tuning: further server settings, such as ``{"fsync": "off"}`` in tests.
    :param account: the system user it runs as; by default the caller, or ``guichet`` for root.
    :param say: told what happens, one line at a time, when starting takes long.
    """

    def __init__(
        self,
        home: Path,
        *,
        connections: int = 60,
        tuning: Mapping[str, str] | None = None,
        account: Account | None = None,
        say: Say = silent,
    ) -> None:
        self.home = home.resolve()
        self.data = self.home / "data"
        self._connections = connections
        self._tuning = dict(tuning or {})
        self._account = account
        self._say = say
        self._child: Child | None = None
        self._binaries: Path | None = None
        self._socket: Path | None = None

    @property
    def pid(self) -> int | None:
        """The postmaster's process number while it runs."""
        return self._child.pid if self._child else None

    def url(self, database: str = DATABASE, *, driver: str = "postgresql") -> str:
        """The address of ``database`` for its superuser, as libpq and SQLAlchemy understand it
        (``driver="postgresql+psycopg"``). Holds the password.
        """
        password = quote((self.home / "password").read_text(), safe="")
        folder = quote(str(self._socket_folder()), safe="/")
        return f"{driver}://{SUPERUSER}:{password}@/{database}?host={folder}"

    async def start(self) -> None:
        """Start, and return once it accepts connections. Recovery after a crash takes the time
        it takes; whatever an earlier run left behind is cleaned up first.

        :raises EngineFault: it cannot start; the text says why and what to do.
        """
        if self._child is not None and self._child.ended() is None:
            return
        self._account = self._account or engine_account()
        self._prepare_home()
        await self._end_remains()
        if not self.data.exists():
            self._say("making the database")
            await asyncio.to_thread(self._initialise)
        self._refuse_other_version()
        self._write_configuration()
        self._child = self._spawn()
        try:
            await self._until_ready(self._child)
            await asyncio.to_thread(self._make_database)
        except BaseException:
            await self.stop()
            raise

    async def stop(self) -> None:
        """Stop in order: connections are cut, everything committed is on disk. Harmless when it
        does not run.
        """
        child, self._child = self._child, None
        if child is not None and await child.stop(signal.SIGINT, 60, signal.SIGQUIT) != 0:
            await self._end_remains()  # it was killed, and may have left busy children

    async def wait(self) -> int:
        """Wait until the running server ends, by whatever cause; gives its exit code."""
        if self._child is None:
            raise EngineFault("PostgreSQL was not started")
        return await self._child.wait()

    def last_words(self) -> str:
        """The end of what the server logged: for the message about a failed start."""
        lines = tail(_newest_log(self.home / "log")) + tail(self.home / "start.log")
        telling = [line for line in lines if any(word in line for word in ("FATAL:", "PANIC:"))]
        return (telling or lines or ["it said nothing"])[-1]

    # Preparing

    def _program(self, name: str) -> Path:
        if self._binaries is None:
            folder = binaries.postgres_folder()
            shelf = self.home.parent / "programs"
            self._binaries = binaries.reachable(folder, self._account, shelf)
        return self._binaries / "bin" / name

    def _prepare_home(self) -> None:
        wall = barrier(self.home / "data", self._account)
        if wall is not None and wall != self.home and self._account:
            raise EngineFault(
                f"the system user {self._account.name} cannot pass {wall}: choose another"
                " GUICHET_DATA_DIR, outside of private folders"
            )
        self.home.mkdir(mode=0o711, parents=True, exist_ok=True)
        if self._account:  # the account passes through, and reads nothing
            self.home.chmod(0o711)
        _refuse_full_disk(self.home)
        private_folder(self.home / "log", self._account)
        private_folder(self._socket_folder(), self._account)

    def _socket_folder(self) -> Path:
        if self._socket is None:
            inside = self.home / "socket"
            fits = len(os.fsencode(inside)) + len("/.s.PGSQL.5432.lock") < _SOCKET_PATH_LIMIT
            self._socket = inside if fits else _short_folder(self.home)
        return self._socket

    def _initialise(self) -> None:
        """Make the cluster beside its final place, then move it there: an interrupted attempt
        leaves nothing half made.
        """
        fresh = self.home / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)
        private_folder(fresh, self._account)
        password = self._password_file()
        with tempfile.NamedTemporaryFile("w", dir=self._socket_folder()) as handed:
            handed.write(password.read_text())
            handed.flush()
            give(Path(handed.name), self._account)
            self._run_initdb(fresh, Path(handed.name))
        fresh.rename(self.data)

    def _password_file(self) -> Path:
        path = self.home / "password"
        if not path.exists():
            write_private(path, secrets.token_urlsafe(32))
        return path

    def _run_initdb(self, folder: Path, password: Path) -> None:
        account = self._account
        arguments = [
            "-D",
            str(folder),
            "-U",
            SUPERUSER,
            f"--pwfile={password}",
            "-A",
            "scram-sha-256",
        ]
        # The built-in provider sorts by code point and depends on no locale of the machine.
        quick = ["--no-sync"] if self._tuning.get("fsync") == "off" else []
        locale = ["-E", "UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        done = subprocess.run(  # noqa: S603 - the arguments are our own
            [
                self._program("initdb"),
                *arguments,
                *locale,
                "--locale=C",
                "--no-instructions",
                *quick,
            ],
            capture_output=True,
            text=True,
            check=False,
            cwd="/",
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"},
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
        )
        if done.returncode != 0:
            words = [line for line in done.stderr.splitlines() if "error" in line.lower()]
            reason = (words or done.stderr.splitlines() or ["no reason given"])[0]
            raise EngineFault(f"PostgreSQL's data could not be made in {self.home}: {reason}")

    def _refuse_other_version(self) -> None:
        found = (self.data / "PG_VERSION").read_text().strip()
        if found != str(binaries.POSTGRES_MAJOR):
            raise EngineFault(
                f"the data in {self.data} was written by PostgreSQL {found}; this Guichet carries"
                f" PostgreSQL {binaries.POSTGRES_MAJOR}. Make a backup with the Guichet that wrote"
                " it, then restore it here into an empty data directory."
            )

    def _write_configuration(self) -> None:
        own = {
            "listen_addresses": "",
            "unix_socket_directories": str(self._socket_folder()),
            "unix_socket_permissions": "0700",
            "max_connections": str(self._connections + 3),
            "superuser_reserved_connections": "3",
            "shared_buffers": shared_buffers(memory()),
            "max_wal_size": max_wal_size(shutil.disk_usage(self.home).total),
            "jit": "off",
            "io_method": "sync",
            "max_worker_processes": "4",
            "max_parallel_workers_per_gather": "0",
            "password_encryption": "scram-sha-256",
            # Passwords here are 256 random bits: stretching them only costs each connection.
            "scram_iterations": "1",
            "timezone": "UTC",
            "log_timezone": "UTC",
            "datestyle": "iso, ymd",
            "lc_messages": "C",
            "default_text_search_config": "pg_catalog.simple",
            "logging_collector": "on",
            "log_directory": str(self.home / "log"),
            "log_filename": "postgresql-%a.log",
            "log_truncate_on_rotation": "on",
            "log_rotation_age": "1d",
            "log_rotation_size": "0",
            "log_line_prefix": "%m [%p] %u %a ",
            "log_checkpoints": "off",
            "cluster_name": "guichet",
            **self._tuning,
        }
        write_private(self.data / "postgresql.conf", _configuration(own))
        write_private(self.data / "pg_hba.conf", "local all all scram-sha-256\n")
        for name in ("postgresql.conf", "pg_hba.conf"):
            give(self.data / name, self._account)

    # Starting

    def _spawn(self) -> Child:
        return process.spawn(
            [self._program("postgres"), "-D", self.data],
            account=self._account,
            log=self.home / "start.log",
            death_signal=signal.SIGINT,
        )

    async def _until_ready(self, child: Child) -> None:
        begun = said = time.monotonic()
        while True:
            if child.ended() is not None:
                raise EngineFault(f"PostgreSQL did not start: {self.last_words()}")
            if _status(self.data, child.pid) == "ready":
                return
            now = time.monotonic()
            if now - said > 3:
                said = now
                self._say(f"PostgreSQL is recovering its data ({now - begun:.0f} s)")
            await asyncio.sleep(0.02)

    def _make_database(self) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True, connect_timeout=30) as link:
            known = link.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
            if known.fetchone() is None:
                link.execute(f'CREATE DATABASE "{DATABASE}"')

    # What earlier runs left behind

    async def _end_remains(self) -> None:
        """Stop servers and orphaned backends of an earlier run that still use this data.

        The caller holds the lock of the data directory, so whatever runs here is an orphan. A
        process is ours only if it runs ``postgres`` inside this very folder: numbers are reused.
        """
        leader = _recorded_pid(self.data)
        strangers = [pid for pid in process.processes() if self._is_ours(pid)]
        if leader in strangers:
            self._say(f"stopping a PostgreSQL left behind (process {leader})")
            await process.end_stranger(leader, signal.SIGINT, 60, signal.SIGQUIT)
        # All at once: the process that writes the log ignores signals, and goes with the last.
        async with TaskGroup() as group:
            for pid in filter(self._is_ours, strangers):
                group.create_task(process.end_stranger(pid, signal.SIGQUIT, 10, signal.SIGKILL))
        # Nobody runs here any more. Left in place, these files stop the start as soon as another
        # process has the number they name: in containers numbers are the same at every start.
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        for stale in self._socket_folder().glob(".s.PGSQL.*"):
            stale.unlink()

    def _is_ours(self, pid: int) -> bool:
        return process.program(pid) == "postgres" and process.working_folder(pid) == self.data


def _configuration(settings: Mapping[str, str]) -> str:
    head = "# Written by Guichet at every start. Your own settings go into local.conf.\n"
    quoted = {name: value.replace("'", "''") for name, value in settings.items()}
    lines = [f"{name} = '{value}'\n" for name, value in quoted.items()]
    return head + "".join(lines) + "include_if_exists 'local.conf'\n"


def _recorded_pid(data: Path) -> int:
    with contextlib.suppress(OSError, ValueError, IndexError):
        return int((data / "postmaster.pid").read_text().splitlines()[0])
    return 0


def _status(data: Path, pid: int) -> str:
    """The last line of ``postmaster.pid`` if it is that of ``pid``: starting, stopping, ready."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        lines = (data / "postmaster.pid").read_text().splitlines()
        return lines[7].strip() if int(lines[0]) == pid else ""
    return ""


def _short_folder(home: Path) -> Path:
    """A private folder with a short path, always the same for the same home."""
    mark = hashlib.sha256(os.fsencode(home)).hexdigest()[:12]
    return Path("/tmp") / f"guichet-{os.geteuid()}-{mark}"  # noqa: S108 - checked when entered


def _refuse_full_disk(folder: Path) -> None:
    free = shutil.disk_usage(folder).free
    if free < _NEEDED_BYTES:
        raise EngineFault(
            f"the disk of {folder} is full ({free // 2**20} MB free, PostgreSQL needs"
            f" {_NEEDED_BYTES // 2**20} MB to start): make room, nothing has been lost"
        )


def _newest_log(folder: Path) -> Path:
    return max(folder.glob("*.log"), key=lambda path: path.stat().st_mtime, default=folder / "-")
