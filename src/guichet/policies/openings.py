"""When hours are open where somebody is: exact over changes of the clock. Pure.

A place is open at an instant if the clock on its wall shows a time of one of the windows: where the
clock skips the beginning of a window it opens with the skip, where it shows an hour twice it is
open twice.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from guichet.policies.types import Hours, Window

IsClosed = Callable[[date], bool]
"""Whether nothing may go on a day."""
Interval = tuple[datetime, datetime]

FARTHEST = timedelta(days=60)
"""Hours that do not open within are as good as never open."""
_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)


def opens(hours: Hours, zone: str, closed: IsClosed, at: datetime) -> datetime | None:
    """The first open instant from ``at`` on: ``at`` itself when it is open then."""
    for begun, ended in _intervals(hours, ZoneInfo(zone), closed, at):
        if ended > at:
            return max(begun, at)
    return None


def closes(hours: Hours, zone: str, closed: IsClosed, at: datetime) -> datetime:
    """Until when it stays open, being open at ``at``; no more than a day ahead is looked."""
    moment = at
    for begun, ended in _intervals(hours, ZoneInfo(zone), closed, at):
        if begun > moment or moment >= at + _DAY:
            break
        moment = max(moment, ended)
    return min(moment, at + _DAY)


def _intervals(hours: Hours, zone: ZoneInfo, closed: IsClosed, at: datetime) -> Iterator[Interval]:
    day = at.astimezone(zone).date() - _DAY
    last = day + FARTHEST
    while day <= last:
        if not closed(day):
            found = [
                each
                for window in hours.windows
                if day.weekday() in window.days
                for each in _instants(*_on_the_wall(window, day, closed), zone)
            ]
            yield from sorted(found)
        day += _DAY


def _on_the_wall(window: Window, day: date, closed: IsClosed) -> Interval:
    midnight = datetime.combine(day, time())
    over_night = window.end <= window.start
    ended = midnight + window.end * _MINUTE + (_DAY if over_night else timedelta(0))
    if over_night and closed(day + _DAY):
        ended = midnight + _DAY
    return midnight + window.start * _MINUTE, ended


def _instants(begun: datetime, ended: datetime, zone: ZoneInfo) -> Iterator[Interval]:
    """When the wall shows a time from ``begun`` to ``ended`` (naive)."""
    low, high = _utc(begun, -_DAY), _utc(ended, _DAY)
    before, after = _offset(zone, low), _offset(zone, high)
    if before == after:
        yield _utc(begun, -before), _utc(ended, -before)
        return
    change = _change(zone, low, high)
    first = _utc(begun, -before), min(_utc(ended, -before), change)
    second = max(_utc(begun, -after), change), _utc(ended, -after)
    yield from (each for each in (first, second) if each[0] < each[1])


def _change(zone: ZoneInfo, low: datetime, high: datetime) -> datetime:
    """The minute at which the clock is put forward or back."""
    before = _offset(zone, low)
    while high - low > _MINUTE:
        middle = low + (high - low) // _MINUTE // 2 * _MINUTE
        if _offset(zone, middle) == before:
            low = middle
        else:
            high = middle
    return high


def _offset(zone: ZoneInfo, at: datetime) -> timedelta:
    offset = at.astimezone(zone).utcoffset()
    assert offset is not None
    return offset


def _utc(wall: datetime, shift: timedelta) -> datetime:
    return (wall + shift).replace(tzinfo=UTC)
