"""Segments asked of a million contacts with ten million purchases: twenty named filters.

Load: one embedded PostgreSQL with its normal settings; the first argument many contacts (a million
unless given) and ten times as many purchases and a tenth of these as visits over two years, of one
company, besides a fifth as many of another. Each filter is counted exactly twenty times, or as
often as ten seconds allow, five times at least, each in a snapshot of its own under the reader
role; milliseconds are from the question to the number, for 95 of 100 and at worst. Then an
estimate, a first sample of ten, and a list frozen of three tenths of all, under the request role.
With ``explain`` behind the number the plans are printed.
"""

import asyncio
import secrets
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from sqlalchemy import Executable, Select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import ClauseElement

from guichet.crm.attributes import service as attributes
from guichet.crm.attributes.types import Choice, Draft, Label
from guichet.crm.segments import repository, service
from guichet.crm.segments.language import Condition, stored
from guichet.crm.segments.service import Question
from guichet.kit.clock import SystemClock
from guichet.kit.db.engines import database_url, role_engine, role_engines
from guichet.kit.db.migrate import migrate
from guichet.kit.db.roles import Roles
from guichet.kit.db.sessions import ReaderDatabase, RequestDatabase
from guichet.kit.engines.postgres import EmbeddedPostgres
from guichet.kit.ids import IdMaker, TenantId
from guichet.kit.work import SYSTEM, UnitOfWork, Work

CONTACTS, ASKED, LEAST, SECONDS = 1_000_000, 20, 5, 10
_TENANT = """
INSERT INTO tenant (tenant_id, slug, name, zone, territory, currency, languages, status,
                    created_at, version)
VALUES (%s, %s, 'Bench', 'Indian/Reunion', 'RE', 'EUR', '{fr}', 'active', now(), 1)
"""
_FILL = (
    """
INSERT INTO contact (tenant_id, id, version, name, code, language, created_at, last_seen_at,
                     attributes, tags)
SELECT %(tenant)s, lpad(to_hex(n), 32, '0')::uuid, 1, 'Somebody ' || n, 'ABCD',
    CASE WHEN random() < 0.9 THEN 'fr' ELSE 'en' END, now() - random() * interval '730 days',
    now() - random() * interval '365 days',
    jsonb_build_object(
        'sex', CASE WHEN random() < 0.55 THEN 'female' ELSE 'male' END,
        'born', (date '1940-01-01' + (random() * 25000)::int)::text,
        'zip', (ARRAY['97400','97410','97411','97420','97430','97438','97440','97441','97450',
                      '97460'])[1 + (random() * 9.99)::int %% 10],
        'points', (random() * 1000)::int),
    CASE WHEN random() < 0.1 THEN ARRAY['vip'] WHEN random() < 0.3 THEN ARRAY['pro']
         ELSE '{}' END::text[]
FROM generate_series(1, %(count)s) AS n
""",
    """
INSERT INTO contact_identity (tenant_id, id, contact_id, kind, value, created_at)
SELECT %(tenant)s, lpad(to_hex(n), 32, '0')::uuid, lpad(to_hex(n), 32, '0')::uuid, 'phone',
    '+262692' || n, now()
FROM generate_series(1, %(count)s) AS n WHERE n %% 5 > 0
""",
    """
INSERT INTO contact_event (tenant_id, key, id, contact_id, type, at, category, amount, currency,
                           properties, external_id, received_at)
SELECT %(tenant)s, gen_random_uuid(), gen_random_uuid(),
    lpad(to_hex(1 + (power(random(), 1.5) * (%(count)s - 1))::int), 32, '0')::uuid,
    CASE WHEN n %% 11 = 0 THEN 'visit' ELSE 'purchase' END,
    now() - random() * interval '730 days', 'c' || (random() * 19.99)::int,
    500 + (random() * 20000)::int, 'EUR', '{}', n::text, now()
FROM generate_series(1, %(count)s * 11) AS n
""",
)


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


def run(arguments: Sequence[str]) -> dict[str, float | int | str]:
    """Fill and ask; gives milliseconds."""
    count = int(arguments[0]) if arguments else CONTACTS
    return asyncio.run(_run(count, plans="explain" in arguments))


