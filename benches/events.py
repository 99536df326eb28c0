"""Events of contacts taken in: one a request by many at once, and a thousand a request.

Load: one embedded PostgreSQL with its normal, durable settings, one process, one company with
10,000 contacts known by an external id; each event is a purchase with article, category, amount and
place, of a person drawn at random, half of them from the last two years and half of now. *Single*:
64 callers, each telling its next event once the one before is committed, every tenth told twice.
*Bulk*: 1,000 events a call, one caller. Straight to the service, without HTTP. Microseconds are of
CPU, of this process and of all of PostgreSQL, for one event. Give a number of events to try another
size.
"""

import asyncio
import os
import random
import secrets
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg

from guichet.crm.occurrences.accepting import Taker
from guichet.crm.occurrences.types import Scalar, Told, Who
from guichet.kit.clock import SystemClock
from guichet.kit.db.engines import database_url, role_engines
from guichet.kit.db.migrate import migrate
from guichet.kit.db.roles import Roles
from guichet.kit.db.sessions import RequestDatabase
from guichet.kit.engines.postgres import EmbeddedPostgres
from guichet.kit.ids import IdMaker, TenantId
from guichet.kit.work import SYSTEM, UnitOfWork

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
    return asyncio.run(_run(int(arguments[0]) if arguments else EVENTS))


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
        told = _events(random.Random(CHANCE))
        for first in range(0, CLIENTS, 500):  # everybody is known before it counts
            known = [_event(f"known-{n}", n, random.Random(n)) for n in range(first, first + 500)]
            await taker.take(tenant, SYSTEM, known)
        processes = _Processes(server)
        single = await processes.timed(count // 5, lambda: _single(taker, tenant, told, count // 5))
        bulk = await processes.timed(count, lambda: _bulk(taker, tenant, told, count))
        with psycopg.connect(owner, autocommit=True) as link:
            row = link.execute(_COUNT).fetchone()
        for engine in engines.values():
            await engine.dispose()
    kept = row[0] if row else 0
    expected = CLIENTS + count // 5 + count
    assert kept == expected, f"{kept} are kept, {expected} were told"
    return {
        "events": count,
        **{f"single_{name}": value for name, value in single.items()},
        **{f"bulk_{name}": value for name, value in bulk.items()},
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
        return {
            "per_second": round(count / seconds),
            "us_of_guichet": round((time.process_time() - before) / count * 1e6, 1),
            "us_of_postgresql": round((self._server() - server) / count * 1e6, 1),
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
    waiting = [next(told) for _ in range(count)]

    async def caller() -> None:
        while waiting:
            one = waiting.pop()
            await taker.take(tenant, SYSTEM, [one])
            if len(waiting) % 10 == 0:
                (again,) = await taker.take(tenant, SYSTEM, [one])
                assert again.repeated

    async with asyncio.TaskGroup() as group:
        for _ in range(CALLERS):
            group.create_task(caller())


async def _bulk(taker: Taker, tenant: TenantId, told: Iterator[Told], count: int) -> None:
    for _ in range(count // 1_000):
        await taker.take(tenant, SYSTEM, [next(told) for _ in range(1_000)])
