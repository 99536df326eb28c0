"""A depot in memory, and a link kept open over it as the gateway's runner does."""

import asyncio
from collections import Counter, deque
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import cast
from uuid import UUID

from guichet.channels.sms.links.smpp.link import SmppLink
from guichet.channels.sms.links.smpp.settings import SmppSettings
from guichet.gateway.contract import Signals, Tools
from guichet.gateway.mass.contract import (
    CarrierReceipt,
    LinkHealth,
    LinkRefused,
    MobileOriginated,
    Parcel,
    PartSent,
    RouteDoor,
)
from guichet.gateway.mass.types import Encoding
from guichet.kit.clock import SystemClock
from guichet.kit.ids import IdMaker

CLOCK = SystemClock()
IDS = IdMaker(CLOCK)


class MemoryDepot:
    """Keeps everything it is told. ``storing`` holds back the keeping of what comes in."""

    def __init__(self) -> None:
        self.waiting: deque[Parcel] = deque()
        self.out: dict[UUID, Parcel] = {}
        self.told: list[PartSent] = []
        self.given_back = 0
        self.another_way = False
        """Whether another route takes what the carrier would not have now."""
        self.passed_on: list[Parcel] = []
        self.kept: list[CarrierReceipt] = []
        self.texts: list[MobileOriginated] = []
        self.healths: list[LinkHealth] = []
        self.fault: Exception | None = None
        """Why nothing can be kept."""
        self.storing = asyncio.Event()
        self.storing.set()
        self._some = asyncio.Event()

    def put(self, several: Sequence[Parcel]) -> None:
        """To be sent."""
        self.waiting.extend(several)
        self._some.set()

    def take(self, limit: int) -> Sequence[Parcel]:
        taken = [self.waiting.popleft() for _ in range(min(limit, len(self.waiting)))]
        self.out |= {one.id: one for one in taken}
        if not self.waiting:
            self._some.clear()
        return taken

    async def wait(self) -> None:
        await self._some.wait()

    def sent(self, several: Sequence[PartSent]) -> None:
        self.told += several

    def give_back(self, several: Sequence[UUID], after: timedelta | None = None) -> None:
        self.given_back += len(several)
        self.put([self.out[one] for one in several])

    def pass_on(self, several: Collection[UUID]) -> Collection[UUID]:
        if not self.another_way:
            return ()
        self.passed_on += [self.out[one] for one in several]
        return set(several)

    async def receipts(self, several: Sequence[CarrierReceipt]) -> None:
        if self.fault is not None:
            raise self.fault
        await self.storing.wait()
        self.kept += several

    async def inbound(self, several: Sequence[MobileOriginated]) -> None:
        await self.storing.wait()
        self.texts += several

    def health(self, health: LinkHealth) -> None:
        self.healths.append(health)

    # What a test asks

    @property
    def handed(self) -> dict[str, tuple[UUID, int]]:
        """The parts a carrier took, by its id."""
        taken = [one for one in self.told if one.peer_id is not None]
        return {str(one.peer_id): (one.parcel, one.part) for one in taken}

    @property
    def cut(self) -> set[tuple[UUID, int]]:
        """The parts of which nothing is known."""
        known = set(self.handed.values())
        return {(one.parcel, one.part) for one in self.told if one.cut} - known

    @property
    def failed(self) -> Counter[str]:
        """Refused parts, by the code of their failure."""
        return Counter(one.failure.code for one in self.told if one.failure is not None)

    @property
    def delivered(self) -> set[str]:
        """Ids a receipt called delivered."""
        return {one.peer_id for one in self.kept if one.state == "delivered"}


def parcel(
    to: str,
    text: str = "Bonjour",
    *,
    sender: str | None = "GUICHET",
    encoding: Encoding = "auto",
    flash: bool = False,
    expires_at: datetime | None = None,
) -> Parcel:
    """One message."""
    return Parcel(IDS.new(), to, sender, text, "service", encoding, flash, expires_at)


def parcels(count: int, text: str = "Bonjour") -> list[Parcel]:
    """To as many numbers."""
    return [parcel(f"+336{number:08d}", text) for number in range(count)]


def tools() -> Tools:
    """What a link uses of them: the clock."""
    return Tools(CLOCK, IDS, cast("Signals", None), b"", "", Path(), lambda _t, _f: "")


def link(settings: SmppSettings, bind: int = 1) -> SmppLink:
    """A link of a route with these settings."""
    return SmppLink(RouteDoor(IDS.new(), "smpp", "A carrier", settings, 1, bind), tools())


class Kept:
    """How a link fared."""

    def __init__(self) -> None:
        self.opened = 0
        self.refused: LinkRefused | None = None
        self.lost: list[str] = []


@asynccontextmanager
async def kept_open(depot: MemoryDepot, settings: SmppSettings) -> AsyncIterator[Kept]:
    """A link that comes back at once when it is lost, and not when it is refused."""
    kept = Kept()

    async def keep() -> None:
        while kept.refused is None:
            kept.opened += 1
            try:
                await link(settings).run(depot)
            except LinkRefused as refused:
                kept.refused = refused
            except OSError as lost:
                kept.lost.append(str(lost))

    async with asyncio.TaskGroup() as group:
        task = group.create_task(keep())
        yield kept
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
