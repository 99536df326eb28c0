"""The language of segments, version 1: conditions about a person, joined by all, any and not.

Pure and closed: what stands here can be asked and nothing else. One condition is asked by
:mod:`guichet.crm.segments.repository` as one statement, said as one sentence by ``sentences``, and
answered person by person by the naive reference of the tests, which must agree.
"""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, model_validator

VERSION = 1
DEEPEST = 6
MOST_CONDITIONS = 50
MOST_VALUES = 200
MOST_PLACES = 400
"""As many communes as the largest named area has, and some more."""
MOST_CORNERS = 200
LARGEST = 2**53 - 1
LONGEST_SPAN = 4_000
"""Days, hours… a relative window may reach back."""

Word = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Words = Annotated[list[Word], Field(min_length=1, max_length=MOST_VALUES)]
Number = (
    Annotated[int, Field(strict=True, ge=-LARGEST, le=LARGEST)]
    | Annotated[float, Field(ge=-LARGEST, le=LARGEST, allow_inf_nan=False)]
)
Scalar = Annotated[bool, Field(strict=True)] | Number | Word
Scalars = Annotated[list[Scalar], Field(min_length=1, max_length=MOST_VALUES)]
Days = Annotated[int, Field(ge=-LONGEST_SPAN, le=LONGEST_SPAN)]
Day = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2200, 12, 31))]
Unit = Literal["minutes", "hours", "days", "weeks", "months"]
Sex = Literal["female", "male", "other"]
Longitude = Annotated[float, Field(ge=-180, le=180)]
Latitude = Annotated[float, Field(ge=-90, le=90)]
Corner = tuple[Longitude, Latitude]


class Part(BaseModel):
    """Of a condition: no unknown fields."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Last(Part):
    """Up to now, from so long ago by the clock on the wall: exact to the second."""

    kind: Literal["last"] = "last"
    count: Annotated[int, Field(ge=1, le=LONGEST_SPAN)]
    unit: Unit


class DaysAround(Part):
    """Whole days around today, the company's: -7 to -1 are the seven before today."""

    kind: Literal["days"] = "days"
    first: Days
    last: Days

    @model_validator(mode="after")
    def _ordered(self) -> "DaysAround":
        if self.first > self.last:
            raise ValueError("the first day comes before the last")
        return self


class Between(Part):
    """Whole days of the company's zone, both included; open where none is given."""

    kind: Literal["between"] = "between"
    first: Day | None = None
    last: Day | None = None


Window = Annotated[Last | DaysAround | Between, Field(discriminator="kind")]


class OneOf(Part):
    """Is one of these."""

    test: Literal["one_of"] = "one_of"
    values: Scalars


class InRange(Part):
    """A number from ``minimum`` to ``maximum``, both included; open where none is given."""

    test: Literal["range"] = "range"
    minimum: Number | None = None
    maximum: Number | None = None


class Begins(Part):
    """A text that begins so."""

    test: Literal["begins"] = "begins"
    beginning: Word


class Known(Part):
    """There is a value."""

    test: Literal["known"] = "known"


class DateIn(Part):
    """A date within a window of whole days."""

    test: Literal["date"] = "date"
    window: Annotated[DaysAround | Between, Field(discriminator="kind")]


class Anniversary(Part):
    """A date whose day and month come within these days around today. Whoever is born on 29
    February has their day on 1 March in other years.
    """

    test: Literal["anniversary"] = "anniversary"
    first: Annotated[int, Field(ge=-366, le=366)]
    last: Annotated[int, Field(ge=-366, le=366)]


class LastEvent(Part):
    """The person's last event of a type that has a property."""

    type: Word
    property: Word
    window: Window | None = None


class SameAs(Part):
    """The same as what the campaign is about (``parameter``), or as in another event of the same
    person (``last``).
    """

    test: Literal["same_as"] = "same_as"
    parameter: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")] | None = None
    last: LastEvent | None = None

    @model_validator(mode="after")
    def _one(self) -> "SameAs":
        if (self.parameter is None) == (self.last is None):
            raise ValueError("give a parameter or a last event")
        return self


class Has(Part):
    """What a property of an event must be."""

    property: Word
    of: Annotated[OneOf | InRange | Begins | Known | SameAs, Field(discriminator="test")]


class Measure(Part):
    """What is measured of the events: how many, or a figure of a property (``amount`` in minor
    units of the company's currency; other currencies do not count).
    """

    figure: Literal["count", "sum", "average", "minimum", "maximum"] = "count"
    property: Word | None = None

    @model_validator(mode="after")
    def _named(self) -> "Measure":
        if (self.figure == "count") != (self.property is None):
            raise ValueError("every figure but the count is of a property")
        return self


class All(Part):
    """Every one of these."""

    kind: Literal["all"] = "all"
    of: Annotated[list["Condition"], Field(max_length=MOST_CONDITIONS)]


