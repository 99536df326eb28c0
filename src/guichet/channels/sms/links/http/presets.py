"""Routes over HTTP that need an account and nothing else."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True)
class Preset:
    """One public service."""

    key: str
    title: str
    source: str
    """The page its interface is described on."""
    asks: dict[str, str]
    """The settings an account there consists of, by the service's own words for them."""
    settings: dict[str, Any]


@cache
def presets() -> dict[str, Preset]:
    """All of them, by key."""
    text = files(__package__).joinpath("presets.toml").read_text("utf-8")
    return {
        key: Preset(key, one["title"], one["source"], one["asks"], one["settings"])
        for key, one in tomllib.loads(text).items()
    }
