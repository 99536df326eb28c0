"""What every generator of this folder shares: write the file, or say that it is out of date."""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def stale(texts: Mapping[Path, str]) -> list[str]:
    """Names, relative to the repository, of the files whose text is not the one given."""
    return [
        str(path.relative_to(ROOT))
        for path, text in texts.items()
        if not path.is_file() or path.read_text(encoding="utf-8") != text
    ]


def run(script: str, texts: Mapping[Path, str], arguments: Sequence[str]) -> int:
    """Write ``texts``, or with ``--check`` only compare. Gives the exit code: 1 when a file is
    out of date, after naming it and the command that mends it.
    """
    old = stale(texts)
    if "--check" in arguments:
        for name in old:
            print(f"{name} is out of date: run python {script}", file=sys.stderr)
        return 1 if old else 0
    for path, text in texts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    for name in old:
        print(f"wrote {name}")
    return 0
