"""A carrier without a network: what it answers is decided by the test."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from guichet.accounts.works import SystemWorks
from guichet.gateway.mass.accepting import Acceptor
from guichet.gateway.mass.contract import CarrierReceipt, MobileOriginated, Parcel, PartSent
from guichet.gateway.mass.depot import KnownIds, RouteDepot, Store
from guichet.gateway.mass.feeding import Care, Feeder
from guichet.gateway.mass.recall import Recall
from guichet.gateway.mass.repository import LeasedChunk, StoredMessage
from guichet.gateway.mass.settling import Settling
from guichet.gateway.mass.shelves import Shelves
from guichet.gateway.mass.stays import Stay
from guichet.gateway.mass.types import Choice, Order, Purpose, Recipient, Wording
from guichet.gateway.mass.writing import Writer
from guichet.kit.clock import Clock
from guichet.kit.db.sessions import SystemDatabase
from guichet.kit.ids import IdMaker, TenantId
from guichet.prices import service as prices
from guichet.prices.types import PriceRow
from guichet.usage import service as usage
from guichet.usage.types import Caps, Entry, Terms

Answer = Callable[[Parcel], Sequence[PartSent]]


def takes(prefix: str = "id") -> Answer:
    """Takes everything in one part, under ids of its own."""
    numbers = itertools.count(1)

    def answer(parcel: Parcel) -> Sequence[PartSent]:
        return (PartSent(parcel.id, 1, 1, f"{prefix}{next(numbers)}"),)

    return answer


class Everybody:
    """Nobody told us to stop, and it is never too late."""

    async def judge(
        self,
        session: AsyncSession,
        chunk: LeasedChunk,
        messages: Sequence[tuple[StoredMessage, Wording]],
        now: datetime,
    ) -> Mapping[UUID, Stay]:
        return {}

    async def recall(
        self, session: AsyncSession, tenants: Collection[TenantId], now: datetime
    ) -> Recall:
        return Recall(now, {}, {}, None)


@dataclass
class Line:
    """One link: takes what lies ready and answers at once."""

    depot: RouteDepot
    answer: Answer
    window: int = 100
    taken: list[Parcel] = field(default_factory=list)

    async def run(self) -> None:
        while True:
            await self.depot.wait()
            parcels = self.depot.take(self.window)
            self.taken += parcels
            self.depot.sent([part for one in parcels for part in self.answer(one)])
            await asyncio.sleep(0)


@dataclass
class House:
    """A process that accepts and carries."""

    acceptor: Acceptor
    store: Store
    feeder: Feeder
    tasks: "list[asyncio.Task[None]]" = field(default_factory=list)

    def line(self, route_id: UUID, answer: Answer) -> Line:
        """Open a link of a route."""
        line = Line(RouteDepot(self.store, route_id), answer)
        self.store.shelves.opened(route_id)
        self.tasks.append(asyncio.create_task(line.run()))
        return line

    async def heard(self, line: Line, *receipts: CarrierReceipt) -> None:
        """The carrier tells."""
        await line.depot.receipts(receipts)


@asynccontextmanager
async def house(
    db: SystemDatabase,
    clock: Clock,
    ids: IdMaker,
    routes: Sequence[UUID],
    care: Care | None = None,
) -> AsyncIterator[House]:
    """One process; ended without ceremony, as by ``kill -9``, but for its connections."""

    async def take_in(_route: UUID, _several: Sequence[MobileOriginated]) -> None:
        raise AssertionError("nobody writes to us here")

    def choose(_tenant: TenantId, _parcel: Parcel) -> Choice:
        return Choice(routes)

    across = db.transaction
    writer = Writer(across, clock, Settling(clock, ids).settle)
    store = Store(across, clock, Shelves(), writer, KnownIds(), take_in)
    one = House(Acceptor(across, clock, ids), store, Feeder(store, choose, care or Everybody()))
    one.tasks += [asyncio.create_task(writer.run()), asyncio.create_task(one.feeder.run())]
    try:
        yield one
    finally:
        for task in one.tasks:
            task.cancel()
        for task in one.tasks:
            with suppress(asyncio.CancelledError):
                await task


def order(tenant_id: TenantId, *addresses: str, purpose: Purpose = "service") -> Order:
    """The same words for some people."""
    words = "Bonjour {name}"
    if purpose == "marketing":
        words += " STOP 36111"  # as the law wants offers
    wording = Wording("BOUTIQUE", words, purpose, "optin")
    people = [Recipient(one, {"name": f"client {one[-2:]}"}) for one in addresses]
    return Order(tenant_id, wording, people)


def numbers(count: int) -> list[str]:
    """Telephones of La Réunion."""
    return [f"+262692{one:06d}" for one in range(count)]


async def sold_to(works: SystemWorks, tenant_id: TenantId, *, price: int, paid_in: int) -> None:
    """A company that pays before it sends to La Réunion: ``price`` for each part."""
    async with works(tenant_id=tenant_id) as work:
        listed = await prices.create_list(work, "sale", "Standard", "EUR")
        await prices.add_rows(work, listed.id, [PriceRow("262692", work.now, price)], None)
        await prices.assign(work, listed.id, None, "Amélie")
        await usage.credit(work, Entry("payment", "1", "paid", "credit", paid_in), "EUR")
        await usage.set_terms(work, Terms("EUR", 0, None, Caps()))
