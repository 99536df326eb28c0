"""What a visitor's browser must fetch, measured on the built files."""

import gzip
from pathlib import Path
from typing import Final

import pytest

from scripts.generated import ROOT

WIDGET: Final = ROOT / "src" / "guichet" / "static" / "widget"
LOADER: Final = 3 * 1024
"""Bytes, compressed: all a page that carries the tag asks for until somebody wants to talk."""
PANEL: Final = 18 * 1024
"""Bytes, compressed: code and styles of the panel."""
TEXTS: Final = 3_000
"""Bytes, compressed, of one language."""
ON_DEMAND: Final = 5_000
"""Bytes, compressed, of any part that is fetched when it is needed."""
EVERYTHING: Final = 31_000
"""Bytes, compressed: a visitor who was invited, filled in the form, sent files and judged."""


@pytest.fixture(scope="module")
def weights() -> dict[str, int]:
    """Each built file, with what it weighs compressed."""
    if not (WIDGET / "loader.js").is_file():
        pytest.skip("the widget is not built: ./dev up builds it")
    return {path.name: _weight(path) for path in WIDGET.rglob("*.js")}


def _weight(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), 9))


def _of(weights: dict[str, int], *begins: str) -> dict[str, int]:
    return {name: size for name, size in weights.items() if name.startswith(begins)}


def test_the_loader_and_the_panel_stay_within_their_budgets(weights: dict[str, int]) -> None:
    assert weights["loader.js"] <= LOADER
    (panel,) = _of(weights, "panel-").values()
    assert panel <= PANEL
    languages = _of(weights, "en-", "fr-")
    assert len(languages) == 2
    assert max(languages.values()) <= TEXTS


def test_what_comes_when_it_is_needed_stays_within_its_budget(weights: dict[str, int]) -> None:
    always = {"loader.js", *_of(weights, "panel-", "en-", "fr-")}
    parts = {name: size for name, size in weights.items() if name not in always}
    assert len(parts) >= 3
    assert {name: size for name, size in parts.items() if size > ON_DEMAND} == {}
    assert sum(weights.values()) - min(_of(weights, "en-", "fr-").values()) <= EVERYTHING
