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
    WRAP_UP = "wrap_up"
    """The person is gone; the agent still writes it up."""
    CLOSED = "closed"
    """Over, for ever: what the person says next opens another one."""


class Action(StrEnum):
    """What happens to an interaction."""

    QUEUE = "queue"
    OFFER = "offer"
    DECLINE = "decline"
    TAKE = "take"
    HOLD = "hold"
    RESUME = "resume"
    RELEASE = "release"
    FINISH = "finish"
    CLOSE = "close"


NEXT: Mapping[tuple[State, Action], State] = {
    (State.NEW, Action.QUEUE): State.WAITING,
    (State.NEW, Action.TAKE): State.ACTIVE,
    (State.NEW, Action.CLOSE): State.CLOSED,
    (State.WAITING, Action.OFFER): State.OFFERED,
    (State.WAITING, Action.TAKE): State.ACTIVE,
    (State.WAITING, Action.CLOSE): State.CLOSED,
    (State.OFFERED, Action.TAKE): State.ACTIVE,
    (State.OFFERED, Action.DECLINE): State.WAITING,
    (State.OFFERED, Action.CLOSE): State.CLOSED,
    (State.ACTIVE, Action.HOLD): State.HELD,
    (State.ACTIVE, Action.RELEASE): State.WAITING,
    (State.ACTIVE, Action.FINISH): State.WRAP_UP,
    (State.ACTIVE, Action.CLOSE): State.CLOSED,
    (State.HELD, Action.RESUME): State.ACTIVE,
    (State.HELD, Action.RELEASE): State.WAITING,
    (State.HELD, Action.FINISH): State.WRAP_UP,
    (State.HELD, Action.CLOSE): State.CLOSED,
    (State.WRAP_UP, Action.CLOSE): State.CLOSED,
}

UNASSIGNED = frozenset({State.NEW, State.WAITING, State.OFFERED})
"""Nobody has it: every agent may see it wait."""
HELD_BY_AGENT = frozenset({State.ACTIVE, State.HELD, State.WRAP_UP})
"""Exactly one agent has it."""
ANSWERABLE = frozenset({State.ACTIVE, State.HELD})
"""Its agent may write to the person."""


def after(state: State, action: Action) -> State | None:
    """The state ``action`` leads to, or none when it is not possible from ``state``."""
    return NEXT.get((state, action))
