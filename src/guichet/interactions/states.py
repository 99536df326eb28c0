"""The states of an interaction and what leads from one to another.

The table below is the whole truth: what is not in it is refused. Pure.
"""

from collections.abc import Mapping
from enum import StrEnum


class State(StrEnum):
    """Where an interaction stands."""

    NEW = "new"
    """Being made; routing has not been told."""
    WAITING = "waiting"
    """For an agent."""
    OFFERED = "offered"
    """Handed to one agent, who has not answered the offer yet."""
    ACTIVE = "active"
    """An agent has it."""
    HELD = "held"
    """An agent has it and is doing something else."""
    SNOOZED = "snoozed"
    """Put aside by its agent until a time, or until the person speaks again."""
    WRAP_UP = "wrap_up"
    """The person is gone; the agent still writes it up."""
    CLOSED = "closed"
    """Over: what the person says next opens another one. Only an agent's wish reopens it."""


class Action(StrEnum):
    """What happens to an interaction."""

    QUEUE = "queue"
    """Routing is told of it."""
    OFFER = "offer"
    """Routing hands it to an agent."""
    DECLINE = "decline"
    """The agent said no."""
    EXPIRE = "expire"
    """The agent did not answer the offer, or is gone."""
    REQUEUE = "requeue"
    """It waits elsewhere: an overflow, or a supervisor's move."""
    TAKE = "take"
    """An agent has it from now on: accepted the offer, or picked it by hand."""
    TAKE_OVER = "take_over"
    """A supervisor takes it from who has it or is offered it."""
    HOLD = "hold"
    RESUME = "resume"
    RELEASE = "release"
    """Handed back to those who wait, by its agent or because they are gone."""
    TRANSFER = "transfer"
    """Handed on: to an agent, or to a queue."""
    SNOOZE = "snooze"
    WAKE = "wake"
    FINISH = "finish"
    """The person is gone; it is written up."""
    CLOSE = "close"
    REOPEN = "reopen"
    MERGE = "merge"
    """Another interaction of the same contact goes on instead."""
    UNMERGE = "unmerge"
    """The merging was a mistake: it goes on by itself again."""


_OPEN_TO_ALL: Mapping[Action, State] = {Action.CLOSE: State.CLOSED, Action.MERGE: State.CLOSED}
_IN_LINE: Mapping[Action, State] = {Action.TAKE: State.ACTIVE, Action.REQUEUE: State.WAITING}
_HAS_AGENT: Mapping[Action, State] = {
    Action.TAKE_OVER: State.ACTIVE,
    Action.RELEASE: State.WAITING,
    Action.TRANSFER: State.WAITING,
    Action.SNOOZE: State.SNOOZED,
    Action.FINISH: State.WRAP_UP,
}

_TABLE: Mapping[State, Mapping[Action, State]] = {
    State.NEW: {
        Action.QUEUE: State.WAITING,
        Action.TAKE: State.ACTIVE,
        Action.CLOSE: State.CLOSED,
    },
    State.WAITING: {**_OPEN_TO_ALL, **_IN_LINE, Action.OFFER: State.OFFERED},
    State.OFFERED: {
        **_OPEN_TO_ALL,
        **_IN_LINE,
        Action.DECLINE: State.WAITING,
        Action.EXPIRE: State.WAITING,
        Action.TAKE_OVER: State.ACTIVE,
    },
    State.ACTIVE: {**_OPEN_TO_ALL, **_HAS_AGENT, Action.HOLD: State.HELD},
    State.HELD: {**_OPEN_TO_ALL, **_HAS_AGENT, Action.RESUME: State.ACTIVE},
    State.SNOOZED: {
        **_OPEN_TO_ALL,
        Action.TAKE: State.ACTIVE,
        Action.WAKE: State.WAITING,
        Action.TRANSFER: State.WAITING,
    },
    State.WRAP_UP: {**_OPEN_TO_ALL, Action.RESUME: State.ACTIVE},
    State.CLOSED: {
        Action.REOPEN: State.WAITING,
        Action.MERGE: State.CLOSED,
        Action.UNMERGE: State.CLOSED,
    },
}

NEXT: Mapping[tuple[State, Action], State] = {
    (state, action): to for state, row in _TABLE.items() for action, to in row.items()
}

UNASSIGNED = frozenset({State.NEW, State.WAITING, State.OFFERED})
"""Nobody has it: every agent may see it wait."""
HELD_BY_AGENT = frozenset({State.ACTIVE, State.HELD, State.WRAP_UP})
"""Exactly one agent has it, and it counts against what they can do at once."""
OWNED = HELD_BY_AGENT | {State.SNOOZED}
"""It is in one agent's list."""
ANSWERABLE = frozenset({State.ACTIVE, State.HELD})
"""Its agent may write to the person."""


def after(state: State, action: Action) -> State | None:
    """The state ``action`` leads to, or none when it is not possible from ``state``."""
    return NEXT.get((state, action))
