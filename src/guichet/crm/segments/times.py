"""Which instants and days a window means, now and in a zone. Pure."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from guichet.crm.segments.language import Between, DaysAround, Last, Window

Bounds = tuple[datetime | None, datetime | None]
"""From the first instant on, up to but without the second; open where there is none."""
_MOMENT = timedelta(microseconds=1)
_SPANS = {
    "minutes": timedelta(minutes=1),
    "hours": timedelta(hours=1),
}


def bounds_of(window: Window | None, now: datetime, zone: ZoneInfo) -> Bounds:
    """The instants of a window."""
    match window:
        case None:
            return None, None
        case Last():
            return _ago(window, now, zone), now + _MOMENT
        case DaysAround() | Between():
            first, last = days_of(window, now, zone)
            return (
                _midnight(first, zone) if first else None,
                _midnight(last + timedelta(days=1), zone) if last else None,
            )


def days_of(
    window: DaysAround | Between, now: datetime, zone: ZoneInfo
) -> tuple[date | None, date | None]:
    """The days of a window, both included."""
    if isinstance(window, Between):
        return window.first, window.last
    today = today_of(now, zone)
    return today + timedelta(days=window.first), today + timedelta(days=window.last)


def today_of(now: datetime, zone: ZoneInfo) -> date:
    """Which day it is there."""
    return now.astimezone(zone).date()


def years_before(day: date, years: int) -> date:
    """The same day so many years ago; of 29 February the day before 1 March. Whoever was born on
    it or before is that old on ``day``.
    """
    year = max(1, day.year - years)
    try:
        return day.replace(year=year)
    except ValueError:
        return date(year, 2, 28)


def anniversaries(first: int, last: int, today: date) -> list[str]:
    """Months and days (``05-12``) whose anniversary falls from ``first`` to ``last`` days from
    ``today``.
    """
    found: set[str] = set()
    for days in range(first, min(last, first + 366) + 1):
        day = today + timedelta(days=days)
        found.add(f"{day:%m-%d}")
        if (day.month, day.day) == (3, 1) and (day - timedelta(days=1)).day == 28:
            found.add("02-29")
    return sorted(found)


def _ago(window: Last, now: datetime, zone: ZoneInfo) -> datetime:
    if window.unit in _SPANS:
        return now - window.count * _SPANS[window.unit]
    here = now.astimezone(zone).replace(tzinfo=None)
    if window.unit == "months":
        then = _months_before(here, window.count)
    else:
        then = here - window.count * timedelta(days=7 if window.unit == "weeks" else 1)
    return then.replace(tzinfo=zone).astimezone(UTC)


def _months_before(here: datetime, count: int) -> datetime:
    months = max(12, here.year * 12 + here.month - 1 - count)
    year, month = divmod(months, 12)
    day = here.day
    while True:
        try:
            return here.replace(year=year, month=month + 1, day=day)
        except ValueError:  # a shorter month
            day -= 1


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)
