"""Every import contract is proved to bite: the wrong import it names breaks it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.generated import ROOT
from scripts.import_contracts import render
from tests.house.imports import CONFIGURATION, Bad, contracts, holds, source_graph

WRONG: dict[str, tuple[tuple[Bad, ...], ...]] = {
    "layers": (
        (Bad("guichet.kit.clock", "guichet.accounts"),),
        (Bad("guichet.api", "guichet.live"),),
        (Bad("guichet.crm", "guichet.agents"),),
        (Bad("guichet.kit.clock", "guichet.protocols"),),
        (Bad("guichet.processes", "guichet.cli"),),
        (Bad("guichet.corridor", "guichet.kit"),),
    ),
    "channels-apart": ((Bad("guichet.channels.alpha", "guichet.channels.beta"),),),
    "channels-unknown": (
        (Bad("guichet.crm", "guichet.channels.alpha"),),
        (Bad("guichet.processes", "guichet.channels.alpha"),),
    ),
    "protocols-sans-io": tuple(
        (Bad("guichet.protocols.alpha", name),)
        for name in ("asyncio", "socket", "os", "time", "sqlalchemy", "httpx", "threading")
    ),
    "hearts-pure": (
        (Bad("guichet.routing.engine", "asyncio"),),
        (Bad("guichet.interactions.states", "guichet.kit.db.sessions"),),
        (Bad("guichet.channels.alpha.states", "nats"),),
        (Bad("guichet.accounts.rights", "fastapi"),),
    ),
    "services-no-http": (
        (Bad("guichet.desk.service", "fastapi"),),
        (Bad("guichet.desk.service", "guichet.accounts.http"),),
        (Bad("guichet.desk.service", "guichet.desk.a"), Bad("guichet.desk.a", "starlette")),
    ),
    "no-cycles": (
        (Bad("guichet.kit.a", "guichet.kit.b"), Bad("guichet.kit.b", "guichet.kit.a")),
        (Bad("guichet.desk.a.x", "guichet.desk.b"), Bad("guichet.desk.b", "guichet.desk.a.y")),
    ),
}


def private_ids() -> list[str]:
    return [name for name in contracts() if name.startswith("private-")]


def test_the_contracts_file_is_up_to_date() -> None:
    assert CONFIGURATION.read_text(encoding="utf-8") == render(), (
        "run python scripts/import_contracts.py and commit .importlinter"
    )


def test_every_contract_has_a_wrong_import_here() -> None:
    assert set(contracts()) - set(private_ids()) == set(WRONG)


@pytest.mark.parametrize("name", contracts())
def test_the_source_keeps_the_contract(name: str) -> None:
    assert holds(contracts()[name]), "run lint-imports to see where"


@pytest.mark.parametrize(
    ("name", "bad"), [(name, bad) for name, cases in WRONG.items() for bad in cases]
)
def test_a_wrong_import_breaks_the_contract(name: str, bad: tuple[Bad, ...]) -> None:
    assert not holds(contracts()[name], *bad)


@pytest.mark.parametrize("name", private_ids())
def test_a_stranger_importing_private_modules_breaks_the_contract(name: str) -> None:
    contract = contracts()[name]
    for module in contract.contract_options["protected_modules"]:
        assert not holds(contract, Bad("guichet.processes.stranger", str(module)))


def test_no_module_reaches_itself_through_its_own_package() -> None:
    """The one cycle the contract cannot see: ``__init__`` imports a child that imports it."""
    graph = source_graph()
    cycles = [
        (package, child)
        for package in graph.modules
        for child in graph.find_modules_directly_imported_by(package)
        if child.startswith(f"{package}.") and graph.chain_exists(child, package)
    ]
    assert not cycles, "import the child where it is needed, not in the package's __init__"


def spoil(tree: Path) -> None:
    """Write into ``tree`` one source file for each wrong import of ``WRONG``."""
    cases = [item for bads in WRONG.values() for bad in bads for item in bad]
    cases.append(Bad("guichet.desk.stranger", "guichet.crm.models"))
    for bad in cases:
        path = tree.joinpath(*bad.importer.split(".")).with_suffix(".py")
        if path.with_suffix("").is_dir():
            path = path.with_suffix("") / "__init__.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        for folder in path.relative_to(tree).parents[:-2]:
            (tree / folder / "__init__.py").touch()
        with path.open("a", encoding="utf-8") as file:
            file.write(f"\nimport {bad.imported}\n")
    for name in ("guichet/crm/models.py", "guichet/channels/beta.py", "guichet/accounts/http.py"):
        (tree / name).touch()
    for name in ("a/y", "b"):
        (tree / "guichet/desk" / f"{name}.py").touch()


def test_the_linter_itself_reports_every_contract_broken_in_a_spoilt_copy(tmp_path: Path) -> None:
    tree = tmp_path / "src"
    shutil.copytree(ROOT / "src", tree, ignore=shutil.ignore_patterns("static", "__pycache__"))
    spoil(tree)
    configuration = tmp_path / ".importlinter"
    configuration.write_text(render(tree / "guichet"), encoding="utf-8")
    ran = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache", "--config", configuration],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tree), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    wanted = {contracts(configuration)[name].name for name in [*WRONG, "private-crm"]}
    broken = {name for name in wanted if f"{name} BROKEN" in ran.stdout}
    assert ran.returncode == 1
    assert broken == wanted, ran.stdout + ran.stderr
