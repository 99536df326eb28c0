"""When a calendar is open: business hours in its own zone, without holidays, with exceptions. Pure.

A day's own exception counts first, then a holiday (closed), then the week. Times are those of the
clock on the wall: where a clock is put forward over an opening, it opens when the clock strikes
again; where it is put back, the hour is there twice and so is the opening.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from guichet.agents.types import Calendar, Span

IsHoliday = Callable[[str, date], bool]
"""Whether a territory does not work on a day."""
FARTHEST = timedelta(days=400)
"""Nobody is told of an opening farther away than this."""
_DAY = timedelta(days=1)
_WHOLE_DAY = 24 * 60


def is_open(calendar: Calendar, at: datetime, is_holiday: IsHoliday) -> bool:
    """Whether somebody answers at ``at`` (aware)."""
    return any(begun <= at < ended for begun, ended in _around(calendar, at, is_holiday))


def open_since(calendar: Calendar, at: datetime, is_holiday: IsHoliday) -> datetime | None:
    """When the opening that lasts at ``at`` began; none while closed. Openings that touch, such as
    over midnight, are one.
    """
    begun: datetime | None = None
    for start, end in _around(calendar, at, is_holiday):
        if start <= at < end:
            begun = start if begun is None else min(begun, start)
    if begun is None:
        return None
    earlier = [start for start, end in _around(calendar, begun, is_holiday) if end == begun]
    return min([begun, *earlier])


def next_open(calendar: Calendar, at: datetime, is_holiday: IsHoliday) -> datetime | None:
    """The first instant from ``at`` on at which it is open: ``at`` itself when it is open now.
    None when that is farther away than ``FARTHEST``.
    """
    for begun, ended in _from(calendar, at, is_holiday):
        if ended > at:
            return max(begun, at)
    return None


def next_close(calendar: Calendar, at: datetime, is_holiday: IsHoliday) -> datetime | None:
    """The first instant from ``at`` on at which it is closed: ``at`` itself when it is closed now.
    None when it stays open longer than ``FARTHEST``.
    """
    moment = at
    for begun, ended in _from(calendar, at, is_holiday):
        if begun > moment:
            return moment
        moment = max(moment, ended)
    return moment if moment < at + FARTHEST else None


def open_between(
    calendar: Calendar, begun: datetime, ended: datetime, is_holiday: IsHoliday
) -> timedelta:
    """How much of the time from ``begun`` to ``ended`` it is open."""
    total, moment = timedelta(0), begun
    day = _day_of(calendar, begun) - _DAY
    while day <= _day_of(calendar, ended):
        for start, end in _openings(calendar, day, is_holiday):
            span = min(end, ended) - max(start, moment)
            if span > timedelta(0):
                total, moment = total + span, min(end, ended)
        day += _DAY
    return total


def _around(
    calendar: Calendar, at: datetime, is_holiday: IsHoliday
) -> Iterator[tuple[datetime, datetime]]:
    today = _day_of(calendar, at)
    for day in (today - _DAY, today, today + _DAY):
        yield from _openings(calendar, day, is_holiday)


def _from(
    calendar: Calendar, at: datetime, is_holiday: IsHoliday
) -> Iterator[tuple[datetime, datetime]]:
    day = _day_of(calendar, at) - _DAY
    while day <= _day_of(calendar, at) + FARTHEST:
        yield from _openings(calendar, day, is_holiday)
        day += _DAY


def _day_of(calendar: Calendar, at: datetime) -> date:
    return at.astimezone(ZoneInfo(calendar.zone)).date()


def _openings(
    calendar: Calendar, day: date, is_holiday: IsHoliday
) -> Iterator[tuple[datetime, datetime]]:
    for span in _spans(calendar, day, is_holiday):
        begun, ended = _instant(calendar, day, span.start), _instant(calendar, day, span.end)
        if begun < ended:
            yield begun, ended


def _spans(calendar: Calendar, day: date, is_holiday: IsHoliday) -> tuple[Span, ...]:
    for exception in calendar.exceptions:
        if exception.day == day:
            return exception.spans
    if calendar.territory is not None and is_holiday(calendar.territory, day):
        return ()
    return calendar.week[day.weekday()]


def _instant(calendar: Calendar, day: date, minute: int) -> datetime:
    """The instant the wall shows ``minute`` of ``day``; minute 1440 is the next midnight."""
    if minute >= _WHOLE_DAY:
        day, minute = day + _DAY, minute - _WHOLE_DAY
    wall = datetime.combine(day, time(minute // 60, minute % 60), ZoneInfo(calendar.zone))
    return wall.astimezone(UTC)
