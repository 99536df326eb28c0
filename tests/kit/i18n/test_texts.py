"""Sentences in the reader's language."""

import ast
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet.kit.http.faults import OWN_CODES
from guichet.kit.i18n import LANGUAGES, Language, Texts, negotiate, sentence
from guichet.kit.i18n.texts import PACKAGE_ROOT, TextFault, installed


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "en"),
        ("", "en"),
        ("fr", "fr"),
        ("fr-RE, en;q=0.5", "fr"),
        ("de, fr;q=0.3, en;q=0.7", "en"),
        ("fr;q=0, en;q=0.1", "en"),
        ("fr;q=banana, en", "en"),
        ("pt-BR", "en"),
        ("FR-ca", "fr"),
        ("french", "en"),
    ],
)
def test_the_language_asked_for_is_answered(header: str | None, language: str) -> None:
    assert negotiate(header) == language


@given(st.text())
def test_any_header_gets_some_language(header: str) -> None:
    assert negotiate(header) in LANGUAGES


@pytest.mark.parametrize(
    ("language", "seconds", "end"),
    [
        ("en", 1, "1 second."),
        ("en", 0, "0 seconds."),
        ("fr", 0, "0 seconde."),
        ("fr", 2, "2 secondes."),
    ],
)
def test_a_number_decides_the_form(language: Language, seconds: int, end: str) -> None:
    assert sentence(language, "refusal.too_many", {"retry_after": seconds}).endswith(end)


def test_numbers_are_written_as_the_language_does() -> None:
    assert "1,048,576" in sentence("en", "fault.too_big", {"limit": 1_048_576})
    assert "1\u202f048\u202f576" in sentence("fr", "fault.too_big", {"limit": 1_048_576})


def test_a_parameter_is_never_read_as_a_template() -> None:
    assert (
        sentence("en", "fault.not_one_of", {"limit": "{limit}"}) == "This must be one of: {limit}."
    )


def test_a_missing_sentence_shows_its_key_rather_than_fail() -> None:
    assert sentence("fr", "refusal.never_written") == "refusal.never_written"


def test_two_packages_may_not_say_different_things_under_one_key(tmp_path: Path) -> None:
    for room, said in {"a": "One", "b": "Other"}.items():
        folder = tmp_path / room / "texts"
        folder.mkdir(parents=True)
        (folder / "en.json").write_text(json.dumps({"refusal.gone": said}))
    with pytest.raises(TextFault, match=r"refusal\.gone"):
        Texts.under(tmp_path)


def _has_text(key: str) -> bool:
    keys = installed().keys("en")
    return key in keys or f"{key}_other" in keys


def test_every_code_for_a_validation_error_has_a_text() -> None:
    assert [code for code in OWN_CODES | {"wrong_value"} if not _has_text(f"fault.{code}")] == []


def _default_codes(tree: ast.Module) -> list[str]:
    """The values given to ``default_code`` in class bodies."""
    found = []
    for node in ast.walk(tree):
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        value = getattr(node, "value", None)
        names = [getattr(target, "id", "") for target in targets]
        if "default_code" in names and isinstance(value, ast.Constant):
            found.append(str(value.value))
    return found


def test_every_kind_of_refusal_has_a_text() -> None:
    paths = sorted(PACKAGE_ROOT.rglob("*.py"))
    codes = [code for p in paths for code in _default_codes(ast.parse(p.read_text("utf-8")))]
    assert "not_found" in codes
    assert [code for code in codes if not _has_text(f"refusal.{code}")] == []
