"""What a web hook is."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal
from uuid import UUID

from guichet.kit.ids import TenantId

MOST_HOOKS: Final = 20
"""Of one tenant, those of call-back addresses not counted."""
MOST_CALLBACKS: Final = 100
"""Addresses that requests of one tenant may name."""
MOST_LANES: Final = 8
LONGEST_ADDRESS: Final = 2_000
OLD_SECRET_LASTS: Final = timedelta(hours=24)
"""How long bodies are signed with the secret before, too, unless somebody ends it."""

OffWhy = Literal["by_hand", "failing", "gone", "too_much"]
"""Somebody switched it off; two days without one success; the receiver answered 410; more waited
than is kept.
"""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a company decides of a hook."""

    address: str
    """The URL bodies are posted to."""
    kinds: tuple[str, ...]
    """Names of published events; ``group.*`` means all of a group, also those to come."""
    description: str = ""
    together: bool = False
    """Receipts come up to a hundred in one body."""
    lanes: int = 1
    """How many bodies may be under way at once. With 1 everything comes in order; with more what
    concerns one thing does.
    """
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class Hook:
    """A hook as it is shown: its secrets are nowhere."""

    tenant_id: TenantId
    id: UUID
    wishes: Wishes
    called_back: bool
    """Made from an address that a request named, not by hand."""
    off_why: OffWhy | None
    """None while it is on."""
    off_at: datetime | None
    old_until: datetime | None
    """Until when bodies carry a signature by the secret before, too."""
    created_by: UUID | None
    created_at: datetime
    version: int


@dataclass(frozen=True, slots=True)
class Boxes:
    """A hook's secrets, closed."""

    secret: bytes
    old_secret: bytes | None
    old_until: datetime | None


@dataclass(frozen=True, slots=True)
class NewSecret:
    """A hook with the only copy of its newest secret."""

    hook: Hook
    secret: str


@dataclass(frozen=True, slots=True)
class LineState:
    """How telling a hook goes."""

    waiting: int
    """Bodies not delivered yet."""
    dead: int
    """Bodies given up, as far as they are counted."""
    delivered: int
    """Since the hook was made."""
    failures: int
    """In a row."""
    failing_since: datetime | None
    """Without one success since."""
    next_at: datetime | None
    """When the next body is posted; none: nothing waits."""
    last_at: datetime | None
    last_ok_at: datetime | None
    last_status: int | None
    last_why: str | None
    """Why there was no good answer the last time, as a code; none: there was."""


def wants(kinds: Collection[str], name: str) -> bool:
    """Whether a hook with these ``kinds`` wants to hear of the published event ``name``."""
    return name in kinds or f"{name.partition('.')[0]}.*" in kinds
