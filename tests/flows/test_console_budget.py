"""What a browser must fetch before somebody can work, measured on the built files."""

import gzip
import json
from pathlib import Path
from typing import Final

import pytest

FIRST_SCRIPTS: Final = 230_000
"""Bytes, compressed: the frame with everything but the screen itself; or the whole sign-in."""
FIRST_STYLES: Final = 45_000
SCREEN_SCRIPTS: Final = 130_000
"""Bytes, compressed, that any one screen may add to the frame."""

ENTRY: Final = "index.html"
FRAME: Final = "src/shell/ShellLayout.tsx"
SIGN_IN: Final = "src/screens/signin/SignInScreen.tsx"
FRENCH: Final = "src/locales/fr/index.ts"
"""The heavier of the two languages; a browser fetches one."""

Chunk = dict[str, object]
Manifest = dict[str, Chunk]


@pytest.fixture(scope="module")
def manifest(console_folder: Path) -> Manifest:
    """Which chunk needs which."""
    text = (console_folder / ".vite" / "manifest.json").read_text("utf-8")
    loaded: Manifest = json.loads(text)
    return loaded


def _needed(manifest: Manifest, name: str) -> set[str]:
    """``name`` and all it imports at once."""
    found: set[str] = set()
    left = [name]
    while left:
        one = left.pop()
        if one not in found:
            found.add(one)
            left += [str(other) for other in _list(manifest[one], "imports")]
    return found


def _list(chunk: Chunk, key: str) -> list[object]:
    value = chunk.get(key, [])
    assert isinstance(value, list)
    return value


def _weight(folder: Path, files: set[str]) -> int:
    return sum(len(gzip.compress((folder / name).read_bytes(), 9)) for name in files)


def _scripts(manifest: Manifest, chunks: set[str]) -> set[str]:
    return {str(manifest[name]["file"]) for name in chunks}


def _styles(manifest: Manifest, chunks: set[str]) -> set[str]:
    return {str(file) for name in chunks for file in _list(manifest[name], "css")}


def _all(manifest: Manifest, *names: str) -> set[str]:
    return set().union(*(_needed(manifest, name) for name in names))


@pytest.mark.parametrize("last", [FRAME, SIGN_IN])
def test_the_first_load_stays_within_its_budget(
    last: str, manifest: Manifest, console_folder: Path
) -> None:
    first = _all(manifest, ENTRY, FRENCH, last)
    assert _weight(console_folder, _scripts(manifest, first)) <= FIRST_SCRIPTS
    assert _weight(console_folder, _styles(manifest, first)) <= FIRST_STYLES


def test_no_screen_adds_more_than_its_budget(manifest: Manifest, console_folder: Path) -> None:
    frame = _all(manifest, ENTRY, FRAME)
    screens = [name for name in manifest if name.startswith("src/screens/")]
    assert screens
    weights = {
        name: _weight(console_folder, _scripts(manifest, _needed(manifest, name) - frame))
        for name in screens
    }
    assert {name: size for name, size in weights.items() if size > SCREEN_SCRIPTS} == {}
