"""Two processes share the two binds of a route while a thousand texts a second are accepted. One of
them is killed (``kill -9``), and nobody starts it again. By the clock of the outcomes: how long
until the other one has its bind and its messages. ``held``: messages accepted before the kill and
handed over after it, from the kill on; ``later``: messages accepted after it, from their acceptance
on. Every text has to be taken, and one that is taken twice has to be marked, or the run is no
figure. ``./dev bench sms-takeover [--seconds S] [--rate N]``.
"""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime

import httpx
import uvloop
from sqlalchemy import text

from benches.carrying.house import Far, House, far, house
from benches.sms_failover import RATE, Figures, Sent, cuts_of, handed_of, send, word_of

SECONDS = 5.0


def run(arguments: Sequence[str]) -> Figures:
    """The figures."""
    seconds = float(word_of(arguments, "--seconds") or SECONDS)
    return uvloop.run(_run(seconds, float(word_of(arguments, "--rate") or RATE)))


async def _run(seconds: float, rate: float) -> Figures:
    async with (
        far() as carrier,
        house(f"{carrier.host}:{carrier.port}") as one,
        _process(one, "first") as first,
        _process(one, "second"),
    ):
        await _until_open(one, {"first", "second"})
        sending = asyncio.create_task(send(one, 2 * seconds, rate))
        await asyncio.sleep(seconds)
        first.send_signal(signal.SIGKILL)
        fell = datetime.now(UTC)
        again = asyncio.create_task(_until_open(one, {"second"}, binds=2))
        sent = await sending
        handed = await handed_of(one, len(sent.at))
        open_again = await again
        twice, marked = await _twice(carrier, one)
    return _figures(sent, handed, fell, open_again, twice=twice, marked=marked)


@asynccontextmanager
async def _process(one: House, name: str) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benches.carrying.process", one.url, name
    )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def _until_open(one: House, holders: set[str], binds: int = 2) -> datetime:
    """Until these, and no others, have so many binds open."""
    query = text("SELECT holder FROM carrier_bind WHERE state = 'open'")
    async with asyncio.timeout(60):
        while True:
            async with one.db.transaction() as session:
                found = list((await session.execute(query)).scalars())
            if set(found) == holders and len(found) == binds:
                return datetime.now(UTC)
            await asyncio.sleep(0.1)


async def _twice(carrier: Far, one: House) -> tuple[int, int]:
    """How many texts the carrier took beyond one of each, and how many are marked."""
    query = text("SELECT count(DISTINCT message_id) FROM mass_outcome WHERE kind = 'again'")
    async with one.db.transaction() as session:
        marked: int = (await session.execute(query)).scalar_one()
        every: int = (await session.execute(text("SELECT count(*) FROM mass_message"))).scalar_one()
    async with httpx.AsyncClient() as client:
        counted = (await client.get(f"{carrier.control}/counters")).json()
    twice = int(counted["accepted"]) - every
    if not 0 <= twice <= marked:
        raise AssertionError(f"{twice} beyond {every}, {marked} marked: {counted}")
    return twice, marked


def _figures(
    sent: Sent,
    handed: Sequence[tuple[object, datetime, object, bool]],
    fell: datetime,
    open_again: datetime,
    *,
    twice: int,
    marked: int,
) -> Figures:
    held = [
        (at - fell).total_seconds() * 1e3 for key, at, _, _ in handed if sent.at[key] <= fell < at
    ]
    later = [
        (at - sent.at[key]).total_seconds() * 1e3 for key, at, _, _ in handed if sent.at[key] > fell
    ]
    return {
        "messages": len(handed),
        "binds_open_again_ms": (open_again - fell).total_seconds() * 1e3,
        "held": len(held),
        "marked_again": marked,
        "arrived_twice": twice,
        **cuts_of("held", sorted(held)),
        **cuts_of("later", sorted(later)),
    }
