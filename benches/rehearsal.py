"""Routing rules rehearsed on a month of requests.

Load: embedded PostgreSQL with its normal settings; one company with 100,000 requests spread over
the last 29 days, each with a context of about 1 kB (five pages, a cart, a form, device, zone), and
another company with as many. The draft has twenty rules over page, cart, language, hour, territory
and answers; those in force have ten. Measured: the job from begin to end in one process, which also
writes its progress and events. ``cpu`` is of this process; PostgreSQL's comes on top.
"""

import asyncio
import json
import tempfile
import time
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import psycopg
from pydantic import SecretStr
from sqlalchemy import URL

from guichet.accounts.tenants import service as tenants
from guichet.accounts.tenants.types import Settings as TenantSettings
from guichet.accounts.works import SystemWorks
from guichet.agents import service as agents
from guichet.agents.types import QueueRules
from guichet.insight.rehearsal import jobs, service
from guichet.intake.rules import service as routing_rules
from guichet.intake.rules.stored import By
from guichet.intake.rules.types import Group, Rule, Rules, SkillAt, Test, Then
from guichet.kit.cipher import Cipher
from guichet.kit.clock import SystemClock
from guichet.kit.db.engines import PoolBudget, database_url, role_engines
from guichet.kit.db.migrate import migrate
from guichet.kit.db.roles import Roles
from guichet.kit.db.sessions import ReaderDatabase, RequestDatabase, SystemDatabase
from guichet.kit.engines.postgres import EmbeddedPostgres
from guichet.kit.ground import Ground
from guichet.kit.ids import IdMaker, TenantId, lowest_id_at
from guichet.kit.jobs import JobRun
from guichet.kit.mail.service import Outbox
from guichet.kit.settings import Settings
from guichet.kit.upkeep.jobs import make_months_ahead
from guichet.kit.work import SYSTEM, UnitOfWork

REQUESTS = 100_000
DAYS = 29
Figures = dict[str, float | int | str]


def run(_arguments: Sequence[str]) -> Figures:
    """Measure it."""
    with tempfile.TemporaryDirectory(prefix="guichet-bench-", dir="/var/tmp") as name:
        folder = Path(name)
        folder.chmod(0o711)
        return asyncio.run(_measured(folder))


async def _measured(folder: Path) -> Figures:
    postgres = EmbeddedPostgres(folder / "postgres")
    await postgres.start()
    owner_url, roles = database_url(postgres.url()), Roles("guichet", "bench")
    await asyncio.to_thread(migrate, owner_url, roles)
    engines = role_engines(owner_url, roles, PoolBudget(request=6))
    clock, cipher = SystemClock(), Cipher("s" * 32)
    ground = Ground(
        settings=Settings(secret_key=SecretStr("s" * 32)),
        clock=clock,
        ids=IdMaker(clock),
        request_db=RequestDatabase(engines["request"]),
        system_db=SystemDatabase(engines["system"]),
        reader_db=ReaderDatabase(engines["reader"]),
        cipher=cipher,
        outbox=Outbox(cipher),
    )
    try:
        await make_months_ahead.run(ground)
        return await _rehearsed(ground, owner_url)
    finally:
        for engine in engines.values():
            await engine.dispose()
        await postgres.stop()


async def _rehearsed(ground: Ground, owner_url: URL) -> Figures:
    works = SystemWorks(ground.system_db, ground.clock, ground.ids)
    settings = TenantSettings("Maison Vanille", "Indian/Reunion", "RE", "EUR", ("fr",))
    companies: list[TenantId] = []
    for slug in ("vanille", "other"):
        async with works() as work:
            companies.append((await tenants.create(work, slug, settings)).id)
    for tenant in companies:
        await asyncio.to_thread(_fill, owner_url, ground, tenant)
    tenant = companies[0]
    open_work = UnitOfWork(ground.request_db, ground.clock, ground.ids)
    async with open_work(tenant, SYSTEM) as work:
        queue = (await agents.create_queue(work, QueueRules(name="Commandes"))).id
        skill = (await agents.create_skill(work, "fr")).id
        by = By(None, "bench")
        draft = await routing_rules.save_draft(work, 0, _rules(ground, queue, skill)[:10], by)
        await routing_rules.publish(work, draft.version, "", by)
        begun = await service.begin(work, _rules(ground, queue, skill))
    started, cpu = time.perf_counter(), time.process_time()
    await jobs.rehearse.run(JobRun(ground, tenant, 1), begun.id)
    seconds, used = time.perf_counter() - started, time.process_time() - cpu
    async with open_work(tenant, SYSTEM) as work:
        ended = await service.get(work, begun.id)
    assert ended.effect is not None
    return {
        "requests": ended.total,
        "changed": int(ended.effect["changed"]),
        "seconds": round(seconds, 2),
        "requests_per_s": round(ended.total / seconds),
        "cpu_us_per_request": round(used / ended.total * 1e6, 1),
    }


