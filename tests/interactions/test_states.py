"""The state machine of an interaction."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet.interactions import timeline
from guichet.interactions.states import (
    HELD_BY_AGENT,
    NEXT,
    OWNED,
    UNASSIGNED,
    Action,
    State,
    after,
)
from guichet.interactions.types import Agent, Interaction, Offer
from tests.interactions.values import NOW, an_interaction

AMELIE = Agent(UUID(int=1), "Amélie Payet")


@pytest.mark.parametrize(
    ("state", "action", "expected"),
    [
        (State.NEW, Action.QUEUE, State.WAITING),
        (State.WAITING, Action.TAKE, State.ACTIVE),
        (State.WAITING, Action.REQUEUE, State.WAITING),
        (State.OFFERED, Action.DECLINE, State.WAITING),
        (State.OFFERED, Action.EXPIRE, State.WAITING),
        (State.OFFERED, Action.TAKE_OVER, State.ACTIVE),
        (State.ACTIVE, Action.RELEASE, State.WAITING),
        (State.ACTIVE, Action.TRANSFER, State.WAITING),
        (State.ACTIVE, Action.SNOOZE, State.SNOOZED),
        (State.SNOOZED, Action.WAKE, State.WAITING),
        (State.SNOOZED, Action.TAKE, State.ACTIVE),
        (State.HELD, Action.RESUME, State.ACTIVE),
        (State.HELD, Action.FINISH, State.WRAP_UP),
        (State.WRAP_UP, Action.CLOSE, State.CLOSED),
        (State.WRAP_UP, Action.RESUME, State.ACTIVE),
        (State.CLOSED, Action.REOPEN, State.WAITING),
        (State.CLOSED, Action.MERGE, State.CLOSED),
        (State.ACTIVE, Action.TAKE, None),
        (State.ACTIVE, Action.OFFER, None),
        (State.WRAP_UP, Action.RELEASE, None),
        (State.WAITING, Action.HOLD, None),
        (State.WAITING, Action.DECLINE, None),
        (State.NEW, Action.MERGE, None),
    ],
)
def test_an_action_leads_where_the_desk_expects_it(
    state: State, action: Action, expected: State | None
) -> None:
    assert after(state, action) is expected


@given(st.sampled_from(Action))
def test_only_reopening_leads_out_of_what_is_closed(action: Action) -> None:
    expected = {Action.REOPEN: State.WAITING}.get(action)
    assert after(State.CLOSED, action) in (expected, State.CLOSED, None)
    if after(State.CLOSED, action) not in (State.CLOSED, None):
        assert action is Action.REOPEN


@given(st.lists(st.sampled_from(Action), max_size=12))
def test_every_open_interaction_can_be_closed_whatever_happened_to_it(
    actions: list[Action],
) -> None:
    state = State.NEW
    for action in actions:
        state = after(state, action) or state
    assert state is State.CLOSED or after(state, Action.CLOSE) is State.CLOSED


def test_every_state_is_reached_and_every_action_is_possible_somewhere() -> None:
    reached, border = {State.NEW}, [State.NEW]
    while border:
        state = border.pop()
        found = {to for (at, _), to in NEXT.items() if at is state} - reached
        reached |= found
        border += found
    assert reached == set(State)
    assert {action for _, action in NEXT} == set(Action)


def test_every_state_is_either_somebodys_or_nobodys_or_over() -> None:
    assert UNASSIGNED | OWNED | {State.CLOSED} == set(State)
    assert not UNASSIGNED & OWNED
    assert HELD_BY_AGENT < OWNED


def test_taking_is_the_only_way_from_nobody_to_an_agent() -> None:
    ways = {
        action
        for (state, action), to in NEXT.items()
        if state in UNASSIGNED and to in HELD_BY_AGENT
    }
    assert ways == {Action.TAKE, Action.TAKE_OVER}


def step(one: Interaction, action: Action, now: datetime) -> Interaction:
    """As the service does it: what a move needs is added to what the table makes of it."""
    changed = timeline.moved(one, action, now, AMELIE)
    if action is Action.OFFER:
        return replace(changed, offer=Offer(AMELIE, now, now + timedelta(seconds=30)))
    if action is Action.SNOOZE:
        return replace(changed, snoozed_until=now + timedelta(hours=1))
    return changed


@given(st.lists(st.sampled_from(Action), max_size=30))
def test_whatever_happens_a_value_says_what_its_state_promises(actions: list[Action]) -> None:
    one, now = an_interaction(), NOW
    for action in actions:
        now += timedelta(seconds=1)
        if after(one.state, action) is None:
            with pytest.raises(ValueError, match="not possible"):
                timeline.moved(one, action, now)
            continue
        one = step(one, action, now)
        assert (one.offer is not None) == (one.state is State.OFFERED)
        assert (one.held_at is not None) == (one.state is State.HELD)
        assert (one.snoozed_until is not None) == (one.state is State.SNOOZED)
        assert (one.closed_at is not None) == (one.state is State.CLOSED)
        if one.state is not State.CLOSED:
            assert (one.agent is not None) == (one.state in OWNED)


LOSING = [
    (State.OFFERED, Action.DECLINE),
    (State.OFFERED, Action.EXPIRE),
    (State.OFFERED, Action.REQUEUE),
    (State.ACTIVE, Action.RELEASE),
    (State.ACTIVE, Action.TRANSFER),
    (State.HELD, Action.RELEASE),
    (State.WAITING, Action.REQUEUE),
]


@given(st.lists(st.sampled_from(LOSING), min_size=1, max_size=20))
def test_a_person_keeps_their_place_however_often_they_are_handed_back(
    losses: list[tuple[State, Action]],
) -> None:
    one, now = step(an_interaction(), Action.QUEUE, NOW), NOW
    for state, action in losses:
        now += timedelta(minutes=1)
        one = step(replace(one, state=state), action, now)
        assert (one.state, one.waiting_since) == (State.WAITING, NOW)


@pytest.mark.parametrize(
    ("state", "action"), [(State.SNOOZED, Action.WAKE), (State.CLOSED, Action.REOPEN)]
)
def test_a_new_wait_begins_when_it_is_woken_or_reopened(state: State, action: Action) -> None:
    later = NOW + timedelta(days=1)
    one = step(replace(an_interaction(), state=state, closed_at=NOW), action, later)
    assert (one.state, one.waiting_since, one.closed_at) == (State.WAITING, later, None)
