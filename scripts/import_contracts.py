"""Writes ``.importlinter``: who may import whom, from the layers below and the tree as it stands.

Run it after adding a ``models.py`` or ``repository.py``; ``--check`` only says whether the file
is up to date.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from scripts.generated import ROOT, run

SOURCE = ROOT / "src" / "guichet"
TARGET = ROOT / ".importlinter"

LAYERS = (
    ("(__main__)",),
    ("cli",),
    ("processes",),
    ("api", "live"),
    ("insight", "billing", "hooks"),
    ("desk", "campaigns", "assistance"),
    ("routing",),
    ("intake",),
    ("interactions", "knowledge"),
    ("crm", "agents"),
    ("channels",),
    ("gateway",),
    ("consent", "prices", "files"),
    ("accounts", "usage", "policies"),
    ("kit", "protocols"),
)
"""From the edge to the ground; packages on one line do not know each other."""

HEARTS = ("counting", "engine", "rating", "pacing", "states", "rights", "verdicts")
"""Names of files that decide and do nothing else."""

PRIVATE = ("models", "repository")
"""Names of files that only their own package may import."""

SERVICES = ("service", "repository", "types", "events", "models")
"""Names of files that know no HTTP, wherever they stand."""

WEB = ("fastapi", "starlette", "uvicorn", "websockets", "httptools")
DATABASE = ("sqlalchemy", "psycopg", "psycopg_pool", "alembic", "procrastinate")
OUTSIDE = ("nats", "httpx", "aiosmtplib", "obstore", "structlog")
LOOPS = ("asyncio", "uvloop", "threading", "multiprocessing", "concurrent")
MACHINE = (
    *("os", "io", "pathlib", "shutil", "tempfile", "subprocess", "signal", "socket", "ssl"),
    *("select", "selectors", "socketserver", "http", "urllib", "time", "random", "secrets"),
    *("logging",),
)

HEAD = """\
# Written by scripts/import_contracts.py from the layers it names; do not edit by hand.
[importlinter]
root_package = guichet
include_external_packages = True
"""


def packages() -> tuple[str, ...]:
    """All rooms, from the edge to the ground."""
    return tuple(name for line in LAYERS for name in line if not name.startswith("("))


def contract(name: str, title: str, kind: str, **options: tuple[str, ...] | str) -> str:
    """One section of the file; a tuple becomes one value a line."""
    lines = [f"[importlinter:contract:{name}]", f"name = {title}", f"type = {kind}"]
    for key, value in options.items():
        if isinstance(value, str):
            lines.append(f"{key} = {value}")
        else:
            lines += [f"{key} =", *(f"    {item}" for item in value)]
    return "\n".join(lines) + "\n"


def anywhere(names: tuple[str, ...]) -> tuple[str, ...]:
    """Expressions for files of these names in a room and one folder deeper."""
    return tuple(f"guichet.{stars}.{name}" for name in names for stars in ("*", "*.*"))


def fixed_contracts() -> Iterator[str]:
    """Those that do not depend on which files there are."""
    yield contract(
        "layers",
        "From the edge to the ground, a package imports only those below it",
        "layers",
        containers=("guichet",),
        layers=tuple(" | ".join(line) for line in LAYERS),
        exhaustive="True",
        exhaustive_ignores=("static",),
        broken_contract_guidance=(
            "Say it upwards as a domain event, or take a port that processes hands in."
        ),
    )
    yield contract(
        "channels-apart",
        "Channels do not know each other",
        "independence",
        modules=("guichet.channels.*",),
    )
    yield contract(
        "channels-unknown",
        "Nobody imports a channel; the registry finds them by folder",
        "protected",
        protected_modules=("guichet.channels",),
        allowed_importers=("guichet.channels",),
    )
    yield contract(
        "protocols-sans-io",
        "Protocols take bytes and give events: no sockets, loops, clocks or files",
        "forbidden",
        source_modules=("guichet.protocols",),
        forbidden_modules=(*WEB, *DATABASE, *OUTSIDE, *LOOPS, *MACHINE),
    )
    yield contract(
        "hearts-pure",
        "Pure decisions know no database, event loop or framework",
        "forbidden",
        source_modules=anywhere(HEARTS),
        forbidden_modules=(*WEB, *DATABASE, *OUTSIDE, *LOOPS),
    )
    yield contract(
        "services-no-http",
        "Services and what they stand on know no HTTP",
        "forbidden",
        source_modules=anywhere(SERVICES),
        forbidden_modules=(*WEB, "guichet.*.http"),
    )
    yield contract(
        "no-cycles",
        "No import cycle at any depth",
        "acyclic_siblings",
        ancestors=("guichet",),
        depth="10",
    )


def owner_of(module: str) -> str:
    """The package that may import a private module: the room, or one channel's folder."""
    parts = module.split(".")
    return ".".join(parts[:3]) if parts[1] == "channels" else ".".join(parts[:2])


def private_modules(source: Path) -> dict[str, list[str]]:
    """Private modules by the package that owns them, in order of their names."""
    found: dict[str, list[str]] = {}
    for path in sorted(source.rglob("*.py")):
        inside = path.relative_to(source.parent).with_suffix("")
        if inside.name in PRIVATE:
            module = ".".join(inside.parts)
            found.setdefault(owner_of(module), []).append(module)
    return found


def private_contracts(source: Path) -> Iterator[str]:
    """One for each package that keeps tables or statements of its own."""
    for owner, modules in private_modules(source).items():
        short = owner.removeprefix("guichet.")
        yield contract(
            "private-" + short.replace(".", "-"),
            f"Tables and statements of {short} are its own",
            "protected",
            protected_modules=tuple(modules),
            allowed_importers=(owner,),
            broken_contract_guidance=f"Call guichet.{short}.service instead.",
        )


def render(source: Path = SOURCE) -> str:
    """The whole file for the tree below ``source``."""
    return "\n".join([HEAD, *fixed_contracts(), *private_contracts(source)])


if __name__ == "__main__":
    sys.exit(run("scripts/import_contracts.py", {TARGET: render()}, sys.argv[1:]))
