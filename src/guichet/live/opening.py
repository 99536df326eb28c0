"""What a browser gets when it opens a topic: a snapshot, or what came since its position."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from guichet.accounts.types import PLATFORM
from guichet.kit.db.sessions import RequestDatabase
from guichet.kit.events import log
from guichet.kit.events.types import Position
from guichet.kit.topics import Item, Patch, Viewer
from guichet.live.hub import View

RESUME_EVENTS = 500
"""More of the tenant's events than this since the position held: a snapshot is cheaper."""


Instant = Callable[[], AbstractAsyncContextManager[AsyncSession]]
"""Opens a read-only transaction over all tenants, of one instant: handed in at ``processes``."""


@dataclass(frozen=True, slots=True)
class Place:
    """A position, and the history it counts in."""

    epoch: str
    position: int


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything at ``place``."""

    place: Place
    items: Sequence[Item]


@dataclass(frozen=True, slots=True)
class Resumed:
    """What came since, up to ``place``."""

    place: Place
    patches: Sequence[tuple[int, Patch]]


class Opener:
    """Reads what a topic holds, in one REPEATABLE READ transaction each: bound to the viewer's
    tenant, or, for the platform's operators, under the role their other screens are read by.
    """

    def __init__(self, database: RequestDatabase, platform: Instant | None = None) -> None:
        self._database = database
        self._platform = platform

    async def place(self, viewer: Viewer) -> Place:
        """The newest place."""
        async with self._snapshot(viewer) as session:
            return await _newest(session)

    def _snapshot(self, viewer: Viewer) -> AbstractAsyncContextManager[AsyncSession]:
        if self._platform is not None and viewer.tenant_id == PLATFORM:
            return self._platform()
        return self._database.snapshot(viewer.tenant_id)

    async def open(self, view: View, since: Place | None) -> Snapshot | Resumed:
        """The patches since ``since`` when they are few and of the same history; otherwise
        everything.

        :raises Refusal: the topic's own, when there is nothing to show to this viewer
        """
        viewer = view.viewer
        async with self._snapshot(viewer) as session:
            place = await _newest(session)
            if since is not None:
                resumed = await _resumed(session, view, since, place)
                if resumed is not None:
                    return resumed
            return Snapshot(place, await view.topic.snapshot(session, viewer, view.params))


async def _resumed(session: AsyncSession, view: View, since: Place, place: Place) -> Resumed | None:
    if since.epoch != place.epoch or since.position > place.position:
        return None
    start = Position(since.position)
    events = await log.read_after(session, start, RESUME_EVENTS + 1, view.viewer.tenant_id)
    if len(events) > RESUME_EVENTS:
        return None
    patches = [
        (event.position, view.patch(event)) for event in events if event.position <= place.position
    ]
    return Resumed(place, [pair for pair in patches if pair[1]])


async def _newest(session: AsyncSession) -> Place:
    epoch, position = await log.newest(session)
    return Place(str(epoch), position)
