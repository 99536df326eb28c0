"""Events of contacts as the API shows them."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from guichet.crm.occurrences.events import occurrence_item, type_item
from guichet.crm.occurrences.types import (
    LARGEST,
    LONGEST_ID,
    LONGEST_NAME,
    LONGEST_TYPE,
    LONGEST_VALUE,
    MOST_AT_ONCE,
    MOST_PROPERTIES,
    Occurrence,
    OccurrenceType,
    ScalarType,
    Taken,
    Told,
    Who,
)

AN_ID = "0199a7c2-4e7b-7c3a-9d55-0f1e2d3c4b5a"
A_TIME = "2026-03-02T08:00:00Z"
_PROPERTIES: dict[str, Any] = {
    "article": "EX-38",
    "category": "escarpins",
    "amount": 5990,
    "currency": "EUR",
    "place": "Saint-Denis",
    "size": 38,
}
_EVENT: dict[str, Any] = {
    "id": "order-1042/1",
    "type": "purchase",
    "who": {"phone": "0692 12 34 56"},
    "at": A_TIME,
    "properties": _PROPERTIES,
}

Name = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_NAME)]
Value = (
    Annotated[bool, Field(strict=True)]
    | Annotated[int, Field(strict=True, ge=-LARGEST, le=LARGEST)]
    | Annotated[float, Field(ge=-LARGEST, le=LARGEST, allow_inf_nan=False)]
    | Annotated[str, Field(max_length=LONGEST_VALUE)]
    | None
)


class WhoIn(BaseModel):
    """Whom it happened to. What leads to nobody known becomes a contact."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"phone": "0692 12 34 56"}]}
    )

    contact_id: UUID | None = None
    external_id: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    email: Annotated[str, Field(min_length=1, max_length=254)] | None = None
    phone: Annotated[str, Field(min_length=1, max_length=40)] | None = None

    def value(self) -> Who:
        """As the service takes it."""
        return Who(self.contact_id, self.external_id, self.email, self.phone)


class EventIn(BaseModel):
    """Something that happened to somebody."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_EVENT]})

    id: Annotated[str, Field(min_length=1, max_length=LONGEST_ID)] = Field(
        description="Your own: told again, it is the same event."
    )
    type: Annotated[str, Field(min_length=1, max_length=LONGEST_TYPE)] = Field(
        description="A word of your own, such as `purchase`, `booking`, `visit`."
    )
    who: WhoIn
    at: AwareDatetime | None = Field(
        default=None, description="When it happened; now unless given. Not in the future."
    )
    properties: Annotated[dict[Name, Value], Field(max_length=MOST_PROPERTIES)] = Field(
        default={},
        description=(
            "`article`, `category` and `place` are texts, `amount` whole minor units of "
            "`currency` (the company's unless given); any others may be added."
        ),
    )

    def value(self) -> Told:
        """As the service takes it."""
        return Told(self.id, self.type, self.who.value(), self.at, self.properties)


class EventsIn(BaseModel):
    """What happened."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"events": [_EVENT]}]}
    )

    events: Annotated[list[EventIn], Field(min_length=1, max_length=MOST_AT_ONCE)]


class TakenOut(BaseModel):
    """What became of one."""

    id: str
    contact_id: UUID
    repeated: bool = Field(description="It was known before.")


class EventsTakenOut(BaseModel):
    """Stored for good."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "items": [{"id": "order-1042/1", "contact_id": AN_ID, "repeated": False}],
                    "repeated": 0,
                }
            ]
        }
    )

    items: list[TakenOut] = Field(description="In the order they were told.")
    repeated: int = Field(description="How many were known before.")

    @staticmethod
    def of(several: list[Taken]) -> "EventsTakenOut":
        """The shown value."""
        items = [
            TakenOut(id=one.id, contact_id=one.contact_id, repeated=one.repeated) for one in several
        ]
        return EventsTakenOut(items=items, repeated=sum(one.repeated for one in several))


class ContactEventOut(BaseModel):
    """Something that happened to a contact."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "order-1042/1",
                    "contact_id": AN_ID,
                    "type": "purchase",
                    "at": A_TIME,
                    "properties": _PROPERTIES,
                    "received_at": A_TIME,
                }
            ]
        }
    )

    id: str = Field(description="The sender's own; empty once the person is erased.")
    contact_id: UUID
    type: str
    at: datetime
    properties: dict[str, str | bool | int | float]
    received_at: datetime

    @staticmethod
    def of(one: Occurrence) -> "ContactEventOut":
        """The shown value."""
        return ContactEventOut.model_validate(occurrence_item(one))


class EventTypeOut(BaseModel):
    """A type of events in use."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "name": "purchase",
                    "version": 2,
                    "properties": {"category": ["text"], "amount": ["number"]},
                    "first_at": A_TIME,
                }
            ]
        }
    )

    name: str
    version: int
    properties: dict[str, list[ScalarType]] = Field(description="What was seen of it.")
    first_at: datetime

    @staticmethod
    def of(one: OccurrenceType) -> "EventTypeOut":
        """The shown value."""
        return EventTypeOut.model_validate(type_item(one))
