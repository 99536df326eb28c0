"""Imports as the rest of Guichet sees them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from guichet.consent.types import ConsentMedium, Purpose

ImportKind = Literal["contacts", "events"]
ImportState = Literal[
    "uploading", "reading", "ready", "running", "stopped", "done", "undoing", "undone", "failed"
]
OnMatch = Literal["skip", "fill", "overwrite"]
"""What happens to a card that is known already: nothing, what lacks is filled in, or what the file
says counts.
"""
RowState = Literal["new", "changed", "same", "duplicate", "refused"]
"""What became of a row: a new card, a card that was known is other now or as it was, a person that
stood in the file before, or nothing, for the reasons named.
"""

PART = 4 * 1024 * 1024
"""The most bytes of one part of an upload."""
MOST_BYTES = 2 * 1024**3
LONGEST_PASTED = 200_000
LONGEST_FILE_NAME = 200
MOST_COLUMNS = 300
MOST_SAMPLES = 5
SHOWN = 20
"""Rows of the preview."""
LONGEST_SHOWN = 200
"""Characters shown of one cell."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the file, and what it seems to hold."""

    name: str
    samples: Sequence[str]
    meaning: str
    """As `meanings` says: ``phone``, ``attribute:points``, ``new_attribute:number``, ``ignore``."""
    certain: bool
    """Or worth a look."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How the file is written."""

    encoding: str
    """``utf-8`` or ``cp1252``; lines of the other kind are read, too."""
    separator: str
    header: bool
    begins: int = 0
    """Where the first row of people begins, in bytes."""
    quotes: bool = True
    """Quotation marks hold cells together; or are characters like others."""
    month_first: bool = False
    """Days are written as people of the United States do."""
    titles: int = 0
    """Rows above the names of the columns: they say what the list is, and are left out."""
    sheet: str | None = None
    """Of a spreadsheet with several sheets: the one that was read, no other is."""


@dataclass(frozen=True, slots=True)
class Agreed:
    """That the people of the list agreed, and what shows it."""

    purpose: Purpose
    medium: ConsentMedium
    source: str
    """Where they agreed: a form, a till, a fair."""
    date: date | None
    """When; none: the file has a column that says it for each."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be made of the file."""

    meanings: Sequence[str] = ()
    """Of each column, in their order."""
    territory: str = ""
    """Where telephone numbers without a country are of."""
    on_match: OnMatch = "fill"
    consent: Agreed | None = None
    list_id: UUID | None = None
    list_name: str | None = None
    """A list to be made at the start."""
    tags: Sequence[str] = ()
    event_type: str | None = None
    """Of past events, where no column says it."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of the rows so far."""

    new: int = 0
    changed: int = 0
    same: int = 0
    duplicates: int = 0
    refused: int = 0
    kept_refusals: int = 0
    """People who said stop: the file's agreement does not count for them."""
    kept: int = 0
    """Of an import that was undone: cards that stayed as they are, for somebody has changed or used
    them since.
    """

    def plus(self, other: "Counts") -> "Counts":
        """Both together."""
        return Counts(
            self.new + other.new,
            self.changed + other.changed,
            self.same + other.same,
            self.duplicates + other.duplicates,
            self.refused + other.refused,
            self.kept_refusals + other.kept_refusals,
            self.kept + other.kept,
        )


@dataclass(frozen=True, slots=True)
class Import:
    """A file on its way in."""

    id: UUID
    version: int
    kind: ImportKind
    file_name: str
    size: int
    """Bytes announced."""
    received: int
    state: ImportState
    created_at: datetime
    changed_at: datetime
    by_id: UUID | None
    by_name: str | None
    layout: Layout | None = None
    content_id: UUID | None = None
    """Where the file stands in storage once it was read; none: its parts are the file."""
    columns: Sequence[Column] = ()
    sample: Sequence[Sequence[str]] = ()
    """The first rows as they are."""
    plan: Plan = field(default_factory=Plan)
    rows: int | None = None
    done: int = 0
    cursor: int = 0
    """Bytes of the file that are dealt with."""
    counts: Counts = field(default_factory=Counts)
    undone: int = 0
    """Rows that were taken back, of an import that is being undone."""
    problem: str | None = None
    """Code of what keeps the file from being read."""
    started_at: datetime | None = None
    finished_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """One reason why a cell cannot be used."""

    column: int
    code: str
    params: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RowResult:
    """What became of one row."""

    n: int
    """Counted from 1, without the header."""
    state: RowState
    contact_id: UUID | None = None
    reasons: Sequence[Fault] = ()
    cells: Sequence[str] | None = None
    """Of a refused row, as it stood in the file."""
