"""A stored audience is carried by SMPP until the last receipt is stored: orders of 1,000 texts of
40 characters are accepted, then leased, judged by the law and by who told us to stop, then
handed over by two binds with a window of 500, their receipts (100 ms later) matched and
committed before they are acknowledged. CPU is this process's and PostgreSQL's; the carrier's is not
counted. ``./dev bench sms-campaign [--messages N] [--carrier host:port]``.
"""

import asyncio
import time
from collections.abc import Sequence

import uvloop
from sqlalchemy import text

from benches.carrying.house import House, house, orders

MESSAGES = 100_000
PATIENCE = 300.0
Figures = dict[str, float | int | str]


def run(arguments: Sequence[str]) -> Figures:
    """The figures; ``--carrier``: another one than our own simulated carrier."""
    return uvloop.run(
        _run(int(_of(arguments, "--messages") or MESSAGES), _of(arguments, "--carrier"))
    )


async def _run(messages: int, carrier: str | None) -> Figures:
    async with house(carrier) as one:
        told = orders(one.tenant, messages, "service")
        begun, (own, postgres) = time.perf_counter(), one.cpu()
        for order in told:
            await one.acceptor.accept(order)
        accepted, (own_then, postgres_then) = time.perf_counter(), one.cpu()
        one.tally.awaited = messages
        one.carry()
        async with asyncio.timeout(PATIENCE):
            await one.tally.complete.wait()
        ended, (own_last, postgres_last) = time.perf_counter(), one.cpu()
        await _checked(one, messages)
    each = 1e6 / messages
    return {
        "accepted_per_s": messages / (accepted - begun),
        "carried_per_s": messages / (ended - accepted),
        "accept_cpu_us": (own_then - own + postgres_then - postgres) * each,
        "carry_cpu_us_python": (own_last - own_then) * each,
        "carry_cpu_us_postgres": (postgres_last - postgres_then) * each,
        "all_cpu_us": (own_last - own + postgres_last - postgres) * each,
    }


async def _checked(one: House, messages: int) -> None:
    """A figure of a run that lost something is no figure."""
    statement = text("SELECT kind, count(DISTINCT message_id) FROM mass_outcome GROUP BY kind")
    async with one.db.transaction() as session:
        found: dict[str, int] = dict((await session.execute(statement)).tuples().all())
    if found != {"handed": messages, "delivered": messages}:
        raise AssertionError(f"of {messages}: {found}")


def _of(arguments: Sequence[str], name: str) -> str | None:
    return arguments[arguments.index(name) + 1] if name in arguments else None
