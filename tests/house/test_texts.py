"""Every text a person sees exists in both languages, with the same blanks to fill."""

import json
import re
from pathlib import Path, PurePosixPath

import pytest

from scripts.generated import ROOT
from tests.house.sources import Source, calls, parse, sources, tracked

BLANK = re.compile(r"\{\{?\s*(\w+)")
SENTENCE = 3
"""Words from which on a text that is the same in both languages was not translated."""
LITERAL = re.compile(
    r">\s*(?P<text>[A-Za-zÀ-ÿ][^<>{}=;()]*[A-Za-zÀ-ÿ])\s*</"
    r"|(?:aria-label|title|placeholder|label|alt|description)=\"(?P<attribute>[^\"]*[a-z] [^\"]*)\""
)
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
        if english[key] == french[key] and len(english[key].split()) >= SENTENCE:
            faults.append(f"{key}: the same in both languages")
        if set(BLANK.findall(english[key])) != set(BLANK.findall(french[key])):
            faults.append(f"{key}: not the same blanks in both languages")
    return faults


def english_files() -> list[PurePosixPath]:
    """``texts/en.json`` of the server's rooms, ``locales/en/*.json`` of the web side."""
    files = [path for path in tracked() if path.suffix == ".json"]
    return [path for path in files if path.name == "en.json" or path.parent.name == "en"]


def in_french(path: PurePosixPath) -> PurePosixPath:
    """The French counterpart of an English file."""
    if path.name == "en.json":
        return path.with_name("fr.json")
    return path.parent.with_name("fr") / path.name


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
        ({"a": "Good day, Sir"}, {"a": "Good day, Sir"}, 1),
        ({"a": "Passkey"}, {"a": "Passkey"}, 0),
        ({"n_one": "a", "n_other": "b"}, {"n_one": "a", "n_many": "c", "n_other": "b"}, 0),
    ],
)
def test_the_rule_finds_what_differs(english: object, french: object, count: int) -> None:
    assert len(differences(flat(english), flat(french))) == count


def test_both_languages_have_the_same_texts_with_the_same_blanks() -> None:
    faults = []
    for path in english_files():
        french = ROOT / in_french(path)
        faults += [
            f"{path}: {fault}"
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


def literals(text: str) -> list[str]:
    """Sentences written into a component instead of into the locales."""
    return [match["text"] or match["attribute"] for match in LITERAL.finditer(text)]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("<p>No request waits</p>", 1),
        ("<p>{t('empty')}</p>", 0),
        ('<input placeholder="Your name" />', 1),
        ('<input type="text" aria-label={t("name")} />', 0),
    ],
)
def test_a_sentence_written_into_a_component_is_found(text: str, count: int) -> None:
    assert len(literals(text)) == count


def test_components_take_their_sentences_from_the_locales() -> None:
    components = [path for path in tracked() if path.suffix == ".tsx" and ".test." not in path.name]
    faults = [
        f"{path}: move {literal!r} to the locales"
        for path in components
        for literal in literals((ROOT / path).read_text(encoding="utf-8"))
    ]
    assert not faults, "\n".join(faults)
