"""Whether words are written right, without asking anybody outside.

The dictionaries are those of pyspellchecker; each takes about a quarter of a second and 20 MB once
it is needed: ask in a thread.
"""

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Final, Protocol

from spellchecker import SpellChecker

from guichet.campaigns.advice.reading import Word
from guichet.campaigns.advice.types import Finding
from guichet.campaigns.advice.wordlists import known_words, text_speak
from guichet.campaigns.templates.language import plain_name
from guichet.kit.i18n.negotiation import LANGUAGES, Language

MOST_TOLD: Final = 20
_SHORTEST: Final = 3
_LONGEST: Final = 40
_ELIDED: Final = frozenset(
    {"l", "d", "j", "m", "t", "s", "n", "c", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu", "presqu"}
)


class Speller(Protocol):
    """A dictionary."""

    def knows(self, word: str) -> bool:
        """Whether ``word``, in small letters, is one."""
        ...

    def instead(self, word: str) -> str | None:
        """What may be meant by an unknown one."""
        ...


class Dictionary:
    """That of a language."""

    def __init__(self, language: Language) -> None:
        self._checker = SpellChecker(language=language, distance=1)
        self._more = known_words(language)

    def knows(self, word: str) -> bool:
        plain = _plain(word)
        return word in self._more or plain in self._more or bool(self._checker.known([plain]))

    def instead(self, word: str) -> str | None:
        found = self._checker.correction(_plain(word))
        return None if found is None or found == _plain(word) else found


@cache
def dictionary(language: Language) -> Speller:
    """The one of this process, read when it is first needed."""
    return Dictionary(language)


def language_of(words: Sequence[Word], ask: "Spellers") -> Language:
    """In which language most of the words are."""
    small = [one.text.lower() for one in words if one.text.isalpha()]
    counts = {each: sum(ask(each).knows(word) for word in small) for each in LANGUAGES}
    return "en" if counts["en"] > counts["fr"] else "fr"


class Spellers(Protocol):
    """Gives the dictionary of a language."""

    def __call__(self, language: Language) -> Speller: ...


def misspelt(
    words: Sequence[Word], language: Language, names: frozenset[str], ask: Spellers
) -> Sequence[Finding]:
    """What is not written right, and text-speak. Names are left alone: what begins with a capital
    within a sentence, and ``names``.
    """
    short = text_speak(language)
    found: list[Finding] = []
    for one in words:
        low = one.text.lower()
        if low in short:
            stands = {"word": one.text, "instead": short[low]}
            code = "text_speak" if short[low] else "text_speak_out"
            found.append(Finding(code, stands, one.place, short[low] or None))
        elif (
            plain_name(low) not in names and _is_checked(one) and not _is_right(low, ask(language))
        ):
            meant = ask(language).instead(low)
            code = "misspelt" if meant is None else "misspelt_meant"
            params = {"word": one.text} if meant is None else {"word": one.text, "instead": meant}
            found.append(Finding(code, params, one.place, meant))
    return found[:MOST_TOLD]


def _is_checked(one: Word) -> bool:
    if not _SHORTEST <= len(one.text) <= _LONGEST or any(sign.isdigit() for sign in one.text):
        return False
    if one.text.isupper():
        return False
    return one.begins or not one.text[0].isupper()


@lru_cache(maxsize=4_096)
def _parts(word: str) -> tuple[str, ...]:
    return tuple(part for part in word.replace("’", "'").replace("-", "'").split("'") if part)


def _is_right(word: str, speller: Speller) -> bool:
    plain = word.replace("’", "'")
    if speller.knows(plain):
        return True
    parts = _parts(plain)
    return len(parts) > 1 and all(
        len(part) < _SHORTEST or part in _ELIDED or speller.knows(part) for part in parts
    )


def _plain(word: str) -> str:
    """As the dictionaries write: without ligatures, with the straight apostrophe."""
    return word.replace("œ", "oe").replace("æ", "ae").replace("’", "'")