async def _run(count: int, *, plans: bool) -> dict[str, float | int | str]:
    async with _server() as (server, roles):
        url = database_url(server.url())
        ids = IdMaker(SystemClock())
        tenant, other = TenantId(ids.new()), TenantId(ids.new())
        begun = time.monotonic()
        owner = url.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(owner, autocommit=True) as link:
            _fill(link, tenant, count)
            _fill(link, other, count // 5)
            link.execute("VACUUM (ANALYZE)")
        filled = time.monotonic() - begun
        engines = role_engines(url, roles)
        reader = ReaderDatabase(engines["reader"])
        open_work = UnitOfWork(RequestDatabase(engines["request"]), SystemClock(), ids)
        async with open_work(tenant, SYSTEM) as work:
            for draft in MEANT:
                await attributes.define(work, draft)
        figures: dict[str, float | int | str] = {"contacts": count, "seconds_to_fill": filled}
        for name, condition in FILTERS.items():
            question = Question(stored(condition), {"category": "c7"})
            async with open_work(tenant, SYSTEM) as work:
                of = await service.asked(work, question)
                if plans:
                    await _plan(name, reader, work, question.condition, of)
            figures |= await _ask(name, reader, open_work, tenant, question)
        figures["freeze_ms"], figures["frozen"] = await _freeze(url, roles, ids, tenant)
        for engine in engines.values():
            await engine.dispose()
    return figures


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


def _fill(link: "psycopg.Connection[tuple[object, ...]]", tenant: TenantId, count: int) -> None:
    link.execute("SET session_replication_role = replica")
    link.execute(_TENANT, (tenant, tenant.hex))
    link.execute("SELECT setseed(0.7)")
    for statement in _FILL:
        link.execute(statement.encode(), {"tenant": tenant, "count": count})


async def _ask(
    name: str,
    reader: ReaderDatabase,
    open_work: UnitOfWork,
    tenant: TenantId,
    question: Question,
) -> dict[str, float | int]:
    taken: list[float] = []
    people = 0
    async with open_work(tenant, SYSTEM) as work:
        of = await service.asked(work, question)
        held = Work(work.session, tenant, work.clock, work.ids, SYSTEM)
    until = time.monotonic() + SECONDS
    while len(taken) < LEAST or (len(taken) < ASKED and time.monotonic() < until):
        begun = time.perf_counter()
        people = (await service.count(reader, held, question, of)).people
        taken.append((time.perf_counter() - begun) * 1000)
    begun = time.perf_counter()
    about = await service.estimate(reader, held, question, of)
    estimated = (time.perf_counter() - begun) * 1000
    begun = time.perf_counter()
    await service.sample(reader, held, question, of, 10)
    sampled = (time.perf_counter() - begun) * 1000
    taken.sort()
    found: dict[str, float | int] = {
        f"{name}_people": people,
        f"{name}_p95_ms": round(taken[-(-len(taken) * 95 // 100) - 1], 1),
        f"{name}_worst_ms": round(taken[-1], 1),
        f"{name}_estimate": about.people,
        f"{name}_estimate_ms": round(estimated, 1),
        f"{name}_sample_ms": round(sampled, 1),
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


async def _freeze(url: Any, roles: Roles, ids: IdMaker, tenant: TenantId) -> tuple[float, int]:
    """Within the limits of a request's own role, but for those the service widens."""
    engine = role_engine(url, roles, "request")
    open_work = UnitOfWork(RequestDatabase(engine), SystemClock(), ids)
    few = {"kind": "attribute", "key": "points", "of": {"test": "range", "maximum": 545}}
    half = both(WOMEN, few)
    question = Question(stored(half))
    begun = time.perf_counter()
    async with open_work(tenant, SYSTEM) as work:
        of = await service.asked(work, question)
        _, people = await service.freeze(work, "Frozen", question, of)
    taken = (time.perf_counter() - begun) * 1000
    await engine.dispose()
    return round(taken, 1), people
