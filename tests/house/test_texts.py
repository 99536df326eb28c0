"""Every text a person sees exists in both languages, with the same blanks to fill."""

import json
import re
from pathlib import Path, PurePosixPath

import pytest

from scripts.generated import ROOT
from tests.house.sources import Source, calls, parse, sources, tracked

BLANK = re.compile(r"\{\{?\s*(\w+)")
PLURAL = re.compile(r"_(zero|one|two|few|many|other)$")
REFUSALS = {
    "Conflict": "conflict",
    "FieldFault": "",
    "Forbidden": "forbidden",
    "Invalid": "invalid",
    "NotFound": "not_found",
    "NotSignedIn": "not_signed_in",
    "Refusal": "refused",
    "TooLarge": "too_large",
    "TooMany": "too_many",
    "Unavailable": "unavailable",
}

Texts = dict[str, str]


def flat(value: object, key: str = "") -> Texts:
    """A file of texts as one level: nested keys joined by dots, plural forms folded together."""
    if isinstance(value, dict):
        found: Texts = {}
        for name, inner in value.items():
            found.update(flat(inner, f"{key}.{name}" if key else str(name)))
        return found
    return {PLURAL.sub("", key): str(value)}


def differences(english: Texts, french: Texts) -> list[str]:
    """What is missing, empty or filled differently, as sentences."""
    faults = [f"{key}: no English" for key in sorted(french.keys() - english.keys())]
    faults += [f"{key}: no French" for key in sorted(english.keys() - french.keys())]
    for key in sorted(english.keys() & french.keys()):
        if not english[key].strip() or not french[key].strip():
            faults.append(f"{key}: empty")
        if set(BLANK.findall(english[key])) != set(BLANK.findall(french[key])):
            faults.append(f"{key}: not the same blanks in both languages")
    return faults


def english_files() -> list[PurePosixPath]:
    return [path for path in tracked() if path.name == "en.json"]


def read(path: Path) -> Texts:
    return flat(json.loads(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    ("english", "french", "count"),
    [
        ({"a": "Hello"}, {"a": "Bonjour"}, 0),
        ({"a": "Hello {name}"}, {"a": "Bonjour {nom}"}, 1),
        ({"a": "Hello {{name}}"}, {"a": "Bonjour {{name}}"}, 0),
        ({"a": {"b": "Hello"}}, {}, 1),
        ({"a": ""}, {"a": "Bonjour"}, 1),
        ({"n_one": "a", "n_other": "b"}, {"n_one": "a", "n_many": "c", "n_other": "b"}, 0),
    ],
)
def test_the_rule_finds_what_differs(english: object, french: object, count: int) -> None:
    assert len(differences(flat(english), flat(french))) == count


def test_both_languages_have_the_same_texts_with_the_same_blanks() -> None:
    faults = []
    for path in english_files():
        french = ROOT / path.with_name("fr.json")
        faults += [
            f"{path.parent}: {fault}"
            for fault in differences(read(ROOT / path), read(french) if french.is_file() else {})
        ]
    assert not faults, "\n".join(faults)


def refusal_keys(source: Source) -> dict[str, int]:
    """Keys of the sentences the file's refusals need, with the line that needs them."""
    needed: dict[str, int] = {}
    for name, call in calls(source):
        kind = name.split(".")[-1]
        if kind not in REFUSALS:
            continue
        place = 1 if kind in {"FieldFault", "TooMany"} else 0
        code = call.args[place] if len(call.args) > place else None
        literal = getattr(code, "value", None)
        if isinstance(literal, str):
            word = "fault" if kind == "FieldFault" else "refusal"
            needed.setdefault(f"{word}.{literal}", call.lineno)
    return needed


def test_the_keys_a_refusal_needs_are_read_from_its_call() -> None:
    text = 'Conflict("taken", (FieldFault("a/b", "too_long"),)); TooMany(3, "slow"); NotFound()'
    needed = refusal_keys(parse("src/guichet/desk/service.py", text))
    assert set(needed) == {"refusal.taken", "fault.too_long", "refusal.slow"}


def test_every_refusal_has_its_sentence_in_both_languages() -> None:
    server = [path for path in english_files() if path.parts[0] == "src"]
    known = {key for path in server for key in read(ROOT / path)}
    missing = [
        f"{source.path}:{line}: add {key} to the texts of this room"
        for source in sources("src")
        for key, line in refusal_keys(source).items()
        if key not in known
    ]
    missing += [
        f"src/guichet/kit: add refusal.{code}"
        for code in REFUSALS.values()
        if code and f"refusal.{code}" not in known
    ]
    assert not missing, "\n".join(missing)
