"""What may become of a campaign."""

from datetime import UTC, datetime, timedelta
from typing import get_args
from zoneinfo import ZoneInfo

import pytest

from guichet.campaigns.sending.local import due
from guichet.campaigns.states import EASTERNMOST, UNDO, Deed, may, on_its_way
from guichet.campaigns.types import CampaignState, Timing

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
REUNION = ZoneInfo("Indian/Reunion")


def test_what_goes_at_once_has_its_seconds_of_undo() -> None:
    assert on_its_way(Timing(), NOW) == ("leaving", NOW + UNDO)
    assert on_its_way(Timing(NOW - timedelta(hours=1)), NOW) == ("leaving", NOW + UNDO)


def test_what_has_a_time_waits_for_it() -> None:
    later = NOW + timedelta(days=3)
    assert on_its_way(Timing(later), NOW) == ("scheduled", later)
    assert on_its_way(Timing(later, local=True), NOW) == ("scheduled", later - EASTERNMOST)
    assert on_its_way(Timing(NOW + timedelta(hours=3), local=True), NOW)[0] == "leaving"


@pytest.mark.parametrize("state", get_args(CampaignState))
def test_what_is_over_stays_so(state: CampaignState) -> None:
    deeds = {deed for deed in get_args(Deed) if may(deed, state)}
    assert bool(deeds) == (state not in ("done", "cancelled"))


LOCAL = [
    ("+262692000000", 5),
    ("+33600000000", 8),
    ("+590690000000", 13),
    ("+596696000000", 13),
    ("+68787000000", -2),
]


@pytest.mark.parametrize(("number", "hour"), LOCAL)
def test_it_is_nine_in_the_morning_where_they_are(number: str, hour: int) -> None:
    nine = datetime(2026, 3, 2, 9, 0, tzinfo=REUNION)
    found = due(nine, REUNION, number)
    assert found == datetime(2026, 3, 2, tzinfo=UTC) + timedelta(hours=hour)
