"""Occurrences as the rest of Guichet sees them. What is made for each of thousands a second are
structs of msgspec, for a fifth of what data classes cost.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

import msgspec

Scalar = str | int | float | bool | None
ScalarType = Literal["text", "number", "boolean"]
"""What a property has been seen to be; what is null says nothing."""

MOST_AT_ONCE = 1_000
MOST_TYPES = 200
"""Types a tenant may use."""
MOST_PROPERTIES = 50
"""Properties of one occurrence, and twice as many of one type."""
LONGEST_ID = 200
LONGEST_TYPE = 80
LONGEST_NAME = 60
LONGEST_VALUE = 1_000
LONGEST_WORD = 200
"""Characters of an article, a category, a place."""
LARGEST = 2**53 - 1
"""What every JSON reader holds exactly."""
AHEAD = timedelta(minutes=5)
"""How far the clock of who tells may be ahead of ours."""

WORDS = ("article", "category", "place")
"""Properties with a column of their own, texts; beside them ``amount`` (whole minor units) and
``currency`` (ISO 4217; the tenant's where an amount has none).
"""


class Who(msgspec.Struct, frozen=True):
    """Whom it happened to: by the first of these that leads to somebody. Nobody known: a contact is
    made of the others.
    """

    contact_id: UUID | None = None
    external_id: str | None = None
    email: str | None = None
    phone: str | None = None


class Told(msgspec.Struct, frozen=True):
    """Something said to have happened."""

    id: str
    """The sender's own: the same id is the same thing, however often it is told."""
    type: str
    who: Who
    at: datetime | None = None
    """When it happened; now unless given."""
    properties: Mapping[str, Scalar] = {}


class Taken(msgspec.Struct, frozen=True):
    """What became of one that was told."""

    id: str
    contact_id: UUID
    repeated: bool
    """It was known before."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """Something that happened to a contact."""

    id: UUID
    """Its place in time: greater for what happened later."""
    key: UUID
    """Under which it is kept."""
    external_id: str
    contact_id: UUID
    type: str
    at: datetime
    properties: Mapping[str, Scalar]
    received_at: datetime


@dataclass(frozen=True, slots=True)
class OccurrenceType:
    """A type in use, and the properties seen of it."""

    name: str
    version: int
    properties: Mapping[str, Sequence[ScalarType]]
    first_at: datetime
    """When it was first told."""
