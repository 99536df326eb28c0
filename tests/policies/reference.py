"""The plainest way to answer whether the hours are open: look at the clock and the calendar."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from guichet.policies.types import Hours

MINUTE = timedelta(minutes=1)


def is_open(hours: Hours, zone: str, holidays: frozenset[str], at: datetime) -> bool:
    """Whether the wall of ``zone`` shows a time at which something may go."""
    wall = at.astimezone(ZoneInfo(zone))
    today, minute = wall.date(), wall.hour * 60 + wall.minute
    return any(
        _inside(window.start, window.end, day, minute, today)
        and day.weekday() in window.days
        and not _shut(hours, holidays, day)
        and not _shut(hours, holidays, today)
        for window in hours.windows
        for day in (today, today - timedelta(days=1))
    )


def _inside(start: int, end: int, begins: date, minute: int, today: date) -> bool:
    if begins == today:
        return start <= minute and (minute < end or end <= start)
    return end <= start and minute < end


def _shut(hours: Hours, holidays: frozenset[str], day: date) -> bool:
    on_sunday = hours.sundays == "forbid" and day.weekday() == 6
    return on_sunday or (hours.holidays == "forbid" and day.isoformat() in holidays)


def first_open(places: list[tuple[Hours, str, frozenset[str]]], at: datetime) -> datetime | None:
    """The first whole minute from ``at`` on at which all are open; none within three weeks."""
    if all(is_open(*place, at) for place in places):
        return at
    moment = at.replace(second=0, microsecond=0)
    for _ in range(21 * 24 * 60):
        moment += MINUTE
        if all(is_open(*place, moment) for place in places):
            return moment
    return None
