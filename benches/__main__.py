"""``./dev bench NAME [--json]``: runs ``benches/NAME.py`` (``_`` for ``-``) and shows its figures.

A bench is a module with ``run(arguments) -> Mapping[str, float | int | str]``; its docstring
states the load. With ``--json`` the last line printed is one object:
``{"bench": NAME, "figures": {...}}``.
"""

import importlib
import json
import os
import platform
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

Figures = Mapping[str, float | int | str]


def names() -> list[str]:
    """The benches there are."""
    return sorted(path.stem.replace("_", "-") for path in Path(__file__).parent.glob("[a-z]*.py"))


def main(arguments: Sequence[str]) -> int:
    """Run one bench; gives the exit code."""
    as_json = "--json" in arguments
    named = [word for word in arguments if word != "--json"]
    if not named or named[0] not in names():
        print(f"usage: ./dev bench {{{','.join(names())}}} [--json]", file=sys.stderr)
        return 2
    module = importlib.import_module(f"benches.{named[0].replace('-', '_')}")
    print(f"{named[0]}: {(module.__doc__ or '').strip()}\n", flush=True)
    figures: Figures = module.run(named[1:])
    _show(figures)
    if as_json:
        print(json.dumps({"bench": named[0], "figures": dict(figures)}))
    return 0


def _show(figures: Figures) -> None:
    print(f"machine: {os.cpu_count()} cores, {platform.machine()}, {_load():.1f} busy before")
    for name, value in figures.items():
        shown = f"{value:,.3f}" if isinstance(value, float) else str(value)
        print(f"  {name:<36} {shown:>14}")


def _load() -> float:
    return os.getloadavg()[0]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
