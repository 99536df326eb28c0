"""Notes as the rest of Guichet sees them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from guichet.crm.types import By

LONGEST_NOTE = 10_000


@dataclass(frozen=True, slots=True)
class Note:
    """What somebody wrote down about a person."""

    id: UUID
    version: int
    contact_id: UUID
    text: str
    by: By
    at: datetime
    edited_at: datetime | None = None
    removed: bool = False


@dataclass(frozen=True, slots=True)
class Edition:
    """What a note said before somebody changed it."""

    version: int
    text: str
    replaced_at: datetime
    replaced_by: By
