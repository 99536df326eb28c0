"""Decisions made true, and told to the board as they came out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from guichet.agents.types import Presence
from guichet.kit.work import Work
from guichet.routing import metrics, service
from guichet.routing.board import Board
from guichet.routing.service import Names, Result
from guichet.routing.types import Deed, Expire, Leave, Offer, Requeue, Return

MOST_TOGETHER: Final = 20
"""Rows are locked until the last offer of a group is written."""


@dataclass(frozen=True, slots=True)
class Carried:
    """How it came out."""

    deed: Deed
    result: Result | None
    presence: Presence | None = None

    def tell(self, board: Board, now: datetime) -> list[Deed]:
        """Once it is committed: what was done is no news when the log tells it, what was not is
        told as it is.
        """
        result = self.result
        if result is None:
            return board.meet(self.presence, now) if self.presence else []
        metrics.DECISIONS.labels(type(self.deed).__name__.lower(), _outcome(result)).inc()
        if result.done and isinstance(self.deed, Return):
            assert result.interaction is not None
            return board.learn(result.interaction, now)
        if result.done:
            return _done(board, result, now)
        more: list[Deed] = []
        if result.presence is not None:
            more += board.meet(result.presence, now)
        if result.interaction is not None:
            return [*more, *board.learn(result.interaction, now)]
        return more


def together(deeds: Sequence[Deed]) -> Iterator[Sequence[Deed]]:
    """The deeds in their order, in groups that share a transaction: offers of different requests
    that follow one another, at most ``MOST_TOGETHER``. Under load one commit serves many; anything
    else stands alone, for it may change what the next one finds.
    """
    group: dict[UUID, Deed] = {}
    for deed in deeds:
        fits = isinstance(deed, Offer) and deed.interaction_id not in group
        if group and (not fits or len(group) == MOST_TOGETHER):
            yield list(group.values())
            group = {}
        if isinstance(deed, Offer):
            group[deed.interaction_id] = deed
        else:
            yield [deed]
    if group:
        yield list(group.values())


async def carry_out(work: Work, board: Board, deed: Deed) -> Carried:
    """Make ``deed`` true, if things are as the board believes."""
    names = Names(board.names, {one.id: one.name for one in board.queues.values()})
    match deed:
        case Offer():
            version = board.version_of(deed.interaction_id)
            return Carried(deed, await service.offer(work, deed, version, names))
        case Expire():
            return Carried(deed, await service.expire(work, deed, names))
        case Requeue():
            return Carried(deed, await service.requeue(work, deed, names))
        case Return():
            return Carried(deed, await service.take_back(work, deed, names))
        case Leave():
            return Carried(deed, None, await service.leave(work, deed.agent_id))
    return Carried(deed, await service.withdraw(work, deed, names))


def _done(board: Board, result: Result, now: datetime) -> list[Deed]:
    assert result.interaction is not None
    board.stored(result.interaction)
    return board.meet(result.presence, now) if result.presence is not None else []


def _outcome(result: Result) -> str:
    return "done" if result.done else "overtaken"
