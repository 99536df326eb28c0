"""One history of a person over every medium: the port its sources fulfil, and how they are woven.

A source gives entries of one or more kinds, the newest first. All ids are of version 7, so that
the id of an entry is its place: one cursor for all sources. Sources of the rooms around are handed
in at ``processes``.
"""

import heapq
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Protocol
from uuid import UUID

from guichet.kit.events.types import Json
from guichet.kit.work import Work


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened with a person."""

    id: UUID
    """Its place: unique in the history, greater for what came later."""
    kind: str
    """What it is, one of its source's ``kinds``."""
    at: datetime
    value: Mapping[str, Json]
    """The public value of that kind."""


class HistorySource(Protocol):
    """Where a part of people's history comes from."""

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of entry it gives, such as ``interaction``."""
        ...

    async def before(
        self, work: Work, people: Sequence[UUID], place: UUID | None, limit: int
    ) -> Sequence[Entry]:
        """Up to ``limit`` entries of these contact ids below ``place``, the newest first."""
        ...


async def history(
    work: Work,
    sources: Collection[HistorySource],
    people: Sequence[UUID],
    *,
    kinds: frozenset[str] | None,
    place: UUID | None,
    limit: int,
) -> list[Entry]:
    """The newest ``limit`` entries below ``place``, of these ``kinds`` or of all."""
    asked = [one for one in sources if kinds is None or one.kinds & kinds]
    found = [await one.before(work, people, place, limit) for one in asked]
    woven = heapq.merge(*found, key=lambda entry: entry.id, reverse=True)
    wanted = (entry for entry in woven if kinds is None or entry.kind in kinds)
    return list(islice(wanted, limit))
