"""Drafts as the desk shows them."""

from dataclasses import dataclass
from datetime import datetime

from guichet.files.types import FileRef


@dataclass(frozen=True, slots=True)
class Draft:
    """Words and files that were not sent."""

    text: str
    note: bool
    """To become a note between agents, not an answer."""
    saved_at: datetime
    files: tuple[FileRef, ...] = ()
