"""Texts on their way from two processes to a carrier, while somebody is killed again and again."""

import asyncio
import random
import signal
import sys
import time
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from uuid import UUID

from sqlalchemy import select

from guichet.accounts.tenants import service as tenants
from guichet.accounts.tenants.types import Settings
from guichet.accounts.types import PLATFORM
from guichet.gateway.carriers import service
from guichet.gateway.carriers.kinds import discover
from guichet.gateway.carriers.types import Draft
from guichet.gateway.mass.accepting import Acceptor
from guichet.gateway.mass.models import MessageRow, OutcomeRow
from guichet.gateway.mass.states import state_of
from guichet.gateway.mass.types import Happening, Order, Recipient, Wording
from guichet.kit.cipher import Cipher
from guichet.kit.clock import SystemClock
from guichet.kit.db.engines import PoolBudget, role_engines
from guichet.kit.db.faults import DATABASE_FAULTS
from guichet.kit.db.sessions import SystemDatabase
from guichet.kit.errors import Unavailable
from guichet.kit.ids import IdMaker, TenantId
from guichet.kit.work import SYSTEM, Work
from guichet.processes.simulated_carrier.carrier import Carrier
from guichet.processes.simulated_carrier.scenario import read
from guichet.processes.simulated_carrier.session import Session
from tests.servers.desk_day.house import SECRET, House

PROGRAMS: Final = {"sms 1": "sms", "sms 2": "sms"}
SCENARIO: Final = "remember = 1_000_000\n[receipts]\ndelay = 0.2\n"
AT_ONCE, EVERY = 50, 0.25
"""Texts of one order, and seconds between two."""
AWAY_OR_UNSURE: Final[tuple[type[Exception], ...]] = (*DATABASE_FAULTS, Unavailable)
READ_AT_ONCE: Final = 5_000
"""Texts whose lives are read by one statement: the carrier lives in this process, and waits."""
AWAY: Final = 2.0
"""Seconds a killed carrier is not there."""
TOLD: Final = 5
"""Texts named of each thing that is wrong."""
WORDING: Final = Wording("36789", "Votre commande est prête", "service")


@dataclass
class Balance:
    """The account of all texts, as far as it was looked at."""

    stored: dict[UUID, str] = field(default_factory=dict)
    """The numbers of all texts there are, also of those nobody was told of."""
    open: set[UUID] = field(default_factory=set)
    """Those of which something does not balance yet."""
    states: dict[UUID, str] = field(default_factory=dict)
    marked: set[UUID] = field(default_factory=set)
    """Those that say of themselves that they may have arrived twice."""


