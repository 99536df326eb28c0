"""Waits learned from a tenant's board: who came into the line, was answered, gave up, was done.

The board is looked at again and again; what differs from the last look is what happened. A leader
begins with what the last requests of the tables took, and says nothing before it has seen enough.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from guichet.gateway.types import Medium
from guichet.interactions.types import Interaction
from guichet.routing.board import Board
from guichet.routing.engine.lines import AgentSeat, Line, Place
from guichet.routing.waits import Estimate, Estimator, places

LONGEST_SERVICE: Final = timedelta(hours=4)
"""What took longer was put aside: it says nothing of how long an agent is busy with one."""
REMEMBERED: Final = timedelta(days=7)
"""How old a request of the tables may be to begin with."""

Kind = tuple[UUID, Medium]
"""A queue's requests of one medium: how many an agent has at once, and how long each takes, differs
from medium to medium, so each has a line of its own.
"""


@dataclass(slots=True)
class InLine:
    """Somebody who waits, or is offered to an agent who has not answered yet."""

    kind: Kind
    since: datetime
    """When they came into the line."""
    rank: tuple[int, int]
    """The engine's order: the lower the sooner."""
    usual: bool
    """Whoever is ready in the queue may serve them: those ahead and the agents say how long."""
    ahead: int = 0
    """Of the same medium."""
    now: Estimate | None = None
    """None where it would be a guess."""
    at_once: float = 0.0
    """How many of the medium the queue answers at once."""
    estimate: Estimate | None = None
    """The first one, to be judged by what happens."""
    estimated_at: datetime | None = None

    @property
    def queue_id(self) -> UUID:
        """Where they wait."""
        return self.kind[0]


@dataclass(slots=True)
class InHand:
    """Somebody an agent has."""

    kind: Kind
    since: datetime


class Lines:
    """All lines of one tenant. Mutable: ``look`` moves it on."""

    def __init__(self) -> None:
        self._estimators: dict[Kind, Estimator] = {}
        self.waiting: dict[UUID, InLine] = {}
        """Who is in a line, by interaction."""
        self._handled: dict[UUID, InHand] = {}
        self.waits: dict[Kind, Estimate | None] = {}
        """For who would come now; of a kind that is not there nothing is known."""

    def begin(self, ended: Iterable[Interaction], now: datetime) -> None:
        """Learn from what is over, oldest first, what is not known yet."""
        for one in ended:
            if one.queue is not None and now - one.created_at <= REMEMBERED:
                self._remember(one, self._estimator((one.queue.id, one.medium)))

    def _remember(self, one: Interaction, estimator: Estimator) -> None:
        closed, taken, since = one.closed_at, one.taken_at, one.waiting_since
        if closed is None or since is None or closed - since > LONGEST_SERVICE:
            return
        if taken is not None and taken <= closed:
            estimator.served((closed - taken).total_seconds())
        waited = max(0.0, ((taken or closed) - since).total_seconds())
        estimator.left_line(waited, has_given_up=taken is None)

    def look(self, board: Board, now: datetime) -> None:
        """Learn what happened since the last look, and estimate anew."""
        in_hand = {one for seat in board.router.seats.values() for one in seat.work}
        self._notice_ends(in_hand, now)
        lines = self._in_line(board, now)
        for interaction_id in [one for one in self.waiting if one not in lines]:
            if interaction_id not in board.router.waiting:
                self._notice_left(interaction_id, now, answered=interaction_id in in_hand)
        self.waiting = lines
        self._estimate(board, now)

    def _in_line(self, board: Board, now: datetime) -> dict[UUID, InLine]:
        usual: dict[Line, bool] = {}
        ready = _ready(board)
        lines: dict[UUID, InLine] = {}
        for key, place in board.router.waiting.items():
            line = place.line
            if line is None:  # not due yet, or its queue is closed
                continue
            if line not in usual:
                usual[line] = _is_usual(line, ready)
            lines[key] = self._known(key, place, usual[line], now)
        for seat in board.router.seats.values():
            for key in seat.offers:
                known = self.waiting.get(key)
                if known is not None:
                    lines[key] = known
        return lines

    def _known(self, interaction_id: UUID, place: Place, usual: bool, now: datetime) -> InLine:
        kind, rank = (place.request.queue_id, place.request.medium), (place.rank, place.number)
        known = self.waiting.get(interaction_id)
        if known is None or known.kind != kind:
            return InLine(kind, now, rank, usual)
        known.rank, known.usual = rank, usual
        return known

    def _notice_left(self, interaction_id: UUID, now: datetime, *, answered: bool) -> None:
        left = self.waiting[interaction_id]
        estimator = self._estimator(left.kind)
        waited = (now - left.since).total_seconds()
        estimator.left_line(waited, has_given_up=not answered)
        if not answered:
            return
        self._handled[interaction_id] = InHand(left.kind, now)
        if left.estimate is not None and left.estimated_at is not None:
            estimator.settle(left.estimate, (now - left.estimated_at).total_seconds())

    def _notice_ends(self, in_hand: set[UUID], now: datetime) -> None:
        for interaction_id in [one for one in self._handled if one not in in_hand]:
            ended = self._handled.pop(interaction_id)
            self._estimator(ended.kind).served((now - ended.since).total_seconds())

    def _estimate(self, board: Board, now: datetime) -> None:
        at_once = places_of(board)
        lines: dict[Kind, list[InLine]] = {kind: [] for kind in self._estimators}
        for one in self.waiting.values():
            lines.setdefault(one.kind, []).append(one)
        self.waits = {}
        for kind, line in lines.items():
            line.sort(key=lambda one: one.rank)
            many = at_once.get(kind, 0.0)
            found = self._estimator(kind).line(len(line), many)
            for ahead, (one, estimate) in enumerate(zip(line, found, strict=False)):
                one.ahead, one.at_once = ahead, many
                one.now = estimate if one.usual else None
                if one.estimate is None and one.now is not None:
                    one.estimate, one.estimated_at = one.now, now
            self.waits[kind] = found[-1]

    def _estimator(self, kind: Kind) -> Estimator:
        return self._estimators.setdefault(kind, Estimator())


def _ready(board: Board) -> Mapping[UUID, list[AgentSeat]]:
    """By queue: who is ready and serves it."""
    found: dict[UUID, list[AgentSeat]] = {}
    for seat in board.router.seats.values():
        if seat.ready and seat.profile is not None:
            for one in seat.profile.queues:
                found.setdefault(one.queue_id, []).append(seat)
    return found


def _is_usual(line: Line, ready: Mapping[UUID, list[AgentSeat]]) -> bool:
    demand = line.demand
    if demand.only is not None or demand.also:
        return False
    return all(seat in line.agents for seat in ready.get(demand.queue_id, ()))


def places_of(board: Board) -> Mapping[Kind, float]:
    """How many of each kind are answered at once by those who are ready; what nobody ready ever
    takes is not there.
    """
    slots: dict[Kind, list[tuple[float, int]]] = {}
    for seat in board.router.seats.values():
        if not seat.ready or seat.profile is None:
            continue
        queues = seat.profile.queues
        for medium in seat.rested:
            at_once = seat.profile.capacity.at_once(medium)
            for one in queues:
                slots.setdefault((one.queue_id, medium), []).append((at_once, len(queues)))
    return {kind: places(agents) for kind, agents in slots.items()}


def shown(estimate: Estimate | None) -> tuple[int, int] | None:
    """The wait as people are told it, in seconds from and to; none where it would be a guess."""
    return None if estimate is None else (int(estimate.low), round(estimate.high))
