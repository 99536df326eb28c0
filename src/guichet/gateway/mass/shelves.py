"""Where messages lie ready, by route: links take from there. Loop thread only."""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta
from itertools import count, groupby
from uuid import UUID

from guichet.gateway.mass.fairness import Lanes
from guichet.gateway.mass.items import Item

LANES = 3


class Shelf:
    """Of one route; all its links take from it."""

    def __init__(self) -> None:
        self.lanes = Lanes[Item](LANES)
        self.open = 0
        """How many of its links are open."""
        self.slow = False
        """Its carrier asks to slow down."""
        self._something = asyncio.Event()

    def put(self, items: Sequence[Item], *, first: bool = False) -> None:
        """Ready to be taken, all of one company and lane; ``first`` for what was taken before and
        given back.
        """
        self.lanes[items[0].lane].add(items[0].tenant_id, items, first=first)
        self._something.set()

    def take(self, most: int) -> list[Item]:
        """Up to ``most``; what belongs to a lost lease is dropped on the way."""
        taken = self.lanes.take(most)
        if not self.lanes:
            self._something.clear()
        return [item for item in taken if not item.held.lost]

    async def wait(self) -> None:
        """Until there may be something."""
        await self._something.wait()

    def empty(self) -> list[Item]:
        """Everything on it, taken off."""
        self._something.clear()
        return self.lanes.take(len(self.lanes))


