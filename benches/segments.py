"""Segments asked of a million contacts with ten million purchases: named filters.

Load: one embedded PostgreSQL with its normal settings; the first argument many contacts (a million
unless given) and ten times as many purchases and a tenth of these as visits over two years, and two
past campaigns, of one company, besides a fifth as many people and events of another. Each filter is
counted exactly twenty times, or as often as fifteen seconds allow, eight times at least, each in a
snapshot of its own under the reader role; milliseconds are from the question to the number, for 95
of 100 and at worst. Then an estimate and a first sample of ten, three times each, and a list frozen
of three tenths of all, some at a time, under the request role. ``explain`` prints the plans,
``only=a,b`` asks no other filters, ``keep=FOLDER`` keeps the filled database there for the next
time.
"""

import asyncio
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import URL, Executable, Select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import ClauseElement

from benches.segmenting.filling import CAMPAIGNS, TUNED, fill
from guichet.crm.attributes import service as attributes
from guichet.crm.attributes.types import Choice, Draft, Label
from guichet.crm.segments import repository, service
from guichet.crm.segments.language import Condition, stored
from guichet.crm.segments.service import Question
from guichet.kit.clock import SystemClock
from guichet.kit.db.engines import database_url, role_engines
from guichet.kit.db.migrate import migrate
from guichet.kit.db.roles import Roles
from guichet.kit.db.sessions import ReaderDatabase, RequestDatabase
from guichet.kit.engines.postgres import EmbeddedPostgres
from guichet.kit.ids import IdMaker, TenantId
from guichet.kit.work import SYSTEM, UnitOfWork, Work
from guichet.processes.facts import SOURCES

CONTACTS, ASKED, LEAST, SECONDS = 1_000_000, 20, 8, 15
TENANT, OTHER = TenantId(UUID(int=0xA)), TenantId(UUID(int=0xB))


def bought(last: int | None = None, **more: Any) -> dict[str, Any]:
    """Purchases of so many days."""
    window = {"kind": "last", "count": last, "unit": "days"} if last else None
    return {"kind": "event", "type": "purchase", "window": window, **more}


def both(*several: dict[str, Any]) -> dict[str, Any]:
    """All of these."""
    return {"kind": "all", "of": list(several)}


def negated(one: dict[str, Any]) -> dict[str, Any]:
    """Not this."""
    return {"kind": "not", "of": one}


def summed(figure: str, minimum: int, last: int) -> dict[str, Any]:
    """A figure of amounts."""
    measure = {"figure": figure, "property": "amount"}
    return bought(last, measure=measure, minimum=minimum)


def campaign(fact: str, which: UUID | None = None, last: int | None = None) -> dict[str, Any]:
    """What a past campaign tells."""
    window = {"kind": "last", "count": last, "unit": "days"} if last else None
    value = str(which) if which else None
    return {"kind": "fact", "source": "campaigns", "fact": fact, "value": value, "window": window}


