"""The live path's first half: from commit through log, relay and NATS to a listener in a process.

Embedded servers with their normal, durable settings in a fresh folder; the relay in a process of
its own; writers and one listener here.
"""

import asyncio
import os
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from sqlalchemy import URL

from guichet.kit.bus import Bus
from guichet.kit.clock import SystemClock
from guichet.kit.db.engines import PoolBudget, database_url, role_engines
from guichet.kit.db.migrate import migrate
from guichet.kit.db.roles import Roles
from guichet.kit.db.sessions import RequestDatabase, SystemDatabase
from guichet.kit.engines.nats import EmbeddedNats
from guichet.kit.engines.postgres import EmbeddedPostgres
from guichet.kit.events import log
from guichet.kit.events.feed import EventFeed, Listener
from guichet.kit.events.relay import Relay
from guichet.kit.events.types import EventKind, Json, NewEvent
from guichet.kit.ids import IdMaker, TenantId
from guichet.kit.work import SYSTEM, UnitOfWork

KIND = EventKind("bench.thing.changed")
RATE, SECONDS = 200, 10
"""The paced load: single events per second, and for how long."""
WRITERS, GROUP, TOTAL = 4, 50, 30_000
"""The full load: writers, events per transaction, events in all."""

Figures = dict[str, float | int | str]


@dataclass(frozen=True)
class Bench:
    """The running parts."""

    open_work: UnitOfWork
    feed: EventFeed
    ids: IdMaker
    tenant: TenantId
    relay: int
    postgres: int
    nats: int
    """Process ids."""

    def cpu(self) -> dict[str, float]:
        """Seconds of CPU each part has used so far."""
        return {
            "relay": cpu_of(self.relay),
            "postgres": cpu_of(self.postgres),
            "nats": cpu_of(self.nats),
            "writers_and_listener": cpu_of(os.getpid()),
        }


