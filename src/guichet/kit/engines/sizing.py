"""How much memory and disk an embedded server may take for itself."""

import os
from pathlib import Path
from typing import Final

MIB: Final = 1024 * 1024
LEAST: Final = 128
"""Mebibytes PostgreSQL keeps pages in, on the smallest machine."""
MOST: Final = 2_048
"""Beyond this the system's own cache of files does as well."""
SHARE: Final = 8
"""One part in so many of the machine's memory. It is taken page by page, as tables are read."""
LONGEST_LOG: Final = 4_096
"""Mebibytes of log after which a checkpoint begins, at most and, on a small disk, at least:"""
SHORTEST_LOG: Final = 1_024
_BOUNDS: Final = (
    Path("/sys/fs/cgroup/memory.max"),
    Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"),
)


def shared_buffers(memory: int) -> str:
    """PostgreSQL's ``shared_buffers`` on a machine with so many bytes of memory. Pure."""
    return f"{max(LEAST, min(MOST, memory // MIB // SHARE))}MB"


def max_wal_size(disk: int) -> str:
    """PostgreSQL's ``max_wal_size`` on a disk of so many bytes. Pure."""
    return f"{max(SHORTEST_LOG, min(LONGEST_LOG, disk // MIB // (2 * SHARE)))}MB"


def memory(bounds: tuple[Path, ...] = _BOUNDS) -> int:
    """Bytes this process may use: the machine's, or less in a container that has a bound."""
    whole = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return min(whole, *(found for one in bounds if (found := _bound(one)) is not None), whole)


def _bound(file: Path) -> int | None:
    try:
        written = file.read_text("ascii").strip()
    except OSError:
        return None
    return int(written) if written.isdecimal() else None
