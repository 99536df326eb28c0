"""The whole path of a request: from a visitor's socket to the offer in the agent's live socket.

Load: 50 requests a second for 12 s after a warm-up of 2 s, each from a visitor of their own whose
socket is open already; 40 agents of one queue with the desk open, ready, at most four chats each;
each accepts at once and is done half a second later. Every page and desk pings each 25 s, as real
ones do. Guichet serves in one process, as it does by
default (``together``), or web, router and worker each in their own (``apart``); PostgreSQL and NATS
are the embedded ones with durable settings. Visitors, agents' sockets, and what agents do (by the
services, not over HTTP) are in the bench's own process, on the same machine.

``committed_ms``: from the acknowledgement of a request, which is sent once it is committed, to the
frame with the offer. ``sent_ms``: from the visitor's frame. CPU is that of each process for one
request, from its arrival to its end.
"""

import asyncio
import os
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import msgspec
import psutil  # type: ignore[import-untyped]  # it publishes no types
from sqlalchemy import URL

from benches.chatting.peers import Socket, Visitor, connect
from guichet.accounts.members import service as members
from guichet.accounts.rights import Role
from guichet.accounts.sessions import service as sessions
from guichet.accounts.tenants import service as tenants
from guichet.accounts.tenants.types import Settings as TenantSettings
from guichet.accounts.types import Origin
from guichet.accounts.users import service as users
from guichet.accounts.users.types import NewUser
from guichet.accounts.works import SystemWorks
from guichet.agents import service as agents
from guichet.gateway.entry_points import service as entry_points
from guichet.gateway.entry_points.types import Draft
from guichet.gateway.registry import discover
from guichet.interactions import service as interactions
from guichet.interactions.states import Action
from guichet.interactions.types import Agent
from guichet.kit.bus import Bus
from guichet.kit.clock import SystemClock
from guichet.kit.db.engines import PoolBudget, database_url, role_engines
from guichet.kit.db.migrate import migrate
from guichet.kit.db.roles import Roles
from guichet.kit.db.sessions import RequestDatabase, SystemDatabase
from guichet.kit.engines.nats import EmbeddedNats
from guichet.kit.engines.postgres import EmbeddedPostgres
from guichet.kit.ids import IdMaker, TenantId, UserId
from guichet.kit.work import SYSTEM, UnitOfWork

SOURCE = Path(__file__).resolve().parent.parent / "src"
RATE, WARM, SECONDS, AGENTS, BUSY = 50, 2, 12, 40, 0.5
SITE = "https://shop.example"
READY_WITHIN = 90.0
SHARE = 30
"""Visitors behind one network address: the product lets 60 come at once."""
ALL = "web,router,worker"
WAYS = {"together": (ALL,), "apart": ("web", "router", "worker")}
_SECRET = "a secret of the bench, long enough"

Figures = dict[str, float | int | str]


class _Ref(msgspec.Struct):
    id: str


class _Offer(msgspec.Struct):
    agent: _Ref


class _Value(msgspec.Struct):
    id: str = ""
    state: str = ""
    offer: _Offer | None = None


class _Put(msgspec.Struct):
    value: _Value


class _Live(msgspec.Struct):
    op: str
    puts: list[_Put] = []


_live = msgspec.json.Decoder(_Live)
PINGED_EVERY = 25.0


def run(arguments: Sequence[str]) -> Figures:
    """Both ways, or those named; a number is another rate."""
    found: Figures = {}
    rate = next((int(word) for word in arguments if word.isdecimal()), RATE)
    for way in [word for word in arguments if word in WAYS] or WAYS:
        with tempfile.TemporaryDirectory(prefix="guichet-bench-", dir="/var/tmp") as name:
            folder = Path(name)
            folder.chmod(0o711)
            measured = asyncio.run(_measured(folder, WAYS[way], rate))
        found |= {f"{way}_{name}": value for name, value in measured.items()}
    return found


