"""What matters of a text: links, numbers, repetition. Pure."""

import hashlib
import re
import unicodedata
from typing import Final

from guichet.policies.presets import listed
from guichet.policies.stops import says_stop
from guichet.policies.types import TextFacts

_LINK: Final = re.compile(
    r"(?:https?://|www\.)?((?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24})"
    r"(?=[/:?#\s]|$|[.,!;)](?:\s|$))",
    re.IGNORECASE,
)
_MAY_LINK: Final = re.compile(r"\.[^\W\d_]{2}")
"""Whatever has no such place has no link: looked for first, for it costs far less."""
_NUMBER: Final = re.compile(r"(?<![\w+])(?:\+|00)?\d(?:[ .\-]?\d){7,14}(?!\w)")
_DIGITS: Final = re.compile(r"\d+")
_SPACE: Final = re.compile(r"\s+")


def facts_of(text: str, *, answerable: bool = False) -> TextFacts:
    """Everything the policies ask of a text."""
    hosts, public = hosts_in(text), listed("links")["shorteners"]
    return TextFacts(
        says_stop=says_stop(text),
        answerable=answerable,
        shorteners=tuple(host for host in hosts if host in public),
        numbers=numbers_in(text),
    )


def hosts_in(text: str) -> tuple[str, ...]:
    """The hosts of the links of a text, in small letters, without ``www.``, each once."""
    if not _MAY_LINK.search(text):
        return ()
    found = (match[1].casefold().removeprefix("www.") for match in _LINK.finditer(text))
    return tuple(dict.fromkeys(found))


def numbers_in(text: str) -> tuple[str, ...]:
    """Telephone numbers a text names, digits only, each once."""
    found = ("".join(_DIGITS.findall(match[0])) for match in _NUMBER.finditer(text))
    return tuple(dict.fromkeys(found))


def likeness_key(text: str) -> bytes:
    """Equal for texts that say the same: whatever their case, accents, spaces, and the numbers in
    them. What is counted by this key finds the same offer sent over and over.
    """
    plain = unicodedata.normalize("NFKD", text).casefold()
    bare = "".join(sign for sign in plain if not unicodedata.combining(sign))
    shape = _SPACE.sub(" ", _DIGITS.sub("0", bare)).strip()
    return hashlib.blake2b(shape.encode(), digest_size=16).digest()


def repeat_key(text: str, address: str) -> bytes:
    """Equal for one text to one address: sent twice within minutes it is a mistake."""
    return hashlib.blake2b(f"{address}\0{text}".encode(), digest_size=16).digest()
