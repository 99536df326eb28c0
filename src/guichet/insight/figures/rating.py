"""The figures people read, from the sums that were counted. Pure; each formula has its sentence
in the texts, one click away on screen.

Definitions: service level is the share answered within the target of all offered, without those
who left within the short time; the mean speed of answer leaves out who was not answered; handling
is talk, hold and wrap-up; occupancy is busy time of busy and ready time (breaks excluded).
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class QueueRating:
    """What the sums of a queue over some time come to. None where nothing was counted to divide
    by: a share of nothing is no figure.
    """

    service_level: float | None
    """Between 0 and 1."""
    abandon_rate: float | None
    mean_wait_ms: int | None
    """Of those answered (ASA)."""
    mean_handling_ms: int | None
    """AHT: talk, hold and wrap-up of those handled."""
    promises_kept: float | None
    """Between 0 and 1: of the waits named to people, those within which they were answered."""


@dataclass(frozen=True, slots=True)
class AgentRating:
    """What the sums of an agent over some time come to."""

    occupancy: float | None
    """Between 0 and 1: busy of busy and ready time."""
    concurrency: float | None
    """Interactions in hand at once, on average, while busy."""


def rate_queue(sums: Mapping[str, int]) -> QueueRating:
    """The rating of a queue's sums."""
    handling = sums["talk_ms"] + sums["hold_ms"] + sums["wrap_ms"]
    return QueueRating(
        _share(sums["answered_within"], sums["offered"] - sums["abandoned_short"]),
        _share(sums["abandoned"], sums["offered"]),
        _mean(sums["wait_ms"], sums["answered"]),
        _mean(handling, sums["handled"]),
        _share(sums["promises_kept"], sums["promises"]),
    )


def rate_agent(sums: Mapping[str, int]) -> AgentRating:
    """The rating of an agent's sums."""
    return AgentRating(
        _share(sums["busy_ms"], sums["busy_ms"] + sums["ready_ms"]),
        _share(sums["slot_ms"], sums["busy_ms"]),
    )


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole > 0 else None


def _mean(total: int, count: int) -> int | None:
    return round(total / count) if count > 0 else None
