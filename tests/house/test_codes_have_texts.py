"""Every text a person sees exists in every language, and every code has its text."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from guichet.kit import errors
from guichet.kit.http.faults import OWN_CODES
from guichet.kit.i18n import LANGUAGES, Language
from guichet.kit.i18n.texts import PACKAGE_ROOT, installed

REFUSALS = {name for name, value in vars(errors).items() if isinstance(value, type)} - {
    "FieldFault",
    "Refusal",
}


def _trees() -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted(PACKAGE_ROOT.rglob("*.py")):
        yield path, ast.parse(path.read_text("utf-8"))


def _literal(node: ast.expr | None) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _called(node: ast.AST) -> str:
    if not isinstance(node, ast.Call):
        return ""
    return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")


def _refusal_classes() -> set[str]:
    """The refusals of the kit and every class anywhere that derives from one by name."""
    known = set(REFUSALS) | {"Refusal"}
    classes = [n for _, tree in _trees() for n in ast.walk(tree) if isinstance(n, ast.ClassDef)]
    for _ in range(3):
        known |= {c.name for c in classes if {getattr(b, "id", "") for b in c.bases} & known}
    return known


def _codes(tree: ast.Module, refusals: set[str]) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any(getattr(t, "id", "") == "default_code" for t in targets) and node.value:
                yield f"refusal.{_literal(node.value)}"
        if isinstance(node, ast.Call):
            place = {"TooMany": 1}.get(_called(node), 0) if _called(node) in refusals else None
            if place is not None and len(node.args) > place and (c := _literal(node.args[place])):
                yield f"refusal.{c}"
            if (
                _called(node) == "FieldFault"
                and len(node.args) > 1
                and (c := _literal(node.args[1]))
            ):
                yield f"fault.{c}"


def _used_keys() -> dict[str, Path]:
    refusals = _refusal_classes()
    return {key: path for path, tree in _trees() for key in _codes(tree, refusals)}


def test_every_language_has_the_same_keys() -> None:
    reference = installed().keys("en")
    for language in LANGUAGES:
        assert installed().keys(language) == reference


def test_every_language_uses_the_same_parameters() -> None:
    texts = installed()
    for key in texts.keys("en"):
        found = {language: texts.placeholders(language, key) for language in LANGUAGES}
        assert len(set(found.values())) == 1, (key, found)


def test_every_code_used_in_the_source_has_a_text() -> None:
    used = _used_keys()
    assert "refusal.not_found" in used
    assert "fault.bad_cursor" in used
    missing = {key: str(path) for key, path in used.items() if key not in installed().keys("en")}
    assert not missing


def test_every_code_for_a_validation_error_has_a_text() -> None:
    wanted = {f"fault.{code}" for code in OWN_CODES | {"wrong_value"}}
    assert wanted <= installed().keys("en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_plural_sentences_have_every_form_their_language_needs(language: Language) -> None:
    needed = {"en": {"one", "other"}, "fr": {"one", "many", "other"}}[language]
    for path in PACKAGE_ROOT.rglob(f"texts/{language}.json"):
        import json

        for key, sentence in json.loads(path.read_text("utf-8")).items():
            if not isinstance(sentence, str):
                assert set(sentence) == needed | {"by"}, f"{path}: {key}"
