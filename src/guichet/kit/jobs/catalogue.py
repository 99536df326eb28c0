"""Finds the jobs all rooms declare."""

import importlib
import pkgutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import guichet
from guichet.kit.jobs.declared import Job, PeriodicJob

AnyJob = Job[Any]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The jobs of a program."""

    jobs: tuple[AnyJob, ...]
    periodic: tuple[PeriodicJob, ...]


def discover() -> Catalogue:
    """Import every ``guichet.**.jobs`` module and collect what it declares.

    :raises ValueError: two jobs have one name
    """
    return collect(importlib.import_module(name) for name in _modules())


def collect(modules: Iterable[ModuleType]) -> Catalogue:
    """The jobs declared in some modules.

    :raises ValueError: two jobs have one name
    """
    found = [item for module in modules for item in vars(module).values()]
    jobs = tuple(item for item in found if isinstance(item, Job))
    periodic = tuple(item for item in found if isinstance(item, PeriodicJob))
    names = [*(item.name for item in jobs), *(item.name for item in periodic)]
    if twice := {name for name in names if names.count(name) > 1}:
        raise ValueError(f"two jobs are called {', '.join(sorted(twice))}")
    return Catalogue(jobs, periodic)


def _modules() -> Iterator[str]:
    for module in pkgutil.walk_packages(guichet.__path__, "guichet."):
        if module.name.endswith(".jobs") and module.name != "guichet.kit.jobs":
            yield module.name
