"""How presence moves."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from guichet.agents.presence import states
from guichet.agents.types import Presence, PresenceStatus
from guichet.kit.ids import UserId

NOON = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
LATER = NOON + timedelta(minutes=5)
ZERO = UserId(UUID(int=1))


def at(status: PresenceStatus, reason: str | None = None, lost: datetime | None = None) -> Presence:
    return Presence(ZERO, 3, status, reason, NOON, lost, "Amélie")


@pytest.mark.parametrize(
    ("before", "to", "after"),
    [
        (at("offline"), ("ready", None), ("ready", None, LATER, None)),
        (at("ready"), ("not_ready", "lunch"), ("not_ready", "lunch", LATER, None)),
        (at("not_ready", "lunch"), ("not_ready", "pause"), ("not_ready", "pause", LATER, None)),
        (at("ready", None, NOON), ("ready", None), ("ready", None, NOON, None)),
        (at("ready", None, NOON), ("offline", None), ("offline", None, LATER, None)),
    ],
)
def test_what_is_said_holds_from_then_on(
    before: Presence,
    to: tuple[PresenceStatus, str | None],
    after: tuple[PresenceStatus, str | None, datetime, datetime | None],
) -> None:
    moved = states.moved(before, *to, LATER)
    assert moved is not None
    assert (moved.status, moved.reason, moved.since, moved.lost_at) == after
    assert moved.version == before.version + 1


def test_saying_what_is_so_changes_nothing() -> None:
    assert states.moved(at("not_ready", "lunch"), "not_ready", "lunch", LATER) is None


def test_a_lost_browser_leaves_the_status_and_its_time() -> None:
    lost = states.lost(at("ready"), LATER)
    assert lost is not None
    assert (lost.status, lost.since, lost.lost_at, lost.version) == ("ready", NOON, LATER, 4)
    assert states.lost(lost, LATER) is None
    found = states.back(lost)
    assert found is not None
    assert (found.status, found.lost_at, found.version) == ("ready", None, 5)
    assert states.back(found) is None


def test_who_is_offline_has_no_browser_to_lose() -> None:
    assert states.lost(at("offline"), LATER) is None
