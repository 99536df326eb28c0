"""Which instants windows mean, over leap days and changes of clocks."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from guichet.crm.segments.language import Between, DaysAround, Last, Window
from guichet.crm.segments.times import anniversaries, bounds_of, years_before

PARIS = ZoneInfo("Europe/Paris")


@pytest.mark.parametrize(
    ("day", "years", "expected"),
    [
        (date(2024, 2, 29), 18, date(2006, 2, 28)),
        (date(2024, 2, 29), 20, date(2004, 2, 29)),
        (date(2023, 2, 28), 19, date(2004, 2, 28)),
        (date(2023, 3, 1), 19, date(2004, 3, 1)),
    ],
)
def test_whoever_was_born_on_that_day_or_before_is_that_old(
    day: date, years: int, expected: date
) -> None:
    assert years_before(day, years) == expected


def test_a_day_ago_is_the_same_time_on_the_clock_when_clocks_were_changed() -> None:
    noon = datetime(2026, 3, 29, 10, 0, tzinfo=UTC)  # 12:00 in Paris, that night had 23 hours
    first, after = bounds_of(Last(count=1, unit="days"), noon, PARIS)
    assert first == datetime(2026, 3, 28, 11, 0, tzinfo=UTC)
    assert after is not None
    assert after > noon
    assert bounds_of(Last(count=24, unit="hours"), noon, PARIS)[0] == datetime(
        2026, 3, 28, 10, 0, tzinfo=UTC
    )


WHOLE: tuple[tuple[Window, datetime, datetime], ...] = (
    (
        DaysAround(first=-1, last=-1),
        datetime(2026, 3, 27, 23, 0, tzinfo=UTC),
        datetime(2026, 3, 28, 23, 0, tzinfo=UTC),
    ),
    (
        Between(first=date(2026, 3, 29), last=date(2026, 3, 29)),
        datetime(2026, 3, 28, 23, 0, tzinfo=UTC),
        datetime(2026, 3, 29, 22, 0, tzinfo=UTC),
    ),
)


@pytest.mark.parametrize(("window", "first", "after"), WHOLE)
def test_whole_days_are_those_of_the_zone(window: Window, first: datetime, after: datetime) -> None:
    now = datetime(2026, 3, 29, 10, 0, tzinfo=UTC)
    assert bounds_of(window, now, PARIS) == (first, after)


def test_a_month_ago_ends_with_the_shorter_month() -> None:
    now = datetime(2026, 3, 31, 8, 0, tzinfo=UTC)
    first, _ = bounds_of(Last(count=1, unit="months"), now, ZoneInfo("UTC"))
    assert first == datetime(2026, 2, 28, 8, 0, tzinfo=UTC)


def test_who_was_born_on_a_leap_day_has_it_on_the_first_of_march() -> None:
    assert anniversaries(0, 0, date(2026, 3, 1)) == ["02-29", "03-01"]
    assert anniversaries(0, 0, date(2028, 3, 1)) == ["03-01"]
    assert anniversaries(-1, 0, date(2028, 3, 1)) == ["02-29", "03-01"]