class Shelves:
    """Of all routes this process has links of."""

    def __init__(self) -> None:
        self._of: dict[UUID, Shelf] = {}
        self._aside: dict[Item, asyncio.TimerHandle] = {}
        self.waiting = [0] * LANES
        """Messages put aside for a while, by lane."""
        self.elsewhere: frozenset[UUID] = frozenset()
        """Routes other processes have links of that are open."""
        self._leaving: list[tuple[Item, UUID | None]] = []

    def of(self, route_id: UUID) -> Shelf:
        """The shelf of a route, made when it is asked for."""
        found = self._of.get(route_id)
        if found is None:
            found = self._of[route_id] = Shelf()
        return found

    def known(self) -> Mapping[UUID, Shelf]:
        """Those there are."""
        return self._of

    def remove(self, unwanted: Callable[[Item], bool]) -> None:
        """Take off all that are unwanted."""
        for shelf in self._of.values():
            for lane in range(LANES):
                shelf.lanes[lane].remove(unwanted)

    def lying(self, lane: int) -> int:
        """How many messages of a lane lie ready or aside."""
        return self.waiting[lane] + sum(len(one.lanes[lane]) for one in self._of.values())

    def place(self, item: Item, *, first: bool = False) -> None:
        """On the shelf of the best of its routes that is open; on that of the best when none is,
        unless another process can send it or its chunk is given back: then it leaves.
        """
        if item.held.withdrawn:
            self._leaving.append((item, None))
            return
        item.routes = self._open_first(item.routes)
        away = self.away(item.routes) if self.elsewhere else None
        if away is not None:
            self._leaving.append((item, away))
            return
        self.of(item.routes[0]).put((item,), first=first)

    def place_all(self, items: Iterable[Item]) -> None:
        """The same for items of one chunk, in their order."""
        for routes, alike in groupby(items, key=lambda item: item.routes):
            several, now = list(alike), self._open_first(routes)
            if self.elsewhere and not self.of(now[0]).open:
                for item in several:
                    self.place(item)
                continue
            if now is not routes:
                for item in several:
                    item.routes = now
            self.of(now[0]).put(several)

    def _open_first(self, routes: Sequence[UUID]) -> Sequence[UUID]:
        best = next((r for r in routes if r in self._of and self._of[r].open), None)
        if best is None or best == routes[0]:
            return routes
        return (best, *(route for route in routes if route != best))

    def away(self, routes: Sequence[UUID]) -> UUID | None:
        """The best route that is open at all, when it is so in other processes only."""
        for route in routes:
            if route in self._of and self._of[route].open:
                return None
            if route in self.elsewhere:
                return route
        return None

    def now_elsewhere(self, routes: frozenset[UUID]) -> None:
        """What other processes can send by now; what lies here for want of a link leaves."""
        gained, self.elsewhere = routes - self.elsewhere, routes
        if gained:
            self._move(lambda one: not one.open)

    def take_leaving(self) -> list[tuple[Item, UUID | None]]:
        """Items that go back with their chunks, with the route by which another process can send
        them; none: whoever comes.
        """
        leaving, self._leaving = self._leaving, []
        return leaving

    def place_after(self, item: Item, after: timedelta) -> None:
        """The same, a while later."""
        self.waiting[item.lane] += 1

        def now() -> None:
            del self._aside[item]
            self.waiting[item.lane] -= 1
            self.place(item)

        self._aside[item] = asyncio.get_running_loop().call_later(after.total_seconds(), now)

    def hasten(self, item: Item, after: timedelta) -> None:
        """If an item was put aside: no longer than ``after`` from now."""
        handle = self._aside.get(item)
        if handle is None or handle.when() <= asyncio.get_running_loop().time():
            return
        handle.cancel()
        self.waiting[item.lane] -= 1
        self.place_after(item, after)

    def next_way(self, item: Item) -> bool:
        """Put an item on the shelf of the next of its routes that is open, when it may go there
        although the present one is open too; false: there is none.
        """
        return self._goes(item, self._next(item))

    def free_way(self, item: Item) -> bool:
        """The same where that one is not slow: the carrier of the present one asks to slow down."""
        self.of(item.routes[0]).slow = True
        place = self._next(item)
        free = place is not None and not self.of(item.routes[place]).slow
        return free and self._goes(item, place)

    def _goes(self, item: Item, place: int | None) -> bool:
        if place is None:
            return False
        item.routes = (*item.routes[place:], *item.routes[:place])
        self.of(item.routes[0]).put((item,), first=True)
        return True

    def spill(self, route_id: UUID, keep: int = 0) -> int:
        """The carrier of a route asks to slow down. Items that lie there and may go another way do:
        all but ``keep`` where that way is free, every second one where its carrier asks for the
        same. Gives how many.
        """
        self.of(route_id).slow = True
        place, turn = count(), count()
        leaving: list[Item] = []

        def leaves(item: Item) -> bool:
            following = self._next(item)
            if following is None:
                return False
            free = not self.of(item.routes[following]).slow
            goes = next(place) >= keep if free else bool(next(turn) % 2)
            if goes:
                leaving.append(item)
            return goes

        for lane in range(LANES):
            self.of(route_id).lanes[lane].remove(leaves)
        return sum(self.next_way(item) for item in reversed(leaving))

    def eased(self, route_id: UUID) -> None:
        """The carrier of a route takes what it gets."""
        self.of(route_id).slow = False

    def _next(self, item: Item) -> int | None:
        """The place of the next of its routes that is open, one that is not slow before others."""
        if not item.spills or item.held.withdrawn:
            return None
        others = [
            place
            for place, route in enumerate(item.routes[1:], 1)
            if route in self._of and self._of[route].open
        ]
        quick = (place for place in others if not self._of[item.routes[place]].slow)
        return next(quick, others[0] if others else None)

    def opened(self, route_id: UUID) -> None:
        """One more link of a route is open: what lies on closed routes and may go this way does."""
        self.of(route_id).open += 1
        self._move(lambda one: not one.open)

    def closed(self, route_id: UUID) -> None:
        """One link less; when it was the last, what lies there goes another way if there is one."""
        shelf = self.of(route_id)
        shelf.open -= 1
        if not shelf.open:
            self._move(lambda one: one is shelf)

    def _move(self, from_: Callable[[Shelf], bool]) -> None:
        items: Iterable[Item] = [i for one in self._of.values() if from_(one) for i in one.empty()]
        for item in items:
            self.place(item)
