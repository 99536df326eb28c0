"""Waits are learned from what happens on the board, and not said before enough was seen."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from guichet.agents.types import AgentProfile, Capacity, Queue, QueueMembership
from guichet.gateway.types import Medium
from guichet.kit.ids import UserId
from guichet.routing.board import Board
from guichet.routing.lines import Lines, places_of, shown
from guichet.routing.types import (
    AgentSet,
    Gone,
    HasIt,
    Offer,
    PresenceSet,
    QueueSet,
    Request,
    Waits,
)
from tests.routing.worlds import AGENTS, QUEUES, START

QUEUE = Queue(id=QUEUES[0], version=1, key="q", is_default=True, name="Q")
CHATS = (QUEUE.id, Medium.CHAT)
SERVICE, EVERY, LINE = 100, 20, 10
"""Seconds an agent is busy with one; seconds between two who come; how many wait at first."""


class Day:
    """Five agents with one chat at a time: as many come as are answered."""

    def __init__(self) -> None:
        self.board = Board(lambda _territory, _day: False)
        self.lines = Lines()
        self.second = 0
        self.answered: dict[UUID, int] = {}
        self.waited: list[int] = []
        self._came: dict[UUID, int] = {}
        self.board.queues[QUEUE.id] = QUEUE
        self.board.router.apply(QueueSet(START, QUEUE, START))
        for one in AGENTS:
            self.board.router.apply(AgentSet(START, agent(one)))

    def comes(self) -> None:
        now, name = START + timedelta(seconds=self.second), UUID(int=9_000 + len(self._came))
        self._came[name] = self.second
        request = Request(name, QUEUE.id, Medium.CHAT, now, now)
        self._accept(self.board.router.apply(Waits(now, request)))

    def passes(self, seconds: int) -> None:
        for _ in range(seconds):
            self.second += 1
            now = START + timedelta(seconds=self.second)
            for name in [one for one, at in self.answered.items() if self.second - at >= SERVICE]:
                del self.answered[name]
                self._accept(self.board.router.apply(Gone(now, name)))
            self.lines.look(self.board, now)

    def begin(self) -> None:
        """The agents come one after the other."""
        for one in AGENTS:
            now = START + timedelta(seconds=self.second)
            self._accept(self.board.router.apply(PresenceSet(now, one, ready=True, present=True)))
            self.passes(EVERY)

    def _accept(self, decided: object) -> None:
        assert isinstance(decided, list)
        for one in decided:
            if isinstance(one, Offer):
                self.board.router.apply(
                    HasIt(one.at, one.interaction_id, one.agent_id, Medium.CHAT)
                )
                self.answered[one.interaction_id] = self.second
                self.waited.append(self.second - self._came[one.interaction_id])


def agent(agent_id: UUID) -> AgentProfile:
    return AgentProfile(
        id=UserId(agent_id),
        version=1,
        name="A",
        active=True,
        queues=(QueueMembership(QUEUE.id, 1),),
        capacity=Capacity(weights={Medium.CHAT: 1}, units=1),
    )


def test_the_wait_is_said_once_enough_was_seen_and_is_about_right() -> None:
    day = Day()
    for _ in range(LINE):
        day.comes()
    day.begin()
    assert places_of(day.board)[CHATS] == 5.0
    assert shown(day.lines.waits.get(CHATS)) is None, "nobody was served to the end yet"
    for _ in range(60):
        day.comes()
        day.passes(EVERY)
    said = shown(day.lines.waits.get(CHATS))
    assert said is not None
    low, high = said
    assert low <= day.waited[-1] <= high * 1.5


def test_where_nobody_is_ready_no_wait_is_said() -> None:
    day = Day()
    day.comes()
    day.passes(1)
    assert places_of(day.board) == {}
    assert shown(day.lines.waits.get(CHATS)) is None


@pytest.mark.parametrize(
    ("capacity", "wanted"),
    [
        pytest.param(
            Capacity(), {"chat": 4, "mail": 4, "call": 1, "video": 1}, id="as nobody said"
        ),
        pytest.param(
            Capacity(most={Medium.CHAT: 2, Medium.CALL: 0}),
            {"chat": 2, "mail": 4, "call": 0, "video": 1},
            id="at most so many",
        ),
        pytest.param(
            Capacity(units=5, weights={Medium.CHAT: 2, Medium.CALL: 5, Medium.VIDEO: 6}),
            {"chat": 2, "mail": 5, "call": 1, "video": 0},
            id="half a chat is none",
        ),
    ],
)
def test_a_queue_answers_as_many_of_each_medium_as_its_agents_have_at_once(
    capacity: Capacity, wanted: dict[str, int]
) -> None:
    day = Day()
    for one in AGENTS:
        day.board.router.apply(AgentSet(START, replace(agent(one), capacity=capacity)))
        day.board.router.apply(PresenceSet(START, one, ready=True, present=True))
    found = places_of(day.board)
    places = {name: found.get((QUEUE.id, Medium(name)), 0.0) for name in wanted}
    assert places == {name: many * len(AGENTS) for name, many in wanted.items()}


def test_mails_that_wait_put_no_chat_further_back() -> None:
    day = Day()
    for number, medium in enumerate((Medium.MAIL, Medium.MAIL, Medium.CHAT)):
        request = Request(UUID(int=number + 1), QUEUE.id, medium, START, START)
        day.board.router.apply(Waits(START, request))
    day.passes(1)
    ahead = {name.int: one.ahead for name, one in day.lines.waiting.items()}
    assert ahead == {1: 0, 2: 1, 3: 0}
