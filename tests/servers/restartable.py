"""Guichet itself as it is installed: the program, on a port and a data directory of its own."""

import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.servers.ports import free_port
from tests.servers.ready_made import lay_out
from tests.servers.scratch import scratch
from tests.waiting import eventually_blocking

ROOT = Path(__file__).resolve().parents[2]


class GuichetProcess:
    """``guichet serve --demo``, which can be ended and started again on the same data."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self._log = folder / "log"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start, and wait until it takes requests."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "guichet", "serve", "--demo"],
                env=_environment(self.folder / "data", self.port),
                cwd=ROOT,
                stdout=log,
                stderr=log,
            )
        eventually_blocking(self._ready, within=200, every=0.1, what="Guichet is ready")

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End it, and wait until it ended."""
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(30)
            self._process = None

    def words(self) -> str:
        """What it has said so far."""
        return self._log.read_text(encoding="utf-8")

    def _ready(self) -> bool:
        assert self._process is not None
        if self._process.poll() is not None:
            raise AssertionError(f"Guichet ended: {self.words()[-2000:]}")
        try:
            with urllib.request.urlopen(f"{self.url}/readyz", timeout=2) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False


@contextmanager
def running_guichet() -> Iterator[GuichetProcess]:
    """An installation with demo data of its own, removed afterwards."""
    with scratch("house") as folder:
        lay_out(folder / "data", demo=True)
        guichet = GuichetProcess(folder)
        try:
            guichet.start()
            yield guichet
        finally:
            guichet.stop()


def _environment(data: Path, port: int) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GUICHET_")}
    ours = {
        "GUICHET_DATA_DIR": str(data),
        "GUICHET_HTTP_PORT": str(port),
        "PYTHONPATH": str(ROOT / "src"),
    }
    return kept | ours
