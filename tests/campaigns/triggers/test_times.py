"""When a text is due: before an appointment, and again and again."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from guichet.campaigns.triggers.language import Again, BeforeEvent
from guichet.campaigns.triggers.times import due_before, next_time

REUNION = ZoneInfo("Indian/Reunion")
PARIS = ZoneInfo("Europe/Paris")


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


@pytest.mark.parametrize(
    ("of", "zone", "after", "then"),
    [
        (Again(every="day", at=time(9)), REUNION, "2026-03-02T04:59:59Z", "2026-03-02T05:00Z"),
        (Again(every="day", at=time(9)), REUNION, "2026-03-02T05:00:00Z", "2026-03-03T05:00Z"),
        (
            Again(every="week", weekday=4, at=time(17, 30)),
            PARIS,
            "2026-03-23T00:00Z",
            "2026-03-27T16:30Z",
        ),
        (
            Again(every="week", weekday=4, at=time(17, 30)),
            PARIS,
            "2026-03-28T00:00Z",
            "2026-04-03T15:30Z",
        ),
        (Again(every="month", day=31, at=time(8)), PARIS, "2026-02-01T00:00Z", "2026-02-28T07:00Z"),
        (Again(every="month", day=31, at=time(8)), PARIS, "2026-03-31T06:00Z", "2026-04-30T06:00Z"),
        (Again(every="day", at=time(2, 30)), PARIS, "2026-03-29T00:00Z", "2026-03-29T01:30Z"),
        (Again(every="day", at=time(2, 30)), PARIS, "2026-10-25T00:00Z", "2026-10-25T00:30Z"),
    ],
)
def test_what_comes_again_keeps_to_the_clock_on_the_wall(
    of: Again, zone: ZoneInfo, after: str, then: str
) -> None:
    assert next_time(of, zone, _at(after)) == _at(then)


DAY_BEFORE = BeforeEvent(type="booking", days=1, at=time(18))


@pytest.mark.parametrize(
    ("of", "starts", "due"),
    [
        (DAY_BEFORE, "2026-03-10T09:00:00+04:00", "2026-03-09T14:00Z"),
        (DAY_BEFORE, "2026-03-09T21:30:00Z", "2026-03-09T14:00Z"),
        (DAY_BEFORE, "2026-03-10 09:00", "2026-03-09T14:00Z"),
        (BeforeEvent(type="b", minutes=120), "2026-03-10T09:00:00Z", "2026-03-10T07:00Z"),
        (BeforeEvent(type="b"), "2026-03-10T09:00:00Z", "2026-03-09T09:00Z"),
        (BeforeEvent(type="b", days=2), "2026-03-10T09:00:00+04:00", "2026-03-08T05:00Z"),
    ],
)
def test_the_day_before_is_that_of_the_company(of: BeforeEvent, starts: str, due: str) -> None:
    found = due_before(of, {"starts_at": starts}, REUNION)
    assert found is not None
    assert found[0] == _at(due)


@pytest.mark.parametrize("value", [None, "", "demain", 17, True, "2026-13-01T00:00Z"])
def test_an_appointment_that_does_not_say_when_has_no_reminder(value: object) -> None:
    assert due_before(DAY_BEFORE, {"starts_at": value}, REUNION) is None
