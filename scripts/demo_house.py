"""A Guichet with demo data of its own, started for as long as somebody looks at it."""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
START_LIMIT: Final = 180.0
"""Seconds within which it must be ready: it makes a database and tells a month of history."""
STOP_LIMIT: Final = 20.0
_READY: Final = re.compile(r"ready after .*?(http://\S+)")


class NotReady(Exception):
    """It ended, or took too long; the message is what it printed."""


@contextmanager
def demo_house(prepare: Callable[[Path], None] | None = None) -> Iterator[str]:
    """The address of a server with demo data, in a folder of its own, stopped at the end.
    ``prepare`` is given the folder of its data once it runs.

    :raises NotReady: it did not start.
    """
    # Short, and not under a home: the engines run as a user of their own.
    folder = Path(tempfile.mkdtemp(prefix="guichet-demo-"))
    folder.chmod(0o755)
    printed = folder / "printed"
    with printed.open("wb") as output:
        process = subprocess.Popen(  # its own words only
            [sys.executable, "-m", "guichet", "serve", "--demo"],
            cwd=ROOT,
            env=_environment(folder / "data"),
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        address = _address(process, printed)
        if prepare is not None:
            prepare(folder / "data")
        yield address
    finally:
        _stop(process)
        shutil.rmtree(folder, ignore_errors=True)


def _environment(data: Path) -> dict[str, str]:
    kept = {name: text for name, text in os.environ.items() if not name.startswith("GUICHET_")}
    path = os.pathsep.join(filter(None, [str(ROOT / "src"), kept.get("PYTHONPATH")]))
    own = {"GUICHET_DATA_DIR": str(data), "GUICHET_HTTP_PORT": "0", "PYTHONPATH": path}
    return {**kept, **own}


def _address(process: "subprocess.Popen[bytes]", printed: Path) -> str:
    deadline = time.monotonic() + START_LIMIT
    while time.monotonic() < deadline:
        if said := _READY.search(printed.read_text("utf-8", "replace")):
            return said.group(1).rstrip("/")
        if process.poll() is not None:
            break
        time.sleep(0.1)
    raise NotReady(printed.read_text("utf-8", "replace")[-2000:])


def _stop(process: "subprocess.Popen[bytes]") -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(STOP_LIMIT)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
