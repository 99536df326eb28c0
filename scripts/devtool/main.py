"""The commands of ``./dev``."""

import os
import sys
import textwrap
from collections.abc import Callable, Sequence

from scripts.devtool import doctor, places, setup, test, up
from scripts.devtool.steps import StepFailed, Steps

HELP = """\
./dev up [options of serve]   prepare this machine, start Guichet with demo data, say where to click
./dev test [pytest options]   every check and test; with options only the tests they choose
./dev lint [--fix]            style, types, import contracts, house rules, web lint
./dev bench NAME [--json]     measure; NAME is one of
                              {benches}
./dev soak [NAME]             the long tests, or one of them: router, million, desk, smpp-fuzz,
                              segments, texts
./dev seed                    demo data into the running Guichet of this checkout
./dev shots [FOLDER]          a picture of every main screen, both languages, light and dark
./dev new-channel NAME        the folder, test and cases of a new channel
./dev doctor                  what this machine lacks, and how to mend it
./dev help                    this page

Settings are environment variables, all in docs/reference/settings.md; those wanted most:
  GUICHET_HTTP_PORT=8470      the port      GUICHET_DATA_DIR={data}   the data
"""


COLUMN = 30
"""Where explanations begin."""


def show_help(_arguments: Sequence[str] = ()) -> int:
    """One screen."""
    benches = sorted(p.stem.replace("_", "-") for p in (places.ROOT / "benches").glob("[a-z]*.py"))
    named = f"\n{' ' * COLUMN}".join(textwrap.wrap(", ".join(benches), 110 - COLUMN))
    print(HELP.format(benches=named, data=places.data_folder()))
    return 0


def _module(name: str, *first: str) -> Callable[[Sequence[str]], int]:
    """Prepare, then become ``python -m name`` with the caller's arguments."""

    def command(arguments: Sequence[str]) -> int:
        setup.prepare(Steps(setup.COUNT))
        sys.stdout.flush()
        environment = places.environment(PYTHONPATH=str(places.ROOT / "src"))
        environment.setdefault("GUICHET_DATA_DIR", str(places.data_folder()))
        os.chdir(places.ROOT)
        program = str(places.PYTHON)
        os.execve(program, [program, "-m", name, *first, *arguments], environment)

    return command


COMMANDS: dict[str, Callable[[Sequence[str]], int]] = {
    "up": up.up,
    "test": test.test,
    "lint": test.lint,
    "soak": test.soak,
    "doctor": doctor.doctor,
    "bench": _module("benches"),
    "seed": _module("scripts.seed"),
    "shots": _module("scripts.shots"),
    "new-channel": _module("scripts.new_channel"),
    "help": show_help,
}


def main(arguments: Sequence[str]) -> int:
    """Run one command; gives the exit code."""
    name, *rest = arguments or ["help"]
    command = COMMANDS.get(name.removeprefix("--"))
    if command is None:
        print(f"dev: no such command: {name}\n", file=sys.stderr)
        show_help()
        return 2
    os.umask(0o022)
    try:
        return command(rest)
    except StepFailed:
        return 1
    except KeyboardInterrupt:
        print("\nstopped")
        return 130
