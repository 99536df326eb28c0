"""The live path whole: from a commit to the frame in a browser's socket.

Embedded servers with their normal, durable settings in a fresh folder. One process serves as
Guichet does by default: relay, feed, live hub and uvicorn in one loop. The writers and all
browsers are here. Events are messages of the desk with the payload a real one has; each browser
has one conversation open.
"""

import asyncio
import os
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import msgspec
import psutil  # type: ignore[import-untyped]  # it publishes no types
import uvicorn
import uvloop
from sqlalchemy import URL
from starlette.applications import Starlette
from starlette.requests import HTTPConnection
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin

from guichet.accounts.tenants import service as tenants
from guichet.accounts.tenants.types import Settings as TenantSettings
from guichet.accounts.works import SystemWorks
from guichet.gateway.entry_points import service as entry_points
from guichet.gateway.entry_points.types import Draft
from guichet.gateway.registry import discover
from guichet.gateway.types import Identity, Inbound, Medium
from guichet.intake import service as intake
from guichet.intake.types import Arrival
from guichet.interactions.events import MESSAGE_ADDED
from guichet.kit.bus import Bus
from guichet.kit.cipher import Cipher
from guichet.kit.clock import SystemClock
from guichet.kit.db.engines import PoolBudget, database_url, role_engines
from guichet.kit.db.migrate import migrate
from guichet.kit.db.roles import Roles
from guichet.kit.db.sessions import ReaderDatabase, RequestDatabase, SystemDatabase
from guichet.kit.engines.nats import EmbeddedNats
from guichet.kit.engines.postgres import EmbeddedPostgres
from guichet.kit.errors import Refusal
from guichet.kit.events import log
from guichet.kit.events.feed import EventFeed
from guichet.kit.events.relay import Relay
from guichet.kit.events.types import Json, NewEvent
from guichet.kit.ground import Ground
from guichet.kit.ids import IdMaker, TenantId, UserId
from guichet.kit.mail.service import Outbox
from guichet.kit.settings import Settings
from guichet.kit.topics import Viewer
from guichet.kit.work import SYSTEM, UnitOfWork
from guichet.live.door import Pass
from guichet.live.endpoint import Live

RATE, SECONDS = 200, 10
SOCKETS, CONVERSATIONS = 200, 10
WRITERS, GROUP, TOTAL = 4, 50, 20_000
_SECRET = "a secret of the bench, long enough"

Figures = dict[str, float | int | str]


class _Put(msgspec.Struct):
    id: str


class _Frame(msgspec.Struct):
    op: str
    puts: list[_Put] = []


_decoder = msgspec.json.Decoder(_Frame)


class OpenDoor:
    """Lets everyone in as somebody else; sessions are not what is measured."""

    def __init__(self, ids: IdMaker) -> None:
        self._ids = ids

    async def admit(self, connection: HTTPConnection, tenant_id: TenantId) -> Pass:
        """A new agent of the tenant."""
        del connection
        viewer = Viewer(UserId(self._ids.new()), tenant_id, frozenset({"desk.answer"}))
        return Pass(viewer, self._ids.new())

    async def renewed(self, passes: Sequence[Pass]) -> Sequence[Pass | Refusal]:
        """Everyone may stay."""
        return passes


@dataclass
class Bench:
    """The running parts, and the conversations to write in."""

    open_work: UnitOfWork
    ids: IdMaker
    tenant: TenantId
    port: int
    server: int
    postgres: int
    nats: int
    conversations: list[dict[str, Json]] = field(default_factory=list)

    def cpu(self) -> dict[str, float]:
        """Seconds of CPU each part has used so far."""
        parts = {"server": self.server, "postgres": self.postgres, "nats": self.nats}
        return {**{part: _cpu(pid) for part, pid in parts.items()}, "clients": _cpu(os.getpid())}

    def message(self, conversation: dict[str, Json], number: int) -> tuple[UUID, NewEvent]:
        """One more message of a conversation."""
        message_id = self.ids.new()
        item: dict[str, Json] = {**conversation, "id": str(message_id), "seq": number}
        event = NewEvent(MESSAGE_ADDED, f"message:{message_id}", 1, {"item": item})
        return message_id, event