SAME = [{"property": "category", "of": {"test": "same_as", "parameter": "category"}}]
WEEK = {"kind": "last", "count": 7, "unit": "days"}
LAST = {"type": "visit", "property": "category", "window": WEEK}
LAST_VISIT = [{"property": "category", "of": {"test": "same_as", "last": LAST}}]
WOMEN: dict[str, Any] = {"kind": "sex", "one_of": ["female"]}
YOUNG: dict[str, Any] = {"kind": "age", "maximum": 29}
NORTH: dict[str, Any] = {"kind": "place", "postcodes": ["97400", "97438", "97441"]}
ZONE = [[55.3, -20.97], [55.62, -20.97], [55.62, -20.8], [55.3, -20.8]]
VIP: dict[str, Any] = {"kind": "tags", "tags": ["vip"]}
POINTS = {"kind": "attribute", "key": "points", "of": {"test": "range", "minimum": 900}}
THIS_WEEK = {"test": "anniversary", "first": 0, "last": 6}
BIRTHDAY = {"kind": "attribute", "key": "born", "of": THIS_WEEK}
FILTERS: Mapping[str, dict[str, Any]] = {
    "example": both(WOMEN, YOUNG, NORTH, bought(30, where=SAME)),
    "women": WOMEN,
    "points": POINTS,
    "young": YOUNG,
    "birthday": BIRTHDAY,
    "postcodes": NORTH,
    "zone": {"kind": "place", "zone": ZONE},
    "vip": VIP,
    "not_vip": negated(VIP),
    "phone": {"kind": "identity", "one_of": ["phone"]},
    "bought_30": bought(30),
    "not_bought_365": negated(bought(365)),
    "count_30": bought(30, minimum=3),
    "count_365": bought(365, minimum=10),
    "sum_30": summed("sum", 50_000, 30),
    "sum_365": summed("sum", 100_000, 365),
    "average_365": summed("average", 15_000, 365),
    "largest_365": summed("maximum", 20_000, 365),
    "same_as_last_visit": bought(30, where=LAST_VISIT),
    "young_or_vip_who_spent": both(
        {"kind": "any", "of": [YOUNG, VIP]}, summed("sum", 30_000, 90), negated(bought(7))
    ),
    "got_campaign": campaign("sent", CAMPAIGNS[0]),
    "clicked_lately": campaign("clicked", last=90),
    "got_and_did_not_answer": both(
        campaign("delivered", CAMPAIGNS[0]), negated(campaign("answered", CAMPAIGNS[0]))
    ),
}
MEANT = (
    Draft("born", Label("Né(e) le", "Born on"), "date", meaning="birth_date"),
    Draft("zip", Label("Code postal", "Postcode"), "text", meaning="postcode"),
    Draft("points", Label("Points", "Points"), "number"),
    Draft(
        "sex",
        Label("Sexe", "Sex"),
        "choice",
        (Choice("female", Label("Femme", "Woman")), Choice("male", Label("Homme", "Man"))),
        meaning="sex",
    ),
)


@dataclass(frozen=True, slots=True)
class Load:
    """What to ask, of how many."""

    count: int
    plans: bool
    only: frozenset[str]
    keep: Path | None


def run(arguments: Sequence[str]) -> dict[str, float | int | str]:
    """Fill and ask; gives milliseconds."""
    count = next((int(one) for one in arguments if one.isdigit()), CONTACTS)
    named = dict(one.split("=", 1) for one in arguments if "=" in one)
    only = frozenset(named.get("only", "").split(",")) - {""}
    keep = Path(named["keep"]) if "keep" in named else None
    return asyncio.run(_run(Load(count, "explain" in arguments, only, keep)))


async def _run(load: Load) -> dict[str, float | int | str]:
    async with _filled(load) as (url, roles, filled):
        ids = IdMaker(SystemClock())
        engines = role_engines(url, roles)
        reader = ReaderDatabase(engines["reader"])
        open_work = UnitOfWork(RequestDatabase(engines["request"]), SystemClock(), ids)
        figures: dict[str, float | int | str] = {"contacts": load.count, "seconds_to_fill": filled}
        for name, condition in FILTERS.items():
            if load.only and name not in load.only:
                continue
            question = Question(stored(condition), {"category": "c7"})
            async with open_work(TENANT, SYSTEM) as work:
                of = await service.asked(work, question, SOURCES)
                if load.plans:
                    await _plan(name, reader, work, question.condition, of)
            figures |= await _ask(name, reader, open_work, question)
        figures["freeze_ms"], figures["frozen"] = await _freeze(reader, open_work)
        for engine in engines.values():
            await engine.dispose()
    return figures


@asynccontextmanager
async def _filled(load: Load) -> AsyncIterator[tuple[URL, Roles, float]]:
    """A server with its normal settings on the filled database."""
    roles = Roles("guichet", "a" * 32)
    with tempfile.TemporaryDirectory(prefix="guichet-bench-", dir="/var/tmp") as name:
        folder = load.keep or Path(name)
        begun = time.monotonic()
        if not (folder / "filled").exists():
            folder.mkdir(exist_ok=True)
            folder.chmod(0o711)
            await _fill(folder, roles, load.count)
        filled = time.monotonic() - begun
        server = EmbeddedPostgres(folder / "postgres")
        await server.start()
        yield database_url(server.url()), roles, round(filled, 1)
        await server.stop()


