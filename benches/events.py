"""Events of contacts taken in: one a request by many at once, and a thousand a request.

Load: one embedded PostgreSQL with its normal, durable settings, one process, one company with
10,000 contacts known by an external id; each event is a purchase with article, category, amount and
place, of a person drawn at random, half of them from the last two years and half of now. *Single*:
64 callers, each telling its next event once the one before is committed, every tenth told twice.
*Bulk*: 1,000 events a call, one caller; *two*: two callers. These straight to the service; what is
told is made up before. *Http*:
another program tells them by API key over 64 connections, one a request, and by the thousand over
two. Microseconds are of CPU, of this process and of all of PostgreSQL, for one event; ``cores`` is
what both had. Give a number of events to try another size.
"""

import asyncio
import os
import random
import secrets
import sys
import tempfile
import time
from asyncio.subprocess import DEVNULL
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

import psycopg
import uvloop
from pydantic import SecretStr
from sqlalchemy.ext.asyncio import AsyncEngine

from benches.sending import logs
from guichet.accounts.api_keys import service as api_keys
from guichet.accounts.api_keys.tokens import KEY_PURPOSE
from guichet.accounts.callers.edge import AccountCallers
from guichet.accounts.cookies import SessionCookie
from guichet.accounts.works import SystemWorks
from guichet.api.app import create_app
from guichet.crm.occurrences.accepting import Taker
from guichet.crm.occurrences.short_way import ShortWay
from guichet.crm.occurrences.types import Scalar, Told, Who
from guichet.kit.cipher import Cipher
from guichet.kit.clock import SystemClock
from guichet.kit.db.engines import database_url, role_engines
from guichet.kit.db.migrate import migrate
from guichet.kit.db.roles import RoleName, Roles
from guichet.kit.db.sessions import ReaderDatabase, RequestDatabase, SystemDatabase
from guichet.kit.engines.postgres import EmbeddedPostgres
from guichet.kit.ground import Ground
from guichet.kit.ids import IdMaker, TenantId
from guichet.kit.mail.service import Outbox
from guichet.kit.settings import Settings
from guichet.kit.work import SYSTEM, UnitOfWork, Work
from guichet.processes import listener
from guichet.processes.collecting import Collecting

EVENTS = 100_000
CLIENTS, CALLERS, CATEGORIES, CHANCE = 10_000, 64, 20, 7
_TENANT = """
INSERT INTO tenant (tenant_id, slug, name, zone, territory, currency, languages, status,
                    created_at, version)
VALUES (%s, 'bench', 'Bench', 'Indian/Reunion', 'RE', 'EUR', '{fr}', 'active', now(), 1)
"""
_COUNT = "SELECT count(*) FROM contact_event"


def run(arguments: Sequence[str]) -> dict[str, float | int | str]:
    """Tell and count; gives events a second."""
    logs.to_nowhere()
    return uvloop.run(_run(int(arguments[0]) if arguments else EVENTS))


