"""What is generated is up to date: the sources are the truth, the pages follow."""

import re
from pathlib import Path

import pytest

from scripts import generated, text_counter
from scripts.references import METRIC_TYPES, texts
from tests.house.sources import calls, sources


def test_the_reference_pages_are_up_to_date() -> None:
    assert not generated.stale(texts()), "run python scripts/references.py and commit the pages"


def test_the_counter_of_texts_in_the_browser_has_the_servers_tables_and_cases() -> None:
    assert not generated.stale(text_counter.texts()), "run python scripts/text_counter.py"


def test_a_generator_writes_then_finds_nothing_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(generated, "ROOT", tmp_path)
    page = {tmp_path / "docs" / "page.md": "text\n"}
    assert generated.run("scripts/x.py", page, ["--check"]) == 1
    assert generated.run("scripts/x.py", page, []) == 0
    assert generated.run("scripts/x.py", page, ["--check"]) == 0


def test_a_generator_says_which_file_is_out_of_date_and_what_mends_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(generated, "ROOT", tmp_path)
    generated.run("scripts/x.py", {tmp_path / "page.md": "text\n"}, ["--check"])
    assert "page.md is out of date: run python scripts/x.py" in capsys.readouterr().err


def test_metrics_are_declared_where_their_reference_is_made_from() -> None:
    declared = [
        f"{source.path}: declare metrics in a file metrics.py, as literals named guichet_..."
        for source in sources("src")
        for name, call in calls(source)
        if name in METRIC_TYPES
        and not re.search(rf"^from collections import .*\b{name}\b", source.text, re.MULTILINE)
        and not (
            source.path.name == "metrics.py"
            and str(getattr(call.args[0], "value", "")).startswith("guichet_")
        )
    ]
    assert declared == []
