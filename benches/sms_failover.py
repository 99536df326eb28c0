"""A thousand texts a second are accepted for a route, and another one may carry them too. In the
middle of it 2,000 come at once, so that some lie ready and some are on their way, and the first
carrier's process is killed (``kill``), stopped so that its connections stay open and nobody answers
(``silence``), or takes 50 a second from then on (``haste``). By the clock of the outcomes: how long
after that moment messages accepted before it were handed over by the second route, and how long
later ones took from their acceptance. A run that loses one is no figure.
``./dev bench sms-failover [--seconds S] [--rate N]``.
"""

import asyncio
import signal
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import quantiles
from typing import Final
from uuid import UUID

import httpx
import uvloop
from sqlalchemy import text

from benches.carrying.house import AT_ONCE, TEXT, WINDOW, Far, House, far, house
from guichet.accounts.types import PLATFORM
from guichet.gateway.carriers import service
from guichet.gateway.carriers.kinds import discover
from guichet.gateway.carriers.types import Draft, Rule, Share
from guichet.gateway.mass.types import Order, Recipient, Wording
from guichet.kit.cipher import Cipher
from guichet.kit.clock import SystemClock
from guichet.kit.work import SYSTEM, Work

SECONDS, RATE, PATIENCE = 5.0, 1_000.0, 60.0
BURST: Final = 2_000
FALLS: Final = ("kill", "silence", "haste")
SLOW: Final = "[answers]\nrate = 50\n"
Figures = dict[str, float | int | str]


def run(arguments: Sequence[str]) -> Figures:
    """The figures of each way to fall."""
    seconds = float(word_of(arguments, "--seconds") or SECONDS)
    rate = float(word_of(arguments, "--rate") or RATE)
    found: Figures = {}
    for fall in FALLS:
        told = uvloop.run(_run(fall, seconds, rate))
        found |= {f"{fall}_{name}": value for name, value in told.items()}
    return found


@dataclass(frozen=True)
class Sent:
    """When each message was accepted, by its id."""

    at: dict[object, datetime]


async def _run(fall: str, seconds: float, rate: float) -> Figures:
    async with far() as first, far() as second, house(f"{first.host}:{first.port}") as one:
        spare = await _second_route(one, second)
        one.carry()
        sending = asyncio.create_task(send(one, 2 * seconds, rate))
        await asyncio.sleep(seconds)
        together = await _burst(one)
        fell = await _fall(fall, first)
        sent = await sending
        sent.at.update(together.at)
        handed = await handed_of(one, len(sent.at))
        if fall == "silence":
            first.process.send_signal(signal.SIGCONT)
    return _figures(sent, handed, fell, spare)


async def _second_route(one: House, where: Far) -> UUID:
    clock, kinds = SystemClock(), discover(cipher=Cipher("bench"))
    async with one.db.transaction() as session:
        work = Work(session, PLATFORM, clock, one.ids, SYSTEM)
        (route,) = await service.routes(session)
        made = await service.create_carrier(work, "Second")
        settings = {"host": where.host, "port": where.port, "system_id": "bench"}
        more = {"password": "bench", "window": WINDOW}
        draft = Draft("Second", {**settings, **more}, binds=2)
        spare = await service.create_route(work, kinds, made.id, "smpp", draft)
        shares = (Share(route.id), Share(spare.id))
        await service.put_rules(work, [Rule(one.ids.new(), 1, 1, None, None, (), "order", shares)])
    return spare.id


async def send(one: House, seconds: float, rate: float) -> Sent:
    """Orders of a tenth of a second each."""
    wording, sent = Wording("36789", TEXT, "service"), Sent({})
    each = min(AT_ONCE, max(1, round(rate / 10)))
    begun, count = time.perf_counter(), 0
    while (late := time.perf_counter() - begun) < seconds:
        await asyncio.sleep(max(0.0, count / rate - late))
        numbers = [f"+262692{(count + n) % 1_000_000:06d}" for n in range(each)]
        order = Order(one.tenant, wording, [Recipient(number) for number in numbers])
        ticket = await one.acceptor.accept(order)
        sent.at.update(dict.fromkeys(ticket.message_ids, ticket.at))
        count += each
    return sent


async def _burst(one: House) -> Sent:
    """Many at once."""
    wording = Wording("36789", TEXT, "service")
    people = [Recipient(f"+262692{500_000 + n}") for n in range(BURST)]
    orders = [
        Order(one.tenant, wording, people[first : first + AT_ONCE])
        for first in range(0, BURST, AT_ONCE)
    ]
    tickets = await asyncio.gather(*(one.acceptor.accept(order) for order in orders))
    return Sent({key: ticket.at for ticket in tickets for key in ticket.message_ids})


async def _fall(fall: str, first: Far) -> datetime:
    if fall == "haste":
        async with httpx.AsyncClient() as client:
            (await client.put(f"{first.control}/scenario", content=SLOW)).raise_for_status()
    else:
        first.process.send_signal(signal.SIGKILL if fall == "kill" else signal.SIGSTOP)
    return datetime.now(UTC)


async def handed_of(one: House, count: int) -> list[tuple[UUID, datetime, UUID, bool]]:
    """The last time each message was handed over: when, by which route, whether once more."""
    query = text(
        "SELECT message_id, max(at) FILTER (WHERE kind = 'handed') AS at,"
        " (array_agg(route_id ORDER BY at DESC) FILTER (WHERE kind = 'handed'))[1] AS route,"
        " bool_or(kind = 'again') AS again FROM mass_outcome GROUP BY message_id"
        " HAVING bool_or(kind = 'handed')"
    )
    until = time.perf_counter() + PATIENCE
    while time.perf_counter() < until:
        async with one.db.transaction() as session:
            rows = (await session.execute(query)).all()
        if len(rows) == count:
            return [(row[0], row[1], row[2], row[3]) for row in rows]
        await asyncio.sleep(0.5)
    raise AssertionError(f"{count - len(rows)} of {count} were not handed over")


def _figures(
    sent: Sent,
    handed: Sequence[tuple[UUID, datetime, UUID, bool]],
    fell: datetime,
    spare: UUID,
) -> Figures:
    moved = sorted(
        (at - fell).total_seconds() * 1e3
        for key, at, route, _ in handed
        if route == spare and sent.at[key] <= fell < at
    )
    later = sorted(
        (at - sent.at[key]).total_seconds() * 1e3 for key, at, _, _ in handed if sent.at[key] > fell
    )
    return {
        "messages": len(handed),
        "moved": len(moved),
        "marked_again": sum(again for _, _, _, again in handed),
        **cuts_of("moved", moved),
        **cuts_of("later", later),
    }


def cuts_of(name: str, waits: Sequence[float]) -> Figures:
    if len(waits) < 2:
        return {}
    cuts = quantiles(waits, n=100)
    return {
        f"{name}_first_ms": waits[0],
        f"{name}_p50_ms": cuts[49],
        f"{name}_p99_ms": cuts[98],
        f"{name}_last_ms": waits[-1],
    }


def word_of(arguments: Sequence[str], name: str) -> str | None:
    return arguments[arguments.index(name) + 1] if name in arguments else None
