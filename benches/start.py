"""From ``guichet serve`` to ready, and the memory of all its processes idle.

Load: a prepared data directory (migrated, empty), embedded PostgreSQL and NATS, all roles in one
process, five starts, the median counts; memory is the proportional set size (PSS) of Guichet and
every process below it, five seconds after the last start, nobody connected.
"""

import os
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

SOURCE = Path(__file__).resolve().parent.parent / "src"
STARTS = 5
SETTLING = 5.0
"""Seconds of idling before memory is read."""
_READY = re.compile(rb"ready after .*: (http\S+)")


def run(_arguments: Sequence[str]) -> dict[str, float | int | str]:
    """Measure; gives seconds and MiB."""
    with tempfile.TemporaryDirectory(prefix="guichet-bench-", dir=_parent()) as name:
        folder = Path(name)
        folder.chmod(0o711)
        with _guichet(folder / "data"):
            pass  # prepares the data directory
        seconds = [_timed(folder / "data") for _ in range(STARTS)]
        with _guichet(folder / "data") as (process, _):
            time.sleep(SETTLING)
            memory = _memory(process.pid)
    return {
        "seconds_to_ready": round(statistics.median(seconds), 3),
        "seconds_to_ready_worst": round(max(seconds), 3),
        "pss_mib": round(sum(memory.values()), 1),
        **{f"pss_mib_{program}": round(mib, 1) for program, mib in sorted(memory.items())},
    }


def _parent() -> str:
    """A disk root's PostgreSQL can reach."""
    return "/var/tmp"


def _timed(data: Path) -> float:
    with _guichet(data) as (_, seconds):
        return seconds


@contextmanager
def _guichet(data: Path) -> Iterator[tuple["subprocess.Popen[bytes]", float]]:
    """A ready Guichet, and how long ``/readyz`` took to answer after the process was started."""
    settings = {"GUICHET_DATA_DIR": str(data), "GUICHET_HTTP_PORT": "0", "PYTHONPATH": str(SOURCE)}
    begun = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "guichet", "serve"],
        env={**os.environ, **settings},
        stderr=subprocess.PIPE,
    )
    try:
        address = _address(process)
        with urllib.request.urlopen(f"{address}/readyz", timeout=10) as answer:
            answer.read()
        yield process, time.monotonic() - begun
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)


def _address(process: "subprocess.Popen[bytes]") -> str:
    assert process.stderr is not None
    for line in process.stderr:
        if told := _READY.search(line):
            return told[1].decode()
    raise RuntimeError("guichet serve ended before it was ready")


def _memory(pid: int) -> dict[str, float]:
    """MiB (PSS) of a process and all below it, by program."""
    memory: dict[str, float] = {}
    for one in _family(pid):
        rollup = Path(f"/proc/{one}/smaps_rollup").read_text()
        kilobytes = re.search(r"^Pss:\s+(\d+) kB", rollup, re.MULTILINE)
        program = Path(f"/proc/{one}/exe").readlink().name
        name = "guichet" if program.startswith("python") else program
        memory[name] = memory.get(name, 0.0) + (int(kilobytes[1]) / 1024 if kilobytes else 0.0)
    return memory


def _family(pid: int) -> Iterator[int]:
    yield pid
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            yield from _family(int(child))
