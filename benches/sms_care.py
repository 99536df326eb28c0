"""What law, refusals, prices and the ledger add to each message of a mass sending.

Load: one process, chunks of 1,000 numbers (two thirds on La Réunion, a third in mainland France),
one embedded PostgreSQL with its normal, durable settings. A tenant has a history of 200,000
decisions, 20,000 of them refusals that hold; the platform blocks 1,000 numbers; the price list has
5,000 prefixes. Microseconds are per message: "cpu" is this process alone, "postgres" what the
database used meanwhile, "wall" the time until the answer. "clear" asks law and lists, "reserve"
and "settle" are the ledger's. Give a number of chunks to try another length.
"""

import asyncio
import os
import resource
import secrets
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from guichet.accounts.types import PLATFORM
from guichet.accounts.works import SystemWorks
from guichet.consent import service as consents
from guichet.consent.clearing import Clearing, Digests, digests_of
from guichet.consent.service import Address, Decided
from guichet.consent.types import Given, Recorder
from guichet.kit.cipher import Cipher
from guichet.kit.clock import SystemClock
from guichet.kit.db.engines import PoolBudget, database_url, role_engines
from guichet.kit.db.migrate import migrate
from guichet.kit.db.roles import Roles
from guichet.kit.db.sessions import SystemDatabase
from guichet.kit.engines.postgres import EmbeddedPostgres
from guichet.kit.ids import IdMaker, TenantId
from guichet.kit.work import Work
from guichet.policies.territories import territories_of
from guichet.policies.types import Allow, Question
from guichet.prices.rating import tariff_at
from guichet.prices.types import PriceRow
from guichet.usage import service as usage
from guichet.usage.types import Caps, Entry, Order, Terms

CHUNK = 1_000
CHUNKS = 60
DECISIONS, REFUSALS, BLOCKED, PREFIXES = 200_000, 20_000, 1_000, 5_000
NOON = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
BY = Recorder("system", None, None)
Figures = dict[str, float | int | str]


def run(arguments: Sequence[str]) -> Figures:
    """Measure; gives microseconds per message."""
    chunks = int(arguments[0]) if arguments else CHUNKS
    return {**_pure(), **asyncio.run(_stored(chunks))}


def numbers(first: int) -> list[str]:
    """A chunk of numbers, all different."""
    return [
        f"+33612{place % 1_000_000:06d}" if place % 3 == 0 else f"+262692{place % 1_000_000:06d}"
        for place in range(first, first + CHUNK)
    ]


def _pure() -> Figures:
    many = [number for first in range(0, 100_000, CHUNK) for number in numbers(first)]
    prefixes = [*(f"262692{n:04d}" for n in range(PREFIXES)), "262", "33"]
    tariff = tariff_at((PriceRow(one, NOON, 45_600) for one in prefixes), "EUR", NOON)
    return {
        "territory_us": _timed(lambda: territories_of(many), len(many)),
        "price_us": _timed(lambda: tariff.micros_of_many(many), len(many)),
    }


def _timed(call: Callable[[], object], count: int) -> float:
    call()
    begun = time.process_time()
    call()
    return (time.process_time() - begun) / count * 1e6


async def _stored(chunks: int) -> Figures:
    cipher = Cipher("b" * 32)
    async with _works() as (works, ids, postgres):
        tenant = TenantId(ids.new())
        async with works(tenant_id=tenant) as work:
            digests = await digests_of(work.session, tenant, cipher)
            await usage.set_terms(work, Terms("EUR", 0, None, Caps()))
            await usage.credit(work, Entry("payment", "1", "paid", "credit", 10**12), "EUR")
        await _fill(works, tenant, digests)
        clearing = Clearing(tenant, digests, Question(NOON, None, "sms", "marketing", "optin"))

        async def clear(work: Work, first: int) -> None:
            found = await clearing.verdicts(work.session, numbers(first))
            assert any(isinstance(one, Allow) for one in found)

        async def reserve(work: Work, first: int) -> None:
            key, micros = f"mass_chunk:{first}", CHUNK * 45_600
            await usage.reserve(work, Order(key, micros, CHUNK, "EUR", date(2026, 3, 3)))

        async def settle(work: Work, first: int) -> None:
            entry = Entry(
                "batch", f"{first}", "submitted", "charge", CHUNK * 45_600, CHUNK,
                f"mass_chunk:{first}",
            )  # fmt: skip
            await usage.post(work, "EUR", [entry])

        parts = (("clear", clear), ("reserve", reserve), ("settle", settle))
        figures: Figures = {"chunks": chunks}
        for name, act in parts:
            before = _used(postgres)
            figures |= await _measured(works, tenant, chunks, name, act)
            figures[f"{name}_postgres_us"] = (_used(postgres) - before) / chunks / CHUNK * 1e6
    return figures


async def _measured(
    works: SystemWorks,
    tenant: TenantId,
    chunks: int,
    name: str,
    act: Callable[[Work, int], Awaitable[None]],
) -> Figures:
    begun, cpu = time.perf_counter(), _cpu()
    for chunk in range(chunks):
        async with works(tenant_id=tenant) as work:
            await act(work, chunk * CHUNK)
    count = chunks * CHUNK
    return {
        f"{name}_wall_us": (time.perf_counter() - begun) / count * 1e6,
        f"{name}_cpu_us": (_cpu() - cpu) / count * 1e6,
    }


def _used(pid: int) -> float:
    """Seconds of CPU a process and its children have used (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    own = sum(int(field) for field in fields[11:15]) / os.sysconf("SC_CLK_TCK")
    return own + sum(_used(int(child)) for child in children)


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


async def _fill(works: SystemWorks, tenant: TenantId, digests: Digests) -> None:
    """The tenant's history, the first numbers refusing, and the platform's list."""
    yes = Given("marketing", "any", "granted", "form", "bench")
    no = Given("marketing", "any", "withdrawn", "reply", "STOP")
    for first in range(0, DECISIONS, CHUNK):
        async with works(tenant_id=tenant) as work:
            at = work.now - timedelta(days=1)
            hashes = digests.tenant.of_many("phone", numbers(first))
            decided = [
                Decided(
                    Address("phone", address),
                    no if place % (DECISIONS // REFUSALS) == 0 else yes,
                    at,
                )
                for place, address in enumerate(hashes)
            ]
            await consents.record_many(work, decided, BY)
    async with works(tenant_id=PLATFORM) as work:
        blocked = [f"+262693{n:06d}" for n in range(BLOCKED)]
        hashes = digests.platform.of_many("phone", blocked)
        await consents.block_everywhere(work, hashes, blocked=True, reason="bench", by_name=None)


@asynccontextmanager
async def _works() -> AsyncIterator[tuple[SystemWorks, IdMaker, int]]:
    with tempfile.TemporaryDirectory(prefix="guichet-bench-", dir="/var/tmp") as name:
        folder = Path(name)
        folder.chmod(0o711)  # noqa: ASYNC240 - once, before anything runs
        server = EmbeddedPostgres(folder / "postgres")
        await server.start()
        url = database_url(server.url())
        roles = Roles("guichet", secrets.token_hex(16))
        await asyncio.to_thread(migrate, url, roles)
        engines = role_engines(url, roles, PoolBudget(request=4))
        ids = IdMaker(SystemClock())
        yield (
            SystemWorks(SystemDatabase(engines["system"]), SystemClock(), ids),
            ids,
            server.pid or 0,
        )
        for engine in engines.values():
            await engine.dispose()
        await server.stop()
