"""The catalogue of texts: ``texts/{en,fr}.json`` of every package, found by folder.

A file maps keys to sentences. ``{name}`` stands for a parameter; ``{name:money}``, ``{name:day}``
and ``{name:moment}`` for an amount (``0.4 EUR``), a day (``2026-11-26``) or a time on some clock
(``2026-11-26 17:30``), which the sentence writes as its readers do (``0,40 €``). A sentence that
depends on a number has one key for each CLDR plural form of its language, as in the console's own
texts; the number is the parameter ``count``, or else the only whole number among the parameters::

    "refusal.too_many_one": "Try again in {retry_after} second.",
    "refusal.too_many_other": "Try again in {retry_after} seconds."
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
from guichet.kit.i18n.writing import written

Params = Mapping[str, str | int]

PACKAGE_ROOT = Path(__file__).parents[2]

_PLACEHOLDER = re.compile(r"\{(\w+)(?::(money|day|moment))?\}")
_log = structlog.get_logger(__name__)


class TextFault(Exception):
    """Two packages say different things under one key, or a file is no catalogue."""


class Texts:
    """All sentences of all languages."""

    def __init__(self, sentences: Mapping[Language, Mapping[str, str]]) -> None:
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

    def render(self, language: Language, key: str, params: Params | None = None) -> str:
        """The sentence ``key`` with its parameters filled in.

        Never fails: a missing sentence is logged and its key shown, for an answer with an ugly
        text is better than none.
        """
        form = self._form(language, key, params or {})
        if form is None:
            _log.error("text_missing", key=key, language=language)
            return key
        return _filled(form, language, params or {})

    def _form(self, language: Language, key: str, params: Params) -> str | None:
        sentences = self._sentences[language]
        if key in sentences:
            return sentences[key]
        category = Locale(language).plural_form(_number(params))
        return sentences.get(f"{key}_{category}", sentences.get(f"{key}_other"))


def sentence(language: Language, key: str, params: Params | None = None) -> str:
    """The sentence ``key`` of Guichet in ``language``; see :meth:`Texts.render`."""
    return installed().render(language, key, params)


@cache
def installed() -> Texts:
    """The texts of the installed program, read once."""
    return Texts.under(PACKAGE_ROOT)


def _gather(root: Path, language: Language) -> dict[str, str]:
    gathered: dict[str, str] = {}
    for path in sorted(root.rglob(f"texts/{language}.json")):
        for key, said in _entries(path):
            if gathered.setdefault(key, said) != said:
                raise TextFault(f"{path}: {key} says something else in another package")
    return gathered


def _entries(path: Path) -> Iterator[tuple[str, str]]:
    entries = json.loads(path.read_text("utf-8"))
    if not isinstance(entries, dict):
        raise TextFault(f"{path}: not an object")
    yield from entries.items()


def _number(params: Params) -> int:
    numbers = (params.get("count"), *params.values())
    return next((number for number in numbers if isinstance(number, int)), 0)


def _filled(form: str, language: Language, params: Params) -> str:
    def value(match: re.Match[str]) -> str:
        found = params.get(match[1], match[0])
        if isinstance(found, int):
            return format_decimal(found, locale=language)
        return written(found, match[2], language) if match[2] else found

    return _PLACEHOLDER.sub(value, form)