def _cpu(pid: int) -> float:
    process = psutil.Process(pid)
    children = [] if pid == os.getpid() else process.children(recursive=True)
    times = [one.cpu_times() for one in (process, *children)]
    spent = [one.user + one.system + one.children_user + one.children_system for one in times]
    return float(sum(spent))


def _ground(owner_url: URL, bus: Bus) -> Ground:
    engines = role_engines(owner_url, Roles("guichet", _SECRET), PoolBudget(request=WRITERS + 8))
    clock, cipher = SystemClock(), Cipher(_SECRET)
    return Ground(
        settings=Settings(),
        clock=clock,
        ids=IdMaker(clock),
        request_db=RequestDatabase(engines["request"], bus.nudge),
        system_db=SystemDatabase(engines["system"], bus.nudge),
        reader_db=ReaderDatabase(engines["reader"]),
        cipher=cipher,
        outbox=Outbox(cipher),
    )


async def serve(owner_url: str, nats_url: str, port: int) -> None:
    """The served process: relay, feed, live and the web server, until it is killed."""
    bus, url = Bus(nats_url), database_url(owner_url)
    ground = _ground(url, bus)
    feed = EventFeed(ground.system_db, bus)
    relay = Relay(Roles("guichet", _SECRET).url(url, "system"), bus, ground.ids)
    live = Live(ground, OpenDoor(ground.ids), bus, feed)
    config = uvicorn.Config(
        Starlette(routes=[live.route()]),
        port=port,
        http="httptools",
        ws="websockets-sansio",
        ws_per_message_deflate=False,
        lifespan="off",
        access_log=False,
        log_config=None,
    )
    async with asyncio.TaskGroup() as tasks:
        for part in (bus, relay, feed, live):
            tasks.create_task(part.run())
        tasks.create_task(uvicorn.Server(config).serve())


@asynccontextmanager
async def _bench(folder: Path) -> AsyncIterator[Bench]:
    postgres, nats = EmbeddedPostgres(folder / "postgres"), EmbeddedNats(folder / "nats")
    await postgres.start()
    await nats.start()
    owner_url = database_url(postgres.url())
    await asyncio.to_thread(migrate, owner_url, Roles("guichet", _SECRET))
    bus = Bus(nats.url)
    ground = _ground(owner_url, bus)
    running = asyncio.create_task(bus.run())
    await bus.wait_connected(timedelta(seconds=10))
    port = _free_port()
    address = owner_url.render_as_string(hide_password=False)
    command = (sys.executable, "-m", "benches.living.socket", address, nats.url, str(port))
    server = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.DEVNULL)
    try:
        yield await _set_scene(ground, port, (server.pid, postgres.pid or 0, nats.pid or 0))
    finally:
        server.kill()
        await server.wait()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await nats.stop()
        await postgres.stop()


def _free_port() -> int:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


async def _set_scene(ground: Ground, port: int, pids: tuple[int, int, int]) -> Bench:
    """A tenant with conversations, and what a message of each looks like in an event."""
    works = SystemWorks(ground.system_db, ground.clock, ground.ids)
    settings = TenantSettings("Maison Vanille", "Indian/Reunion", "RE", "EUR", ("fr", "en"))
    async with works() as work:
        tenant = await tenants.create(work, "maison-vanille", settings)
    open_work = UnitOfWork(ground.request_db, ground.clock, ground.ids)
    async with open_work(tenant.id, SYSTEM) as work:
        draft = Draft("Boutique", "fr", ("https://shop.example",), {"colour": "#1f5fbf"})
        entry = await entry_points.create(work, discover(), "webchat", draft)
        arrival = Arrival(entry.id, entry.kind, Medium.CHAT, entry.title, "fr")
        for number in range(CONVERSATIONS):
            text = "Bonjour, avez-vous encore de la vanille Bourbon en gousses ?"
            who = Identity("visitor", str(ground.ids.new()))
            await intake.receive(work, arrival, Inbound(f"m{number}", who, text))
    bench = Bench(open_work, ground.ids, tenant.id, port, *pids)
    while len(bench.conversations) < CONVERSATIONS:
        async with open_work(tenant.id, SYSTEM) as work:
            events = await log.read_after(work.session, log.START, 1_000, tenant.id)
        found = [event for event in events if event.kind == MESSAGE_ADDED]
        bench.conversations = [dict(_item(event.payload["item"])) for event in found]
        await asyncio.sleep(0.1)
    return bench


