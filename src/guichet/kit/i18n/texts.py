"""The catalogue of texts: ``texts/{en,fr}.json`` of every package, found by folder.

A file maps keys to sentences. ``{name}`` stands for a parameter. A sentence that depends on a
number is an object with the CLDR plural forms of its language, and ``by`` naming the parameter
that decides::

    {"refusal.too_many": {"by": "retry_after",
                          "one": "Try again in one second.",
                          "other": "Try again in {retry_after} seconds."}}
"""

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import structlog
from babel import Locale
from babel.numbers import format_decimal

from guichet.kit.i18n.negotiation import LANGUAGES, Language

Sentence = str | Mapping[str, str]
Params = Mapping[str, str | int]

PACKAGE_ROOT = Path(__file__).parents[2]

_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_log = structlog.get_logger(__name__)


class TextFault(Exception):
    """Two packages say different things under one key, or a file is no catalogue."""


class Texts:
    """All sentences of all languages."""

    def __init__(self, sentences: Mapping[Language, Mapping[str, Sentence]]) -> None:
        self._sentences = sentences

    @classmethod
    def under(cls, root: Path) -> "Texts":
        """The texts of every package below ``root``.

        :raises TextFault: when a key has two different sentences in one language.
        """
        return cls({language: _gather(root, language) for language in LANGUAGES})

    def keys(self, language: Language) -> frozenset[str]:
        """Every key there is a sentence for."""
        return frozenset(self._sentences[language])

    def placeholders(self, language: Language, key: str) -> frozenset[str]:
        """The names of the parameters a sentence uses."""
        sentence = self._sentences[language][key]
        if isinstance(sentence, str):
            return frozenset(_PLACEHOLDER.findall(sentence))
        found = {name for form in sentence.values() for name in _PLACEHOLDER.findall(form)}
        return frozenset(found | {sentence["by"]})

    def render(self, language: Language, key: str, params: Params | None = None) -> str:
        """The sentence ``key`` with its parameters filled in.

        Never fails: a missing sentence is logged and its key shown, for an answer with an ugly
        text is better than none.
        """
        sentence = self._sentences[language].get(key)
        if sentence is None:
            _log.error("text_missing", key=key, language=language)
            return key
        return _filled(_form(sentence, language, params or {}), language, params or {})


def text(language: Language, key: str, params: Params | None = None) -> str:
    """The sentence ``key`` of Guichet in ``language``; see :meth:`Texts.render`."""
    return installed().render(language, key, params)


@cache
def installed() -> Texts:
    """The texts of the installed program, read once."""
    return Texts.under(PACKAGE_ROOT)


def _gather(root: Path, language: Language) -> dict[str, Sentence]:
    gathered: dict[str, Sentence] = {}
    for path in sorted(root.rglob(f"texts/{language}.json")):
        for key, sentence in _entries(path):
            if gathered.setdefault(key, sentence) != sentence:
                raise TextFault(f"{path}: {key} says something else in another package")
    return gathered


def _entries(path: Path) -> Iterator[tuple[str, Sentence]]:
    entries = json.loads(path.read_text("utf-8"))
    if not isinstance(entries, dict):
        raise TextFault(f"{path}: not an object")
    yield from entries.items()


def _form(sentence: Sentence, language: Language, params: Params) -> str:
    if isinstance(sentence, str):
        return sentence
    number = params.get(sentence["by"], 0)
    category = Locale(language).plural_form(number) if isinstance(number, int) else "other"
    return sentence.get(category, sentence["other"])


def _filled(sentence: str, language: Language, params: Params) -> str:
    def value(match: re.Match[str]) -> str:
        found = params.get(match[1], match[0])
        return format_decimal(found, locale=language) if isinstance(found, int) else found

    return _PLACEHOLDER.sub(value, sentence)
