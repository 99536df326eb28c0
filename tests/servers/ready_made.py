"""Data directories that only need to be started: each made once for a run, and copied for every
Guichet that is not about its first start.

Started as ``python -m tests.servers.ready_made FOLDER PID`` it makes the original, waits until
process PID is gone, and removes it. So a run that is killed leaves nothing behind.
"""

import asyncio
import os
import select
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

from tests.servers.guichet import environment, serving
from tests.servers.scratch import roomy_place
from tests.servers.shared import locked

ROOT: Final = Path(__file__).resolve().parents[2]
MADE_WITHIN: Final = 240.0
_makers: list["subprocess.Popen[bytes]"] = []
"""Those this process started: kept, so that none is reaped while it runs."""


def lay_out(target: Path, *, demo: bool = False) -> None:
    """Make ``target``, which must not exist yet, a data directory with a migrated database;
    ``demo``: also with the demo's data.
    """
    run_pid = os.getppid() if "PYTEST_XDIST_WORKER" in os.environ else os.getpid()
    kind = "demo" if demo else "empty"
    folder = Path(roomy_place()) / f"guichet-{kind}-{os.getuid()}-{run_pid}"
    with locked(folder.with_suffix(".lock")):
        if not (folder / "made").exists():
            _make(folder, run_pid)
    # By cp, which keeps the owners: as root the database belongs to an account of its own.
    subprocess.run(["cp", "-a", str(folder / "data"), str(target)], check=True)


def _make(folder: Path, run_pid: int) -> None:
    folder.mkdir(mode=0o711)
    command = [sys.executable, "-m", "tests.servers.ready_made", str(folder), str(run_pid)]
    variables = os.environ | {"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
    with tempfile.TemporaryFile() as log:
        maker = subprocess.Popen(
            command, stdout=log, stderr=log, start_new_session=True, cwd=ROOT, env=variables
        )
        _makers.append(maker)
        until = time.monotonic() + MADE_WITHIN
        while not (folder / "made").exists():
            if maker.poll() is not None or time.monotonic() > until:
                log.seek(0)
                raise RuntimeError(log.read().decode(errors="replace"))
            time.sleep(0.05)


async def _start_once(folder: Path) -> None:
    """The first start does all there is to do."""
    wanted = ["--demo"] if "-demo-" in folder.name else []
    async with serving(*wanted, env=environment(folder / "data")):
        pass


def main(folder: Path, pid: int) -> None:
    """Make it, and keep it while process ``pid`` lives."""
    run = os.pidfd_open(pid)
    try:
        asyncio.run(_start_once(folder))
        (folder / "made").touch()
        select.select([run], [], [])
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        folder.with_suffix(".lock").unlink(missing_ok=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