def _rules(ground: Ground, queue: UUID, skill: UUID) -> Rules:
    """Twenty, none for everything."""
    tests = [
        (Test("page", "under", values=(f"/products/{n}",)), _more_than(20.0 * n)) for n in range(10)
    ] + [
        (Test("language", "one_of", values=("de",)), Test("hour", "between", numbers=(60, 60 * n)))
        for n in range(2, 7)
    ]
    tests += [
        (Test("territory", "one_of", values=("FR",)), Test("form", "contains", "order", (f"A{n}",)))
        for n in range(5)
    ]
    thens = (Then(queue, priority=5), Then(require=(SkillAt(skill, 3),)))
    return tuple(
        Rule(ground.ids.new(), f"Rule {n + 1}", Group("all", pair), thens[n % 2])
        for n, pair in enumerate(tests)
    )


def _more_than(total: float) -> Test:
    return Test("data", "more_than", "cart.total", (), (total,))


def _fill(owner_url: URL, ground: Ground, tenant: TenantId) -> None:
    """Requests spread over the days, by COPY."""
    begin, moment = ground.clock.now() - timedelta(days=DAYS), timedelta(days=DAYS) / REQUESTS
    url = owner_url.set(drivername="postgresql").render_as_string(hide_password=False)
    ids = [UUID(int=lowest_id_at(begin + moment * n).int + n) for n in range(REQUESTS)]
    with psycopg.connect(url, autocommit=True) as connection, connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        with cursor.copy(_INTERACTIONS) as copy:
            for number, one in enumerate(ids):
                at, contact = begin + moment * number, UUID(int=number % 20_000)
                page = f"https://shop.example/products/{number % 30}"
                language = ("fr", "en", "de")[number % 3]
                copy.write_row((tenant, one, contact, one, language, page, at, *_SAME))
        with cursor.copy(_CONTEXTS) as copy:
            for number, one in enumerate(ids):
                copy.write_row((tenant, one, 1, json.dumps(_context(number))))
        cursor.execute("VACUUM ANALYZE interaction")
        cursor.execute("VACUUM ANALYZE interaction_context")


_SAME = (1, "closed", "chat", "webchat", "Shop", "visitor", "v", "4F2A", 0, 3)
_INTERACTIONS = (
    "COPY interaction (tenant_id, id, contact_id, entry_point_id, language, page_url, created_at,"
    " version, state, medium, channel, entry_point_title, address_kind, address, contact_code,"
    " unanswered, message_count) FROM STDIN"
)
_CONTEXTS = "COPY interaction_context (tenant_id, interaction_id, version, context) FROM STDIN"


def _context(number: int) -> dict[str, object]:
    """About a kilobyte of what a visitor brings along."""
    pages = [
        {
            "url": f"https://shop.example/products/{(number + n) % 50}",
            "title": f"Vanilla pods of the year, number {n}",
            "at": "2026-03-02T08:00:00+00:00",
        }
        for n in range(5)
    ]
    return {
        "site": "shop.example",
        "referrer": "https://search.example/",
        "pages": pages,
        "data": {"cart": {"total": number % 300, "currency": "EUR", "items": [{"sku": number}]}},
        "device": {"kind": "phone", "system": "Android", "browser": "Chrome", "screen": None},
        "location": None,
        "zone": ("Indian/Reunion", "Europe/Paris")[number % 2],
        "form": {"order": f"A{number % 40}"},
        "invitation": None,
        "claims": None,
    }