@dataclass
class Scene:
    """The running house, and those who meet in it."""

    url: str
    pids: dict[str, int]
    tenant: TenantId
    site_key: str
    open_work: UnitOfWork
    staff: dict[str, tuple[Agent, str]]
    """By user: the agent, and the token of their session."""
    asked: dict[bytes, tuple[float, Visitor, int]] = field(default_factory=dict)
    """By the key of the words: when, by whom, and the how manieth."""
    sent: dict[str, float] = field(default_factory=dict)
    """By interaction, as all of these."""
    committed: dict[str, float] = field(default_factory=dict)
    offered: dict[str, float] = field(default_factory=dict)
    rate: int = RATE
    refused: int = 0
    ended: int = 0
    all_ended: asyncio.Event = field(default_factory=asyncio.Event)

    def hear_answered(self, key: bytes, said: bool) -> None:  # as it is called
        """A visitor learns that its words are committed, or that they are not taken."""
        now, (sent, visitor, number) = time.perf_counter(), self.asked[key]
        if not said or visitor.interaction is None:
            self.refused += 1
        elif number >= self.rate * WARM:
            self.sent[visitor.interaction] = sent
            self.committed[visitor.interaction] = now

    def cpu(self) -> dict[str, float]:
        """Seconds of CPU each process has used so far."""
        return {name: _seconds(pid) for name, pid in self.pids.items()}


async def _measured(folder: Path, roles: Sequence[str], rate: int) -> Figures:
    async with _scene(folder, roles) as scene:
        scene.rate = rate
        return await _day(scene)


# -- the house -----------------------------------------------------------------------------------


@asynccontextmanager
async def _scene(folder: Path, roles: Sequence[str]) -> AsyncIterator[Scene]:
    postgres = EmbeddedPostgres(folder / "postgres", connections=150)
    nats = EmbeddedNats(folder / "nats")
    await postgres.start()
    await nats.start()
    owner_url = database_url(postgres.url())
    await asyncio.to_thread(migrate, owner_url, Roles("guichet", _SECRET))
    async with AsyncExitStack() as stack:
        stack.push_async_callback(postgres.stop)
        stack.push_async_callback(nats.stop)
        pids = {"postgres": postgres.pid or 0, "nats": nats.pid or 0, "bench": os.getpid()}
        url = ""
        for number, name in enumerate(roles):
            env = _environment(folder / f"data{number}", owner_url, nats.url)
            process = await stack.enter_async_context(_guichet(env, name))
            title = "guichet" if name == ALL else name
            pids[title] = process.pid
            url = process.url or url
        bus = Bus(nats.url)
        running = asyncio.create_task(bus.run())
        stack.callback(running.cancel)
        await bus.wait_connected(timedelta(seconds=10))
        yield await _set_scene(owner_url, bus, url, pids)


def _environment(data: Path, owner_url: URL, nats_url: str) -> dict[str, str]:
    settings = {
        "PYTHONPATH": str(SOURCE),
        "GUICHET_DATA_DIR": str(data),
        "GUICHET_HTTP_PORT": "0",
        "GUICHET_SECRET_KEY": _SECRET,
        "GUICHET_DATABASE_URL": owner_url.set(drivername="postgresql").render_as_string(False),
        "GUICHET_NATS_URL": nats_url,
    }
    return {**os.environ, **settings}


@dataclass
class _Process:
    pid: int
    url: str = ""


@asynccontextmanager
async def _guichet(env: dict[str, str], roles: str) -> AsyncIterator[_Process]:
    command = ("-m", "guichet", "serve", "--roles", roles)
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(sys.executable, *command, env=env, stderr=pipe)
    assert process.stderr is not None
    found = _Process(process.pid)
    async with asyncio.timeout(READY_WITHIN):
        said = ""
        while "ready after" not in (line := (await process.stderr.readline()).decode()):
            said += line
            if not line:
                raise RuntimeError(f"guichet serve --roles {roles} ended: {said}")
    if "http" in line:
        found.url = "http" + line.partition("http")[2].split()[0].rstrip("/")
    reading = asyncio.create_task(process.stderr.read())  # a full pipe would stop it
    try:
        yield found
    finally:
        process.terminate()
        await process.wait()
        await reading


