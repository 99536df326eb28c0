"""Who is next: companies take turns, urgent lanes overtake, nobody waits for ever. Pure."""

from collections import deque
from collections.abc import Callable, Hashable, Iterable
from typing import Final, Generic, TypeVar

TURN: Final = 50
"""How many one company may hand over before the next one's turn."""
LEAST_SHARE: Final = 20
"""Of as many taken, one is for less urgent lanes, so that none stands still for ever."""

T = TypeVar("T")


class FairLine(Generic[T]):
    """Things of many owners in one line: each owner's in order, the owners in turns."""

    def __init__(self, turn: int = TURN) -> None:
        self._turn = turn
        self._of: dict[Hashable, deque[T]] = {}
        self._ring: deque[Hashable] = deque()
        self._left = turn
        self._size = 0

    def __len__(self) -> int:
        return self._size

    def add(self, owner: Hashable, things: Iterable[T], *, first: bool = False) -> None:
        """At the end of the owner's own, or before them in the same order."""
        mine = self._of.get(owner)
        if mine is None:
            mine = self._of[owner] = deque()
            self._ring.append(owner)
        before = len(mine)
        if first:
            mine.extendleft(reversed(list(things)))
        else:
            mine.extend(things)
        self._size += len(mine) - before
        if not mine:
            self._drop(owner)

    def take(self, most: int) -> list[T]:
        """Up to ``most``, in turns of ``turn`` for each owner."""
        taken: list[T] = []
        while self._ring and len(taken) < most:
            owner = self._ring[0]
            mine = self._of[owner]
            count = min(most - len(taken), self._left, len(mine))
            taken.extend(mine.popleft() for _ in range(count))
            self._left -= count
            if not mine:
                self._drop(owner)
            elif not self._left:
                self._ring.rotate(-1)
                self._left = self._turn
        self._size -= len(taken)
        return taken

    def remove(self, unwanted: Callable[[T], bool]) -> list[T]:
        """Take out all that are unwanted."""
        gone: list[T] = []
        for owner, mine in list(self._of.items()):
            kept = deque[T]()
            for one in mine:
                (gone if unwanted(one) else kept).append(one)
            if kept:
                self._of[owner] = kept
            else:
                self._drop(owner)
        self._size -= len(gone)
        return gone

    def _drop(self, owner: Hashable) -> None:
        del self._of[owner]
        if self._ring and self._ring[0] == owner:
            self._left = self._turn
        self._ring.remove(owner)


class Lanes(Generic[T]):
    """Lines of falling urgency."""

    def __init__(self, count: int, least_share: int = LEAST_SHARE) -> None:
        self._lines = tuple(FairLine[T]() for _ in range(count))
        self._least_share = least_share
        self._since = 0

    def __len__(self) -> int:
        return sum(map(len, self._lines))

    def __getitem__(self, lane: int) -> FairLine[T]:
        return self._lines[lane]

    def take(self, most: int) -> list[T]:
        """Up to ``most``: the most urgent first, but for the share of the others."""
        taken: list[T] = []
        for lane, line in enumerate(self._lines):
            spare = self._owed(most - len(taken), lane) if len(line) else 0
            taken += line.take(most - len(taken) - spare)
        for line in self._lines:
            taken += line.take(most - len(taken))
        return taken

    def _owed(self, room: int, lane: int) -> int:
        """What is kept for lines after ``lane``, when anybody waits there."""
        if not any(len(line) for line in self._lines[lane + 1 :]):
            return 0
        self._since += room
        owed, self._since = divmod(self._since, self._least_share)
        return min(owed, room)
