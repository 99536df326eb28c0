"""Folders in which servers of a test live: short paths, passable for the servers' account."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_WANTED = 2 * 1024**3


@contextmanager
def scratch(name: str) -> Iterator[Path]:
    """An empty folder, in memory where the machine has room for it, gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix=f"guichet-{name}-", dir=roomy_place()))
    folder.chmod(0o711)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def roomy_place() -> str:
    """Where such folders are made."""
    memory = Path("/dev/shm")
    usable = memory.is_dir() and os.access(memory, os.W_OK)
    roomy = usable and shutil.disk_usage(memory).free > _WANTED
    return str(memory) if roomy else "/tmp"