async def _set_scene(owner_url: URL, bus: Bus, url: str, pids: dict[str, int]) -> Scene:
    engines = role_engines(owner_url, Roles("guichet", _SECRET), PoolBudget(request=12))
    clock = SystemClock()
    ids = IdMaker(clock)
    works = SystemWorks(SystemDatabase(engines["system"], bus.nudge), clock, ids)
    open_work = UnitOfWork(RequestDatabase(engines["request"], bus.nudge), clock, ids)
    settings = TenantSettings("Maison Vanille", "Indian/Reunion", "RE", "EUR", ("fr", "en"))
    async with works() as work:
        tenant = await tenants.create(work, "maison-vanille", settings)
    async with open_work(tenant.id, SYSTEM) as work:
        draft = Draft("Boutique", "fr", (SITE,), {"colour": "#1f5fbf"})
        entry = await entry_points.create(work, discover(), "webchat", draft)
    staff = {}
    for number in range(AGENTS):
        async with works() as work:
            new = NewUser(f"agent{number}@example.com", f"Agent {number}", "fr", "none", False)
            user = await users.create(work, new)
        async with works(SYSTEM, tenant.id) as work:
            await members.add(work, user, [Role.AGENT])
            origin = Origin("127.0.0.1", "bench")
            opened = await sessions.open_session(work, user.id, "password", origin)
        staff[str(user.id)] = (Agent(user.id, user.name), opened.token)
    return Scene(url, pids, tenant.id, entry.site_key, open_work, staff)


# -- the day -------------------------------------------------------------------------------------


async def _day(scene: Scene) -> Figures:
    total = scene.rate * (WARM + SECONDS)
    running: set[asyncio.Task[None]] = set()
    async with AsyncExitStack() as stack:
        desks = [await _desk(scene, user_id, running) for user_id in scene.staff]
        for desk in desks:
            stack.callback(desk.leave)
        visits = [visit for n in range(0, total, 10) for visit in await _arrive(scene, n)]
        for visit in visits:
            stack.callback(visit.leave)
        pinging = asyncio.create_task(_ping(desks, visits))
        try:
            load = os.getloadavg()[0]
            spent = await _paced(scene, visits)
        finally:
            for task in (*running, pinging):
                task.cancel()
            ended = await asyncio.gather(*running, return_exceptions=True)
    faults = [one for one in ended if isinstance(one, Exception)]
    if faults:
        raise faults[0]
    return _figures(scene, spent) | {"load_average": round(load, 1)}


async def _ping(desks: Sequence[Socket], visits: Sequence[Visitor]) -> None:
    """Everybody is still here, until cancelled."""
    while True:
        await asyncio.sleep(PINGED_EVERY)
        for desk in desks:
            desk.send(b'{"op":"ping"}')
        for visit in visits:
            visit.ping()


async def _paced(scene: Scene, visits: Sequence[Visitor]) -> dict[str, float]:
    """Everybody asks, is offered and answered; gives the CPU of each process since the warm-up."""
    begun, before = time.perf_counter(), scene.cpu()
    for number, visit in enumerate(visits):
        await asyncio.sleep(max(0.0, begun + number / scene.rate - time.perf_counter()))
        if number == scene.rate * WARM:
            before = scene.cpu()
        _ask(scene, visit, number)
    with suppress(TimeoutError):  # what is missing is counted
        async with asyncio.timeout(60):
            await scene.all_ended.wait()
    return {name: spent - before[name] for name, spent in scene.cpu().items()}


