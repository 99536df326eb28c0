"""Texts over HTTP as a company's program sends them: one in a request, then a hundred, each
answered 202 after its commit. 64 connections that each send the next request when the answer is
there; the law, the price and its reservation included. Embedded PostgreSQL with its normal, durable
settings; the web server as `guichet serve` runs it. With `--carried` the same process carries at
the same time, by SMPP until the last receipt is stored. CPU is this process's and PostgreSQL's;
the program's and the carrier's are not counted.
``./dev bench sms-http [--messages N] [--carried]``.
"""

import asyncio
import json
import sys
import time
from collections.abc import Sequence
from typing import Final

import uvloop
from pydantic import SecretStr
from sqlalchemy import text

from benches.carrying.house import House, house
from benches.sending import logs
from guichet.accounts.api_keys import service as api_keys
from guichet.accounts.api_keys.tokens import KEY_PURPOSE
from guichet.accounts.callers.edge import AccountCallers
from guichet.accounts.cookies import SessionCookie
from guichet.accounts.works import SystemWorks
from guichet.api.app import create_app
from guichet.gateway.mass.short_way import ShortWay
from guichet.kit.cipher import Cipher
from guichet.kit.clock import SystemClock
from guichet.kit.db.sessions import ReaderDatabase, RequestDatabase
from guichet.kit.ground import Ground
from guichet.kit.mail.service import Outbox
from guichet.kit.settings import Settings
from guichet.kit.work import SYSTEM, Work
from guichet.processes import listener

MESSAGES: Final = 40_000
CONNECTIONS: Final = 64
BATCH: Final = 100
PATIENCE: Final = 300.0
Figures = dict[str, float | int | str]


def run(arguments: Sequence[str]) -> Figures:
    """The figures of both."""
    found = [arguments[i + 1] for i, one in enumerate(arguments) if one == "--messages"]
    messages = int(found[0]) if found else MESSAGES
    logs.to_nowhere()
    return uvloop.run(_run(messages, carried="--carried" in arguments))


async def _run(messages: int, *, carried: bool) -> Figures:
    async with house(None) as one:
        ground = _ground(one)
        token = await _token(one, ground)
        cookie = SessionCookie(ground.settings.base_url)
        works = SystemWorks(one.db, ground.clock, ground.ids)
        callers = AccountCallers(works, cookie, ground.cipher.derive(KEY_PURPOSE))
        app = ShortWay(create_app(ground, callers), ground, callers)
        if carried:
            one.carry()
        with listener.bind(ground.settings) as taken:
            port = taken.getsockname()[1]
            async with listener.listening(app, taken, ground.settings, app):
                await _load(port, token, 2_000, 1)  # warm
                single = await _measured(one, port, token, messages, 1, carried=carried)
                batches = await _measured(one, port, token, messages * 4, BATCH, carried=carried)
    return {f"one_{k}": v for k, v in single.items()} | {
        f"hundred_{k}": v for k, v in batches.items()
    }


async def _measured(
    one: House, port: int, token: str, messages: int, batch: int, *, carried: bool
) -> Figures:
    before = await _stored(one)
    begun, (own, postgres) = time.perf_counter(), one.cpu()
    told = await _load(port, token, messages // batch, batch)
    if carried:
        one.tally.awaited, all_told = before + messages, one.tally.complete
        all_told.clear()
        if one.tally.receipts < one.tally.awaited:
            async with asyncio.timeout(PATIENCE):
                await all_told.wait()
    seconds, (own_then, postgres_then) = time.perf_counter() - begun, one.cpu()
    if await _stored(one) != before + messages:
        raise AssertionError("something was answered and is not there, or the other way round")
    each = 1e6 / messages
    figures: Figures = {
        "accepted_per_s": messages / told["seconds"],
        "ms_p50": told["p50"],
        "ms_p99": told["p99"],
        "cpu_us_python": (own_then - own) * each,
        "cpu_us_postgres": (postgres_then - postgres) * each,
        "cpu_us": (own_then - own + postgres_then - postgres) * each,
    }
    return figures | ({"carried_per_s": messages / seconds} if carried else {})


async def _load(port: int, token: str, requests: int, batch: int) -> dict[str, float]:
    numbers = (str(port), token, str(CONNECTIONS), str(requests), str(batch))
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "benches.sending.client",
        "127.0.0.1",
        *numbers,
        stdout=asyncio.subprocess.PIPE,
    )
    out, _ = await process.communicate()
    if process.returncode:
        raise AssertionError("the program that sends failed")
    told: dict[str, float] = json.loads(out)
    return told


async def _stored(one: House) -> int:
    async with one.db.transaction() as session:
        found = await session.scalar(text("SELECT coalesce(sum(count), 0) FROM mass_chunk"))
        return int(found or 0)


def _ground(one: House) -> Ground:
    clock, cipher = SystemClock(), Cipher("bench")
    settings = Settings(
        http_port=0, requests_per_minute=0, secret_key=SecretStr("bench-bench-bench-bench-bench-32")
    )
    return Ground(
        settings=settings,
        clock=clock,
        ids=one.ids,
        request_db=RequestDatabase(one.engines["request"]),
        system_db=one.db,
        reader_db=ReaderDatabase(one.engines["reader"]),
        cipher=cipher,
        outbox=Outbox(cipher),
    )


async def _token(one: House, ground: Ground) -> str:
    rights = frozenset({"messages.send"})
    async with one.db.transaction() as session:
        work = Work(session, one.tenant, ground.clock, ground.ids, SYSTEM)
        wanted = api_keys.Wanted("bench", rights, None, 1_000_000)
        made = await api_keys.create(work, wanted, rights, ground.cipher.derive(KEY_PURPOSE))
    return made.token
