"""Business hours are those of the clock on the wall, also where clocks are changed."""

from datetime import UTC, date, datetime, timedelta
from typing import Final, cast
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guichet.agents.hours import is_open, next_close, next_open, open_between, open_since
from guichet.agents.types import Calendar, DayException, Span, Week

QUARTER: Final = timedelta(minutes=15)
MORNING, AFTERNOON = Span(8 * 60, 12 * 60), Span(14 * 60, 18 * 60)
REUNION: Final = Calendar(
    id=UUID(int=1),
    version=1,
    name="Boutique",
    zone="Indian/Reunion",
    territory="RE",
    week=cast(Week, ((MORNING, AFTERNOON),) * 5 + ((MORNING,), ())),
    exceptions=(DayException(date(2026, 12, 24), (MORNING,), "Noël"),),
)


def holiday(_territory: str, day: date) -> bool:
    return (day.month, day.day) in {(1, 1), (12, 20), (12, 25)}


def at(text: str) -> datetime:
    """An instant from its wall time on La Réunion (UTC+4 all year)."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Indian/Reunion"))


@pytest.mark.parametrize(
    ("when", "open_then"),
    [
        ("2026-03-02 08:00", True),
        ("2026-03-02 07:59:59", False),
        ("2026-03-02 12:00", False),
        ("2026-03-02 17:59:59", True),
        ("2026-03-07 09:00", True),
        ("2026-03-07 15:00", False),
        ("2026-03-08 09:00", False),
        ("2026-12-24 09:00", True),
        ("2026-12-24 15:00", False),
        ("2026-12-25 09:00", False),
    ],
)
def test_a_shop_is_open_by_its_week_its_exceptions_and_its_holidays(
    when: str, open_then: bool
) -> None:
    assert is_open(REUNION, at(when), holiday) is open_then


@pytest.mark.parametrize(
    ("when", "opens"),
    [
        ("2026-03-02 09:00", "2026-03-02 09:00"),
        ("2026-03-02 13:00", "2026-03-02 14:00"),
        ("2026-03-07 12:30", "2026-03-09 08:00"),
        ("2026-12-24 12:00", "2026-12-26 08:00"),
    ],
)
def test_the_next_opening_passes_over_nights_sundays_and_holidays(when: str, opens: str) -> None:
    assert next_open(REUNION, at(when), holiday) == at(opens)


def test_a_calendar_without_hours_never_opens() -> None:
    shut = Calendar(
        id=UUID(int=1), version=1, name="", zone="UTC", territory=None, week=cast(Week, ((),) * 7)
    )
    assert next_open(shut, at("2026-03-02 09:00"), holiday) is None


def test_an_opening_over_midnight_is_one() -> None:
    night = Calendar(
        id=UUID(int=1),
        version=1,
        name="",
        zone="Europe/Paris",
        territory=None,
        week=cast(Week, ((Span(0, 360), Span(1320, 1440)),) * 7),
    )
    late = datetime(2026, 3, 2, 23, 30, tzinfo=ZoneInfo("Europe/Paris"))
    assert next_close(night, late, holiday) == late + timedelta(hours=6, minutes=30)
    assert open_since(night, late + timedelta(hours=2), holiday) == late - timedelta(minutes=90)


def test_where_the_clock_is_put_forward_the_hours_that_are_left_count() -> None:
    always = Calendar(
        id=UUID(int=1),
        version=1,
        name="",
        zone="Europe/Paris",
        territory=None,
        week=cast(Week, ((Span(0, 1440),),) * 7),
    )
    spring = datetime(2026, 3, 29, tzinfo=ZoneInfo("Europe/Paris")).astimezone(UTC)
    autumn = datetime(2026, 10, 25, tzinfo=ZoneInfo("Europe/Paris")).astimezone(UTC)
    for day, hours in ((spring, 23), (autumn, 25)):
        end = (day + timedelta(hours=30)).astimezone(ZoneInfo("Europe/Paris"))
        midnight = datetime.combine(end.date(), datetime.min.time(), ZoneInfo("Europe/Paris"))
        assert open_between(always, day, midnight, holiday) == timedelta(hours=hours)


spans = st.lists(st.integers(0, 48), min_size=2, max_size=6, unique=True).map(
    lambda cuts: tuple(
        Span(a * 30, b * 30) for a, b in zip(*[iter(sorted(cuts))] * 2, strict=False)
    )
)


@settings(max_examples=60)
@given(
    st.lists(spans, min_size=7, max_size=7),
    st.sampled_from(("Europe/Paris", "Indian/Reunion", "America/New_York", "Asia/Kathmandu")),
    st.integers(0, 365 * 48),
)
def test_it_is_open_exactly_when_the_clock_on_the_wall_says_so(
    week: list[tuple[Span, ...]], zone: str, place: int
) -> None:
    calendar = Calendar(
        id=UUID(int=1), version=1, name="", zone=zone, territory="RE", week=cast(Week, tuple(week))
    )
    begun = datetime(2026, 1, 1, tzinfo=UTC) + place * timedelta(minutes=30)
    total = timedelta(0)
    for step in range(192):
        moment = begun + step * QUARTER
        wall = moment.astimezone(ZoneInfo(zone))
        minute = wall.hour * 60 + wall.minute
        parts = () if holiday("RE", wall.date()) else week[wall.weekday()]
        expected = any(part.start <= minute < part.end for part in parts)
        if wall.utcoffset() == (moment + timedelta(days=1)).astimezone(ZoneInfo(zone)).utcoffset():
            assert is_open(calendar, moment, holiday) is expected
        total += QUARTER if is_open(calendar, moment, holiday) else timedelta(0)
    assert open_between(calendar, begun, begun + timedelta(days=2), holiday) == total
