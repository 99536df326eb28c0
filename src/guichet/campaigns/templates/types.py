"""Stored templates as the rest of Guichet sees them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from guichet.crm.attributes.types import Label
from guichet.gateway.mass.types import LONGEST_TEXT, Purpose

LONGEST_TEMPLATE = 2 * LONGEST_TEXT
"""Characters as it is written: places and addresses are longer than what stands there then."""
MOST_TEMPLATES = 500
MOST_PREVIEWED = 20
"""People a preview shows."""


@dataclass(frozen=True, slots=True)
class StoredTemplate:
    """A text to begin from."""

    id: UUID
    version: int
    label: Label
    text: str
    purpose: Purpose
    created_at: datetime
    changed_at: datetime
    removed_at: datetime | None = None
