"""Rehearsals as the rest of Guichet sees them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, Literal
from uuid import UUID

from guichet.insight.rehearsal.waits import WaitEffect
from guichet.intake.rules.types import Rules

SPAN: Final = timedelta(days=30)
"""How far back requests are looked at."""
MOST_EXAMPLES: Final = 10
KEPT: Final = 20
"""Rehearsals of a tenant that are kept."""
SILENT: Final = timedelta(seconds=30)
"""A rehearsal that says nothing for so long has died with its process."""

State = Literal["waiting", "running", "done", "cancelled", "failed"]
OVER: Final = frozenset({"done", "cancelled", "failed"})
Change = Literal["queue", "priority", "skills", "agent"]
CHANGES: Final[tuple[Change, ...]] = ("queue", "priority", "skills", "agent")


@dataclass(frozen=True, slots=True)
class Example:
    """A request the rules would treat otherwise."""

    interaction_id: UUID
    at: datetime
    contact: str
    """What the person is called."""
    before: UUID | None
    """Its queue; None: the usual one."""
    after: UUID | None
    rules: tuple[int, ...]
    """Places of the rules that now hold, counted from 1."""


@dataclass(slots=True)
class RuleCount:
    """What one rule does."""

    matches: int = 0
    decides: int = 0
    """It was the one that chose the queue."""


@dataclass(slots=True)
class Unanswerable:
    """Requests that need what nobody in their queue has."""

    before: int = 0
    after: int = 0
    examples: list[Example] = field(default_factory=list)


@dataclass(slots=True)
class Effect:
    """What a draft would have changed."""

    total: int = 0
    changed: int = 0
    """Requests with at least one change."""
    changes: dict[Change, int] = field(default_factory=lambda: dict.fromkeys(CHANGES, 0))
    rules: list[RuleCount] = field(default_factory=list)
    """One for each rule of the draft, in its order."""
    flows: dict[tuple[UUID | None, UUID | None], int] = field(default_factory=dict)
    """How many went from one queue to another, or stayed."""
    examples: dict[Change, list[Example]] = field(
        default_factory=lambda: {change: [] for change in CHANGES}
    )
    unanswerable: Unanswerable = field(default_factory=Unanswerable)
    waits: Sequence[WaitEffect] = ()
    """Of the queues whose requests would not be the same."""


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """One rehearsal, under way or over."""

    id: UUID
    version: int
    state: State
    rules: Rules
    number: int
    """The version in force it is compared with."""
    done: int
    total: int
    effect: Mapping[str, Any] | None
    """The effect as shown, once it is done."""
    created_at: datetime
    told_at: datetime
    """When it last said how far it is."""
    finished_at: datetime | None
