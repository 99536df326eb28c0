"""Definitions of attributes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal
from uuid import UUID

AttributeValue = str | int | float | bool
"""Text, choice and date (ISO 8601) as text; money as whole minor units."""

AttributeType = Literal["text", "number", "date", "boolean", "choice", "money"]
Meaning = Literal["birth_date", "sex", "postcode", "commune", "longitude", "latitude"]
"""What Guichet itself understands by an attribute."""
MEANT: Mapping[Meaning, AttributeType] = MappingProxyType(
    {
        "birth_date": "date",
        "sex": "choice",
        "postcode": "text",
        "commune": "text",
        "longitude": "number",
        "latitude": "number",
    }
)
"""Of which type an attribute with a meaning is."""
SEXES = frozenset({"female", "male", "other"})
"""The choices of an attribute that means the sex."""

LONGEST_VALUE = 2_000
MOST_ATTRIBUTES = 100
MOST_CHOICES = 200


@dataclass(frozen=True, slots=True)
class Label:
    """A name in both languages."""

    fr: str
    en: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a choice."""

    key: str
    label: Label


@dataclass(frozen=True, slots=True)
class Attribute:
    """What a tenant wants to know of its contacts."""

    id: UUID
    version: int
    key: str
    """Names it in values and in the API: never changes."""
    label: Label
    type: AttributeType
    choices: Sequence[Choice] = ()
    meaning: Meaning | None = None
    place: int = 0
    """Order on the card."""
    removed: bool = False
    """No longer shown; values are kept, and come back with it."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A definition about to be made."""

    key: str
    label: Label
    type: AttributeType
    choices: Sequence[Choice] = ()
    meaning: Meaning | None = None
    place: int = 0
