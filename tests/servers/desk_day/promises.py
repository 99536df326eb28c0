"""The account of promises: each is told of once, and judged once, as what happened says."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import psycopg

from guichet.kit.events.types import Event
from tests.insight.figures import naive

MADE, SETTLED = "routing.promise.made", "routing.promise.settled"
TAKEN = "interactions.interaction.taken"
_ROWS = """
SELECT interaction_id::text, number, queue_id, at, high, outcome, settled_at
FROM promise ORDER BY interaction_id, number
"""

Key = tuple[str, datetime]
"""Interaction and time: nobody is told two waits in one instant."""


@dataclass(frozen=True)
class Promised:
    """One row of the table."""

    interaction: str
    number: int
    queue_id: UUID
    at: datetime
    high: int
    outcome: str | None
    settled_at: datetime | None

    @property
    def key(self) -> Key:
        return self.interaction, self.at

    @property
    def kept(self) -> bool | None:
        """Whether what was told came true, by whole seconds; none where nobody can know."""
        if self.settled_at is None:
            return None
        waited = max(0, round((self.settled_at - self.at).total_seconds()))
        if waited > self.high:
            return False
        return True if self.outcome == "answered" else None

    @property
    def figure(self) -> naive.Key:
        """Where it is counted."""
        return self.queue_id, naive.quarter(self.at)

    @property
    def sums(self) -> Mapping[str, int]:
        """As what it is counted."""
        if self.kept is None:
            return {}
        return {"promises": 1, "promises_kept": int(self.kept)}


def promises_in(owner: "psycopg.Connection[tuple[object, ...]]") -> Sequence[Promised]:
    """Everything the table holds."""
    return [Promised(*row) for row in owner.execute(_ROWS).fetchall()]  # type: ignore[arg-type]  # rows have no types


def balance(promises: Sequence[Promised], events: Sequence[Event]) -> Mapping[str, Sequence[str]]:
    """What does not come out even, by what is wrong: nothing is left when all is well."""
    rows = Counter(one.key for one in promises)
    made = Counter(_made(one) for one in events if one.kind == MADE)
    judged: dict[Key, list[object]] = {}
    for event in events:
        for key, kept in _settled(event):
            judged.setdefault(key, []).append(kept)
    numbers: dict[str, list[int]] = {}
    for one in promises:
        numbers.setdefault(one.interaction, []).append(one.number)
    return {
        "promises without an outcome": [str(one.key) for one in promises if not one.outcome],
        "kept and not told of once, or told of and not kept": _unlike(rows, made),
        "numbers with gaps": [
            key for key, found in numbers.items() if found != list(range(len(found)))
        ],
        "judged more or less than once": _unlike(
            rows, Counter({key: len(found) for key, found in judged.items()})
        ),
        "judged otherwise than what happened": [
            str(one) for one in promises if judged.get(one.key, [one.kept]) != [one.kept]
        ],
        "with an outcome the log does not tell": _untrue(promises, events),
    }


def _unlike(one: Counter[Key], other: Counter[Key]) -> Sequence[str]:
    return [str(key) for key in one.keys() | other.keys() if one[key] != other[key]]


def _made(event: Event) -> Key:
    item = event.payload["item"]
    assert isinstance(item, dict)
    return str(item["id"]), datetime.fromisoformat(str(item["at"]))


def _settled(event: Event) -> Sequence[tuple[Key, object]]:
    if event.kind != SETTLED:
        return []
    item, told = event.payload["item"], event.payload["promises"]
    assert isinstance(item, dict)
    assert isinstance(told, list)
    return [
        ((str(item["id"]), datetime.fromisoformat(str(one["at"]))), one["kept"])
        for one in told
        if isinstance(one, dict)
    ]


def _untrue(promises: Sequence[Promised], events: Sequence[Event]) -> Sequence[str]:
    """An answered one was taken by an agent at the time it was settled; of one who left, nobody
    took the request between the promise and its end.
    """
    taken: dict[str, list[datetime]] = {}
    for event in events:
        if event.kind == TAKEN:
            item = event.payload["item"]
            assert isinstance(item, dict)
            at = datetime.fromisoformat(str(item["taken_at"]))
            taken.setdefault(str(item["id"]), []).append(at)
    wrong = []
    for one in promises:
        if one.settled_at is None:
            continue
        times = taken.get(one.interaction, [])
        meanwhile = [at for at in times if one.at <= at <= one.settled_at]
        is_true = one.settled_at in times if one.outcome == "answered" else not meanwhile
        if not is_true:
            wrong.append(f"{one}, taken at {', '.join(map(str, times))}")
    return wrong
