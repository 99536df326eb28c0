"""Times as SMPP writes them: ``YYMMDDhhmmsstnnp`` (7.1.1)."""

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import Final

from guichet.protocols.smpp.errors import Misuse

_FORM: Final = re.compile(rb"(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(\d)(\d{2})([-+R])")
_QUARTER: Final = timedelta(minutes=15)
LONGEST: Final = timedelta(days=31)
"""Of a relative time written here: longer ones are counted in months, which have no one length."""


def absolute(at: datetime) -> bytes:
    """An instant, in its own zone if that is whole quarter hours away, else in UTC.

    Raises ``Misuse`` for a time without zone, or outside of 2000 to 2099.
    """
    offset = at.utcoffset()
    if offset is None:
        raise Misuse("a time without its zone")
    if offset % _QUARTER or abs(offset) > 48 * _QUARTER:
        at, offset = at.astimezone(UTC), timedelta()
    if not 2000 <= at.year < 2100:
        raise Misuse(f"the year {at.year} cannot be written in two digits")
    sign = b"-" if offset < timedelta() else b"+"
    date, quarters = at.strftime("%y%m%d%H%M%S").encode(), abs(offset) // _QUARTER
    return b"%b%d%02d%b" % (date, at.microsecond // 100_000, quarters, sign)


def relative(duration: timedelta) -> bytes:
    """From now on, in whole seconds, rounded up. Raises ``Misuse`` for none or more than 31
    days."""
    if not timedelta() < duration <= LONGEST:
        raise Misuse(f"{duration} is no time to wait")
    seconds = -(-duration // timedelta(seconds=1))
    days, seconds = divmod(seconds, 86_400)
    hours, seconds = divmod(seconds, 3_600)
    return b"0000%02d%02d%02d%02d000R" % (days, hours, seconds // 60, seconds % 60)


def read(written: bytes, now: datetime) -> datetime | None:
    """The instant meant, counted from ``now`` if relative; None if nothing is written.

    Raises ``ValueError`` for what is no time. Months are taken for 30 days, years for 365.
    """
    if not written:
        return None
    found = _FORM.fullmatch(written)
    if found is None:
        raise ValueError("not sixteen characters of the form YYMMDDhhmmsstnnp")
    year, month, day, hour, minute, second, tenth, quarters = map(int, found.groups()[:8])
    if found[9] == b"R":
        days = year * 365 + month * 30 + day
        return now + timedelta(days=days, hours=hour, minutes=minute, seconds=second)
    offset = quarters * _QUARTER * (-1 if found[9] == b"-" else 1)
    zone = timezone(offset)
    return datetime(2000 + year, month, day, hour, minute, second, tenth * 100_000, zone)
