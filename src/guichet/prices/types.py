"""Price lists: what tenants pay, what carriers charge."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

ListKind = Literal["sale", "cost"]
"""What a tenant pays; what a carrier charges."""

LONGEST_PREFIX = 15
MOST_ROWS = 50_000
"""Rows of one file."""


@dataclass(frozen=True, slots=True)
class PriceList:
    """A list. Its currency never changes."""

    id: UUID
    kind: ListKind
    name: str
    currency: str
    version: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class PriceRow:
    """What one part of a message costs to numbers that begin with ``prefix``, from an instant on.
    The longest prefix counts, and of its rows the last to begin.
    """

    prefix: str
    """Digits without the plus."""
    valid_from: datetime
    micros: int | None
    """Millionths of the list's currency; none: not served from then on."""


@dataclass(frozen=True, slots=True)
class StoredRow:
    """A row as it was written down. Of two for one prefix and instant the later revision counts."""

    row: PriceRow
    revision: int
    recorded_at: datetime
    by_name: str | None


@dataclass(frozen=True, slots=True)
class Assignment:
    """Which list a tenant pays by, from an instant on."""

    list_id: UUID
    valid_from: datetime
