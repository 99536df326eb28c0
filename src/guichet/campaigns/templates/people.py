"""What a template knows of one person. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from guichet.campaigns.templates.language import plain_name
from guichet.crm.attributes.types import AttributeValue
from guichet.crm.types import Contact, Said

_TITLES: Final = frozenset(
    {"m", "mr", "mme", "mlle", "mrs", "ms", "miss", "dr", "me", "pr", "monsieur", "madame"}
    | {"mademoiselle", "docteur", "maitre"}
)
_COMPANIES: Final = frozenset(
    {"sarl", "sas", "sasu", "eurl", "sa", "sci", "snc", "scea", "earl", "gaec", "ei", "eirl"}
    | {"ltd", "inc", "llc", "gmbh", "association", "mairie", "societe", "ste", "company"}
)
_SPACE: Final = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody a text goes to; of a number without a card nothing is known."""

    name: str | None = None
    language: str | None = None
    attributes: Mapping[str, AttributeValue] = field(default_factory=dict)


NOBODY: Final = Person()


def person_of(contact: Contact | Said) -> Person:
    """What the card says."""
    return Person(contact.name, contact.language, contact.attributes or {})


@lru_cache(maxsize=4_096)
def parts_of_name(name: str) -> tuple[str, str]:
    """First and last name of ``Marie Payet``, ``PAYET Marie``, ``Payet, Marie`` or
    ``Mme Marie Payet``; both empty for a company. One word alone is a first name; with a title
    (``Mme Payet``) it is the last one.
    """
    words = _SPACE.sub(" ", name).strip().split(" ")
    plain = [_plain(one) for one in words]
    if any(one in _COMPANIES for one in plain):
        return "", ""
    titled = len(words) > 1 and plain[0] in _TITLES
    if titled:
        words = words[1:]
    return _split(words, titled=titled)


def _plain(word: str) -> str:
    """As ``plain_name``, sooner where there is nothing to make plain."""
    return word.lower() if word.isascii() and word.isalnum() else plain_name(word)


def _split(words: Sequence[str], *, titled: bool) -> tuple[str, str]:
    if len(words) == 1:
        return ("", words[0]) if titled else (words[0], "")
    if words[0].endswith(","):
        return " ".join(words[1:]), words[0].rstrip(",")
    loud = [len(one) > 1 and one.isupper() for one in words]
    if any(loud) and not all(loud):
        first = next(one for one, is_loud in zip(words, loud, strict=True) if not is_loud)
        return first, " ".join(one for one, is_loud in zip(words, loud, strict=True) if is_loud)
    return words[0], " ".join(words[1:])