@dataclass
class Fire:
    """The texts there are, where they come from and where they arrive."""

    house: House
    carrier: Carrier
    port: int
    db: SystemDatabase
    acceptor: Acceptor
    tenant: TenantId
    server: asyncio.Server
    sent: dict[UUID, str] = field(default_factory=dict)
    """The accepted ones, and their numbers."""
    unsure: set[str] = field(default_factory=set)
    """Whether these were accepted is not known: the database went away."""
    fell: list[str] = field(default_factory=list)
    """Who ended without being killed."""

    async def send_again_and_again(self) -> None:
        """An order after the other, each to numbers of its own."""
        first = 0
        while True:
            people = [f"+2626{one:08d}" for one in range(first, first + AT_ONCE)]
            first += AT_ONCE
            order = Order(self.tenant, WORDING, [Recipient(one) for one in people])
            try:
                ticket = await self.acceptor.accept(order)
            except AWAY_OR_UNSURE:
                self.unsure.update(people)
            else:
                self.sent.update(zip(ticket.message_ids, people, strict=True))
            await asyncio.sleep(EVERY)

    async def kill(self, chance: random.Random, last: str) -> str:
        """Somebody, without a word; not the same twice."""
        everybody = (*PROGRAMS, "postgresql", "links", "carrier")
        what = chance.choice([one for one in everybody if one != last])
        for one in self.house.programs.values():
            if one.process is not None and one.process.returncode is not None:
                self.fell.append(f"{one.name}: {one.log.read_bytes()[-300:]!r}")
        if what == "links":
            self.cut()
        elif what == "carrier":
            self.server.close()
            self.cut()
            await asyncio.sleep(AWAY)
            self.server = await listening(self.carrier, self.port)
        else:
            await self.house.restart(what, signal.SIGKILL)
        return what

    def cut(self) -> None:
        """All connections to the carrier, whatever is on its way on them."""
        for session in self.carrier.sessions():
            session.close()

    def arrived(self) -> Counter[str]:
        """How often something came to each number."""
        taken = self.carrier.telephones.taken
        return Counter("+" + message.destination_addr.decode() for _, message in taken)

    async def stored(self) -> dict[UUID, str]:
        """The numbers of all texts there are."""
        found: dict[UUID, str] = {}
        after = UUID(int=0)
        while True:
            wanted = (
                select(MessageRow.id, MessageRow.address)
                .where(MessageRow.tenant_id == self.tenant, MessageRow.id > after)
                .order_by(MessageRow.id)
                .limit(READ_AT_ONCE)
            )
            async with self.db.transaction() as session:
                page = (await session.execute(wanted)).all()
            if not page:
                return found
            found.update((row[0], row[1]) for row in page)
            after = page[-1][0]

    async def lives(self, ids: Sequence[UUID]) -> dict[UUID, list[Happening]]:
        """What is written of some texts."""
        found: dict[UUID, list[Happening]] = defaultdict(list)
        row = OutcomeRow
        wanted = select(row.message_id, row.kind, row.at, row.part, row.parts).where(
            row.tenant_id == self.tenant, row.message_id.in_(ids)
        )
        async with self.db.transaction() as session:
            for message, kind, at, part, parts in (await session.execute(wanted)).all():
                found[message].append(Happening(kind, at, part, parts))
        return found

    async def look(self, balance: Balance) -> None:
        """Once more at everything that did not balance; what does stays so, unless it arrives
        again.
        """
        if not balance.stored:
            balance.stored = await self.stored()
            balance.open = set(balance.stored)
        looked = sorted(balance.open)
        for start in range(0, len(looked), READ_AT_ONCE):
            some = looked[start : start + READ_AT_ONCE]
            lives = await self.lives(some)
            for message in some:
                life = lives.get(message, [])
                balance.states[message] = state_of(life)
                if {one.kind for one in life} & {"again", "cut"}:
                    balance.marked.add(message)
        arrived = self.arrived()
        balance.open = {
            message
            for message, number in balance.stored.items()
            if balance.states[message] != "delivered"
            or arrived[number] == 0
            or (arrived[number] > 1 and message not in balance.marked)
        }

    def wrong(self, balance: Balance) -> list[str]:
        """What does not balance: nothing, or lines for a person."""
        arrived, stored = self.arrived(), balance.stored
        numbers = set(stored.values())
        lines: dict[str, Sequence[object]] = {
            "accepted and not there": [one for one in self.sent if one not in stored],
            "never arrived": [key for key, one in stored.items() if not arrived[one]],
            "not told delivered": [
                f"{stored[key]} {state}"
                for key, state in balance.states.items()
                if state != "delivered"
            ],
            "arrived more than once without a mark": [
                key for key, one in stored.items() if arrived[one] > 1 and key not in balance.marked
            ],
            "arrived and sent by nobody": [one for one in arrived if one not in numbers],
            "ended without being killed": self.fell,
        }
        return [
            f"{len(found)} {what}: {', '.join(map(str, found[:TOLD]))}"
            for what, found in lines.items()
            if found
        ]

    async def killed(self, kills: int, seed: int) -> Counter[str]:
        """Who was, while texts were sent; then a moment without.

        :raises Exception: what ended the sending
        """
        chance, killed, last = random.Random(seed), Counter[str](), ""
        begun = time.monotonic()
        sending = asyncio.create_task(self.send_again_and_again())
        try:
            for number in range(1, kills + 1):
                await asyncio.wait([sending], timeout=chance.uniform(1.0, 4.0))
                if sending.done():
                    await sending
                last = await self.kill(chance, last)
                killed[last] += 1
                at = time.monotonic() - begun
                sys.stdout.write(
                    f"{at:6.1f} s: {number}. {last}; {len(self.sent)} accepted,"
                    f" {len(self.carrier.telephones.taken)} arrived\n"
                )
                sys.stdout.flush()
            await asyncio.wait([sending], timeout=2)
        finally:
            sending.cancel()
            await asyncio.wait([sending])
        if not sending.cancelled():
            await sending
        return killed


async def listening(carrier: Carrier, port: int) -> asyncio.Server:
    """Where the carrier is bound to; 0: anywhere."""
    loop = asyncio.get_running_loop()
    return await loop.create_server(lambda: Session(carrier), "127.0.0.1", port)


@asynccontextmanager
async def fire(folder: Path) -> AsyncIterator[Fire]:
    """Two processes that may carry, and a carrier in this one."""
    house = House(folder, PROGRAMS)
    clock = SystemClock()
    carrier = Carrier(read(SCENARIO), clock)
    server = await listening(carrier, 0)
    port = int(server.sockets[0].getsockname()[1])
    try:
        await house.start_servers()
        engines = role_engines(house.owner_url, house.roles, PoolBudget(system=4))
        db, ids = SystemDatabase(engines["system"]), IdMaker(clock)
        await _make_route(db, ids, port)
        await house.start_programs()
        acceptor = Acceptor(db.transaction, clock, ids)
        async with db.transaction() as session:
            work = Work(session, PLATFORM, clock, ids, SYSTEM)
            shop = Settings("Fire", "Indian/Reunion", "RE", "EUR", ("fr",))
            tenant = (await tenants.create(work, "fire", shop)).id
        one = Fire(house, carrier, port, db, acceptor, tenant, server)
        try:
            yield one
        finally:
            one.server.close()
            carrier.close()
        for engine in engines.values():
            await engine.dispose()
    finally:
        server.close()
        await house.stop()


async def _make_route(db: SystemDatabase, ids: IdMaker, port: int) -> None:
    async with db.transaction() as session:
        work = Work(session, PLATFORM, SystemClock(), ids, SYSTEM)
        made = await service.create_carrier(work, "Fire")
        settings = {"host": "127.0.0.1", "port": port, "system_id": "g", "password": "g"}
        draft = Draft("Fire", {**settings, "window": 50}, binds=2)
        await service.create_route(work, discover(cipher=Cipher(SECRET)), made.id, "smpp", draft)


async def balanced(one: Fire, within: float) -> tuple[Balance, list[str]]:
    """What is wrong once nothing more gets right, or after so many seconds."""
    balance, until = Balance(), time.monotonic() + within
    wrong = ["nothing was looked at"]
    while wrong and time.monotonic() < until:
        try:
            await one.look(balance)
        except DATABASE_FAULTS as fault:
            wrong = [str(fault)]
        else:
            wrong = one.wrong(balance)
        if wrong:
            await asyncio.sleep(1)
    return balance, wrong
