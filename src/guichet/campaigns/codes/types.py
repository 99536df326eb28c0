"""Codes as the rest of Guichet sees them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from guichet.campaigns.codes.codec import code_of
from guichet.crm.types import By

State = Literal["good", "used", "expired"]
LONGEST_REFERENCE = 100


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
