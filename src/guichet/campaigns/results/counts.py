"""Figures as sums: every recipient adds what stands in its row, so that what a change brings is the
difference of two rows, in whatever batches changes come. Pure.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, cast
from uuid import UUID

from guichet.campaigns.results.reasons import FAILED
from guichet.gateway.mass.types import MessageState

Counts = Mapping[str, int]
"""Sums by name: ``state:<state>``, ``why:<state>:<reason>``, ``unpaid:<state>:<reason>`` and
``charged`` (millionths), ``parts``, ``left``, ``replied``, ``clicked``, ``clicks``, ``opted_out``.
"""
NO_REASON: Final = "other"


@dataclass(frozen=True, slots=True)
class Row:
    """One recipient of a campaign, as far as figures go."""

    n: int
    """From 1: the place in the campaign."""
    message_id: UUID | None
    contact_id: UUID | None
    state: MessageState
    reason: str | None = None
    carrier_code: str | None = None
    parts: int = 0
    micros: int | None = None
    paid: bool = False
    left_at: datetime | None = None
    ended_at: datetime | None = None
    replied_at: datetime | None = None
    clicks: int = 0
    clicked_at: datetime | None = None
    opted_out_at: datetime | None = None


def counted(row: Row) -> dict[str, int]:
    """What one recipient adds; what is nothing may be left out."""
    found = {f"state:{row.state}": 1}
    if row.state == "held" or row.state in FAILED:
        found[f"why:{row.state}:{row.reason or NO_REASON}"] = 1
    if row.micros is not None and row.paid:
        found["charged"] = row.micros
    elif row.micros is not None and row.state in FAILED:
        found[f"unpaid:{row.state}:{row.reason or NO_REASON}"] = row.micros
    if row.paid and row.parts:
        found["parts"] = row.parts
    if row.left_at is not None:
        found["left"] = 1
    if row.replied_at is not None:
        found["replied"] = 1
    if row.clicks:
        found["clicked"], found["clicks"] = 1, row.clicks
    if row.opted_out_at is not None:
        found["opted_out"] = 1
    return found


def changed(counts: Counts, before: Iterable[Row], after: Iterable[Row]) -> dict[str, int]:
    """The sums once these rows were replaced; those that are nothing are left out."""
    found = defaultdict(int, counts)
    for row in after:
        for name, value in counted(row).items():
            found[name] += value
    for row in before:
        for name, value in counted(row).items():
            found[name] -= value
    return {name: value for name, value in sorted(found.items()) if value}


def by_state(counts: Counts) -> dict[MessageState, int]:
    """How many stand where, of those something is known of."""
    return {_state(name): value for name, value in counts.items() if name.startswith("state:")}


def _state(name: str) -> MessageState:
    return cast(MessageState, name.partition(":")[2])


def by_reason(counts: Counts, name: str = "why") -> dict[tuple[MessageState, str], int]:
    """How many wait or failed for which reason; with ``unpaid``: millionths not charged."""
    found: dict[tuple[MessageState, str], int] = {}
    for key, value in counts.items():
        kind, _, rest = key.partition(":")
        if kind == name:
            state, _, reason = rest.partition(":")
            found[_state(f"state:{state}"), reason] = value
    return found
