"""Texts on their way from two processes to a carrier, while somebody is killed again and again."""

import asyncio
import random
import signal
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from guichet.accounts.tenants import service as tenants
from guichet.accounts.tenants.types import Settings
from guichet.accounts.types import PLATFORM
from guichet.gateway.carriers import service
from guichet.gateway.carriers.kinds import discover
from guichet.gateway.carriers.types import Draft
from guichet.gateway.mass.accepting import Acceptor
from guichet.gateway.mass.models import OutcomeRow
from guichet.gateway.mass.states import state_of
from guichet.gateway.mass.types import Happening, Order, Recipient, Wording
from guichet.kit.cipher import Cipher
from guichet.kit.clock import SystemClock
from guichet.kit.db.engines import PoolBudget, role_engines
from guichet.kit.db.sessions import SystemDatabase
from guichet.kit.ids import IdMaker, TenantId
from guichet.kit.work import SYSTEM, Work
from guichet.processes.simulated_carrier.carrier import Carrier, listening
from guichet.processes.simulated_carrier.scenario import read
from tests.servers.desk_day.house import SECRET, House

PROGRAMS: Final = {"sms 1": "sms", "sms 2": "sms"}
SCENARIO: Final = "remember = 1_000_000\n[receipts]\ndelay = 0.2\n"
AT_ONCE, EVERY = 50, 0.25
"""Texts of one order, and seconds between two."""
WORDING: Final = Wording("36789", "Votre commande est prête", "service")


@dataclass
class Fire:
    """The texts there are, where they come from and where they arrive."""

    house: House
    carrier: Carrier
    db: SystemDatabase
    acceptor: Acceptor
    tenant: TenantId
    sent: dict[UUID, str] = field(default_factory=dict)
    """The accepted ones, and their numbers."""
    unsure: set[str] = field(default_factory=set)
    """Whether these were accepted is not known: the database went away."""

    async def send_again_and_again(self) -> None:
        """An order after the other, each to numbers of its own."""
        first = 0
        while True:
            people = [f"+2626{one:08d}" for one in range(first, first + AT_ONCE)]
            first += AT_ONCE
            order = Order(self.tenant, WORDING, [Recipient(one) for one in people])
            try:
                ticket = await self.acceptor.accept(order)
            except DBAPIError:
                self.unsure.update(people)
            else:
                self.sent.update(zip(ticket.message_ids, people, strict=True))
            await asyncio.sleep(EVERY)

    async def kill(self, chance: random.Random, last: str) -> str:
        """Somebody, without a word; not the same twice."""
        what = chance.choice([one for one in (*PROGRAMS, "postgresql", "links") if one != last])
        if what == "links":
            for session in self.carrier.sessions():
                session.close()
        else:
            await self.house.restart(what, signal.SIGKILL)
        return what

    def arrived(self) -> Counter[str]:
        """How often something came to each number."""
        taken = self.carrier.telephones.taken
        return Counter("+" + message.destination_addr.decode() for _, message in taken)

    async def lives(self) -> dict[UUID, list[Happening]]:
        """What is written of each accepted text."""
        found: dict[UUID, list[Happening]] = {one: [] for one in self.sent}
        wanted = select(OutcomeRow).where(OutcomeRow.tenant_id == self.tenant)
        async with self.db.transaction() as session:
            for row in (await session.execute(wanted)).scalars():
                if row.message_id in found:
                    found[row.message_id].append(Happening(row.kind, row.at, row.part, row.parts))
        return found

    async def wrong(self) -> list[str]:
        """What does not balance."""
        arrived, told = self.arrived(), []
        for message, life in (await self.lives()).items():
            number, kinds = self.sent[message], {one.kind for one in life}
            marked = bool(kinds & {"again", "cut"})
            if not arrived[number]:
                told.append(f"{number} never arrived: {kinds}")
            if arrived[number] > 1 and not marked:
                told.append(f"{number} arrived {arrived[number]} times and is not marked")
            if state_of(life) != "delivered":
                told.append(f"{number} is {state_of(life)}: {kinds}")
        strangers = set(arrived) - set(self.sent.values()) - self.unsure
        return told + [f"{one} was sent by nobody" for one in strangers]

    async def killed(self, kills: int, seed: int) -> Counter[str]:
        """Who was, while texts were sent; then a moment without."""
        chance, killed, last = random.Random(seed), Counter[str](), ""
        sending = asyncio.create_task(self.send_again_and_again())
        try:
            for _ in range(kills):
                await asyncio.sleep(chance.uniform(1.0, 4.0))
                last = await self.kill(chance, last)
                killed[last] += 1
            await asyncio.sleep(2)
        finally:
            sending.cancel()
        return killed


@asynccontextmanager
async def fire(folder: Path) -> AsyncIterator[Fire]:
    """Two processes that may carry, and a carrier in this one."""
    house = House(folder, PROGRAMS)
    clock = SystemClock()
    carrier = Carrier(read(SCENARIO), clock)
    try:
        await house.start_servers()
        engines = role_engines(house.owner_url, house.roles, PoolBudget(system=4))
        db, ids = SystemDatabase(engines["system"]), IdMaker(clock)
        async with listening(carrier, "127.0.0.1", 0) as port:
            async with db.transaction() as session:
                work = Work(session, PLATFORM, clock, ids, SYSTEM)
                made = await service.create_carrier(work, "Fire")
                settings = {"host": "127.0.0.1", "port": port, "system_id": "g", "password": "g"}
                draft = Draft("Fire", {**settings, "window": 50}, binds=2)
                kinds = discover(cipher=Cipher(SECRET))
                await service.create_route(work, kinds, made.id, "smpp", draft)
            await house.start_programs()
            acceptor = Acceptor(db.transaction, clock, ids)
            async with db.transaction() as session:
                work = Work(session, PLATFORM, clock, ids, SYSTEM)
                shop = Settings("Fire", "Indian/Reunion", "RE", "EUR", ("fr",))
                tenant = (await tenants.create(work, "fire", shop)).id
            yield Fire(house, carrier, db, acceptor, tenant)
        for engine in engines.values():
            await engine.dispose()
    finally:
        await house.stop()


async def balanced(one: Fire, within: float) -> list[str]:
    """What is wrong once nothing more gets right."""
    wrong: list[str] = []
    async with asyncio.timeout(within + 30):
        for _ in range(int(within)):
            try:
                wrong = await one.wrong()
            except DBAPIError as fault:
                wrong = [str(fault)]
            if not wrong:
                break
            await asyncio.sleep(1)
    return wrong
