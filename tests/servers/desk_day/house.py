"""Every role of Guichet in a process of its own, with its servers; each may end and comes back."""

import asyncio
import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from sqlalchemy import URL

from guichet.kit.db.engines import database_url
from guichet.kit.db.migrate import migrate
from guichet.kit.db.roles import Roles
from guichet.kit.engines.nats import EmbeddedNats
from guichet.kit.engines.postgres import EmbeddedPostgres
from tests.servers.guichet import environment
from tests.servers.ports import free_port
from tests.servers.ready_made import lay_out

SECRET = "a secret of the day, long enough for all"
ROLES = {
    "web 1": "web",
    "web 2": "web",
    "worker": "worker",
    "router 1": "router",
    "router 2": "router",
}
SERVERS = ("postgresql", "nats")
CONNECTIONS = 20
ROUND = 20.0
"""Seconds in which each is ended twice, at the least."""
READY_WITHIN, ENDS_WITHIN = 180.0, 45.0


@dataclass
class Program:
    """One ``guichet serve``."""

    name: str
    roles: str
    port: int
    log: Path
    process: asyncio.subprocess.Process | None = None
    starts: list[float] = field(default_factory=list)
    """Seconds each took."""


class House:
    """The processes of one installation."""

    def __init__(self, folder: Path, roles: Mapping[str, str] = ROLES) -> None:
        """``roles``: those of each program, by its name."""
        self.folder = folder
        most = CONNECTIONS * len(roles) + 20
        tuning = {"fsync": "off", "full_page_writes": "off"}
        self.postgres = EmbeddedPostgres(folder / "postgres", connections=most, tuning=tuning)
        self.nats = EmbeddedNats(folder / "nats")
        self.roles = Roles("guichet", SECRET)
        self.programs = {
            name: Program(name, role, free_port(), folder / f"{name.replace(' ', '-')}.log")
            for name, role in roles.items()
        }
        self.ends: Counter[str] = Counter()
        """How often each was ended, and how."""
        self.slow: list[str] = []
        """What did not end in order in time."""

    @property
    def owner_url(self) -> URL:
        return database_url(self.postgres.url())

    @property
    def webs(self) -> Sequence[str]:
        """Where browsers come in."""
        found = [one for one in self.programs.values() if one.roles == "web"]
        return [f"127.0.0.1:{one.port}" for one in found]

    @property
    def public_port(self) -> int:
        """The port in the installation's own address."""
        return next(iter(self.programs.values())).port

    def connect_owner(self) -> "psycopg.Connection[tuple[object, ...]]":
        """A connection that no row security binds; commits each statement."""
        return psycopg.connect(self.postgres.url(), autocommit=True)

    async def start_servers(self) -> None:
        """On a database that is migrated already; the secret is another one."""
        made = self.folder / "made"
        await asyncio.to_thread(lay_out, made)
        (made / "postgres").rename(self.postgres.home)
        await self.postgres.start()
        await self.nats.start()
        await asyncio.to_thread(migrate, self.owner_url, self.roles)

    async def start_programs(self) -> None:
        for one in self.programs.values():
            await self._start(one)

    async def stop(self) -> None:
        """All of it, in order."""
        for one in self.programs.values():
            if one.process is not None and one.process.returncode is None:
                await self._end(one, signal.SIGTERM)
        await self.nats.stop()
        await self.postgres.stop()

    async def restart(self, name: str, how: signal.Signals) -> None:
        """End one and start it again."""
        self.ends[f"{name} {how.name.removeprefix('SIG')}"] += 1
        if name in SERVERS:
            await self._restart_server(name, how)
            return
        one = self.programs[name]
        await self._end(one, how)
        await self._start(one)

    async def _restart_server(self, name: str, how: signal.Signals) -> None:
        server = self.postgres if name == "postgresql" else self.nats
        if how is signal.SIGKILL:
            os.kill(server.pid or 0, how)
            await server.wait()
        else:
            await server.stop()
        await server.start()

    async def _end(self, one: Program, how: signal.Signals) -> None:
        process = one.process
        assert process is not None
        if process.returncode is None:
            process.send_signal(how)
        try:
            await asyncio.wait_for(process.wait(), ENDS_WITHIN)
        except TimeoutError:
            self.slow.append(f"{one.name} did not end in {ENDS_WITHIN:g} s")
            process.kill()
            await process.wait()

    async def _start(self, one: Program) -> None:
        begun, place = time.monotonic(), one.log.stat().st_size if one.log.exists() else 0
        with one.log.open("ab") as output:
            one.process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "guichet", "serve", "--roles", one.roles),
                env=self._environment(one),
                stdout=output,
                stderr=output,
            )
        while b"ready after" not in (said := one.log.read_bytes()[place:]):
            if one.process.returncode is not None or time.monotonic() - begun > READY_WITHIN:
                raise AssertionError(f"{one.name} did not start: {said[-2000:]!r}")
            await asyncio.sleep(0.05)
        one.starts.append(time.monotonic() - begun)

    def _environment(self, one: Program) -> dict[str, str]:
        return environment(
            self.folder / "data",
            DATABASE_URL=self.postgres.url(),
            NATS_URL=self.nats.url,
            SECRET_KEY=SECRET,
            HTTP_PORT=str(one.port),
            PUBLIC_URL=f"http://localhost:{self.public_port}",
            DATABASE_CONNECTIONS=str(CONNECTIONS),
        )


async def end_everything(house: House, chance: random.Random, until: float) -> None:
    """Until ``until`` (of the loop's clock) end one process after another, each by order and by
    force, before any comes twice. A server's outage may fall into a program's.
    """
    async with asyncio.TaskGroup() as group:
        for names in (tuple(ROLES), SERVERS):
            group.create_task(_end_again_and_again(house, names, chance, until))


async def _end_again_and_again(
    house: House, names: Sequence[str], chance: random.Random, until: float
) -> None:
    """One of ``names`` at a time."""
    loop = asyncio.get_running_loop()
    every = max(ROUND, until - loop.time()) / (2 * len(names) + 1)
    while True:
        deaths = [(name, how) for name in names for how in (signal.SIGKILL, signal.SIGTERM)]
        chance.shuffle(deaths)
        for name, how in deaths:
            rest = every * chance.uniform(0.3, 1.0)
            if loop.time() + rest >= until:
                return
            await asyncio.sleep(rest)
            await house.restart(name, how)
