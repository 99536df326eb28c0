"""Invitations in figures."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Exposure:
    """A rule held for a visitor, who was shown the invitation or belongs to the control group."""

    rule: str
    unit: str
    kept: bool
    """The visitor is the same over pages and visits."""
    withheld: bool


@dataclass(frozen=True, slots=True)
class Purchase:
    """What a visitor bought, as the page tells it."""

    unit: str
    id: str
    amount: int | None
    currency: str | None


@dataclass(frozen=True, slots=True)
class Counted:
    """Visitors of one rule who are alike in ``withheld`` and ``kept``."""

    rule: str
    withheld: bool
    kept: bool
    visitors: int
    accepted: int
    dismissed: int
    buyers: int
    purchases: int


@dataclass(frozen=True, slots=True)
class Group:
    """Visitors one compares: known over pages, so that what they bought is theirs."""

    visitors: int = 0
    buyers: int = 0
    purchases: int = 0


@dataclass(frozen=True, slots=True)
class InvitationFigures:
    """What one rule came to, of the visitors it held for in a time."""

    rule: str
    shown: int
    """Visitors it was shown to, also those known on one page only."""
    accepted: int
    dismissed: int
    invited: Group
    control: Group


@dataclass(frozen=True, slots=True)
class Span:
    """Of an entry point, from ``since`` to before ``until``."""

    entry_point_id: UUID
    since: datetime
    until: datetime