def cpu_of(pid: int) -> float:
    """Seconds a process, its children and those of them that ended have used (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    own = sum(int(field) for field in fields[11:15]) / os.sysconf("SC_CLK_TCK")
    return own + sum(cpu_of(int(child)) for child in children)


def _event(ids: IdMaker, number: int) -> NewEvent:
    item: dict[str, Json] = {
        "id": str(ids.new()),
        "state": "waiting",
        "title": "A request",
        "number": number,
    }
    return NewEvent(KIND, f"thing:{number % 100}", number, {"item": item})


@asynccontextmanager
async def _bench(folder: Path) -> AsyncIterator[Bench]:
    postgres, nats = EmbeddedPostgres(folder / "postgres"), EmbeddedNats(folder / "nats")
    await postgres.start()
    await nats.start()
    owner_url, roles = database_url(postgres.url()), Roles("guichet", "bench")
    await asyncio.to_thread(migrate, owner_url, roles)
    relay = await _start_relay(roles.url(owner_url, "system"), nats.url)
    clock, bus = SystemClock(), Bus(nats.url)
    ids = IdMaker(clock)
    engines = role_engines(owner_url, roles, PoolBudget(request=WRITERS + 4))
    feed = EventFeed(SystemDatabase(engines["system"]), bus)
    open_work = UnitOfWork(RequestDatabase(engines["request"], bus.nudge), clock, ids)
    pids = (relay.pid, postgres.pid or 0, nats.pid or 0)
    parts = [asyncio.create_task(part.run()) for part in (bus, feed)]
    try:
        yield Bench(open_work, feed, ids, TenantId(ids.new()), *pids)
    finally:
        for part in parts:
            part.cancel()
        await asyncio.gather(*parts, return_exceptions=True)
        for engine in engines.values():
            await engine.dispose()
        relay.kill()
        await relay.wait()
        await nats.stop()
        await postgres.stop()


async def _start_relay(system_url: URL, nats_url: str) -> asyncio.subprocess.Process:
    address = system_url.render_as_string(hide_password=False)
    command = (sys.executable, "-m", "benches.living.log", address, nats_url)
    return await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.DEVNULL)


async def _warm_up(bench: Bench) -> None:
    """Wait until the relay leads: its process starts meanwhile."""
    async with bench.feed.listening() as listener:
        async with bench.open_work(bench.tenant, SYSTEM) as work:
            await work.record(_event(bench.ids, 0))
        await listener.next()


async def _paced(bench: Bench) -> Figures:
    """One event per transaction, ``RATE`` a second."""
    committed: dict[UUID, float] = {}
    heard: dict[UUID, float] = {}
    free = asyncio.Semaphore(WRITERS)

    async def write(number: int) -> None:
        async with free, bench.open_work(bench.tenant, SYSTEM) as work:
            event_id = await work.record(_event(bench.ids, number))
        committed[event_id] = time.perf_counter()

    async def hear(listener: Listener) -> None:
        while len(heard) < RATE * SECONDS:
            for event in await listener.next():
                heard[event.id] = time.perf_counter()

    before = bench.cpu()
    async with bench.feed.listening(size=100_000) as listener, asyncio.TaskGroup() as tasks:
        tasks.create_task(hear(listener))
        begin = time.perf_counter()
        for number in range(RATE * SECONDS):
            await asyncio.sleep(max(0.0, begin + number / RATE - time.perf_counter()))
            tasks.create_task(write(number))
    seconds = time.perf_counter() - begin
    waits = [max(heard[one] - committed[one], 0.0) * 1000 for one in committed]
    cuts = statistics.quantiles(waits, n=100)
    return {
        "log_paced_events_per_s": round(RATE * SECONDS / seconds),
        "log_commit_to_listener_ms_p50": round(cuts[49], 2),
        "log_commit_to_listener_ms_p99": round(cuts[98], 2),
        **_cpu_figures("log_paced", before, bench.cpu(), RATE * SECONDS),
    }


async def _full(bench: Bench) -> Figures:
    """As many events as go through, ``GROUP`` per transaction."""
    heard = 0

    async def write(count: int) -> None:
        for first in range(0, count, GROUP):
            events = [(bench.ids.new(), _event(bench.ids, first + n)) for n in range(GROUP)]
            async with bench.open_work(bench.tenant, SYSTEM) as work:
                await log.record_all(work.session, work.tenant_id, events, work.now)

    before, begin = bench.cpu(), time.perf_counter()
    async with bench.feed.listening(size=TOTAL) as listener, asyncio.TaskGroup() as tasks:
        for _ in range(WRITERS):
            tasks.create_task(write(TOTAL // WRITERS))
        while heard < TOTAL:
            heard += len(await listener.next())
    seconds = time.perf_counter() - begin
    return {
        "log_events_per_s": round(TOTAL / seconds),
        **_cpu_figures("log_full", before, bench.cpu(), TOTAL),
    }


def _cpu_figures(
    name: str, before: dict[str, float], after: dict[str, float], events: int
) -> Figures:
    return {
        f"{name}_cpu_us_per_event_{part}": round((after[part] - before[part]) / events * 1e6)
        for part in before
    }


async def figures() -> Figures:
    """Measure both loads in a fresh folder, which is removed."""
    with tempfile.TemporaryDirectory(prefix="guichet-bench-") as name:
        folder = Path(name)
        folder.chmod(0o711)  # noqa: ASYNC240  # before anything is measured
        async with _bench(folder) as bench:
            await _warm_up(bench)
            return await _paced(bench) | await _full(bench)


async def relay(system_url: str, nats_url: str) -> None:
    """The relay's own process."""
    bus = Bus(nats_url)
    part = Relay(database_url(system_url), bus, IdMaker(SystemClock()))
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(bus.run())
        tasks.create_task(part.run())


if __name__ == "__main__":
    asyncio.run(relay(sys.argv[1], sys.argv[2]))
