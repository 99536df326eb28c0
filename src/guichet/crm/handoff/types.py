"""The hand-off to another customer system."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Handoff:
    """Where a tenant's cards lead to."""

    version: int
    title: str
    """What the button says, such as ``Salesforce``."""
    template: str
    """An address with blanks such as ``{external_id}``."""
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Link:
    """The address to open for one contact."""

    title: str
    url: str
    expires_at: datetime