async def _run(count: int) -> dict[str, float | int | str]:
    async with _server() as (server, roles):
        url = database_url(server.url())
        ids = IdMaker(SystemClock())
        tenant = TenantId(ids.new())
        owner = url.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(owner, autocommit=True) as link:
            link.execute(_TENANT, (tenant,))
        engines = role_engines(url, roles)
        taker = Taker(UnitOfWork(RequestDatabase(engines["request"]), SystemClock(), ids))
        told = iter([*islice(_events(random.Random(CHANCE)), 3 * count)])
        for first in range(0, CLIENTS, 500):  # everybody is known before it counts
            known = [_event(f"known-{n}", n, random.Random(n)) for n in range(first, first + 500)]
            await taker.take(tenant, SYSTEM, known)
        collecting = asyncio.create_task(Collecting().run())
        processes = _Processes(server)
        single = await processes.timed(count // 5, lambda: _single(taker, tenant, told, count // 5))
        bulk = await processes.timed(count, lambda: _bulk(taker, tenant, told, count))
        two = await processes.timed(count, lambda: _two(taker, tenant, told, count))
        async with _served(engines, ids, tenant) as (port, token):
            http = await processes.timed(count // 5, lambda: _load(port, token, count // 5, 1))
            many = await processes.timed(count, lambda: _load(port, token, count, 1_000))
        collecting.cancel()
        with psycopg.connect(owner, autocommit=True) as link:
            row = link.execute(_COUNT).fetchone()
        for engine in engines.values():
            await engine.dispose()
    kept = row[0] if row else 0
    expected = CLIENTS + count // 5 + 2 * count + count  # http tells the same ids twice
    assert kept == expected, f"{kept} are kept, {expected} were told"
    return {
        "events": count,
        **{f"single_{name}": value for name, value in single.items()},
        **{f"bulk_{name}": value for name, value in bulk.items()},
        **{f"two_{name}": value for name, value in two.items()},
        **{f"http_{name}": value for name, value in http.items()},
        **{f"http_bulk_{name}": value for name, value in many.items()},
    }


@asynccontextmanager
async def _server() -> AsyncIterator[tuple[EmbeddedPostgres, Roles]]:
    with tempfile.TemporaryDirectory(prefix="guichet-bench-", dir="/var/tmp") as name:
        folder = Path(name)
        folder.chmod(0o711)  # noqa: ASYNC240 - once, before anything runs
        server = EmbeddedPostgres(folder / "postgres")
        await server.start()
        roles = Roles("guichet", secrets.token_hex(16))
        await asyncio.to_thread(migrate, database_url(server.url()), roles)
        yield server, roles
        await server.stop()


class _Processes:
    """CPU of this process and of all of PostgreSQL."""

    def __init__(self, server: EmbeddedPostgres) -> None:
        self._postmaster = int((server.data / "postmaster.pid").read_text().split()[0])
        self._ended = 0.0

    async def timed(self, count: int, work: Callable[[], Awaitable[None]]) -> dict[str, float]:
        """What ``work`` took, for each of ``count``."""
        before, server, begun = time.process_time(), self._server(), time.monotonic()
        await work()
        seconds = time.monotonic() - begun
        own, theirs = time.process_time() - before, self._server() - server
        return {
            "per_second": round(count / seconds),
            "us_of_guichet": round(own / count * 1e6, 1),
            "us_of_postgresql": round(theirs / count * 1e6, 1),
            "cores": round((own + theirs) / seconds, 2),
        }

    def _server(self) -> float:
        """Seconds of the postmaster and its children, those that ended included."""
        tick = os.sysconf("SC_CLK_TCK")
        total = 0
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = stat.read_text().rpartition(")")[2].split()
            except OSError:  # it ended just now
                continue
            if int(stat.parent.name) == self._postmaster:
                total += sum(map(int, fields[11:15]))
            elif int(fields[1]) == self._postmaster:
                total += sum(map(int, fields[11:13]))
        return total / tick


def _events(chance: random.Random) -> Iterator[Told]:
    number = 0
    while True:
        number += 1
        yield _event(f"order-{number}", chance.randrange(CLIENTS), chance)


def _event(name: str, client: int, chance: random.Random) -> Told:
    properties: dict[str, Scalar] = {
        "article": f"A{chance.randrange(2_000)}",
        "category": f"c{chance.randrange(CATEGORIES)}",
        "amount": chance.randrange(500, 20_000),
        "place": "Saint-Denis",
        "size": chance.randrange(34, 46),
    }
    past = timedelta(seconds=chance.randrange(2 * 365 * 86_400))
    at = datetime.now(UTC) - past if chance.random() < 0.5 else None
    return Told(name, "purchase", Who(external_id=f"client-{client}"), at, properties)


async def _single(taker: Taker, tenant: TenantId, told: Iterator[Told], count: int) -> None:
    waiting = [(number % 10 == 0, next(told)) for number in range(count)]

    async def caller() -> None:
        while waiting:
            twice, one = waiting.pop()
            await taker.take(tenant, SYSTEM, [one])
            if twice:
                (again,) = await taker.take(tenant, SYSTEM, [one])
                assert again.repeated

    async with asyncio.TaskGroup() as group:
        for _ in range(CALLERS):
            group.create_task(caller())


async def _bulk(taker: Taker, tenant: TenantId, told: Iterator[Told], count: int) -> None:
    for _ in range(count // 1_000):
        await taker.take(tenant, SYSTEM, [next(told) for _ in range(1_000)])


async def _two(taker: Taker, tenant: TenantId, told: Iterator[Told], count: int) -> None:
    async with asyncio.TaskGroup() as group:
        for _ in range(2):
            group.create_task(_bulk(taker, tenant, told, count // 2))


@asynccontextmanager
async def _served(
    engines: Mapping[RoleName, AsyncEngine], ids: IdMaker, tenant: TenantId
) -> AsyncIterator[tuple[int, str]]:
    """The whole application on a port, and an API key for it."""
    cipher, clock = Cipher("bench"), SystemClock()
    secret = SecretStr("bench-bench-bench-bench-bench-32")
    ground = Ground(
        settings=Settings(http_port=0, requests_per_minute=0, secret_key=secret),
        clock=clock,
        ids=ids,
        request_db=RequestDatabase(engines["request"]),
        system_db=SystemDatabase(engines["system"]),
        reader_db=ReaderDatabase(engines["reader"]),
        cipher=cipher,
        outbox=Outbox(cipher),
    )
    rights = frozenset({"contacts.write"})
    async with ground.system_db.transaction() as session:
        work = Work(session, tenant, clock, ids, SYSTEM)
        wanted = api_keys.Wanted("bench", rights, None, 1_000_000)
        made = await api_keys.create(work, wanted, rights, cipher.derive(KEY_PURPOSE))
    works = SystemWorks(ground.system_db, clock, ids)
    callers = AccountCallers(works, SessionCookie(""), cipher.derive(KEY_PURPOSE))
    app = ShortWay(create_app(ground, callers), ground, callers)
    with listener.bind(ground.settings) as taken:
        async with listener.listening(app, taken, ground.settings):
            yield taken.getsockname()[1], made.token


async def _load(port: int, token: str, count: int, batch: int) -> None:
    connections = CALLERS if batch == 1 else 2
    numbers = (str(port), token, str(connections), str(count // batch), str(batch), "events")
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benches.sending.client", "127.0.0.1", *numbers, stdout=DEVNULL
    )
    if await process.wait():
        raise AssertionError("the program that tells failed")
