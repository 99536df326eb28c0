"""By which words a contact is found: the same normal form for what is stored and what is asked.

Pure. Accents and case do not matter; a phone number is found by its digits in international or
national form, whatever stands between them, and by its last ones.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from guichet.gateway.types import IdentityKind
from guichet.kit.phones import national_digits

LONGEST = 200
"""Characters of one key."""
MOST_WORDS = 5
"""Words of a question that are looked at."""
LAST_DIGITS = 4
"""The fewest last digits a number is found by."""
_WORD = re.compile(r"[^\s,;]+")
_PHONE = re.compile(r"\+?[\d\s().\-/]{4,}")
_BACKWARDS, _TAG, _COMPANY = "\x01", "\x02", "\x03"
"""In front of keys nobody types: digits from the end, tags, companies."""
NEVER_IN_KEYS = "\x04"
"""Stands between keys where several are told as one text."""


@dataclass(frozen=True, slots=True)
class Word:
    """One thing a contact must have: a key that begins with one of these, or is one of them."""

    beginnings: tuple[str, ...]
    exact: bool = False


def normal(text: str) -> str:
    """Without accents, case and width."""
    if text.isascii() and text.isprintable():
        return text[:LONGEST].lower()
    return _normal(text)


@lru_cache(maxsize=8192)
def _normal(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text)
    bare = "".join(one for one in apart if not unicodedata.combining(one))
    return re.sub(r"[\x00-\x08]", "", bare.casefold())[:LONGEST]


def keys_of(
    name: str | None, code: str, identities: Iterable[tuple[IdentityKind, str]] = ()
) -> frozenset[str]:
    """The keys of a contact a question may begin: the words of the name, the code, and by what it
    is known.
    """
    found = {*_words(name), normal(code)} if name else {normal(code)}
    for kind, value in identities:
        if kind == "phone":
            found.update(_phone_keys(value))
        else:
            found.add(normal(value))
    found.discard("")
    return frozenset(found)


def label_keys_of(tags: Iterable[str], company_id: UUID | None) -> frozenset[str]:
    """The keys a contact is filtered by."""
    found = {_TAG + normal(tag) for tag in tags}
    return frozenset(found | ({_COMPANY + str(company_id)} if company_id else set()))


@lru_cache(maxsize=8192)
def _words(name: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(normal(name)))


def _phone_keys(value: str) -> tuple[str, ...]:
    digits, home = value.lstrip("+"), national_digits(value)
    backwards = _BACKWARDS + digits[::-1]
    return (digits, backwards, home) if home else (digits, backwards)


def words_of(question: str) -> tuple[Word, ...]:
    """What a question asks for; nothing asks for everybody."""
    asked = question.strip()
    if _PHONE.fullmatch(asked):
        return (_number(asked),)
    return tuple(_word(word) for word in _WORD.findall(normal(asked))[:MOST_WORDS])


def tagged(tag: str) -> Word:
    """Asks for those with a tag."""
    return Word((_TAG + normal(tag),), exact=True)


def of_company(company_id: UUID) -> Word:
    """Asks for the people of a company."""
    return Word((_COMPANY + str(company_id),), exact=True)


def end_of(beginning: str) -> str:
    """A text after everything that begins so, in the order of code points."""
    return beginning + "\U0010ffff"


def _word(word: str) -> Word:
    return _number(word) if word.isdigit() and len(word) >= LAST_DIGITS else Word((word,))


def _number(asked: str) -> Word:
    """Digits: the beginning of a number as it is written here or abroad, or the end of one."""
    digits = re.sub(r"\D", "", asked.replace("(0)", ""))
    international = digits.removeprefix("00")
    if asked.startswith(("+", "00")):
        return Word((international,))
    if len(digits) < LAST_DIGITS:
        return Word((digits,))
    return Word((digits, _BACKWARDS + digits[::-1]))