async def _fill(folder: Path, roles: Roles, count: int) -> None:
    server = EmbeddedPostgres(folder / "postgres", tuning=TUNED)
    await server.start()
    url = database_url(server.url())
    await asyncio.to_thread(migrate, url, roles)
    owner = url.set(drivername="postgresql").render_as_string(hide_password=False)
    await asyncio.to_thread(fill, owner, TENANT, OTHER, count)
    ids, engines = IdMaker(SystemClock()), role_engines(url, roles)
    async with UnitOfWork(RequestDatabase(engines["request"]), SystemClock(), ids)(
        TENANT, SYSTEM
    ) as work:
        for draft in MEANT:
            await attributes.define(work, draft)
    for engine in engines.values():
        await engine.dispose()
    await server.stop()
    (folder / "filled").touch()


async def _ask(
    name: str,
    reader: ReaderDatabase,
    open_work: UnitOfWork,
    question: Question,
) -> dict[str, float | int]:
    taken: list[float] = []
    people = 0
    async with open_work(TENANT, SYSTEM) as work:
        of = await service.asked(work, question, SOURCES)
        held = Work(work.session, TENANT, work.clock, work.ids, SYSTEM)
    until = time.monotonic() + SECONDS
    while len(taken) < LEAST or (len(taken) < ASKED and time.monotonic() < until):
        begun = time.perf_counter()
        people = (await service.count(reader, held, question, of)).people
        taken.append((time.perf_counter() - begun) * 1000)
    estimated, sampled = [], []
    for _ in range(3):
        begun = time.perf_counter()
        about = await service.estimate(reader, held, question, of)
        estimated.append((time.perf_counter() - begun) * 1000)
        begun = time.perf_counter()
        await service.sample(reader, held, question, of, 10)
        sampled.append((time.perf_counter() - begun) * 1000)
    taken.sort()
    found: dict[str, float | int] = {
        f"{name}_people": people,
        f"{name}_p95_ms": round(taken[-(-len(taken) * 95 // 100) - 1], 1),
        f"{name}_worst_ms": round(taken[-1], 1),
        f"{name}_estimate": about.people,
        f"{name}_estimate_least": about.least,
        f"{name}_estimate_most": about.most,
        f"{name}_estimate_ms": round(max(estimated), 1),
        f"{name}_sample_ms": round(max(sampled), 1),
    }
    print(found, file=sys.stderr, flush=True)
    return found


class _Explained(Executable, ClauseElement):
    """A statement's plan, and what it took."""

    inherit_cache = False

    def __init__(self, statement: Select[UUID]) -> None:
        self.statement = statement


@compiles(_Explained)
def _explained(element: _Explained, compiler: Any, **options: Any) -> str:
    return f"EXPLAIN (ANALYZE) {compiler.process(element.statement, **options)}"


async def _plan(
    name: str, reader: ReaderDatabase, work: Work, condition: Condition, of: Any
) -> None:
    statement = repository.members(work.tenant_id, condition, of)
    async with reader.snapshot() as session, repository.patiently(session):
        rows = (await session.execute(_Explained(statement))).scalars()
        print(f"-- {name}", *rows, sep="\n", flush=True)


async def _freeze(reader: ReaderDatabase, open_work: UnitOfWork) -> tuple[float, int]:
    """From the request to the whole list, under the request's own role."""
    few = {"kind": "attribute", "key": "points", "of": {"test": "range", "maximum": 545}}
    half = both(WOMEN, few)
    question = Question(stored(half))
    begun = time.perf_counter()
    async with open_work(TENANT, SYSTEM) as work:
        of = await service.asked(work, question)
        made, _ = await service.freeze(reader, work, "Frozen", question, of)
    more = made.filling is not None
    while more:
        async with open_work(TENANT, SYSTEM) as work:
            more = await service.fill_some(work, made.id, SOURCES)
    taken = (time.perf_counter() - begun) * 1000
    async with open_work(TENANT, SYSTEM) as work:
        listed = Question(service.in_list(made.id))
        people = (await service.count(reader, work, listed, of)).people
    return round(taken, 1), people
