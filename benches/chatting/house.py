"""The house the chat bench measures: embedded servers with their normal, durable settings, one web
process, one process with router, relay and jobs, and a company with sites and agents.
"""

import asyncio
import contextlib
import os
import re
import secrets
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from uuid import UUID

import psutil  # type: ignore[import-untyped]  # it publishes no types

from guichet.accounts.cookies import SessionCookie
from guichet.accounts.members import service as members
from guichet.accounts.rights import Role
from guichet.accounts.sessions import service as sessions
from guichet.accounts.tenants import service as tenants
from guichet.accounts.tenants.types import Settings as TenantSettings
from guichet.accounts.types import Origin
from guichet.accounts.users import service as users
from guichet.accounts.users.types import NewUser, User
from guichet.accounts.works import SystemWorks
from guichet.gateway.entry_points import service as entry_points
from guichet.gateway.entry_points.types import Draft
from guichet.gateway.registry import discover
from guichet.interactions import service as interactions
from guichet.interactions.states import Action
from guichet.interactions.types import Agent
from guichet.kit.ground import Ground
from guichet.kit.ids import TenantId
from guichet.kit.settings import Settings
from guichet.kit.work import SYSTEM, UnitOfWork
from guichet.processes.foundation import lay
from guichet.processes.servers import Servers, open_servers

SOURCE = Path(__file__).resolve().parents[2] / "src"
_READY = re.compile(rb"ready after .*?(?:: http://[^:]+:(\d+))?\s*$")
_TAKEN_AT_ONCE = 50


@dataclass(frozen=True)
class AtDesk:
    """An agent, signed in."""

    user: User
    cookie: str


@dataclass
class House:
    """The running house."""

    ground: Ground
    tenant: TenantId
    sites: Sequence[str]
    """Site keys of the company's entry points."""
    agents: Sequence[AtDesk]
    port: int
    processes: dict[str, int]
    """Process ids by what they are."""

    def cpu(self) -> dict[str, float]:
        """Seconds of CPU each process and its children have used so far."""
        return {name: _cpu(pid) for name, pid in {**self.processes, "sender": os.getpid()}.items()}

    def web_memory(self) -> int:
        """Proportional set size of the web process, in bytes."""
        return memory(self.processes["web"])

    async def hand_out(self, conversations: Sequence[UUID]) -> list[list[UUID]]:
        """Give each agent an equal share of these conversations; gives the shares."""
        shares = [list(conversations[n :: len(self.agents)]) for n in range(len(self.agents))]
        open_work = UnitOfWork(self.ground.request_db, self.ground.clock, self.ground.ids)
        for agent, share in zip(self.agents, shares, strict=True):
            who = Agent(agent.user.id, agent.user.name)
            for first in range(0, len(share), _TAKEN_AT_ONCE):
                async with open_work(self.tenant, SYSTEM) as work:
                    for one in share[first : first + _TAKEN_AT_ONCE]:
                        held = await interactions.for_change(work, one)
                        await interactions.move(work, held, Action.TAKE, who)
        return shares


def _cpu(pid: int) -> float:
    process = psutil.Process(pid)
    family = [] if pid == os.getpid() else process.children(recursive=True)
    times = [one.cpu_times() for one in (process, *family)]
    return float(sum(t.user + t.system + t.children_user + t.children_system for t in times))


def memory(pid: int) -> int:
    """Proportional set size of a process, in bytes (Linux)."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


@contextlib.asynccontextmanager
async def house(folder: Path, sites: int, agents: int) -> AsyncIterator[House]:
    """A house in a fresh folder, ended on leaving."""
    settings = Settings(data_dir=folder / "data", log_level="warning")
    async with open_servers(settings, _silent) as servers, lay(settings, servers, _silent) as base:
        common = _environment(servers)
        with (
            _guichet(folder / "backstage", "router,worker", common) as (backstage, _),
            _guichet(folder / "web", "web", common) as (web, port),
        ):
            postgres, nats = (servers.embedded[name] for name in ("postgresql", "nats"))
            processes = {
                "web": web,
                "router_and_relay": backstage,
                "postgres": int(getattr(postgres, "pid", 0)),
                "nats": int(getattr(nats, "pid", 0)),
            }
            tenant, keys = await _company(base.ground, sites)
            people = await _people(base.ground, tenant, agents, port)
            yield House(base.ground, tenant, keys, people, port, processes)


def _silent(_text: str) -> None:
    """Says nothing."""


def _environment(servers: Servers) -> dict[str, str]:
    url = servers.owner_url.set(drivername="postgresql")
    return {
        **os.environ,
        "PYTHONPATH": str(SOURCE),
        "GUICHET_DATABASE_URL": url.render_as_string(hide_password=False),
        "GUICHET_NATS_URL": servers.nats_url,
        "GUICHET_SECRET_KEY": servers.secret,
        "GUICHET_DATABASE_CONNECTIONS": "20",
        "GUICHET_HTTP_PORT": "0",
        "GUICHET_LOG_LEVEL": "warning",
    }


@contextlib.contextmanager
def _guichet(data: Path, roles: str, common: dict[str, str]) -> Iterator[tuple[int, int]]:
    """A process of Guichet, ready; gives its id and port."""
    process = subprocess.Popen(
        [sys.executable, "-m", "guichet", "serve", "--roles", roles],
        env={**common, "GUICHET_DATA_DIR": str(data)},
        stderr=subprocess.PIPE,
    )
    assert process.stderr is not None
    logs = threading.Thread(target=_pass_on, args=(process.stderr,))
    try:
        ready = next(told for line in process.stderr if (told := _READY.search(line)))
        logs.start()
        yield process.pid, int(ready[1] or 0)
    finally:
        process.terminate()
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if logs.ident is not None:
            logs.join()


def _pass_on(lines: IO[bytes]) -> None:
    """A full pipe would stop the process; what it complains of is worth knowing."""
    for number, line in enumerate(lines):
        if number < 20:
            print(line.decode(errors="replace").rstrip(), file=sys.stderr)


async def _company(ground: Ground, sites: int) -> tuple[TenantId, list[str]]:
    works = SystemWorks(ground.system_db, ground.clock, ground.ids)
    settings = TenantSettings("Maison Vanille", "Indian/Reunion", "RE", "EUR", ("fr", "en"))
    async with works() as work:
        tenant = await tenants.create(work, "maison-vanille", settings)
    open_work = UnitOfWork(ground.request_db, ground.clock, ground.ids)
    keys = []
    async with open_work(tenant.id, SYSTEM) as work:
        for number in range(sites):
            draft = Draft(f"Boutique {number}", "fr", ("https://shop.example",), {})
            entry = await entry_points.create(work, discover(), "webchat", draft)
            keys.append(str(entry.site_key))
    return tenant.id, keys


async def _people(ground: Ground, tenant: TenantId, count: int, port: int) -> list[AtDesk]:
    works, found = SystemWorks(ground.system_db, ground.clock, ground.ids), []
    name = SessionCookie(f"http://localhost:{port}").name
    for number in range(count):
        new = NewUser(f"agent{number}@bench.example", f"Agent {number}", "fr", secrets.token_hex())
        async with works() as work:
            user = await users.create(work, new)
            opened = await sessions.open_session(work, user.id, "password", _HERE)
        async with works(SYSTEM, tenant) as work:
            await members.add(work, user, [Role.AGENT])
        found.append(AtDesk(user, f"{name}={opened.token}"))
    return found


_HERE = Origin("127.0.0.1", "the chat bench")


async def settled(seconds: float) -> None:
    """Let what was begun end: there is nothing to wait for but quiet."""
    await asyncio.sleep(seconds)
