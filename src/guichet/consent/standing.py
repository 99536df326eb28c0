"""Who refuses, from everything that was ever decided about their addresses. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from guichet.consent.types import Decision


@dataclass(frozen=True, slots=True)
class Word:
    """What was once decided about an address, for the purpose and medium that are asked."""

    address_hash: bytes
    decision: Decision
    at: datetime
    entry_id: UUID


def refusing(words: Iterable[Word]) -> frozenset[bytes]:
    """The addresses whose last word is no, in whatever order the words come."""
    last: dict[bytes, Word] = {}
    for word in words:
        known = last.get(word.address_hash)
        if known is None or (known.at, known.entry_id) < (word.at, word.entry_id):
            last[word.address_hash] = word
    return frozenset(one for one, word in last.items() if word.decision == "withdrawn")
