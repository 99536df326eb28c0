"""By which words a canned reply is found: one normal form for what is stored and asked. Pure."""

import re
import unicodedata

LONGEST_KEY = 100
MOST_KEYS = 60
"""Words of one reply that are looked for: those of its title and short cut before its text's."""
MOST_WORDS = 5
"""Words of a question that are looked at."""
_WORD = re.compile(r"\w+")


def normal(text: str) -> str:
    """Without accents and case."""
    apart = unicodedata.normalize("NFKD", text)
    return "".join(one for one in apart if not unicodedata.combining(one)).casefold()


def keys_of(title: str, shortcut: str | None, text: str) -> tuple[str, ...]:
    """The words a reply is found by."""
    words = _WORD.findall(normal(f"{shortcut or ''} {title} {text}"))
    return tuple(dict.fromkeys(word[:LONGEST_KEY] for word in words))[:MOST_KEYS]


def words_of(question: str) -> tuple[str, ...]:
    """The beginnings of words a question asks for."""
    return tuple(word[:LONGEST_KEY] for word in _WORD.findall(normal(question)))[:MOST_WORDS]


def end_of(beginning: str) -> str:
    """A text after everything that begins so, in the order of code points."""
    return beginning + "\U0010ffff"
