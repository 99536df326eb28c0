"""Times, absolute and relative."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet.protocols.smpp.errors import Misuse
from guichet.protocols.smpp.times import LONGEST, absolute, read, relative

NOW = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "written"),
    [
        (NOW, b"261126120000000+"),
        (NOW.replace(microsecond=950_000), b"261126120000900+"),
        (datetime(2026, 11, 26, 16, 0, tzinfo=timezone(timedelta(hours=4))), b"261126160000016+"),
        (
            datetime(2026, 1, 2, tzinfo=timezone(timedelta(hours=-3, minutes=-30))),
            b"260102000000014-",
        ),
        (datetime(2026, 1, 2, tzinfo=timezone(timedelta(minutes=7))), b"260101235300000+"),
    ],
)
def test_an_instant_is_written_in_its_zone(at: datetime, written: bytes) -> None:
    assert absolute(at) == written
    found = read(written, NOW)
    assert found is not None
    assert abs(found - at) < timedelta(seconds=0.1)


@pytest.mark.parametrize(
    ("duration", "written"),
    [
        (timedelta(hours=2), b"000000020000000R"),
        (timedelta(days=3, seconds=5), b"000003000005000R"),
        (timedelta(seconds=0.2), b"000000000001000R"),
        (LONGEST, b"000031000000000R"),
    ],
)
def test_a_duration_is_written_from_now_on(duration: timedelta, written: bytes) -> None:
    assert relative(duration) == written
    found = read(written, NOW)
    assert found is not None
    assert timedelta() <= found - NOW - duration < timedelta(seconds=1)


@given(st.integers(0, 70 * 365 * 86_400 * 1_000), st.integers(-48, 48))
def test_any_instant_comes_back_to_the_tenth_of_a_second(milliseconds: int, quarters: int) -> None:
    zone = timezone(timedelta(minutes=15) * quarters)
    there = (NOW + timedelta(milliseconds=milliseconds)).astimezone(zone)
    found = read(absolute(there), NOW)
    assert found is not None
    assert timedelta() <= there - found < timedelta(seconds=0.1)


def test_nothing_written_is_no_time() -> None:
    assert read(b"", NOW) is None


@pytest.mark.parametrize("written", [b"x", b"261126120000000", b"261326120000000+", b"2" * 16])
def test_what_is_no_time_is_refused(written: bytes) -> None:
    with pytest.raises(ValueError, match=r".+"):
        read(written, NOW)


@given(st.from_regex(rb"\d{15}[-+R]", fullmatch=True))
def test_any_digits_are_a_time_or_refused(written: bytes) -> None:
    try:
        found = read(written, NOW)
    except ValueError:
        return
    assert found is not None


@pytest.mark.parametrize("duration", [timedelta(), timedelta(days=-1), timedelta(days=32)])
def test_a_duration_that_cannot_be_written_is_our_misuse(duration: timedelta) -> None:
    with pytest.raises(Misuse):
        relative(duration)


@pytest.mark.parametrize("at", [NOW.replace(tzinfo=None), datetime(1999, 1, 1, tzinfo=UTC)])
def test_an_instant_that_cannot_be_written_is_our_misuse(at: datetime) -> None:
    with pytest.raises(Misuse):
        absolute(at)
