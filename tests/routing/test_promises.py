"""What people who wait are told, when, and how it is judged: by tables."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from guichet.gateway.types import Medium
from guichet.interactions.states import State
from guichet.routing.fates import Fate, Move, Outcome, fate
from guichet.routing.lines import InLine
from guichet.routing.promises import (
    Promise,
    Told,
    is_kept,
    is_promise,
    next_word,
)
from guichet.routing.waits import Announced, Estimate

NOW = datetime(2026, 7, 1, 9, tzinfo=UTC)
QUEUE, OTHER = UUID(int=1), UUID(int=2)


def estimate(low: float, high: float) -> Estimate:
    return Estimate((low + high) / 2, low, high, high, 0, False, (low + high) / 2)


def place(ahead: int, now: Estimate | None, queue_id: UUID = QUEUE) -> InLine:
    return InLine((queue_id, Medium.CHAT), NOW, (0, 0), True, ahead, now, 4.0)


def told(said: Announced, seconds_ago: float, *, is_promised: bool = True) -> Told:
    return Told(said, NOW - timedelta(seconds=seconds_ago), QUEUE, is_promised)


FIVE = Announced(3, 60, 300, 4.0)


@pytest.mark.parametrize(
    ("before", "where", "wanted"),
    [
        pytest.param(None, place(2, None), (3, 0, None), id="the place at once, alone"),
        pytest.param(None, place(2, estimate(70, 280)), (3, 60, 300), id="with a wait, if known"),
        pytest.param(told(FIVE, 1.9), place(1, estimate(70, 280)), None, id="too soon"),
        pytest.param(told(FIVE, 2), place(2, estimate(70, 280)), None, id="nothing new"),
        pytest.param(told(FIVE, 2), place(1, estimate(70, 280)), (2, 60, 300), id="the place"),
        pytest.param(told(FIVE, 2), place(2, estimate(70, 170)), (3, 60, 180), id="sooner"),
        pytest.param(told(FIVE, 2), place(2, estimate(70, 329)), None, id="around an edge"),
        pytest.param(told(FIVE, 2), place(2, estimate(70, 331)), (3, 60, 600), id="one step later"),
        pytest.param(told(FIVE, 2), place(2, estimate(70, 2000)), (3, 60, 600), id="not two"),
        pytest.param(
            told(FIVE, 2), place(5, estimate(70, 2000)), (6, 60, 2700), id="unless moved back"
        ),
        pytest.param(told(FIVE, 2), place(2, None), (3, 0, None), id="known no more"),
        pytest.param(
            told(FIVE, 2), place(0, estimate(0, 900), OTHER), (1, 0, 900), id="another queue"
        ),
    ],
)
def test_people_are_told_what_is_new(
    before: Told | None, where: InLine, wanted: tuple[int, int, int | None] | None
) -> None:
    said = next_word(before, where, NOW)
    assert (said and (said.position, said.low, said.high)) == wanted


@pytest.mark.parametrize(
    ("before", "said", "queue_id", "wanted"),
    [
        (None, FIVE, QUEUE, True),
        (None, Announced(3, 0, None, 4.0), QUEUE, False),
        (told(FIVE, 2), replace(FIVE, position=2), QUEUE, False),
        (told(FIVE, 2), replace(FIVE, high=180), QUEUE, True),
        (told(replace(FIVE, high=None), 2), FIVE, QUEUE, True),
        (told(FIVE, 2, is_promised=False), FIVE, QUEUE, True),
        (told(FIVE, 2), FIVE, OTHER, True),
    ],
)
def test_a_promise_is_another_wait_than_what_stands(
    before: Told | None, said: Announced, queue_id: UUID, wanted: bool
) -> None:
    assert is_promise(before, said, queue_id) is wanted


@pytest.mark.parametrize(
    ("outcome", "waited", "wanted"),
    [
        ("answered", 300, True),
        ("answered", 10, True),
        ("answered", 301, False),
        ("left", 299, None),
        ("left", 301, False),
        ("moved", 30, None),
        ("moved", 400, False),
        (None, None, None),
    ],
)
def test_a_promise_is_kept_by_an_answer_in_time_and_broken_by_a_longer_wait(
    outcome: Outcome | None, waited: int | None, wanted: bool | None
) -> None:
    made = Promise(UUID(int=9), 0, QUEUE, "Ventes", NOW, 3, 60, 300, 200, outcome, waited)
    assert is_kept(made) is wanted


def move(seconds: int, state: State, queue_id: UUID | None = QUEUE) -> Move:
    return Move(NOW + timedelta(seconds=seconds), state, queue_id)


WAITS = move(0, State.WAITING)


@pytest.mark.parametrize(
    ("after", "wanted"),
    [
        pytest.param([], None, id="it waits"),
        pytest.param([move(20, State.OFFERED)], None, id="it is offered"),
        pytest.param([move(20, State.WAITING, None)], None, id="its queue is not named"),
        pytest.param([move(20, State.ACTIVE)], ("answered", 20), id="taken"),
        pytest.param([move(20, State.CLOSED)], ("left", 20), id="closed"),
        pytest.param([move(20, State.WAITING, OTHER)], ("moved", 20), id="another queue"),
        pytest.param([move(20, State.SNOOZED)], ("moved", 20), id="put aside"),
        pytest.param(
            [move(20, State.ACTIVE), move(30, State.WAITING), move(90, State.CLOSED)],
            ("answered", 20),
            id="taken, handed back, and left later",
        ),
        pytest.param(
            [move(20, State.WAITING, OTHER), move(30, State.ACTIVE, OTHER)],
            ("moved", 20),
            id="moved, and answered there",
        ),
        pytest.param(
            [move(5, State.ACTIVE)], ("answered", 5), id="taken before the promise was made"
        ),
        pytest.param(
            [move(5, State.ACTIVE), move(8, State.WAITING), move(40, State.CLOSED)],
            ("left", 40),
            id="taken and handed back before the promise was made",
        ),
    ],
)
def test_a_promise_is_judged_by_the_first_end_of_the_wait_after_it(
    after: Sequence[Move], wanted: tuple[Outcome, int] | None
) -> None:
    made = NOW + timedelta(seconds=10)
    found = fate([WAITS, *after], QUEUE, made)
    assert found == (wanted and Fate(wanted[0], NOW + timedelta(seconds=wanted[1])))
