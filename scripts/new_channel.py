"""``./dev new-channel NAME``: the folder, test and cases of a new channel, passing from the start.

The example speaks lines of JSON over TCP. It meets the whole contract, so that what the peer
really speaks can replace it step by step with the contract's tests green.
"""

import keyword
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from string import Template

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from scripts.generated import ROOT

TEMPLATE = Path(__file__).resolve().parent / "channel_template"
PLACES = {"source": "src/guichet/channels", "tests": "tests/channels"}
NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")


class Unfit(Exception):
    """The name cannot be taken; says why."""


def words_of(kind: str) -> dict[str, str]:
    """The words of the template: ``kind``, the class's ``name`` and the ``title`` people see."""
    parts = kind.split("_")
    return {
        "kind": kind,
        "name": "".join(part.capitalize() for part in parts),
        "title": " ".join(parts).capitalize(),
    }


def check(kind: str, root: Path) -> None:
    """Whether a channel may be called ``kind``. Raises ``Unfit``."""
    if not NAME.fullmatch(kind) or keyword.iskeyword(kind) or len(kind) > 30:
        raise Unfit(f"{kind!r}: take lower-case letters, digits and single underscores, at most 30")
    for place in PLACES.values():
        if (root / place / kind).exists():
            raise Unfit(f"{place}/{kind} is there already")


def make(kind: str, root: Path = ROOT) -> list[Path]:
    """Write the channel ``kind`` below ``root``; gives the new files. Raises ``Unfit``, and then
    nothing was written.
    """
    check(kind, root)
    words, made = words_of(kind), []
    for part, place in PLACES.items():
        for source in sorted((TEMPLATE / part).rglob("*.txt")):
            target = root / place / kind / source.relative_to(TEMPLATE / part).with_suffix("")
            target.parent.mkdir(parents=True, exist_ok=True)
            text = Template(source.read_text(encoding="utf-8")).substitute(words)
            target.write_text(text, encoding="utf-8")
            made.append(target)
    _format(made, root)
    return made


def _format(made: Sequence[Path], root: Path) -> None:
    """Lines break where the house breaks them, however long the name is."""
    python = [str(path) for path in made if path.suffix == ".py"]
    command = [sys.executable, "-m", "ruff", "format", "-q", "--no-cache", *python]
    subprocess.run(command, cwd=root, check=True)


def main(arguments: Sequence[str]) -> int:
    """Make the channel named on the command line and say what to do next."""
    if len(arguments) != 1 or arguments[0].startswith("-"):
        print("usage: ./dev new-channel NAME", file=sys.stderr)
        return 2
    kind = arguments[0]
    try:
        made = make(kind)
    except Unfit as fault:
        print(f"new-channel: {fault}", file=sys.stderr)
        return 2
    for path in made:
        print(f"   {path.relative_to(ROOT)}")
    print(f"\nIt works already:  ./dev test tests/gateway/test_channel_contract.py -k {kind}")
    print("Next: docs/how-to/add-a-channel.md")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
