"""What is installed: locked by hashes, without addresses, and a wheel that has everything."""

import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from scripts.generated import ROOT
from tests.house.sources import tracked

LOCKS = ("runtime.txt", "dev.txt")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def names(requirements: list[str]) -> set[str]:
    """Names of packages, written one way."""
    found = (re.match(r"[A-Za-z0-9._-]+", line) for line in requirements)
    return {re.sub(r"[-_.]+", "-", match.group()).lower() for match in found if match}


def locked(text: str) -> dict[str, str]:
    """The lock's entries: a package's name and everything said about it."""
    entries = re.split(r"\n(?=[A-Za-z0-9])", text.strip())
    return {name: entry for entry in entries for name in names([entry])}


@pytest.mark.parametrize("name", LOCKS)
def test_every_locked_package_has_its_version_and_hashes_and_no_address(name: str) -> None:
    text = (ROOT / "locks" / name).read_text(encoding="utf-8")
    assert "://" not in text
    loose = [
        package
        for package, entry in locked(text).items()
        if "==" not in entry or "--hash=sha256:" not in entry
    ]
    assert loose == []


def test_every_dependency_is_locked_and_the_two_locks_agree() -> None:
    runtime, dev = (locked((ROOT / "locks" / name).read_text(encoding="utf-8")) for name in LOCKS)
    wanted = names(PROJECT["project"]["dependencies"])
    assert wanted - runtime.keys() == set(), "renew the locks: see CONTRIBUTING.md"
    wanted |= names(PROJECT["dependency-groups"]["dev"])
    assert wanted - dev.keys() == set(), "renew the locks: see CONTRIBUTING.md"
    assert [name for name, entry in runtime.items() if dev.get(name) != entry] == []


def test_the_web_lock_carries_integrity_and_no_address() -> None:
    text = (ROOT / "web" / "package-lock.json").read_text(encoding="utf-8")
    assert not re.search(r'"resolved": "(?!apps/|packages/)', text)
    assert '"integrity"' in text


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """The wheel as it would be published, but for the web side."""
    target = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", target],
        cwd=ROOT,
        check=True,
        capture_output=True,
        timeout=120,
        env={**os.environ, "GUICHET_WEB": "none"},
    )
    return zipfile.ZipFile(next(Path(target).glob("*.whl")))


def test_the_wheel_holds_every_file_of_the_source_and_nothing_else(
    wheel: zipfile.ZipFile,
) -> None:
    inside = {name for name in wheel.namelist() if not name.startswith("guichet/static/")}
    wanted = {str(path.relative_to("src")) for path in tracked() if path.parts[0] == "src"}
    assert wanted - inside == set()
    strangers = {name for name in inside - wanted if ".dist-info/" not in name}
    assert strangers == set()


def test_the_wheel_carries_the_licence_and_the_program(wheel: zipfile.ZipFile) -> None:
    about = {name.split("/", 1)[1]: name for name in wheel.namelist() if ".dist-info/" in name}
    assert "licenses/LICENSE" in about
    program = wheel.read(about["entry_points.txt"]).decode()
    assert "guichet = guichet.cli:main" in program
