"""Calendars as the API shows them."""

from datetime import date
from typing import Annotated, Any, Final
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from guichet.agents.calendars.checks import DAY, MOST_EXCEPTIONS, MOST_SPANS
from guichet.agents.items import calendar_item, exceptions_of, week_of
from guichet.agents.schemas import AN_ID, Name, Version
from guichet.agents.types import Calendar

_DAY: Final = [{"start": 480, "end": 720}, {"start": 780, "end": 1020}]
_HOURS: Final[dict[str, Any]] = {
    "name": "Boutique",
    "zone": "Indian/Reunion",
    "territory": "RE",
    "week": [_DAY, _DAY, _DAY, _DAY, _DAY, [{"start": 480, "end": 720}], []],
    "exceptions": [{"day": "2026-12-24", "spans": [{"start": 480, "end": 720}], "name": "Noël"}],
}


class SpanBody(BaseModel):
    """Part of a day, in minutes since its midnight."""

    model_config = ConfigDict(extra="forbid")

    start: Annotated[int, Field(ge=0, lt=DAY)]
    end: Annotated[int, Field(gt=0, le=DAY)]


Spans = Annotated[
    list[SpanBody], Field(max_length=MOST_SPANS, description="Open parts; none = closed.")
]


class ExceptionBody(BaseModel):
    """A date that is not like its weekday, nor like a holiday."""

    model_config = ConfigDict(extra="forbid")

    day: date
    spans: Spans
    name: Annotated[str, StringConstraints(strip_whitespace=True, max_length=80)] = ""


class NewCalendar(BaseModel):
    """A calendar to make."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_HOURS]})

    name: Name
    zone: Annotated[str, Field(max_length=64, examples=["Indian/Reunion"])]
    territory: Annotated[
        str | None,
        Field(
            min_length=2,
            max_length=2,
            examples=["RE"],
            description="Closed on its public holidays; on none without one.",
        ),
    ] = None
    week: Annotated[list[Spans], Field(min_length=7, max_length=7, description="From Monday on.")]
    exceptions: Annotated[list[ExceptionBody], Field(max_length=MOST_EXCEPTIONS)] = Field(
        default_factory=list
    )

    def calendar(self, calendar_id: UUID, version: int) -> Calendar:
        """As the service takes it."""
        stored = self.model_dump(mode="json")
        return Calendar(
            calendar_id,
            version,
            self.name,
            self.zone,
            self.territory,
            week_of(stored),
            exceptions_of(stored),
        )


class CalendarChange(NewCalendar):
    """Everything decided about a calendar, anew."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"version": 1, **_HOURS}]}
    )

    version: Version


class ExceptionOut(BaseModel):
    """A date that is not like its weekday, nor like a holiday."""

    day: date
    spans: list[SpanBody]
    name: str


class CalendarOut(BaseModel):
    """When somebody answers."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"id": AN_ID, "version": 1, **_HOURS}]}
    )

    id: UUID
    version: int = Field(description="Counted up by every change.")
    name: str
    zone: str
    territory: str | None
    week: list[list[SpanBody]]
    exceptions: list[ExceptionOut]

    @staticmethod
    def of(one: Calendar) -> "CalendarOut":
        """The shown value, the same as in live topics."""
        return CalendarOut.model_validate(calendar_item(one))


class CalendarList(BaseModel):
    """All calendars, by name."""

    items: list[CalendarOut]


class HolidayOut(BaseModel):
    """One day a territory does not work."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"day": "2026-12-20", "name": "Abolition de l'esclavage"}]}
    )

    day: date
    name: str


class HolidayList(BaseModel):
    """Public holidays, in order."""

    items: list[HolidayOut]