def _item(value: Json) -> dict[str, Json]:
    assert isinstance(value, dict)
    return value


@asynccontextmanager
async def _browser(bench: Bench, conversation: dict[str, Json]) -> AsyncIterator[ClientConnection]:
    """A connected browser with one conversation open."""
    own = Origin(f"http://127.0.0.1:{bench.port}")
    url = f"ws://127.0.0.1:{bench.port}/live?tenant={bench.tenant}"
    async with connect(url, origin=own, compression=None, max_queue=4096) as socket:
        params = {"interaction_id": conversation["interaction_id"]}
        frame = {"op": "open", "ref": 1, "topic": "desk.conversation", "params": params}
        await socket.send(msgspec.json.encode(frame).decode())
        while _decoder.decode(await socket.recv()).op != "snapshot":
            pass
        yield socket


async def _paced(bench: Bench) -> Figures:
    """``RATE`` events a second, one per transaction; each reaches a tenth of the sockets."""
    committed: dict[str, float] = {}
    received: list[tuple[str, float]] = []
    reach = SOCKETS // CONVERSATIONS
    complete = asyncio.Event()

    async def watch(socket: ClientConnection) -> None:
        async for text in socket:
            now = time.perf_counter()
            received.extend((put.id, now) for put in _decoder.decode(text).puts)
            if len(received) >= RATE * SECONDS * reach:
                complete.set()

    async def write(number: int, free: asyncio.Semaphore) -> None:
        message_id, event = bench.message(bench.conversations[number % CONVERSATIONS], number)
        async with free, bench.open_work(bench.tenant, SYSTEM) as work:
            await work.record(event)
        committed[str(message_id)] = time.perf_counter()

    async with AsyncExitStack() as stack:
        sockets = [
            await stack.enter_async_context(_browser(bench, bench.conversations[n % CONVERSATIONS]))
            for n in range(SOCKETS)
        ]
        watching = [asyncio.create_task(watch(socket)) for socket in sockets]
        before, begin = bench.cpu(), time.perf_counter()
        async with asyncio.TaskGroup() as tasks:
            free = asyncio.Semaphore(WRITERS)
            for number in range(RATE * SECONDS):
                await asyncio.sleep(max(0.0, begin + number / RATE - time.perf_counter()))
                tasks.create_task(write(number, free))
        async with asyncio.timeout(60):
            await complete.wait()
        after = bench.cpu()
        await _stop(watching)
    waits = sorted((at - committed[one]) * 1000 for one, at in received)
    cuts = statistics.quantiles(waits, n=100)
    return {
        "socket_deliveries": len(received),
        "socket_commit_to_browser_ms_p50": round(cuts[49], 2),
        "socket_commit_to_browser_ms_p99": round(cuts[98], 2),
        "socket_commit_to_browser_ms_max": round(waits[-1], 2),
        **_spent("socket_paced", before, after, RATE * SECONDS),
    }


async def _stop(tasks: Sequence["asyncio.Task[None]"]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def _full(bench: Bench) -> Figures:
    """As many events as go through log, relay and one socket."""
    conversation = bench.conversations[0]
    behind = 0

    async def write(count: int) -> None:
        for first in range(0, count, GROUP):
            events = [bench.message(conversation, first + n) for n in range(GROUP)]
            async with bench.open_work(bench.tenant, SYSTEM) as work:
                await log.record_all(work.session, work.tenant_id, events, work.now)

    async with _browser(bench, conversation) as socket:
        before, begin = bench.cpu(), time.perf_counter()
        async with asyncio.TaskGroup() as tasks:
            for _ in range(WRITERS):
                tasks.create_task(write(TOTAL // WRITERS))
            heard = 0
            while heard < TOTAL and not behind:
                frame = _decoder.decode(await socket.recv())
                heard += len(frame.puts)
                behind += frame.op == "behind"
        seconds = time.perf_counter() - begin
    return {
        "socket_full_events": heard,
        "socket_full_times_behind": behind,
        "socket_full_events_per_s": round(heard / seconds),
        **_spent("socket_full", before, bench.cpu(), max(1, heard)),
    }


def _spent(name: str, before: dict[str, float], after: dict[str, float], events: int) -> Figures:
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
            return await _paced(bench) | await _full(bench)


if __name__ == "__main__":
    uvloop.run(serve(sys.argv[1], sys.argv[2], int(sys.argv[3])))
