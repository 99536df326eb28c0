"""Visitors who come and agents who answer, served by routers in processes of their own."""

import asyncio
import os
import random
import signal
import sys
import time
from pathlib import Path
from uuid import UUID

from guichet.accounts.users.types import User
from guichet.interactions import service as interactions
from guichet.interactions.states import Action, State
from guichet.interactions.types import Agent
from guichet.kit import beats
from guichet.kit.bus import Bus
from guichet.kit.events.feed import EventFeed
from guichet.kit.events.types import Event
from guichet.kit.ids import TenantId, UserId
from tests.conftest import Database
from tests.routing.conftest import Floor
from tests.waiting import eventually

ROOT = Path(__file__).resolve().parents[2]
AGENTS = 6
ARRIVALS = 8.0
"""A second."""
OFFERED = "interactions.interaction.offered"


class Routers:
    """Two routers in processes of their own."""

    def __init__(self, database: Database, nats_url: str, tenant_id: TenantId) -> None:
        self._database = database
        self._nats_url = nats_url
        self._lease = f"router:{tenant_id.int % 4}"
        self._number = 0
        self.processes: dict[str, asyncio.subprocess.Process] = {}

    async def start(self) -> None:
        """One more."""
        self._number += 1
        name = f"router {self._number}"
        urls = [self._database.url(role) for role in ("system", "request")]
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "tests.servers.router_process"),
            *[url.render_as_string(hide_password=False) for url in urls],
            self._nats_url,
            name,
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"},
            stdout=asyncio.subprocess.PIPE,
        )
        assert process.stdout is not None
        await process.stdout.readline()
        self.processes[name] = process

    def leader(self) -> str | None:
        """Who holds the lease, of those that live."""
        with self._database.connect_owner() as owner:
            row = owner.execute(
                "SELECT holder FROM connection_lease"
                " WHERE name = %s AND expires_at > clock_timestamp()",
                (self._lease,),
            ).fetchone()
        holder = str(row[0]) if row else None
        return holder if holder in self.processes else None

    async def kill_leader(self) -> None:
        """As a machine that dies; another is started in its place."""
        name = await eventually(self.leader, within=30)
        assert name is not None
        process = self.processes.pop(name)
        process.send_signal(signal.SIGKILL)
        await process.communicate()
        await self.start()

    async def stop(self) -> None:
        for process in self.processes.values():
            process.kill()
            await process.communicate()


class Day:
    """Visitors who come, and agents who answer what they are offered, some with no."""

    def __init__(self, floor: Floor, staff: list[User], feed: EventFeed, bus: Bus, seed: int):
        self.floor, self._feed, self._bus = floor, feed, bus
        self.staff = {one.id: Agent(one.id, one.name) for one in staff}
        self._chance = random.Random(seed)
        self.came: list[UUID] = []
        self.events: list[Event] = []
        self.offers = 0
        self.last_offer = 0.0
        self._open = True
        self._unended: list[UUID] = []
        self._looked = 0

    async def run(self) -> None:
        """Until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._beat())
            async with self._feed.listening(self.floor.tenant_id, 100_000) as listener:
                group.create_task(self._arrive())
                while True:
                    for event in await listener.next():
                        if event.kind.startswith("interactions.interaction."):
                            self.events.append(event)
                        if event.kind == OFFERED:
                            self.offers += 1
                            self.last_offer = time.monotonic()
                            group.create_task(self._answer(event))

    def goes_on(self, offers: int) -> bool:
        """Whether more was offered since there were so many offers."""
        return self.offers > offers + 3

    def close(self) -> None:
        """Nobody comes any more."""
        self._open = False

    async def _arrive(self) -> None:
        number = 0
        while self._open:
            number += 1
            self.came.append(await self.floor.says(number))
            await asyncio.sleep(self._chance.expovariate(ARRIVALS))

    async def _beat(self) -> None:
        while True:
            for word in beats.words([(self.floor.tenant_id, one) for one in self.staff]):
                await self._bus.publish(beats.SUBJECT, word)
            await asyncio.sleep(1)

    async def _answer(self, event: Event) -> None:
        item = event.payload["item"]
        assert isinstance(item, dict)
        offer = item["offer"]
        assert isinstance(offer, dict)
        assert isinstance(offer["agent"], dict)
        agent, interaction_id = (
            self.staff[UserId(UUID(str(offer["agent"]["id"])))],
            UUID(str(item["id"])),
        )
        await asyncio.sleep(self._chance.uniform(0.0, 0.1))
        if self._chance.random() < 0.05:
            return await self._decline(interaction_id, agent)
        async with self.floor.make_work(self.floor.tenant_id) as work:
            one = await interactions.for_change(work, interaction_id)
            assert one.offer is not None, "an offer that nobody ended is there"
            await interactions.move(work, one, Action.TAKE, agent)
        await asyncio.sleep(self._chance.uniform(0.0, 0.3))
        async with self.floor.make_work(self.floor.tenant_id) as work:
            await interactions.close(work, await interactions.for_change(work, interaction_id))
        return None

    async def _decline(self, interaction_id: UUID, agent: Agent) -> None:
        async with self.floor.make_work(self.floor.tenant_id) as work:
            one = await interactions.for_change(work, interaction_id)
            assert one.offer is not None
            assert one.offer.agent == agent
            await interactions.decline(work, one, "busy")

    async def left(self) -> list[UUID]:
        """Who came and was not answered to the end, as the tables say."""
        self._unended = [
            one
            for one in (*self._unended, *self.came[self._looked :])
            if (await self.floor.interaction(one)).state is not State.CLOSED
        ]
        self._looked = len(self.came)
        return self._unended
