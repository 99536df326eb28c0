"""A million texts wait for one route, which takes 2,000 a second; meanwhile another company sends
an urgent one five times a second to the same route: from committed to handed over, by the clock of
the outcome. Also how long a start takes with all that waiting, and what it costs in memory.
``./dev bench sms-priority [--waiting N] [--seconds S]``. Those that wait are news of orders, which
may go at any hour: offers wait in the same way, in a lane below.
"""

import asyncio
import time
from collections.abc import Iterator, Sequence
from datetime import datetime
from statistics import quantiles
from typing import Final

import psutil  # type: ignore[import-untyped]  # it publishes no types
import uvloop
from sqlalchemy import text

from benches.carrying.house import AT_ONCE, BINDS, House, house
from guichet.gateway.mass.types import Order, Recipient, Ticket, Wording
from guichet.kit.ids import TenantId

WAITING, SECONDS, EVERY = 1_000_000, 30.0, 0.2
RATE: Final = 2_000.0
NEWS: Final = "Bazar Bourbon : votre commande est partie"
Figures = dict[str, float | int | str]


def run(arguments: Sequence[str]) -> Figures:
    """The figures."""
    waiting = int(_of(arguments, "--waiting") or WAITING)
    return uvloop.run(_run(waiting, float(_of(arguments, "--seconds") or SECONDS)))


async def _run(waiting: int, seconds: float) -> Figures:
    async with house(None, rate=RATE / BINDS) as one:
        for order in _news(one.tenant, waiting):
            await one.acceptor.accept(order)
        before, begun = _memory(), time.perf_counter()
        one.carry()
        async with asyncio.timeout(60):
            await one.tally.first.wait()
        started = time.perf_counter() - begun
        tickets, most = await _urgent(one, seconds)
        handed, left = await _handed(one, [one.message_ids[0] for one in tickets])
        delays = sorted(
            (handed[ticket.message_ids[0]] - ticket.at).total_seconds() * 1_000
            for ticket in tickets
        )
    cuts = quantiles(delays, n=100)
    return {
        "waiting_at_the_end": left,
        "start_to_first_receipt_s": started,
        "urgent": len(delays),
        "urgent_p50_ms": cuts[49],
        "urgent_p99_ms": cuts[98],
        "urgent_max_ms": delays[-1],
        "memory_before_mib": before,
        "memory_most_beyond_mib": most - before,
    }


def _news(tenant: TenantId, count: int) -> Iterator[Order]:
    wording = Wording("36789", NEWS, "service")
    for first in range(0, count, AT_ONCE):
        numbers = range(first, first + AT_ONCE)
        yield Order(
            tenant, wording, [Recipient(f"+262692{one % 1_000_000:06d}") for one in numbers]
        )


async def _urgent(one: House, seconds: float) -> tuple[list[Ticket], float]:
    """Their tickets, and the most memory seen meanwhile, in MiB."""
    other = await one.another()
    wording = Wording("36789", "Votre code est le 4711", "otp")
    tickets: list[Ticket] = []
    most, until = 0.0, time.perf_counter() + seconds
    while time.perf_counter() < until:
        number = f"+262692{len(tickets):06d}"
        tickets.append(await one.acceptor.accept(Order(other, wording, [Recipient(number)])))
        most = max(most, _memory())
        await asyncio.sleep(EVERY)
    await asyncio.sleep(2 * EVERY)
    return tickets, most


async def _handed(one: House, ids: Sequence[object]) -> tuple[dict[object, datetime], int]:
    """When each was handed over, and how many others were not; one that was not is no figure."""
    when = text("SELECT message_id, at FROM mass_outcome WHERE kind = 'handed'")
    async with one.db.transaction() as session:
        found = {row.message_id: row.at for row in (await session.execute(when)).all()}
        counted = await session.execute(text("SELECT count(*) FROM mass_message"))
        every: int = counted.scalar_one()
    missing = [one for one in ids if one not in found]
    if missing:
        raise AssertionError(f"{len(missing)} of {len(ids)} urgent ones were not handed over")
    return found, every - len(found)


def _memory() -> float:
    octets: int = psutil.Process().memory_info().rss
    return octets / 2**20


def _of(arguments: Sequence[str], name: str) -> str | None:
    return arguments[arguments.index(name) + 1] if name in arguments else None
