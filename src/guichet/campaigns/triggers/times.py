"""When something is due. Pure."""

import calendar
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from guichet.campaigns.states import EASTERNMOST
from guichet.campaigns.triggers.language import Again, BeforeEvent

_DAY = timedelta(days=1)


def next_time(of: Again, zone: ZoneInfo, after: datetime) -> datetime:
    """The first one later than ``after``, by the company's clock. An hour that the clock skips is
    taken an hour later, one it shows twice the first time.
    """
    day = after.astimezone(zone).date()
    for ahead in range(64):
        one = day + ahead * _DAY
        if _is_day(of, one):
            at = on_the_wall(one, of.at, zone)
            if at > after:
                return at
    raise AssertionError("every month has a day")


def set_off_at(of: Again, zone: ZoneInfo, now: datetime) -> datetime:
    """When the next one is set off: at its time, or when that hour comes to the first place on
    Earth.
    """
    ahead = EASTERNMOST if of.local else timedelta()
    return next_time(of, zone, now + ahead) - ahead


def goes_at(of: Again, set_off: datetime) -> datetime:
    """Which time, on the company's wall, is meant by what is set off then."""
    return set_off + EASTERNMOST if of.local else set_off


def _is_day(of: Again, day: date) -> bool:
    match of.every:
        case "day":
            return True
        case "week":
            return day.weekday() == of.weekday
        case "month":
            last = calendar.monthrange(day.year, day.month)[1]
            return day.day == min(of.day, last)


def on_the_wall(day: date, at: time, zone: ZoneInfo) -> datetime:
    """That hour of that day."""
    return datetime.combine(day, at, zone).astimezone(UTC)


def due_before(
    of: BeforeEvent, properties: Mapping[str, object], zone: ZoneInfo
) -> tuple[datetime, datetime] | None:
    """When the text is due, and when the appointment is; none: it does not say when that is. An
    instant without an offset is read by the company's clock.
    """
    starts = _instant(properties.get(of.property), zone)
    if starts is None:
        return None
    if of.days is not None:
        day = starts.astimezone(zone).date() - of.days * _DAY
        hour = of.at or starts.astimezone(zone).time()
        return on_the_wall(day, hour, zone), starts
    return starts - timedelta(minutes=of.minutes or 24 * 60), starts


def _instant(value: object, zone: ZoneInfo) -> datetime | None:
    if not isinstance(value, str):
        return None
    try:
        read = datetime.fromisoformat(value.strip())
    except ValueError:
        return None
    return (read if read.tzinfo else read.replace(tzinfo=zone)).astimezone(UTC)
