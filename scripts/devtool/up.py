"""``./dev up``: everything prepared, Guichet with demo data in the foreground."""

import contextlib
import ctypes
import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Sequence
from pathlib import Path

from scripts.devtool import places, setup
from scripts.devtool.steps import Progress, StepFailed, Steps, log_file, paint

_READY = re.compile(r"^guichet: ready after .*: (http\S+)$", re.MULTILINE)
_START_LIMIT = 600.0
"""Seconds: recovery after a crash and the first demo data included."""


def up(arguments: Sequence[str]) -> int:
    """Prepare, start, tell where to click, and stay until Ctrl-C. Further arguments go to
    ``guichet serve``.
    """
    steps = Steps(setup.COUNT + 1)
    setup.prepare(steps)
    with steps.step("Guichet") as progress:
        process = _start(arguments)
        try:
            address = _until_ready(process, progress)
        except BaseException:
            _stop(process)
            raise
        progress.result = "ready"
    _greet(address, steps.total())
    return _stay(process)


def _start(arguments: Sequence[str]) -> "subprocess.Popen[bytes]":
    _end_orphan()
    data = str(places.data_folder())
    with log_file("guichet").open("wb") as log:
        process = subprocess.Popen(
            [str(places.PYTHON), "-m", "guichet", "serve", "--demo", *arguments],
            cwd=places.ROOT,
            env=places.environment(GUICHET_DATA_DIR=data),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C reaches this tool alone, which passes it on once
            preexec_fn=_die_with_parent,  # noqa: PLW1509 - no threads here
        )
    _pid_file().write_text(str(process.pid))
    return process


def _die_with_parent() -> None:
    """``kill -9`` of this tool ends Guichet too (Linux: prctl PR_SET_PDEATHSIG)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, int(signal.SIGTERM), 0, 0, 0)


def _pid_file() -> Path:
    return places.STATE / "guichet.pid"


def _end_orphan() -> None:
    """Wait for a Guichet of this checkout whose tool was killed: it is about to end."""
    try:
        pid = int(_pid_file().read_text())
        command = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        orphan = Path(f"/proc/{pid}/cwd").readlink() == places.ROOT and b"guichet" in command
    except (OSError, ValueError):
        return
    if orphan and _parent(pid) == 1:
        os.kill(pid, signal.SIGTERM)
        limit = time.monotonic() + 30
        while Path(f"/proc/{pid}/cwd").exists() and time.monotonic() < limit:
            time.sleep(0.05)


def _parent(pid: int) -> int:
    with contextlib.suppress(OSError, ValueError, IndexError):
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    return 0


def _until_ready(process: "subprocess.Popen[bytes]", progress: Progress) -> str:
    """Wait for Guichet's own word that it is ready; gives its address."""
    limit = time.monotonic() + _START_LIMIT
    while not (told := _READY.search(_log().read_text(errors="replace"))):
        if process.poll() is not None:
            raise StepFailed(f"mend what Guichet says: {_last_line()}", _log())
        if time.monotonic() > limit:
            raise StepFailed("Guichet did not become ready; see the log", _log())
        progress.news(_last_line())
        time.sleep(0.05)
    return told[1]


def _log() -> Path:
    return places.LOGS / "guichet.log"


def _last_line() -> str:
    lines = _log().read_text(errors="replace").strip().splitlines()
    return lines[-1].removeprefix("guichet: ") if lines else "starting"


def _greet(address: str, seconds: float) -> None:
    print(f"\nGuichet is ready after {seconds:.0f} s: {paint(address, '32')}\n")
    for who in _demo_sign_ins(address):
        print(f"   {who['role']:<20} {who['email']:<32} {who['password']}")
    print(f"\n   shop        {address}/demo/shop\n   telephones  {address}/demo/telephones")
    print(f"\n   data  {places.data_folder()}\n   log   {_log()}")
    print("   Ctrl-C stops everything.\n", flush=True)


def _demo_sign_ins(address: str) -> list[dict[str, str]]:
    try:
        with urllib.request.urlopen(f"{address}/api/v1/sign-in/options", timeout=10) as answer:
            found = json.load(answer).get("demo")
    except (OSError, ValueError):
        found = None
    return found or []


def _stay(process: "subprocess.Popen[bytes]") -> int:
    """Wait for its end; Ctrl-C and SIGTERM are passed on, a second one insists."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: process.send_signal(signal.SIGINT))
    code = process.wait()
    print("Guichet has stopped." if code == 0 else f"Guichet ended with {code}: {_last_line()}")
    return code


def _stop(process: "subprocess.Popen[bytes]") -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
        process.wait()
