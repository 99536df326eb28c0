"""Servers and a relay in processes of their own, to be killed at random moments."""

import asyncio
import os
import random
import signal
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import psycopg

from guichet.kit.db.engines import database_url
from guichet.kit.db.migrate import migrate
from guichet.kit.db.roles import Roles
from guichet.kit.engines.nats import EmbeddedNats
from guichet.kit.engines.postgres import EmbeddedPostgres

ROOT = Path(__file__).resolve().parents[2]


class Town:
    """The servers and the relay's process, each of which may be killed and comes back."""

    def __init__(self, folder: Path, things: int) -> None:
        self.postgres = EmbeddedPostgres(folder / "postgres", tuning={"fsync": "off"})
        self.nats = EmbeddedNats(folder / "nats")
        self.roles = Roles("guichet", "chaos")
        self._things = things
        self._relay: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        await self.postgres.start()
        await self.nats.start()
        await asyncio.to_thread(migrate, database_url(self.postgres.url()), self.roles)
        with psycopg.connect(self.postgres.url(), autocommit=True) as owner:
            owner.execute("CREATE TABLE thing (id int PRIMARY KEY, version bigint NOT NULL)")
            owner.execute("CREATE TABLE applied (subject text, version bigint, position bigint)")
            owner.execute(
                "INSERT INTO thing SELECT n, 0 FROM generate_series(1, %s) n", (self._things,)
            )
            owner.execute("GRANT ALL ON thing, applied TO guichet_request, guichet_system")
        await self.start_relay()

    async def start_relay(self) -> None:
        url = self.roles.url(database_url(self.postgres.url()), "system")
        self._relay = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "tests.servers.relay_process"),
            url.render_as_string(hide_password=False),
            self.nats.url,
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"},
            stdout=asyncio.subprocess.PIPE,
        )
        assert self._relay.stdout is not None
        await self._relay.stdout.readline()

    async def kill_relay(self) -> None:
        assert self._relay is not None
        self._relay.kill()
        await self._relay.communicate()
        await self.start_relay()

    async def kill_postgres(self) -> None:
        os.kill(self.postgres.pid or 0, signal.SIGKILL)
        await self.postgres.wait()
        await self.postgres.start()

    async def kill_nats(self) -> None:
        os.kill(self.nats.pid or 0, signal.SIGKILL)
        await self.nats.wait()
        await self.nats.start()

    async def stop(self) -> None:
        if self._relay is not None:
            self._relay.kill()
            await self._relay.communicate()
        await self.nats.stop()
        await self.postgres.stop()


async def cause_chaos(town: Town, chance: random.Random, seconds: float) -> dict[str, int]:
    """Kill each thing again and again, at random moments, so that outages overlap: for so long,
    and until each died twice; gives how often.
    """
    victims: dict[str, Callable[[], Awaitable[None]]] = {
        "relay": town.kill_relay,
        "postgres": town.kill_postgres,
        "nats": town.kill_nats,
    }
    deaths = dict.fromkeys(victims, 0)
    until = asyncio.get_running_loop().time() + seconds

    async def hunt(victim: str, rest: float) -> None:
        while asyncio.get_running_loop().time() < until or deaths[victim] < 2:
            await asyncio.sleep(chance.uniform(0, rest))
            await victims[victim]()
            deaths[victim] += 1

    async with asyncio.TaskGroup() as tasks:
        for victim, rest in (("relay", 2), ("postgres", 3), ("nats", 1.5)):
            tasks.create_task(hunt(victim, rest))
    return deaths
