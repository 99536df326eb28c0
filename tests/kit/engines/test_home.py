"""One data directory, one Guichet; its secret is made once."""

import os
import stat
from pathlib import Path

import pytest

from guichet.kit.engines.faults import EngineFault
from guichet.kit.engines.home import DataHome, InUse


def test_a_second_guichet_is_told_who_uses_the_directory(tmp_path: Path) -> None:
    home, other = DataHome(tmp_path / "data"), DataHome(tmp_path / "data")
    home.make()
    with home.locked():
        assert other.is_held()
        with (
            pytest.raises(InUse, match=f"in use by process {os.getpid()}; stop it"),
            other.locked(),
        ):
            pass
    assert not other.is_held()
    with other.locked():
        assert home.is_held()


def test_the_secret_is_made_once_and_private(tmp_path: Path) -> None:
    home = DataHome(tmp_path / "data")
    home.make()
    secret = home.secret()
    assert len(secret) >= 48
    assert DataHome(home.folder).secret() == secret
    assert stat.S_IMODE((home.folder / "secret").stat().st_mode) == 0o600


def test_a_directory_that_cannot_be_made_is_told_by_its_setting(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(EngineFault, match=r"GUICHET_DATA_DIR=.*/file/data: Not a directory"):
        DataHome(tmp_path / "file" / "data").make()
