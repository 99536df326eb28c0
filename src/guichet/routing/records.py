"""Decisions as they are kept and shown: who could have had a request, and why it went as it did."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from guichet.interactions.types import Why
from guichet.kit.i18n import Language, sentence

Kind = Literal["offered", "expired", "withdrawn", "requeued", "returned"]


@dataclass(frozen=True, slots=True)
class Named:
    """An agent or a queue, as it was called then."""

    id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class KeptCandidate:
    """An agent who could have had it, by what they were compared, in this order."""

    agent: Named
    preference: int
    """Of the queue, in the agent's own order; the lower the sooner."""
    fit: int
    """How well the skills fit; the higher the sooner."""
    idle_since: datetime
    """The earlier the sooner."""


@dataclass(frozen=True, slots=True)
class Record:
    """One decision about an interaction."""

    id: UUID
    interaction_id: UUID
    at: datetime
    kind: Kind
    why: Why
    agent: Named | None = None
    queue: Named | None = None
    until: datetime | None = None
    candidates: Sequence[KeptCandidate] = ()
    """The chosen one first."""


def words(record: Record, language: Language) -> str:
    """The decision and its reason in one sentence."""
    queue = record.queue.name if record.queue else ""
    params: dict[str, str | int] = {
        "agent": record.agent.name if record.agent else "",
        "queue": queue,
        "to": queue,
        **record.why.params,
    }
    if "waited" in params:
        params["waited"] = _duration(int(params["waited"]))
    if "candidates" in params:
        params["count"] = int(params["candidates"])
    return sentence(language, f"routing.why.{record.why.code}", params)


def _duration(seconds: int) -> str:
    """As short as it can be said, in every language alike."""
    if seconds < 60:
        return f"{seconds} s"
    minutes, rest = divmod(seconds, 60)
    if minutes < 60:
        return f"{minutes} min {rest:02d} s" if minutes < 10 else f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes:02d}"
