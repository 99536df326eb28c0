"""What sets a campaign off, version 1. Pure: kept as it was given."""

from datetime import time
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter

from guichet.crm.occurrences.types import LONGEST_NAME, LONGEST_TYPE
from guichet.crm.segments.language import Scalar

MOST_CHECKS = 10
MOST_MINUTES = 60 * 24 * 60
"""Sixty days before an appointment."""
MOST_DAYS = 366
MOST_TEXTS = 100
MOST_RECIPIENTS = 1_000_000

EventType = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_TYPE)]
Property = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_NAME)]
Checks = Annotated[dict[Property, Scalar], Field(max_length=MOST_CHECKS)]


class Part(BaseModel):
    """No unknown fields."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class AtCall(Part):
    """Somebody presses a button, or a program calls."""

    kind: Literal["call"] = "call"


class AtEvent(Part):
    """Something happens to a person: they get the text at once."""

    kind: Literal["event"] = "event"
    type: EventType
    where: Checks = Field(default={}, description="Properties that have to be so.")


class BeforeEvent(Part):
    """A person has an appointment: they get the text before it."""

    kind: Literal["before"] = "before"
    type: EventType
    where: Checks = Field(default={}, description="Properties that have to be so.")
    property: Property = Field(
        default="starts_at", description="Which says when it is: an instant with its offset."
    )
    minutes: Annotated[
        int | None, Field(ge=1, le=MOST_MINUTES, description="So long before it.")
    ] = None
    days: Annotated[int | None, Field(ge=0, le=60, description="So many days before it ...")] = None
    at: Annotated[time | None, Field(description="... at this hour of the company's.")] = None
    cancelled_by: EventType | None = Field(
        None, description="The type of event that takes it back, with the same `reference`."
    )
    reference: Property = Field("reference", description="The property that names it.")


class Again(Part):
    """Every day, week or month, at an hour of the company's, or at that hour of everybody's own."""

    kind: Literal["again"] = "again"
    every: Literal["day", "week", "month"]
    weekday: Annotated[int, Field(ge=0, le=6, description="0 is Monday.")] = 0
    day: Annotated[
        int, Field(ge=1, le=31, description="Of the month; in a shorter one its last.")
    ] = 1
    at: time
    local: bool = Field(False, description="At that hour where each number is at home.")


When = Annotated[AtCall | AtEvent | BeforeEvent | Again, Field(discriminator="kind")]
WHEN: TypeAdapter[AtCall | AtEvent | BeforeEvent | Again] = TypeAdapter(When)


class Limits(Part):
    """What is never passed, whoever calls."""

    recipients: Annotated[
        int | None, Field(ge=1, le=MOST_RECIPIENTS, description="Of one time, at the most.")
    ] = None
    pause_minutes: Annotated[
        int | None, Field(ge=1, le=MOST_MINUTES, description="From one time to the next.")
    ] = None
    texts: Annotated[
        int | None, Field(ge=1, le=MOST_TEXTS, description="For one person, within `days`.")
    ] = None
    days: Annotated[int, Field(ge=1, le=MOST_DAYS)] = 30
