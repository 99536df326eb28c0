"""Which agents a campaign at their pace counts on."""

from datetime import UTC, datetime, timedelta
from typing import cast
from uuid import UUID

from guichet.agents.types import AgentProfile, Capacity, Presence, PresenceStatus
from guichet.gateway.types import Medium
from guichet.interactions.states import State
from guichet.interactions.types import Interaction
from guichet.kit.ids import UserId
from guichet.processes.campaign_agents import desk_of

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
HANDLING, TARGET = timedelta(minutes=3), timedelta(minutes=5)
ADA, BOB = UserId(UUID(int=1)), UserId(UUID(int=2))


def profile(who: UserId, units: int = 4) -> AgentProfile:
    return AgentProfile(
        queues=(), capacity=Capacity(units), id=who, version=1, name="Ada", active=True
    )


def presence(
    who: UserId, status: PresenceStatus = "ready", lost_at: datetime | None = None
) -> Presence:
    return Presence(who, 1, status, None, NOW, lost_at, "Ada")


class Request:
    """What matters of one."""

    def __init__(self, medium: Medium, state: State, who: UserId | None = None) -> None:
        self.medium = medium
        self.state = state
        self.agent = None if who is None else profile(who)


def requests(*several: Request) -> list[Interaction]:
    return cast(list[Interaction], list(several))


def test_only_who_is_ready_and_heard_of_counts() -> None:
    there = [presence(ADA), presence(BOB, lost_at=NOW)]
    found = desk_of([profile(ADA), profile(BOB)], there, [], HANDLING, TARGET)
    assert found is not None
    assert found.places == 4
    away = [presence(ADA, "not_ready")]
    assert desk_of([profile(ADA)], away, [], HANDLING, TARGET) is None


def test_a_call_in_hand_leaves_no_place_and_texts_that_wait_are_counted() -> None:
    busy = requests(
        Request(Medium.CALL, State.ACTIVE, ADA),
        Request(Medium.CHAT, State.ACTIVE, BOB),
        Request(Medium.SMS, State.WAITING),
        Request(Medium.SMS, State.OFFERED, BOB),
        Request(Medium.SMS, State.ACTIVE, BOB),
        Request(Medium.CHAT, State.WAITING),
    )
    both = [presence(ADA), presence(BOB)]
    found = desk_of([profile(ADA), profile(BOB)], both, busy, HANDLING, TARGET)
    assert found is not None
    assert (found.places, found.waiting) == (3, 2)
