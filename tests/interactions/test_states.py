"""The state machine of an interaction."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet.interactions.states import (
    HELD_BY_AGENT,
    NEXT,
    UNASSIGNED,
    Action,
    State,
    after,
)


@pytest.mark.parametrize(
    ("state", "action", "expected"),
    [
        (State.NEW, Action.QUEUE, State.WAITING),
        (State.WAITING, Action.TAKE, State.ACTIVE),
        (State.OFFERED, Action.DECLINE, State.WAITING),
        (State.ACTIVE, Action.RELEASE, State.WAITING),
        (State.HELD, Action.RESUME, State.ACTIVE),
        (State.WRAP_UP, Action.CLOSE, State.CLOSED),
        (State.ACTIVE, Action.TAKE, None),
        (State.WRAP_UP, Action.RELEASE, None),
        (State.WAITING, Action.HOLD, None),
    ],
)
def test_an_action_leads_where_the_desk_expects_it(
    state: State, action: Action, expected: State | None
) -> None:
    assert after(state, action) is expected


@given(st.sampled_from(Action))
def test_nothing_reopens_what_is_closed(action: Action) -> None:
    assert after(State.CLOSED, action) is None


@given(st.lists(st.sampled_from(Action), max_size=12))
def test_every_open_interaction_can_be_closed_whatever_happened_to_it(
    actions: list[Action],
) -> None:
    state = State.NEW
    for action in actions:
        state = after(state, action) or state
    assert state is State.CLOSED or after(state, Action.CLOSE) is State.CLOSED


def test_every_state_is_either_somebodys_or_nobodys_or_over() -> None:
    assert UNASSIGNED | HELD_BY_AGENT | {State.CLOSED} == set(State)
    assert not UNASSIGNED & HELD_BY_AGENT


def test_taking_is_the_only_way_from_nobody_to_an_agent() -> None:
    ways = {
        action
        for (state, action), to in NEXT.items()
        if state in UNASSIGNED and to in HELD_BY_AGENT
    }
    assert ways == {Action.TAKE}
