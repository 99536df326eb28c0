"""Words that advice knows besides the dictionaries."""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

from guichet.kit.i18n.negotiation import Language

_DATA: Final = Path(__file__).parent / "data" / "words.json"


def text_speak(language: Language) -> Mapping[str, str]:
    """Abbreviations and what they stand for; an empty text: better nothing."""
    found: Mapping[str, str] = _all()["text_speak"][language]
    return found


def known_words(language: Language) -> frozenset[str]:
    """Words of trade and of places that the dictionary lacks."""
    return _known(language)


def action_words(language: Language) -> Sequence[str]:
    """Verbs that say what to do."""
    found: Sequence[str] = _all()["action"][language]
    return found


def time_words(language: Language) -> Sequence[str]:
    """What says when."""
    found: Sequence[str] = _all()["when"][language]
    return found


@cache
def _known(language: Language) -> frozenset[str]:
    return frozenset(_all()["known"][language])


@cache
def _all() -> Mapping[str, Any]:
    held: Mapping[str, Any] = json.loads(_DATA.read_text(encoding="utf-8"))
    return held
