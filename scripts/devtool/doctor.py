"""``./dev doctor``: what a machine lacks for working on Guichet, then ``guichet doctor``."""

import importlib.util
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence

from scripts.devtool import checks, places
from scripts.devtool.steps import paint

_ROOM = 4
"""Gigabytes that packages, builds, data and browser tests take."""


def doctor(_arguments: Sequence[str]) -> int:
    """Look, and say what to mend. Gives 1 when something must be mended before ``./dev up``."""
    broken = 0
    for name, good, words in _findings():
        mark = paint("ok  ", "32") if good else paint("mend", "31")
        print(f"{mark}  {name:<12} {words}")
        broken += not good
    if places.PYTHON.exists():
        environment = places.environment(GUICHET_DATA_DIR=str(places.data_folder()))
        command = [str(places.PYTHON), "-m", "guichet", "doctor"]
        sys.stdout.flush()
        broken += subprocess.run(command, env=environment, cwd=places.ROOT, check=False).returncode
    return 1 if broken else 0


def _findings() -> Iterator[tuple[str, bool, str]]:
    yield "python", True, sys.version.split()[0]
    yield _venv()
    yield _disk()
    yield "browser", True, checks.browser() or "none: browser tests are skipped (root installs it)"
    yield _index()


def _venv() -> tuple[str, bool, str]:
    if places.PYTHON.exists():
        return "environment", True, str(places.VENV)
    if importlib.util.find_spec("ensurepip"):
        return "environment", True, "not made yet: ./dev up makes it"
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    return "environment", False, f"run: apt-get install -y python{version}-venv"


def _disk() -> tuple[str, bool, str]:
    free = shutil.disk_usage(places.ROOT).free / 1e9
    return "disk", free > _ROOM, f"{free:.0f} GB free, {_ROOM} GB are used at most"


def _index() -> tuple[str, bool, str]:
    """Only whether a name resolves: packages may come from a mirror this tool knows nothing of."""
    if (places.VENV / "stamp").exists():
        return "packages", True, "installed"
    try:
        socket.getaddrinfo("pypi.org", 443)
    except OSError:
        return "packages", True, "pypi.org does not resolve: pip needs a mirror configured"
    return "packages", True, "pypi.org resolves"
