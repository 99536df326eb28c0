"""Links without a network, whose carriers do what the test says."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, ClassVar, cast
from uuid import UUID

from pydantic import SecretStr

from guichet.accounts.types import PLATFORM
from guichet.gateway.carriers import service
from guichet.gateway.carriers.heard import Heard
from guichet.gateway.carriers.kinds import LinkKinds
from guichet.gateway.carriers.runner import CarrierRunner, Carrying
from guichet.gateway.carriers.standing import Standing
from guichet.gateway.carriers.types import Draft, Route
from guichet.gateway.contract import ChannelSettings
from guichet.gateway.leases.service import Leases
from guichet.gateway.mass.accepting import Acceptor
from guichet.gateway.mass.contract import (
    AnyLink,
    Depot,
    Link,
    LinkHealth,
    LinkRefused,
    Parcel,
    PartSent,
)
from guichet.gateway.mass.depot import KnownIds, Store
from guichet.gateway.mass.feeding import Feeder
from guichet.gateway.mass.shelves import Shelves
from guichet.gateway.mass.writing import Writer
from guichet.gateway.types import Probe
from guichet.kit.cipher import Cipher
from guichet.kit.clock import Clock, SystemClock
from guichet.kit.db.sessions import SystemDatabase
from guichet.kit.ids import IdMaker
from guichet.kit.work import SYSTEM, Work
from tests.channels.fronts import tools_of
from tests.gateway.mass.line import Everybody
from tests.gateway.quiet import Silence

TERM = timedelta(seconds=4)


class LineSettings(ChannelSettings):
    """Which carrier, and how one is let in."""

    carrier: str
    password: SecretStr


@dataclass
class CarrierSide:
    """The far end of a route."""

    password: str = "open sesame"
    up: bool = False
    """It lets links in."""
    fall: asyncio.Event = field(default_factory=asyncio.Event)
    """It cuts links off."""
    answers: bool = True
    taken: list[Parcel] = field(default_factory=list)
    depots: list[Depot] = field(default_factory=list)
    """Of the links that are in."""
    knocks: int = 0


SIDES: dict[str, CarrierSide] = {}


class LineLink(Link[LineSettings]):
    """Takes what there is, and is answered at once or not at all."""

    kind: ClassVar[str] = "line"
    title: ClassVar[Mapping[str, str]] = {"en": "Line", "fr": "Ligne"}
    Settings: ClassVar[type[ChannelSettings]] = LineSettings

    async def run(self, depot: Depot) -> None:
        side = SIDES[self.route.settings.carrier]
        side.knocks += 1
        if self.route.settings.password.get_secret_value() != side.password:
            raise LinkRefused("0x0e", "wrong password")
        if not side.up:
            raise ConnectionError("nobody there")
        side.depots.append(depot)
        depot.health(LinkHealth("open", self.tools.clock.now(), window=10))
        carrying = asyncio.create_task(self._carry(depot, side))
        try:
            await side.fall.wait()
            raise ConnectionError("cut")
        finally:
            side.depots.remove(depot)
            carrying.cancel()
            with suppress(asyncio.CancelledError):
                await carrying

    async def _carry(self, depot: Depot, side: CarrierSide) -> None:
        numbers = itertools.count(1)
        while True:
            await depot.wait()
            parcels = depot.take(10)
            side.taken += parcels
            if side.answers:
                depot.sent(
                    [PartSent(one.id, 1, 1, f"{self.route.id}-{next(numbers)}") for one in parcels]
                )
            await asyncio.sleep(0)

    async def probe(self) -> Probe:
        return Probe(ok=True, code="ready")


@dataclass
class Rig:
    """Routes, and processes that may carry by them."""

    db: SystemDatabase
    clock: Clock
    ids: IdMaker
    kinds: LinkKinds
    acceptor: Acceptor
    said: list[bytes] = field(default_factory=list)
    """What its processes said on the bus."""

    @asynccontextmanager
    async def work(self) -> AsyncIterator[Work]:
        async with self.db.transaction() as session:
            yield Work(session, PLATFORM, self.clock, self.ids, SYSTEM)

    async def route(self, name: str, *, password: str = "open sesame", **more: Any) -> Route:
        """A route to a carrier of its own."""
        SIDES[name] = CarrierSide()
        settings = {"carrier": name, "password": password}
        async with self.work() as work:
            carrier = await service.create_carrier(work, name)
            return await service.create_route(
                work, self.kinds, carrier.id, "line", Draft(name, settings, **more)
            )

    async def _say(self, _subject: str, payload: bytes) -> None:
        self.said.append(payload)

    @asynccontextmanager
    async def process(self, name: str) -> AsyncIterator[Store]:
        """One that may carry; ended in order."""
        across = self.db.transaction
        heard = Heard(across, self.clock)
        writer = Writer(across, self.clock)
        store = Store(across, self.clock, Shelves(), writer, KnownIds(), heard.take_in)
        standing = Standing()
        feeder = Feeder(store, standing.choose, Everybody())
        tools = tools_of(self.clock, self.ids, Silence())
        carrying = Carrying(store, standing, self.kinds, tools, self._say)
        leases = Leases(across, name, TERM)
        runner = CarrierRunner(carrying, leases, feeder, name, chance=lambda: 0.0)
        task = asyncio.create_task(runner.run())
        try:
            yield store
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


def rig(db: SystemDatabase, cipher: Cipher, clock: Clock | None = None) -> Rig:
    """On a database of its own; by the real clock unless another one is given."""
    clock = clock or SystemClock()
    ids = IdMaker(clock)
    kinds = LinkKinds({"line": cast(type[AnyLink], LineLink)}, cipher)
    return Rig(db, clock, ids, kinds, Acceptor(db.transaction, clock, ids))


def ids_of(side: CarrierSide) -> list[UUID]:
    """What a carrier was handed."""
    return [one.id for one in side.taken]
