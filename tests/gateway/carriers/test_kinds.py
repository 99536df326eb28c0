"""Kinds of link are found by folder."""

from pathlib import Path

import pytest

from guichet.gateway.carriers.kinds import discover
from tests.gateway.carriers.lines import LineLink

FRONT = """
from guichet.gateway.mass.contract import Links
from tests.gateway.carriers.lines import LineLink
LINKS = Links({"line": LineLink})
"""


def test_every_channel_with_links_names_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    links = tmp_path / "some_channels" / "pigeon" / "links"
    links.mkdir(parents=True)
    (tmp_path / "some_channels" / "__init__.py").touch()
    (tmp_path / "some_channels" / "quiet").mkdir()
    (links / "__init__.py").write_text(FRONT)
    monkeypatch.syspath_prepend(tmp_path)
    kinds = discover("some_channels")
    assert kinds.all() == {"line": LineLink}
    assert kinds.find("gone") is None
