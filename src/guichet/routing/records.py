"""Decisions as they are kept and shown: who could have had a request, and why it went as it did."""

from collections.abc import Mapping, Sequence
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
    params: Mapping[str, str] = record.why.params
    return sentence(
        language,
        f"routing.why.{record.why.code}",
        {
            "agent": record.agent.name if record.agent else "",
            "queue": record.queue.name if record.queue else "",
            **{name: _number(value) for name, value in params.items()},
        },
    )


def _number(value: str) -> str | int:
    return int(value) if value.isdecimal() else value
