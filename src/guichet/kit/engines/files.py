"""Small files the engines keep: written whole or not at all, read from the end."""

import os
from pathlib import Path


def write_private(path: Path, text: str) -> None:
    """Write a file only its owner may read; it appears whole or not at all."""
    half = path.with_name(f".{path.name}.new")
    half.unlink(missing_ok=True)
    with os.fdopen(os.open(half, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
        file.write(text)
    half.replace(path)


def tail(path: Path, size: int = 8192) -> list[str]:
    """The last lines of a file, at most ``size`` bytes of them; none when it is missing."""
    try:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - size))
            return file.read().decode(errors="replace").splitlines()
    except OSError:
        return []