class AnyOf(Part):
    """At least one of these."""

    kind: Literal["any"] = "any"
    of: Annotated[list["Condition"], Field(max_length=MOST_CONDITIONS)]


class Not(Part):
    """Not this."""

    kind: Literal["not"] = "not"
    of: "Condition"


class AttributeIs(Part):
    """An attribute of the company's own."""

    kind: Literal["attribute"] = "attribute"
    key: Annotated[str, StringConstraints(min_length=1, max_length=40)]
    of: Annotated[
        OneOf | InRange | Begins | Known | DateIn | Anniversary, Field(discriminator="test")
    ]


class Age(Part):
    """Whole years today, by the date of birth; both included."""

    kind: Literal["age"] = "age"
    minimum: Annotated[int, Field(ge=0, le=150)] | None = None
    maximum: Annotated[int, Field(ge=0, le=150)] | None = None


class SexIs(Part):
    """By the attribute that means it."""

    kind: Literal["sex"] = "sex"
    one_of: Annotated[list[Sex], Field(min_length=1, max_length=3)]


class Place(Part):
    """Where somebody lives: a postcode or commune named, or within ``zone`` by the coordinates,
    else by the centre of the postcode.
    """

    kind: Literal["place"] = "place"
    postcodes: Annotated[list[Word], Field(max_length=MOST_PLACES)] = []
    communes: Annotated[list[Word], Field(max_length=MOST_PLACES)] = []
    zone: Annotated[list[Corner], Field(min_length=3, max_length=MOST_CORNERS)] | None = None


class Tagged(Part):
    """Has one of these tags, or all."""

    kind: Literal["tags"] = "tags"
    tags: Annotated[list[Word], Field(min_length=1, max_length=50)]
    every: bool = False


class Listed(Part):
    """Stands in a static list."""

    kind: Literal["list"] = "list"
    list_id: UUID


class Speaks(Part):
    """The language written to."""

    kind: Literal["language"] = "language"
    one_of: Words


class Reachable(Part):
    """Known by one of these."""

    kind: Literal["identity"] = "identity"
    one_of: Annotated[
        list[Literal["phone", "email", "external", "visitor"]], Field(min_length=1, max_length=4)
    ]


class Consented(Part):
    """What was decided last about one of the addresses."""

    kind: Literal["consent"] = "consent"
    purpose: Literal["marketing", "reminders", "surveys", "profiling", "recording"]
    medium: Literal["sms", "mail", "call", "chat"]
    decision: Literal["granted", "withdrawn"] = "granted"


class Seen(Part):
    """When the card was made, or the person last wrote or called."""

    kind: Literal["seen"] = "seen"
    what: Literal["created", "spoke"]
    window: Window


class Happened(Part):
    """Events of a type within a window, with properties; measured and compared, both included.
    Without bounds: at least one. The sum of none is 0; other figures of none are unknown.
    """

    kind: Literal["event"] = "event"
    type: Word
    window: Window | None = None
    where: Annotated[list[Has], Field(max_length=10)] = []
    measure: Measure = Measure()
    minimum: Number | None = None
    maximum: Number | None = None

    def bounds(self) -> tuple[float | None, float | None]:
        """At least one unless said otherwise."""
        if self.minimum is None and self.maximum is None and self.measure.figure == "count":
            return 1, None
        return self.minimum, self.maximum


class Fact(Part):
    """What another room knows: ``interactions`` tells who has an ``open`` request, or ``any``."""

    kind: Literal["fact"] = "fact"
    source: Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,40}$")]
    fact: Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,40}$")]
    value: Annotated[str, Field(max_length=200)] | None = None
    window: Window | None = None


Condition = Annotated[
    All
    | AnyOf
    | Not
    | AttributeIs
    | Age
    | SexIs
    | Place
    | Tagged
    | Listed
    | Speaks
    | Reachable
    | Consented
    | Seen
    | Happened
    | Fact,
    Field(discriminator="kind"),
]
for _model in (All, AnyOf, Not):
    _model.model_rebuild()


_ANY = TypeAdapter[Condition](Condition)


def stored(value: object) -> Condition:
    """The condition that was kept as JSON."""
    return _ANY.validate_python(value)


def parts_of(condition: Condition, depth: int = 1) -> Iterator[tuple[Condition, int]]:
    """Each condition in it, itself first, with how deep it stands."""
    yield condition, depth
    if isinstance(condition, Not):
        yield from parts_of(condition.of, depth + 1)
    elif isinstance(condition, All | AnyOf):
        for one in condition.of:
            yield from parts_of(one, depth + 1)


def parameters_of(condition: Condition) -> frozenset[str]:
    """What must be given with it."""
    return frozenset(
        has.of.parameter
        for one, _ in parts_of(condition)
        if isinstance(one, Happened)
        for has in one.where
        if isinstance(has.of, SameAs) and has.of.parameter is not None
    )
