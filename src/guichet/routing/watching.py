"""Every tenant's lines, watched by the leader: learned from, and shown to who speaks of them."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from guichet.interactions import live as interactions
from guichet.kit.clock import Clock
from guichet.kit.ids import TenantId
from guichet.kit.work import Work
from guichet.routing.board import Board
from guichet.routing.lines import Lines

LOOKED: Final = 0.2
"""Seconds between two looks at a tenant, at least."""
SHARE: Final = 20.0
"""A look may take one part of so many of the time: where many wait it is taken less often."""
BEGUN_WITH: Final = 400
"""Requests that are over, of all queues: enough to say how long one takes."""

GuardedWork = Callable[[], AbstractAsyncContextManager[Work]]
"""Opens a work of the system for one tenant that is committed only while we lead it."""
OpenSnapshot = Callable[[TenantId], AbstractAsyncContextManager[AsyncSession]]


@dataclass(frozen=True, slots=True)
class Sight:
    """A tenant as it is now."""

    tenant_id: TenantId
    board: Board
    lines: Lines
    now: datetime


class Follower(Protocol):
    """Says what is seen."""

    async def begin(self, tenant_id: TenantId, session: AsyncSession, work: GuardedWork) -> None:
        """We lead this tenant from now on: what was known of it before may be wrong. ``session``
        reads its tables.
        """
        ...

    async def follow(self, sight: Sight) -> None:
        """The tenant now. Must be quick: nothing is offered meanwhile."""
        ...


class LinesWatcher:
    """Shown every board by the router; looks at each as often as it can afford."""

    def __init__(
        self, open_snapshot: OpenSnapshot, clock: Clock, followers: Sequence[Follower]
    ) -> None:
        self._open_snapshot = open_snapshot
        self._clock = clock
        self._followers = followers
        self._lines: dict[TenantId, Lines] = {}
        self._next: dict[TenantId, float] = {}

    async def begin(self, tenant_id: TenantId, work: GuardedWork) -> None:
        """Begin with what the tables know."""
        lines = Lines()
        async with self._open_snapshot(tenant_id) as session:
            ended = await interactions.read_latest_closed(session, tenant_id, BEGUN_WITH)
            lines.begin(reversed(ended), self._clock.now())
            for follower in self._followers:
                await follower.begin(tenant_id, session, work)
        self._lines[tenant_id] = lines
        self._next.pop(tenant_id, None)

    async def look(self, tenant_id: TenantId, board: Board, now: datetime) -> timedelta | None:
        """Learn and tell, or say how soon."""
        loop = asyncio.get_running_loop()
        begun, due = loop.time(), self._next.get(tenant_id, 0.0)
        if begun < due:
            return timedelta(seconds=due - begun)
        lines = self._lines[tenant_id]
        lines.look(board, now)
        sight = Sight(tenant_id, board, lines, now)
        for follower in self._followers:
            await follower.follow(sight)
        took = loop.time() - begun
        self._next[tenant_id] = begun + max(LOOKED, SHARE * took)
        return None
