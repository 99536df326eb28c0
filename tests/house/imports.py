"""The import contracts as objects, and a graph of the source that tests may spoil."""

from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import grimp
from importlinter.api import read_configuration
from importlinter.contracts.acyclic_siblings import AcyclicSiblingsContract
from importlinter.contracts.forbidden import ForbiddenContract
from importlinter.contracts.independence import IndependenceContract
from importlinter.contracts.layers import LayersContract
from importlinter.contracts.protected import ProtectedContract
from importlinter.domain.contract import Contract

from scripts.generated import ROOT

CONFIGURATION = ROOT / ".importlinter"

_TYPES: dict[str, type[Contract]] = {
    "acyclic_siblings": AcyclicSiblingsContract,
    "forbidden": ForbiddenContract,
    "independence": IndependenceContract,
    "layers": LayersContract,
    "protected": ProtectedContract,
}


@dataclass(frozen=True)
class Bad:
    """One import that must not be."""

    importer: str
    imported: str


@cache
def source_graph() -> grimp.ImportGraph:
    """Who imports whom in ``src/guichet``: built once, copied before it is spoilt."""
    return grimp.build_graph("guichet", include_external_packages=True, cache_dir=None)


def contracts(path: Path = CONFIGURATION) -> dict[str, Contract]:
    """All contracts of the file by their ids."""
    configuration = read_configuration(str(path))
    return {
        options["id"]: _TYPES[options["type"]](
            name=options["name"],
            session_options=configuration["session_options"],
            contract_options=options,
        )
        for options in configuration["contracts_options"]
    }


def holds(contract: Contract, *bad: Bad) -> bool:
    """Whether the contract holds over the source with the ``bad`` imports added."""
    graph = deepcopy(source_graph())
    for item in bad:
        for module in (item.importer, item.imported):
            _add_with_parents(graph, module)
        graph.add_import(
            importer=item.importer, imported=item.imported, line_number=1, line_contents="import"
        )
    return contract.check(graph, verbose=False).kept


def _add_with_parents(graph: grimp.ImportGraph, module: str) -> None:
    if not module.startswith("guichet"):
        return
    parts = module.split(".")
    for length in range(1, len(parts) + 1):
        graph.add_module(".".join(parts[:length]))