async def _desk(scene: Scene, user_id: str, running: set[asyncio.Task[None]]) -> Socket:
    """An agent's desk, ready, who accepts whatever is offered."""
    agent, token = scene.staff[user_id]
    port = int(scene.url.rpartition(":")[2])
    headers = {"Origin": scene.url, "Cookie": f"guichet_{port}={token}"}
    ready, mine = asyncio.Event(), user_id.encode()

    def hear(frame: bytes) -> None:
        if frame.startswith(b'{"op":"snapshot"'):
            ready.set()
        elif mine in frame and b'"offered"' in frame:
            now = time.perf_counter()
            for one in _offered(frame, user_id):
                if one not in scene.offered:
                    scene.offered[one] = now
                    running.add(asyncio.create_task(_work(scene, UUID(one), user_id)))

    desk = await connect(port, f"/live?tenant={scene.tenant}", headers, hear)
    desk.send(b'{"op":"open","ref":1,"topic":"desk.inbox","params":{}}')
    async with asyncio.timeout(30):
        await ready.wait()
    async with scene.open_work(scene.tenant, SYSTEM) as work:
        await agents.set_presence(work, UserId(agent.id), "ready")
    return desk


def _offered(frame: bytes, user_id: str) -> Iterator[str]:
    """The requests that a frame says are offered to an agent."""
    for put in _live.decode(frame).puts:
        one = put.value
        if one.state == "offered" and one.offer is not None and one.offer.agent.id == user_id:
            yield one.id


async def _arrive(scene: Scene, first: int) -> list[Visitor]:
    """Ten visitors at once."""
    return list(await asyncio.gather(*(_visit(scene, first + n) for n in range(10))))


async def _visit(scene: Scene, number: int) -> Visitor:
    """A visitor's open page."""
    visitor = Visitor(scene.hear_answered)
    network = f"198.18.{number // SHARE // 250}.{number // SHARE % 250 + 1}"
    await visitor.arrive(int(scene.url.rpartition(":")[2]), scene.site_key, network)
    return visitor


def _ask(scene: Scene, visitor: Visitor, number: int) -> None:
    """The visitor asks."""
    key = f"request-{number:06}"
    scene.asked[key.encode()] = (time.perf_counter(), visitor, number)
    visitor.say(key, "Bonjour, avez-vous encore de la vanille Bourbon en gousses ?")


async def _work(scene: Scene, interaction_id: UUID, user_id: str) -> None:
    agent, _ = scene.staff[user_id]
    async with scene.open_work(scene.tenant, SYSTEM) as work:
        one = await interactions.for_change(work, interaction_id)
        await interactions.move(work, one, Action.TAKE, agent)
    await asyncio.sleep(BUSY)
    async with scene.open_work(scene.tenant, SYSTEM) as work:
        await interactions.close(work, await interactions.for_change(work, interaction_id))
    scene.ended += 1
    if scene.ended == scene.rate * (WARM + SECONDS):
        scene.all_ended.set()


def _figures(scene: Scene, spent: dict[str, float]) -> Figures:
    known = [one for one in scene.sent if one in scene.offered]
    committed = [(scene.offered[one] - scene.committed[one]) * 1_000 for one in known]
    sent = [(scene.offered[one] - scene.sent[one]) * 1_000 for one in known]
    return {
        "requests": len(scene.sent),
        "refused": scene.refused,
        "not_offered": len(scene.sent) - len(known),
        **_cuts("committed_ms", committed),
        **_cuts("sent_ms", sent),
        **{f"cpu_us_{name}": round(of / len(known) * 1e6) for name, of in sorted(spent.items())},
    }


def _cuts(name: str, waits: Sequence[float]) -> Figures:
    cuts = statistics.quantiles(waits, n=100)
    middle, late = round(cuts[49], 1), round(cuts[98], 1)
    return {f"{name}_p50": middle, f"{name}_p99": late, f"{name}_max": round(max(waits), 1)}


def _seconds(pid: int) -> float:
    """CPU of a process; of PostgreSQL's with all its children."""
    process = psutil.Process(pid)
    family = [process] if pid == os.getpid() else [process, *process.children(recursive=True)]
    times = [one.cpu_times() for one in family]
    return float(sum(t.user + t.system + t.children_user + t.children_system for t in times))
