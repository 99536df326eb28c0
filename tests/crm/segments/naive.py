"""The meaning of a condition, person by person, as slowly and plainly as it can be said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from uuid import UUID
from zoneinfo import ZoneInfo

from guichet.crm.occurrences.types import Scalar
from guichet.crm.segments.language import (
    Age,
    All,
    Anniversary,
    AnyOf,
    AttributeIs,
    Begins,
    Between,
    Condition,
    Consented,
    DateIn,
    DaysAround,
    Fact,
    Happened,
    Has,
    InRange,
    Known,
    Last,
    LastEvent,
    Listed,
    Not,
    OneOf,
    Place,
    Reachable,
    SameAs,
    Seen,
    SexIs,
    Speaks,
    Tagged,
    Window,
)
from guichet.crm.segments.types import Asked


@dataclass(frozen=True)
class Event:
    """Something that happened."""

    key: UUID
    type: str
    at: datetime
    properties: Mapping[str, Scalar]
    of_alias: bool = False


@dataclass(frozen=True)
class Person:
    """Everything that is known of somebody."""

    id: UUID
    alias: UUID | None
    attributes: Mapping[str, Scalar]
    tags: Sequence[str]
    language: str | None
    created_at: datetime
    last_seen_at: datetime
    known_by: frozenset[str]
    lists: frozenset[UUID]
    consents: Sequence[tuple[str, str, str, datetime]]
    """Purpose, medium, decision, when; all about one address."""
    events: Sequence[Event] = field(default_factory=list)


def fulfils(one: Person, condition: Condition, asked: Asked) -> bool:  # noqa: C901, PLR0911, PLR0912 - a line for each kind there is
    """Whether somebody is in."""
    match condition:
        case All():
            return all(fulfils(one, part, asked) for part in condition.of)
        case AnyOf():
            return any(fulfils(one, part, asked) for part in condition.of)
        case Not():
            return not fulfils(one, condition.of, asked)
        case AttributeIs():
            return attribute(one, condition, asked)
        case Age():
            return age_fits(one, condition, asked)
        case SexIs():
            return meant(one, "sex", asked) in condition.one_of
        case Place():
            return place_fits(one, condition, asked)
        case Tagged():
            had = [tag in one.tags for tag in condition.tags]
            return all(had) if condition.every else any(had)
        case Listed():
            return condition.list_id in one.lists
        case Speaks():
            return one.language in condition.one_of
        case Reachable():
            return bool(one.known_by & set(condition.one_of))
        case Consented():
            return consented(one, condition)
        case Seen():
            at = one.created_at if condition.what == "created" else one.last_seen_at
            return in_window(at, condition.window, asked)
        case Happened():
            return happened(one, condition, asked)
        case Fact():
            raise NotImplementedError


def attribute(one: Person, condition: AttributeIs, asked: Asked) -> bool:
    value, of = one.attributes.get(condition.key), condition.of
    if isinstance(of, DateIn):
        day = day_of(value)
        return day is not None and day_fits(day, of.window, asked)
    if isinstance(of, Anniversary):
        day = day_of(value)
        today = asked.now.astimezone(asked.zone).date()
        return day is not None and any(
            is_anniversary(day, today + timedelta(days=n)) for n in range(of.first, of.last + 1)
        )
    return value_fits(value, of)


def is_anniversary(born: date, day: date) -> bool:
    if (born.month, born.day) == (day.month, day.day):
        return True
    leap = day.year % 4 == 0 and (day.year % 100 != 0 or day.year % 400 == 0)
    return (born.month, born.day, day.month, day.day) == (2, 29, 3, 1) and not leap


def value_fits(value: Scalar, of: OneOf | InRange | Begins | Known) -> bool:
    match of:
        case OneOf():
            return any(same(value, wanted) for wanted in of.values)
        case InRange():
            return is_number(value) and in_range(Fraction(str(value)), of.minimum, of.maximum)
        case Begins():
            return isinstance(value, str) and value[: len(of.beginning)] == of.beginning
        case Known():
            return value is not None


def same(one: Scalar, other: Scalar) -> bool:
    if one is None or other is None:
        return False
    if is_number(one) and is_number(other):
        return one == other
    return type(one) is type(other) and one == other


def is_number(value: Scalar) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def in_range(value: Fraction, minimum: float | None, maximum: float | None) -> bool:
    above = minimum is None or value >= Fraction(str(minimum))
    return above and (maximum is None or value <= Fraction(str(maximum)))


def day_of(value: Scalar) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else None


def age_fits(one: Person, condition: Age, asked: Asked) -> bool:
    born = day_of(meant(one, "birth_date", asked))
    if born is None:
        return False
    today = asked.now.astimezone(asked.zone).date()
    had = (today.month, today.day) >= (born.month, born.day)
    years = today.year - born.year - (0 if had else 1)
    above = condition.minimum is None or years >= condition.minimum
    return above and (condition.maximum is None or years <= condition.maximum)


def meant(one: Person, meaning: str, asked: Asked) -> Scalar:
    return one.attributes.get(asked.meanings[meaning])  # type: ignore[index]  # names of meanings


def place_fits(one: Person, condition: Place, asked: Asked) -> bool:
    postcode = meant(one, "postcode", asked)
    if postcode in condition.postcodes or meant(one, "commune", asked) in condition.communes:
        return True
    if condition.zone is None:
        return False
    x, y = meant(one, "longitude", asked), meant(one, "latitude", asked)
    if is_number(x) and is_number(y):
        assert isinstance(x, int | float)
        assert isinstance(y, int | float)
        return in_box(condition.zone, x, y)
    centre = asked.centres.get(postcode) if isinstance(postcode, str) else None
    return centre is not None and in_box(condition.zone, *centre)


def in_box(zone: Sequence[tuple[float, float]], x: float, y: float) -> bool:
    """The tests draw boxes only."""
    xs, ys = [a for a, _ in zone], [b for _, b in zone]
    return min(xs) < x < max(xs) and min(ys) < y < max(ys)


def consented(one: Person, condition: Consented) -> bool:
    said = [
        (at, decision)
        for purpose, medium, decision, at in one.consents
        if purpose == condition.purpose and medium in (condition.medium, "any")
    ]
    return bool(said) and max(said)[1] == condition.decision


def in_window(at: datetime, window: Window | None, asked: Asked) -> bool:
    match window:
        case None:
            return True
        case Last():
            return since(window, asked.now, asked.zone) <= at <= asked.now
        case DaysAround() | Between():
            return day_fits(at.astimezone(asked.zone).date(), window, asked)


def day_fits(day: date, window: DaysAround | Between, asked: Asked) -> bool:
    if isinstance(window, Between):
        above = window.first is None or day >= window.first
        return above and (window.last is None or day <= window.last)
    away = (day - asked.now.astimezone(asked.zone).date()).days
    return window.first <= away <= window.last


def since(window: Last, now: datetime, zone: ZoneInfo) -> datetime:
    if window.unit in ("minutes", "hours"):
        seconds = window.count * (60 if window.unit == "minutes" else 3600)
        return datetime.fromtimestamp(now.timestamp() - seconds, UTC)
    here = now.astimezone(zone)
    year, month, day = here.year, here.month, here.day
    if window.unit == "months":
        for _ in range(window.count):
            year, month = (year - 1, 12) if month == 1 else (year, month - 1)
        first = date(year + month // 12, month % 12 + 1, 1)
        day = min(day, (first - timedelta(days=1)).day)
        on = date(year, month, day)
    else:
        on = date.fromordinal(
            here.date().toordinal() - window.count * (7 if window.unit == "weeks" else 1)
        )
    return datetime.combine(on, here.time().replace(fold=0), zone).astimezone(UTC)


def happened(one: Person, condition: Happened, asked: Asked) -> bool:
    found = [
        event
        for event in one.events
        if event.type == condition.type
        and in_window(event.at, condition.window, asked)
        and all(has_fits(one, event, has, asked) for has in condition.where)
    ]
    minimum, maximum = condition.bounds()
    name, figure = condition.measure.property, condition.measure.figure
    if name is None:
        return in_range(Fraction(len(found)), minimum, maximum)
    values = [value for event in found if (value := number_of(event, name, asked)) is not None]
    if (minimum, maximum) == (None, None):
        return bool(found) if figure == "sum" else bool(values)
    if figure == "sum":
        return in_range(sum(values, Fraction(0)), minimum, maximum)
    if not values:
        return False
    figures = {
        "average": sum(values, Fraction(0)) / len(values),
        "minimum": min(values),
        "maximum": max(values),
    }
    return in_range(figures[figure], minimum, maximum)


def number_of(event: Event, name: str, asked: Asked) -> Fraction | None:
    value = event.properties.get(name)
    if not is_number(value):
        return None
    if name == "amount" and event.properties.get("currency") != asked.currency:
        return None
    return Fraction(str(value))


def has_fits(one: Person, event: Event, has: Has, asked: Asked) -> bool:
    value = event.properties.get(has.property)
    of = has.of
    if isinstance(of, SameAs) and of.last is not None:
        return same(value, last_value(one, of.last, asked))
    if has.property == "amount" and event.properties.get("currency") != asked.currency:
        return False
    if isinstance(of, SameAs):
        assert of.parameter is not None
        return same(value, asked.parameters[of.parameter])
    return value_fits(value, of)


def last_value(one: Person, wanted: LastEvent, asked: Asked) -> Scalar:
    kind, name, window = wanted.type, wanted.property, wanted.window
    several = [
        event
        for event in one.events
        if event.type == kind
        and event.properties.get(name) is not None
        and in_window(event.at, window, asked)
    ]
    if not several:
        return None
    return max(several, key=lambda event: (event.at, event.key)).properties[name]
