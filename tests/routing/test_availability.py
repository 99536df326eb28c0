"""Whether somebody would answer now, as visitors are told."""

from datetime import timedelta
from uuid import UUID

import pytest

from guichet.agents.types import AgentProfile, Capacity, Queue, QueueMembership
from guichet.gateway.types import Availability, AvailabilityState, Medium
from guichet.kit.bus import Bus
from guichet.kit.clock import ManualClock
from guichet.kit.ids import UserId
from guichet.routing.availability import (
    STALE,
    AvailabilitySpeaker,
    KnownAvailability,
    state_of,
    states_of,
)
from guichet.routing.board import Board, Snapshot
from guichet.routing.types import AgentSet, HasIt, PresenceSet, Request, Waits
from tests.kit.events.conftest import running
from tests.routing.conftest import Floor, MakeRunner, Watched
from tests.routing.worlds import AGENTS, QUEUES, START
from tests.waiting import eventually


@pytest.fixture
def known(bus: Bus, clock: ManualClock) -> KnownAvailability:
    return KnownAvailability(bus, clock)


async def test_a_visitor_is_told_whether_somebody_is_free(
    floor: Floor, known: KnownAvailability, make_runner: MakeRunner, watched: Watched, bus: Bus
) -> None:
    runner = make_runner("one", watched(AvailabilitySpeaker(bus.publish)))

    async def state() -> str:
        return (await known.of(floor.shop.door)).state

    async def told(wanted: str) -> bool:
        return await state() == wanted

    async with running(runner, known):
        await eventually(lambda: told("away"), what="asking begins it; nobody is there")
        await floor.is_ready(floor.amelie)
        await eventually(lambda: told("open"))
        for number in range(3):
            await floor.says(number)
        await eventually(lambda: told("busy"))

        async def counted() -> bool:
            found = await known.of(floor.shop.door)
            assert found.wait is None, "nobody estimated it"
            return (found.waiting, found.agents_ready, found.agents_free) == (2, 1, 0)

        await eventually(counted)


async def test_what_was_said_long_ago_says_nothing(
    floor: Floor,
    known: KnownAvailability,
    make_runner: MakeRunner,
    watched: Watched,
    bus: Bus,
    clock: ManualClock,
) -> None:
    async def away() -> bool:
        return (await known.of(floor.shop.door)).state == "away"

    async with running(known):
        async with running(make_runner("one", watched(AvailabilitySpeaker(bus.publish)))):
            await eventually(away)
        clock.advance(STALE + timedelta(seconds=1))
        assert await known.of(floor.shop.door) == Availability("open", clock.now())


QUEUE = Queue(id=QUEUES[0], version=1, key="q", is_default=True, name="Q")
ONE_CHAT = Capacity(most={Medium.CHAT: 1, Medium.VIDEO: 0})


def a_board(capacity: Capacity, work: list[Medium]) -> Board:
    """One agent, who has ``work``."""
    board = Board(lambda _territory, _day: False)
    board.load(Snapshot([QUEUE], [], [], [], []), START)
    agent = AgentProfile(
        id=UserId(AGENTS[0]),
        version=1,
        name="A",
        active=True,
        queues=(QueueMembership(QUEUE.id),),
        capacity=capacity,
    )
    board.router.apply(AgentSet(START, agent))
    board.router.apply(PresenceSet(START, AGENTS[0], ready=True, present=True))
    for number, medium in enumerate(work):
        board.router.apply(HasIt(START, UUID(int=number + 1), AGENTS[0], medium))
    return board


@pytest.mark.parametrize(
    ("capacity", "work", "medium", "wanted"),
    [
        (Capacity(), [], Medium.CALL, "open"),
        (Capacity(), [Medium.CHAT], Medium.CHAT, "open"),
        (Capacity(), [Medium.CHAT], Medium.CALL, "busy"),
        (Capacity(), [Medium.CALL], Medium.CHAT, "busy"),
        (Capacity(), [Medium.MAIL] * 4, Medium.CHAT, "busy"),
        (Capacity(), [Medium.MAIL] * 4, Medium.CALL, "open"),
        (ONE_CHAT, [Medium.CHAT], Medium.CHAT, "busy"),
        (ONE_CHAT, [Medium.CHAT], Medium.MAIL, "open"),
        (ONE_CHAT, [], Medium.VIDEO, "away"),
    ],
)
def test_somebody_is_free_for_one_medium_and_not_for_another(
    capacity: Capacity, work: list[Medium], medium: Medium, wanted: AvailabilityState
) -> None:
    (queue,) = states_of(a_board(capacity, work), START, {})
    assert state_of(queue, medium) == wanted


def test_a_mail_that_waits_keeps_no_chat_waiting() -> None:
    board = a_board(Capacity(most={Medium.MAIL: 0}), [])
    board.router.apply(Waits(START, Request(UUID(int=9), QUEUE.id, Medium.MAIL, START, START)))
    (queue,) = states_of(board, START, {})
    assert queue.media[Medium.MAIL].waiting == 1
    assert [state_of(queue, one) for one in (Medium.MAIL, Medium.CHAT)] == ["away", "open"]
