"""A new channel is one folder and its tests: nothing else is edited, and all of it passes."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.generated import ROOT
from scripts.new_channel import PLACES, Unfit, make, words_of

KIND = "carrier_pigeon"
PARTS = ("src", "tests", "scripts", "benches", "pyproject.toml", ".importlinter")
LEFT_OUT = shutil.ignore_patterns("static", "__pycache__", "*.pyc")


def files_of(root: Path) -> dict[str, bytes]:
    """Every file below ``root`` with its content."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file()
    }


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the repository to make the channel in."""
    root = tmp_path_factory.mktemp("copy")
    for part in PARTS:
        source = ROOT / part
        if source.is_dir():
            shutil.copytree(source, root / part, ignore=LEFT_OUT)
        else:
            shutil.copy(source, root / part)
    return root


@pytest.fixture(scope="module")
def made(copy: Path) -> list[str]:
    """The new files; checks that no other file was touched."""
    before = files_of(copy)
    made = [path.relative_to(copy).as_posix() for path in make(KIND, copy)]
    after = files_of(copy)
    assert after.keys() - before.keys() == set(made)
    assert {name for name in before if before[name] != after[name]} == set()
    return made


def run(copy: Path, *command: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [str(Path(sys.executable).with_name(command[0])), *command[1:]],
        cwd=copy,
        env={**os.environ, "PYTHONPATH": str(copy / "src")},
        capture_output=True,
        text=True,
        check=False,
        timeout=110,
    )


def test_a_new_channel_is_its_folder_and_its_tests_and_nothing_else(made: list[str]) -> None:
    places = tuple(f"{place}/{KIND}/" for place in PLACES.values())
    assert all(name.startswith(places) for name in made)


def test_a_new_channel_passes_the_lint(copy: Path, made: list[str]) -> None:
    checks = [
        ("ruff", "check", "."),
        ("ruff", "format", "--check", *(name for name in made if name.endswith(".py"))),
        ("lint-imports", "--no-cache"),
    ]
    told = [run(copy, *command) for command in checks]
    assert [one.returncode for one in told] == [0, 0, 0], "".join(one.stdout for one in told)


def test_a_new_channel_meets_the_contract_and_its_own_cases(copy: Path, made: list[str]) -> None:
    told = run(
        copy,
        *("pytest", "-p", "no:xdist", "-rA", "tests/gateway/test_channel_contract.py"),
        *(f"tests/channels/{KIND}", "-k", KIND),
    )
    assert told.returncode == 0, told.stdout + told.stderr
    assert f"test_what_is_sent_reaches_the_person_unchanged[{KIND}]" in told.stdout
    assert "test_a_line_of_the_peer_is_read" in told.stdout


@pytest.mark.parametrize("kind", ["", "Webchat", "web-chat", "class", "a__b", "a" * 31, "webchat"])
def test_a_name_that_does_not_fit_writes_nothing(kind: str, tmp_path: Path) -> None:
    (tmp_path / PLACES["source"] / "webchat").mkdir(parents=True)
    before = files_of(tmp_path)
    with pytest.raises(Unfit):
        make(kind, tmp_path)
    assert files_of(tmp_path) == before


def test_the_words_of_a_channel_follow_from_its_name() -> None:
    words = words_of("carrier_pigeon")
    assert words == {"kind": KIND, "name": "CarrierPigeon", "title": "Carrier pigeon"}
