"""Companies as the rest of Guichet sees them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

LONGEST_NAME = 200
LONGEST_ABOUT = 2_000


@dataclass(frozen=True, slots=True)
class CompanyFacts:
    """What is known of a company."""

    name: str
    domain: str | None = None
    """Of its site and mails, such as ``hotel-creolia.example``."""
    phone: str | None = None
    """E.164."""
    about: str | None = None


@dataclass(frozen=True, slots=True)
class Company:
    """An organisation that people belong to."""

    id: UUID
    version: int
    facts: CompanyFacts
    created_at: datetime
    removed_at: datetime | None = None

    @property
    def name(self) -> str:
        return self.facts.name
