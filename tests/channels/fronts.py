"""What channels' routes stand on in tests: nothing is kept but in memory."""

from collections.abc import AsyncIterable, Sequence
from pathlib import Path

from guichet.files.types import FileRef, Upload
from guichet.gateway.contract import (
    AnyDoor,
    Doors,
    Front,
    PlacesPort,
    QuotasPort,
    Signals,
    Sink,
    Tools,
)
from guichet.gateway.defaults import NoPlaces
from guichet.gateway.types import Availability, Identity, InvitationFact, Medium
from guichet.kit.clock import Clock
from guichet.kit.errors import TooLarge
from guichet.kit.ids import IdMaker, TenantId
from guichet.kit.limits.types import Limit, Standing

NOWHERE = Path("/nowhere")
ROOM = 1_000
"""Bytes the shelf takes of one file."""


def file_address(tenant_id: TenantId, file: FileRef) -> str:
    """Where a file would be."""
    return f"http://guichet.test/file/{file.id}/{file.name}"


def tools_of(clock: Clock, ids: IdMaker, signals: Signals, static: Path = NOWHERE) -> Tools:
    """What channels are lent."""
    return Tools(clock, ids, signals, b"s" * 32, "http://guichet.test", static, file_address)


class Desk:
    """Availability as a test says; open unless it says otherwise."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.now: dict[str | None, Availability] = {}
        self.asked: list[tuple[str | None, str | None]] = []

    async def of(
        self,
        door: AnyDoor,
        subject: str | None = None,
        queue: str | None = None,
        medium: Medium = Medium.CHAT,
    ) -> Availability:
        self.asked.append((subject, queue))
        return self.now.get(subject) or Availability("open", self._clock.now())


class Shelf:
    """Files in memory."""

    def __init__(self, ids: IdMaker) -> None:
        self._ids = ids
        self.taken: list[tuple[Identity, Upload, bytes]] = []

    async def accept(
        self, door: AnyDoor, person: Identity, upload: Upload, content: AsyncIterable[bytes]
    ) -> FileRef:
        body = b"".join([chunk async for chunk in content])
        if len(body) > ROOM:
            raise TooLarge(limit=ROOM)
        self.taken.append((person, upload, body))
        return FileRef(self._ids.new(), upload.name, "text/plain", len(body))


class Notebook:
    """Facts of invitations in memory."""

    def __init__(self) -> None:
        self.noted: list[InvitationFact] = []

    async def note(self, door: AnyDoor, facts: Sequence[InvitationFact]) -> None:
        self.noted.extend(facts)


class Meter:
    """Quotas in memory: nobody spends too much, unless it is full."""

    def __init__(self) -> None:
        self.spent: list[tuple[str, str]] = []
        self.full: frozenset[str] = frozenset()
        """Names of limits that are used up."""

    async def spend(self, caller: str, limit: Limit) -> Standing:
        self.spent.append((limit.name, caller))
        refused = limit.name in self.full
        return Standing(limit, 0 if refused else limit.quota, 1_800, refused)


def front_of(
    tools: Tools,
    sink: Sink,
    doors: Doors,
    *,
    desk: Desk | None = None,
    shelf: Shelf | None = None,
    notebook: Notebook | None = None,
    places: PlacesPort | None = None,
    quotas: QuotasPort | None = None,
) -> Front:
    """All of it."""
    return Front(
        tools,
        sink,
        doors,
        desk or Desk(tools.clock),
        shelf or Shelf(tools.ids),
        notebook or Notebook(),
        places or NoPlaces(),
        quotas or Meter(),
    )
