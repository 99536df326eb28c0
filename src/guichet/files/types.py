"""Files as the rest of Guichet sees them. Pure values."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

FileState = Literal["pending", "clean", "infected"]
"""``pending``: the virus scanner has not answered yet, nobody gets it. ``infected``: it was thrown
away, the entry stays. Without a scanner every file is ``clean``.
"""
UNUSED_FOR = timedelta(days=1)
"""How long a file may wait to become part of something."""
OwnerKind = Literal["visitor", "user", "key"]


@dataclass(frozen=True, slots=True)
class Upload:
    """What the sender says of a file. Nothing of it is believed but the name, once cleaned."""

    name: str
    declared_type: str | None = None
    size: int | None = None
    """Bytes, when the sender told: too large ones are refused before they are read."""


@dataclass(frozen=True, slots=True)
class FileRef:
    """A file as a message carries it."""

    id: UUID
    name: str
    media_type: str
    """Found in the content, never the sender's word."""
    size: int
    """Bytes."""
    state: FileState = "clean"
    width: int | None = None
    """Pixels, of an image."""
    height: int | None = None


@dataclass(frozen=True, slots=True)
class Owner:
    """Who sent a file: only they may put it into a message."""

    kind: OwnerKind
    key: str
    """The user's id, or for a visitor the entry point and their id."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that was taken in."""

    id: UUID
    version: int
    name: str
    media_type: str
    size: int
    sha256: str
    """Hexadecimal."""
    state: FileState
    owner: Owner
    created_at: datetime
    interaction_id: UUID | None
    """The conversation it became part of; until then it goes away after a day."""
    width: int | None = None
    height: int | None = None

    @property
    def ref(self) -> FileRef:
        """As a message carries it."""
        return FileRef(
            self.id, self.name, self.media_type, self.size, self.state, self.width, self.height
        )
