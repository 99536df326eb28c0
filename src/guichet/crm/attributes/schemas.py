"""Definitions of attributes as the API shows them."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from guichet.crm.attributes.events import attribute_item
from guichet.crm.attributes.types import (
    MOST_CHOICES,
    Attribute,
    AttributeType,
    Choice,
    Draft,
    Label,
    Meaning,
)

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
Key = Annotated[str, Field(min_length=1, max_length=40)]
Place = Annotated[int, Field(ge=0, le=10_000, description="Order on the card.")]


class LabelShape(BaseModel):
    """A name in both languages."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"fr": "Date de naissance", "en": "Date of birth"}]},
    )

    fr: Words
    en: Words

    def value(self) -> Label:
        """As the service takes it."""
        return Label(self.fr, self.en)


class ChoiceShape(BaseModel):
    """One value of a choice."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"key": "gold", "label": {"fr": "Or", "en": "Gold"}}]},
    )

    key: Key
    label: LabelShape

    def value(self) -> Choice:
        """As the service takes it."""
        return Choice(self.key, self.label.value())


Choices = Annotated[list[ChoiceShape], Field(max_length=MOST_CHOICES)]
_EXAMPLE: dict[str, Any] = {
    "key": "birth_date",
    "label": {"fr": "Date de naissance", "en": "Date of birth"},
    "type": "date",
    "choices": [],
    "meaning": "birth_date",
    "place": 1,
}


class AttributeOut(BaseModel):
    """What the tenant wants to know of its contacts."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"id": "0199a7c2-4e7b-7c3a-9d55-0f1e2d3c4b5a", "version": 1, **_EXAMPLE}]
        }
    )

    id: UUID
    version: int
    key: str
    label: LabelShape
    type: AttributeType
    choices: list[ChoiceShape]
    meaning: Meaning | None
    place: int

    @staticmethod
    def of(one: Attribute) -> "AttributeOut":
        """The shown value."""
        return AttributeOut.model_validate(attribute_item(one))


class AttributeIn(BaseModel):
    """An attribute to define."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_EXAMPLE]})

    key: Annotated[Key, Field(description="Names it in values; never changes.")]
    label: LabelShape
    type: AttributeType
    choices: Choices = []
    meaning: Annotated[
        Meaning | None, Field(description="What Guichet itself understands by it.")
    ] = None
    place: Place = 0

    def draft(self) -> Draft:
        """As the service takes it."""
        choices = [one.value() for one in self.choices]
        return Draft(self.key, self.label.value(), self.type, choices, self.meaning, self.place)


class AttributeChange(BaseModel):
    """What to change; what is left out stays."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"label": {"fr": "Né(e) le", "en": "Born on"}}]},
    )

    label: LabelShape | None = None
    choices: Choices | None = None
    place: Place | None = None
