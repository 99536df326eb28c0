"""Finds the models of all rooms."""

import importlib
import pkgutil

import guichet


def import_models() -> list[str]:
    """Import every ``guichet.**.models`` module, so that the metadata knows all tables.

    Gives the modules' names.
    """
    names = sorted(
        module.name
        for module in pkgutil.walk_packages(guichet.__path__, "guichet.")
        if module.name.endswith(".models")
    )
    for name in names:
        importlib.import_module(name)
    return names
