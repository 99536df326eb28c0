"""What is looked at before it goes, and what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from guichet.kit.ids import TenantId

ReviewState = Literal["waiting", "approved", "refused"]
MOST_TEXTS = 5
"""Different texts shown of one review."""
LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class Sample:
    """A text that waits, with the name or number it is to come from."""

    text: str
    sender: str | None


@dataclass(frozen=True, slots=True)
class Review:
    """The offers of one company that wait for a look, or waited."""

    id: UUID
    tenant_id: TenantId
    version: int
    state: ReviewState
    samples: Sequence[Sample]
    """The first few different ones."""
    recipients: int
    """How many messages wait for it, or waited."""
    asked_at: datetime
    expected_at: datetime
    """By when the platform means to have looked."""
    decided_at: datetime | None = None
    by_name: str | None = None
    reason: str | None = None
    """Why it was refused."""
