"""How a wait ended, by the log of what happened to the request and not by what it is now: it may
have been taken and handed back before anybody looks. Pure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, cast
from uuid import UUID

from guichet.interactions.states import HELD_BY_AGENT, UNASSIGNED, State
from guichet.kit.events.log import Entry

Outcome = Literal["answered", "left", "moved"]


@dataclass(frozen=True, slots=True)
class Fate:
    """How a wait ended."""

    outcome: Outcome
    at: datetime


@dataclass(frozen=True, slots=True)
class Move:
    """Where a request stood from then on."""

    at: datetime
    state: State
    queue_id: UUID | None


def moves_from(entries: Sequence[Entry]) -> Sequence[Move]:
    """Where an interaction stood when, from what the log tells of it, in order."""
    moves: list[Move] = []
    for entry in entries:
        item = cast(Mapping[str, Any], entry.payload["item"])
        queue = item["queue"]
        state, queue_id = State(item["state"]), UUID(queue["id"]) if queue else None
        if not moves or (moves[-1].state, moves[-1].queue_id) != (state, queue_id):
            moves.append(Move(entry.occurred_at, state, queue_id))
    return moves


def fate(moves: Sequence[Move], queue_id: UUID, since: datetime) -> Fate | None:
    """How the wait in that queue that went on at ``since`` ended, by what happened to the request
    from its beginning, in order; none while it goes on. A wait that was over by then already, which
    who promised had not heard yet, ended when it did.
    """
    later = [one for one in moves if one.at > since]
    before = [one for one in moves if one.at <= since]
    for one in [*before[-1:], *later]:
        outcome = _outcome(one.state, one.queue_id, queue_id)
        if outcome is not None:
            return Fate(outcome, one.at)
    return None


def _outcome(state: State, at_queue: UUID | None, queue_id: UUID) -> Outcome | None:
    if state in HELD_BY_AGENT:
        return "answered"
    if state is State.CLOSED:
        return "left"
    is_there = at_queue is None or at_queue == queue_id
    return None if state in UNASSIGNED and is_there else "moved"
