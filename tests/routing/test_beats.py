"""Silence and beats: who is lost, who is back, and when silence says nothing."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from guichet.agents.types import Presence, PresenceStatus
from guichet.kit import beats
from guichet.kit.ids import TenantId, UserId
from guichet.routing.beats import GRACE, Pulse

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
LATER = START + GRACE + timedelta(seconds=1)
TENANT, AMELIE = TenantId(UUID(int=1)), UserId(UUID(int=2))


def presence(
    status: PresenceStatus = "ready", *, since: datetime = START, lost_at: datetime | None = None
) -> Presence:
    return Presence(AMELIE, 1, status, None, since, lost_at, "Amélie")


def beat(pulse: Pulse, at: datetime) -> None:
    for word in beats.words([(TENANT, AMELIE)]):
        pulse.hear(word, at)


def news(pulse: Pulse, one: Presence, at: datetime) -> list[tuple[UserId, bool]]:
    return list(pulse.news(TENANT, [one], at))


def test_who_is_silent_for_longer_than_the_grace_is_lost() -> None:
    pulse = Pulse(START)
    assert news(pulse, presence(), START + GRACE) == []
    assert news(pulse, presence(), LATER) == [(AMELIE, False)]
    beat(pulse, START + timedelta(seconds=5))
    assert news(pulse, presence(), LATER) == []


def test_who_beats_again_is_back_once() -> None:
    pulse = Pulse(START)
    lost = presence(lost_at=LATER)
    assert news(pulse, lost, LATER) == []
    beat(pulse, LATER + timedelta(seconds=1))
    assert news(pulse, lost, LATER + timedelta(seconds=1)) == [(AMELIE, True)]


def test_while_nothing_can_be_heard_nobody_is_silent() -> None:
    pulse = Pulse(START)
    pulse.begin(LATER)
    assert news(pulse, presence(), LATER) == []


def test_who_just_came_or_is_offline_is_not_lost() -> None:
    pulse = Pulse(START)
    assert news(pulse, presence(since=LATER), LATER) == []
    assert news(pulse, presence("offline"), LATER) == []


def test_a_word_that_is_no_beat_is_none() -> None:
    pulse = Pulse(START)
    pulse.hear(b"\\x00nonsense", LATER)
    assert news(pulse, presence(), LATER) == [(AMELIE, False)]


def test_many_agents_need_several_words_and_all_are_heard() -> None:
    crowd = [(TENANT, UserId(UUID(int=n))) for n in range(2_500)]
    words = list(beats.words(crowd))
    assert len(words) == 3
    heard = {user for word in words for one in beats.decode(word) for user in one.users}
    assert heard == {user for _, user in crowd}
