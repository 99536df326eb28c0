"""Codes as the rest of Guichet sees them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal
from uuid import UUID

from guichet.campaigns.codes.codec import code_of
from guichet.crm.types import By

State = Literal["good", "used", "expired"]
LONGEST_REFERENCE = 100
MOST_OWN: Final = 1_000_000
"""Codes a company may bring along for one campaign."""
MOST_BYTES: Final = 64 * 1024 * 1024
"""Of a file of codes."""
LONGEST_PASTED: Final = 200_000
"""Characters; more goes as a file."""
MOST_FILES: Final = 100
"""Files and pasted lists of one campaign."""
MOST_TOLD: Final = 50
"""Rows of a file that are named with the reason they were refused for."""
LONGEST_FILE_NAME: Final = 200
Reason = Literal["unfit", "twice", "elsewhere", "beyond"]
"""No code; twice in these rows, or brought along before; of another campaign; more than one
campaign may have.
"""
FileState = Literal["reading", "done", "failed", "removing"]


@dataclass(frozen=True, slots=True)
class Offer:
    """The codes of one campaign."""

    id: UUID
    campaign_id: UUID
    number: int
    """Among the company's, from 0."""
    secret: bytes
    ends_at: datetime | None
    """Codes are good until then."""
    created_at: datetime
    own: bool = False
    """The company brought its codes along: none is worked out."""

    def of(self, place: int) -> str:
        """The code of the recipient at ``place``, from 1; 0 is a test, which is never good."""
        return code_of(self.number, self.secret, place)


@dataclass(frozen=True, slots=True)
class Use:
    """A code was redeemed."""

    offer_id: UUID
    place: int
    at: datetime
    by: By
    reference: str | None
    """The company's own: a receipt, a till."""
    attempt: str | None = None
    """Of the till that used it: what it sends again is the same use."""

    def is_again(self, by: By, attempt: str | None) -> bool:
        """Whether this is the very use that ``by`` asks for."""
        same = (self.by.kind, self.by.id) == (by.kind, by.id)
        return same and attempt is not None and attempt == self.attempt


@dataclass(frozen=True, slots=True)
class Found:
    """A code that was made here."""

    code: str
    offer: Offer
    place: int
    contact_id: UUID | None
    use: Use | None
    state: State


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of the rows of a file so far."""

    taken: int = 0
    unfit: int = 0
    twice: int = 0
    elsewhere: int = 0
    beyond: int = 0


@dataclass(frozen=True, slots=True)
class RefusedCode:
    """A row that became no code."""

    row: int
    """Counted from 1, without the names of columns."""
    text: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class CodeFile:
    """Codes a company brought along at one time, for one campaign."""

    id: UUID
    version: int
    campaign_id: UUID
    name: str
    """Of the file; empty: pasted."""
    state: FileState
    content_id: UUID
    """Where it stands in storage, until it was read."""
    created_at: datetime
    changed_at: datetime
    by_name: str | None
    rows: int | None = None
    """How many there are; none: it was not counted yet."""
    done: int = 0
    counts: Counts = Counts()
    refused: Sequence[RefusedCode] = ()
    """The first of them."""
    problem: str | None = None
    """Code of what keeps it from being read."""


@dataclass(frozen=True, slots=True)
class OwnCodes:
    """Those a campaign has, as far as they were asked for."""

    there: int
    """How many there are."""
    reading: bool
    """More are on their way in."""
    codes: Mapping[int, str] = field(default_factory=dict)
    """By place."""
    instead: str = ""
    """What stands in a test text, and where there is no code."""

    def of(self, place: int) -> str:
        """The code of the recipient at ``place``."""
        return self.codes.get(place, self.instead)
