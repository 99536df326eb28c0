"""The embedded NATS with JetStream: a loopback port, a token, its store in the home folder.

JetStream here is a bounded copy of the event log; the log is the truth. A store that cannot be
read after a crash is therefore put aside and begun anew, and the relay fills it again.
"""

import asyncio
import contextlib
import json
import secrets
import signal
import socket
import time
from pathlib import Path

from guichet.kit.clock import SystemClock
from guichet.kit.engines import binaries, process
from guichet.kit.engines.account import Account, barrier, engine_account, give, private_folder
from guichet.kit.engines.faults import EngineFault
from guichet.kit.engines.files import tail, write_private
from guichet.kit.engines.postgres import Say, silent
from guichet.kit.engines.process import Child

_START_LIMIT = 30.0
"""Seconds: its store is bounded, so is the time to read it."""


class EmbeddedNats:
    """One NATS server in ``home``. Shares nothing with any other instance.

    :param home: its folder; made when missing. As root its parents must be passable for
        the engine's account.
    :param account: the system user it runs as; by default the caller, or ``guichet`` for root.
    :param say: told what happens, one line at a time.
    """

    def __init__(self, home: Path, *, account: Account | None = None, say: Say = silent) -> None:
        self.home = home.resolve()
        self._account = account
        self._say = say
        self._child: Child | None = None
        self._port = 0

    @property
    def pid(self) -> int | None:
        """Its process number while it runs."""
        return self._child.pid if self._child else None

    @property
    def url(self) -> str:
        """Its address, with the token. The same after every restart as long as the port stays
        free.
        """
        return f"nats://{self._token()}@127.0.0.1:{self._port or self._remembered_port()}"

    async def start(self) -> None:
        """Start, and return once it accepts connections and its store is read.

        :raises EngineFault: it cannot start; the text says why.
        """
        if self._child is not None and self._child.ended() is None:
            return
        self._account = self._account or engine_account()
        self._prepare_home()
        await self._end_remains()
        try:
            await self._start_once()
        except EngineFault as fault:
            self._put_store_aside(fault)
            await self._start_once()

    async def stop(self) -> None:
        """Stop in order. Harmless when it does not run."""
        child, self._child = self._child, None
        if child is not None:
            await child.stop(signal.SIGTERM, 20, signal.SIGKILL)

    async def wait(self) -> int:
        """Wait until the running server ends, by whatever cause; gives its exit code."""
        if self._child is None:
            raise EngineFault("NATS was not started")
        return await self._child.wait()

    def last_words(self) -> str:
        """The end of what it logged."""
        lines = tail(self.home / "nats.log")
        telling = [line for line in lines if "[FTL]" in line or "[ERR]" in line]
        return (telling or lines or ["it said nothing"])[-1]

    def _prepare_home(self) -> None:
        wall = barrier(self.home / "store", self._account)
        if wall is not None and wall != self.home and self._account:
            raise EngineFault(
                f"the system user {self._account.name} cannot pass {wall}: choose another"
                " GUICHET_DATA_DIR, outside of private folders"
            )
        self.home.mkdir(mode=0o711, parents=True, exist_ok=True)
        if self._account:  # the account passes through, and reads nothing
            self.home.chmod(0o711)
        private_folder(self.home / "store", self._account)

    async def _start_once(self) -> None:
        self._port = self._free_port()
        self._write_configuration()
        self._child = process.spawn(
            [self._program(), "-c", self.home / "nats.conf"],
            account=self._account,
            log=self.home / "nats.log",
            death_signal=signal.SIGTERM,
            environment={"GOMEMLIMIT": "160MiB"},
        )
        write_private(self.home / "nats.pid", str(self._child.pid))
        try:
            await self._until_ready(self._child)
        except BaseException:
            await self.stop()
            raise

    def _program(self) -> Path:
        shelf = self.home.parent / "programs"
        return binaries.reachable(binaries.nats_program(), self._account, shelf)

    def _write_configuration(self) -> None:
        settings = {
            "server_name": "guichet",
            "host": "127.0.0.1",
            "port": self._port,
            "authorization": {"token": self._token(), "timeout": 5},
            "max_payload": 1024 * 1024,
            "max_pending": 64 * 1024 * 1024,
            "write_deadline": "10s",
            "jetstream": {
                "store_dir": str(self.home / "store"),
                "max_memory_store": 32 * 1024 * 1024,
                "max_file_store": 4 * 1024 * 1024 * 1024,
            },
        }
        path = self.home / "nats.conf"
        write_private(path, json.dumps(settings, indent=2))  # NATS reads JSON as its own format
        give(path, self._account)

    def _token(self) -> str:
        path = self.home / "token"
        if not path.exists():
            write_private(path, secrets.token_hex(24))
        return path.read_text()

    def _remembered_port(self) -> int:
        with contextlib.suppress(OSError, ValueError, KeyError):
            return int(json.loads((self.home / "nats.conf").read_text())["port"])
        return 0

    def _free_port(self) -> int:
        """The port of last time if it is still free, or any other."""
        for wish in (self._port or self._remembered_port(), 0):
            with socket.socket() as probe, contextlib.suppress(OSError):
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(("127.0.0.1", wish))
                return int(probe.getsockname()[1])
        raise EngineFault("no free port on 127.0.0.1 for NATS")

    async def _until_ready(self, child: Child) -> None:
        limit = time.monotonic() + _START_LIMIT
        while not self._says_ready():
            if child.ended() is not None:
                raise EngineFault(f"NATS did not start: {self.last_words()}")
            if time.monotonic() > limit:
                raise EngineFault(f"NATS was not ready after {_START_LIMIT:.0f} s")
            await asyncio.sleep(0.02)

    def _says_ready(self) -> bool:
        return any("Server is ready" in line for line in tail(self.home / "nats.log"))

    def _put_store_aside(self, fault: EngineFault) -> None:
        """A second chance with an empty store, which the relay fills again from the log."""
        store = self.home / "store"
        if not any(store.iterdir()):
            raise fault
        aside = self.home / f"store.unreadable-{SystemClock().now():%Y%m%dT%H%M%S}"
        store.rename(aside)
        self._say(f"NATS could not read its store; put aside as {aside} ({fault})")
        private_folder(store, self._account)

    async def _end_remains(self) -> None:
        """Stop a server of an earlier run: the caller holds the lock of the data directory."""
        with contextlib.suppress(OSError, ValueError):
            pid = int((self.home / "nats.pid").read_text())
            if self._is_ours(pid):
                self._say(f"stopping a NATS left behind (process {pid})")
                await process.end_stranger(pid, signal.SIGTERM, 20, signal.SIGKILL)

    def _is_ours(self, pid: int) -> bool:
        """Whether that process is a NATS server with our configuration: numbers are reused."""
        try:
            command = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        except OSError:
            return False
        return str(self.home / "nats.conf").encode() in command
