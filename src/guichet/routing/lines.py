"""Waits learned from a tenant's board: who came into the line, was answered, gave up, was done.

The board is looked at again and again; what differs from the last look is what happened. A leader
begins to learn when it begins to lead, and says nothing before it has seen enough.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from guichet.gateway.types import Medium
from guichet.routing.board import Board
from guichet.routing.waits import Estimate, Estimator, places


@dataclass(slots=True)
class InLine:
    """Somebody who waits, or is offered to an agent who has not answered yet."""

    queue_id: UUID
    since: datetime
    """When they came into the line."""
    estimate: Estimate | None = None
    estimated_at: datetime | None = None


@dataclass(slots=True)
class InHand:
    """Somebody an agent has."""

    queue_id: UUID
    since: datetime


class Lines:
    """All lines of one tenant. Mutable: ``look`` moves it on."""

    def __init__(self) -> None:
        self._estimators: dict[UUID, Estimator] = {}
        self._waiting: dict[UUID, InLine] = {}
        self._handled: dict[UUID, InHand] = {}
        self.waits: dict[UUID, Estimate | None] = {}
        """By queue: for who would come now."""

    def look(self, board: Board, now: datetime) -> None:
        """Learn what happened since the last look, and estimate anew."""
        in_hand = {one for seat in board.router.seats.values() for one in seat.work}
        self._notice_ends(in_hand, now)
        lines = self._in_line(board, now)
        for interaction_id in [one for one in self._waiting if one not in lines]:
            self._notice_left(interaction_id, now, answered=interaction_id in in_hand)
        self._waiting = lines
        self._estimate(board, now)

    def _in_line(self, board: Board, now: datetime) -> dict[UUID, InLine]:
        waiting = {key: place.request.queue_id for key, place in board.router.waiting.items()}
        offered = [key for seat in board.router.seats.values() for key in seat.offers]
        for key in offered:
            known = self._waiting.get(key)
            if known is not None:
                waiting[key] = known.queue_id
        return {
            key: self._known(key, queue_id) or InLine(queue_id, now)
            for key, queue_id in waiting.items()
        }

    def _known(self, interaction_id: UUID, queue_id: UUID) -> InLine | None:
        known = self._waiting.get(interaction_id)
        return known if known is not None and known.queue_id == queue_id else None

    def _notice_left(self, interaction_id: UUID, now: datetime, *, answered: bool) -> None:
        left = self._waiting[interaction_id]
        estimator = self._estimator(left.queue_id)
        waited = (now - left.since).total_seconds()
        estimator.left_line(waited, has_given_up=not answered)
        if not answered:
            return
        self._handled[interaction_id] = InHand(left.queue_id, now)
        if left.estimate is not None and left.estimated_at is not None:
            estimator.settle(left.estimate, (now - left.estimated_at).total_seconds())

    def _notice_ends(self, in_hand: set[UUID], now: datetime) -> None:
        for interaction_id in [one for one in self._handled if one not in in_hand]:
            ended = self._handled.pop(interaction_id)
            self._estimator(ended.queue_id).served((now - ended.since).total_seconds())

    def _estimate(self, board: Board, now: datetime) -> None:
        at_once = places_of(board)
        for queue_id in board.queues:
            line = sorted(
                (one for one in self._waiting.values() if one.queue_id == queue_id),
                key=lambda one: one.since,
            )
            found = self._estimator(queue_id).line(len(line), at_once.get(queue_id, 0.0))
            for one, estimate in zip(line, found, strict=False):
                if one.estimate is None and estimate is not None:
                    one.estimate, one.estimated_at = estimate, now
            self.waits[queue_id] = found[-1]

    def _estimator(self, queue_id: UUID) -> Estimator:
        return self._estimators.setdefault(queue_id, Estimator())


def places_of(board: Board) -> Mapping[UUID, float]:
    """By queue: how many chats are answered at once by those who are ready."""
    slots: dict[UUID, list[tuple[float, int]]] = {}
    for seat in board.router.seats.values():
        if not seat.ready or seat.profile is None or not seat.profile.queues:
            continue
        capacity = seat.profile.capacity
        at_once = capacity.units / max(1, capacity.weight(Medium.CHAT))
        most = capacity.most.get(Medium.CHAT)
        at_once = at_once if most is None else min(at_once, most)
        for one in seat.profile.queues:
            slots.setdefault(one.queue_id, []).append((at_once, len(seat.profile.queues)))
    return {queue_id: places(agents) for queue_id, agents in slots.items()}


def shown(estimate: Estimate | None) -> tuple[int, int] | None:
    """The wait as people are told it, in seconds from and to; none where it would be a guess."""
    return None if estimate is None else (int(estimate.low), round(estimate.high))
