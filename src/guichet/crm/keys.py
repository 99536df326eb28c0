"""By which words a contact is found: the same normal form for what is stored and what is asked.

Pure. Accents and case do not matter; a phone number is found by its digits, whatever stands
between them.
"""

import re
import unicodedata

LONGEST = 200
"""Characters of one key."""
MOST_WORDS = 5
"""Words of a question that are looked at."""
_WORD = re.compile(r"[^\s,;]+")
_PHONE = re.compile(r"\+?[\d\s().\-/]{4,}")


def normal(text: str) -> str:
    """Without accents, case and width."""
    apart = unicodedata.normalize("NFKD", text)
    bare = "".join(one for one in apart if not unicodedata.combining(one))
    return bare.casefold().replace("\x00", "")[:LONGEST]


def keys_of(name: str | None, code: str, values: tuple[str, ...]) -> frozenset[str]:
    """All keys of a contact: the words of the name, the code, and by what it is known."""
    words = _WORD.findall(normal(name or ""))
    found = {*words, normal(code), *map(normal, values)}
    return frozenset(found | {key.lstrip("+") for key in found} - {""})


def words_of(question: str) -> tuple[str, ...]:
    """The beginnings of keys a question asks for; nothing asks for everybody."""
    asked = question.strip()
    if _PHONE.fullmatch(asked):
        return (re.sub(r"\D", "", asked),)
    return tuple(_WORD.findall(normal(asked)))[:MOST_WORDS]


def end_of(beginning: str) -> str:
    """A text after everything that begins so, in the order of code points."""
    return beginning + "\U0010ffff"
