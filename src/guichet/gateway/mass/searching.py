"""Which messages somebody looks for, and which fit. Pure.

Numbers and times are found by index. What a message's state is, and what its text says, is worked
out of what is read (decision 0241): a search looks at so many at a time and says where it stopped.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from guichet.gateway.mass import wordings
from guichet.gateway.mass.types import MessageState
from guichet.kit.ids import lowest_id_at

AT_A_TIME: Final = 200
MOST_LOOKED_AT: Final = 1_000
"""Messages of one answer: a search for what is not there costs no more."""


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for; nothing given fits everything."""

    addresses: Sequence[str] = ()
    since: datetime | None = None
    until: datetime | None = None
    states: frozenset[MessageState] = frozenset()
    tag: str | None = None
    text: str | None = None

    @property
    def is_narrow(self) -> bool:
        """Whether it takes more than an index to find."""
        return bool(self.states or self.tag or self.text)


def earlier(before: UUID | None, until: datetime | None) -> UUID | None:
    """The lower of two bounds."""
    bounds = [one for one in (before, lowest_id_at(until) if until else None) if one is not None]
    return min(bounds, default=None)


def state_fits(search: Search, state: MessageState) -> bool:
    """Whether a message in this state is looked for."""
    return not search.states or state in search.states


def wording_fits(
    search: Search, wording: Mapping[str, Any] | None, given: Mapping[str, str] | None
) -> bool:
    """Whether a message of this wording is looked for."""
    if not (search.tag or search.text):
        return True
    held = wordings.read(wording or {})
    if search.tag and search.tag not in held.tags:
        return False
    return not search.text or plain(search.text) in plain(wordings.worded(held.text, given))


def plain(text: str) -> str:
    """Small letters without accents: who looks for "ete" finds "Été"."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))
