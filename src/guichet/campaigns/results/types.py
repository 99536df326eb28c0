"""Results as they pass through the front door."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from guichet.campaigns.results.counts import Row
from guichet.campaigns.results.forecast import Sample
from guichet.kit.money import Money


@dataclass(frozen=True, slots=True)
class Figures:
    """The sums of one campaign, as far as its messages were followed."""

    campaign_id: UUID
    version: int
    changed_at: datetime
    counts: Mapping[str, int]
    """See ``counts.Counts``."""
    currency: str | None = None
    samples: Sequence[Sample] = ()
    first_left_at: datetime | None = None
    last_left_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RecipientKey:
    """Somebody of a frozen list."""

    n: int
    contact_id: UUID | None
    address: str


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody of a campaign, and what became of it."""

    row: Row
    address: str
    name: str | None
    price: Money | None
    """What it costs; charged if its row is ``paid``."""
