"""In by SMPP, out by SMPP, receipts back: a program with some binds submits texts of 40 characters
with a receipt wanted, each window full; each is answered after its commit, carried to the
simulated carrier by two binds, its receipt (100 ms later) stored before it is acknowledged, and
delivered to the program. From the first `submit_sm` to the last receipt acknowledged by the
program. The law, the price and its reservation included; embedded PostgreSQL with its normal,
durable settings. CPU is this process's and PostgreSQL's; the program's and the carrier's are not
counted. ``./dev bench sms-smpp-server [--messages N] [--binds N] [--window N]``.
"""

import asyncio
import json
import sys
import time
from collections.abc import Sequence
from typing import Final

import uvloop

from benches.carrying.house import House, house
from guichet.gateway.clients import service
from guichet.gateway.clients.server import Doors, SmppServer
from guichet.gateway.clients.types import Draft, NewAccount
from guichet.kit.clock import SystemClock
from guichet.kit.db.sessions import RequestDatabase
from guichet.kit.limits.service import RateLimiter
from guichet.kit.work import SYSTEM, UnitOfWork

MESSAGES: Final = 40_000
BINDS: Final = 4
WINDOW: Final = 500
KEY: Final = b"bench-bench-bench-bench-bench-32"
PATIENCE: Final = 300.0
Figures = dict[str, float | int | str]


def run(arguments: Sequence[str]) -> Figures:
    """The figures."""

    def of(name: str, otherwise: int) -> int:
        found = [arguments[place + 1] for place, one in enumerate(arguments) if one == name]
        return int(found[0]) if found else otherwise

    return uvloop.run(
        _run(of("--messages", MESSAGES), of("--binds", BINDS), of("--window", WINDOW))
    )


async def _run(messages: int, binds: int, window: int) -> Figures:
    async with house(None) as one:
        new = await _account(one, binds, window)
        server = SmppServer(
            one.db.transaction,
            SystemClock(),
            one.ids,
            acceptor=one.acceptor,
            limiter=RateLimiter(one.db, SystemClock()),
            hashing_key=KEY,
            doors=Doors("127.0.0.1", 0),
        )
        one.carrying.append(asyncio.create_task(server.run()))
        one.carry()
        while not server.ports:  # noqa: ASYNC110 - it has no event
            await asyncio.sleep(0.01)
        await _load(server.ports[0], new, 2_000, binds, window)  # warm
        begun, (own, postgres) = time.perf_counter(), one.cpu()
        told = await _load(server.ports[0], new, messages, binds, window)
        seconds, (own_then, postgres_then) = time.perf_counter() - begun, one.cpu()
    each = 1e6 / messages
    return {
        "accepted_per_s": messages / told["submitted"],
        "told_per_s": messages / told["seconds"],
        "ms_p50": told["p50"],
        "ms_p99": told["p99"],
        "seconds_with_its_start": seconds,
        "cpu_us_python": (own_then - own) * each,
        "cpu_us_postgres": (postgres_then - postgres) * each,
        "cpu_us": (own_then - own + postgres_then - postgres) * each,
    }


async def _account(one: House, binds: int, window: int) -> NewAccount:
    draft = Draft("bench", most_binds=binds, window=window, per_second=1_000_000)
    open_work = UnitOfWork(RequestDatabase(one.engines["request"]), SystemClock(), one.ids)
    async with open_work(one.tenant, SYSTEM) as work:
        return await service.create(work, draft, KEY)


async def _load(
    port: int, new: NewAccount, messages: int, binds: int, window: int
) -> dict[str, float]:
    words = map(str, (port, new.account.system_id, new.password, messages, binds, window))
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benches.sending.esme", *words, stdout=asyncio.subprocess.PIPE
    )
    async with asyncio.timeout(PATIENCE):
        out, _ = await process.communicate()
    if process.returncode:
        raise AssertionError("the program that submits failed")
    told: dict[str, float] = json.loads(out)
    return told
