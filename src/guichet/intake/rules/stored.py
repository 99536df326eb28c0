"""Stored versions of rules, as the rest of Guichet sees them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from guichet.intake.rules.types import Reason, Rules
from guichet.kit.errors import FieldFault

KEPT = 50
"""Published versions that are kept."""


@dataclass(frozen=True, slots=True)
class By:
    """Who changed rules, as named then."""

    id: UUID | None
    name: str


@dataclass(frozen=True, slots=True)
class Published:
    """One version that was, or is, in force. Number 0 are the rules nobody made: none."""

    number: int
    rules: Rules
    at: datetime | None
    by: By | None
    note: str = ""
    restored: int | None = None
    """The older version whose rules these are, when it was gone back to."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody is working on; with what is published when nobody is."""

    version: int
    rules: Rules
    based_on: int
    """The published version it began with."""
    differs: bool
    """There is something to publish."""
    at: datetime | None
    by: By | None
    faults: tuple[FieldFault, ...] = ()
    """What keeps it from being published."""


@dataclass(frozen=True, slots=True)
class Match:
    """A rule that held for one request."""

    place: int
    """In the rules of that version, counted from 1."""
    name: str
    reasons: Sequence[Reason]


NO_RULES_YET = Published(0, (), None, None)
