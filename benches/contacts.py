"""Contacts found among a million, under the request role with row security.

Load: two tenants with a million contacts each in one embedded PostgreSQL with its normal, durable
settings: names of two or three words drawn from 120 first and 400 last names (the commonest are 8 %
and 5 % of everybody), a mobile number each, three of four with a mail address, a tenth tagged.
One process asks, one question at a time, each of a kind a hundred times with other words, in a
transaction of its own; milliseconds are from opening the transaction to the rows, those "of the
server" what its process worked for them, which other work on the machine hardly changes. The answer
is the first page (50). Give a number of contacts to try another size.
"""

import asyncio
import io
import itertools
import random
import secrets
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import psycopg
from sqlalchemy import func, select

from guichet.crm import service
from guichet.crm.keys import keys_of, label_keys_of
from guichet.crm.types import Wanted
from guichet.gateway.types import Identity, IdentityKind
from guichet.kit.clock import ManualClock, SystemClock
from guichet.kit.db.engines import PoolBudget, database_url, role_engines
from guichet.kit.db.migrate import migrate
from guichet.kit.db.roles import Roles
from guichet.kit.db.sessions import RequestDatabase
from guichet.kit.engines.postgres import EmbeddedPostgres
from guichet.kit.ids import IdMaker, TenantId
from guichet.kit.work import SYSTEM, UnitOfWork

CONTACTS = 1_000_000
ASKED = 100
PAGE = 51
CHANCE = 7
"""The seed: every run fills the same tables."""
FIRST_NAMES, LAST_NAMES, TAGS = 120, 400, ("fidèle", "pro", "vip", "presse")

_TENANT = """
INSERT INTO tenant (tenant_id, slug, name, zone, territory, currency, languages, status,
                    created_at, version)
VALUES (%s, %s, %s, 'Indian/Reunion', 'RE', 'EUR', '{fr}', 'active', now(), 1)
"""

_CONTACTS = "contact (tenant_id, id, version, name, code, created_at, last_seen_at, tags)"
_IDENTITIES = "contact_identity (tenant_id, id, contact_id, kind, value, created_at)"
_KEYS = "contact_key (tenant_id, key, contact_id)"

Link = psycopg.Connection[tuple[object, ...]]


@dataclass(frozen=True)
class Person:
    """One made-up contact."""

    id: UUID
    name: str
    phone: str
    email: str | None
    tags: tuple[str, ...]


def run(arguments: Sequence[str]) -> dict[str, float | int | str]:
    """Fill and ask; gives milliseconds."""
    return asyncio.run(_run(int(arguments[0]) if arguments else CONTACTS))


async def _run(count: int) -> dict[str, float | int | str]:
    async with _server() as (postgres, roles):
        ids = IdMaker(SystemClock())
        tenants = [TenantId(ids.new()), TenantId(ids.new())]
        begun = time.monotonic()
        url = database_url(postgres)
        owner = url.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(owner, autocommit=True) as link:
            _fill_both(link, tenants, count)
            link.execute("VACUUM (ANALYZE)")
        filled = time.monotonic() - begun
        engines = role_engines(url, roles, PoolBudget(request=1))
        open_work = UnitOfWork(RequestDatabase(engines["request"]), SystemClock(), ids)
        figures = await _ask(open_work, tenants[0], count)
        for engine in engines.values():
            await engine.dispose()
    return {"contacts": count, "tenants": len(tenants), "seconds_to_fill": filled, **figures}


@asynccontextmanager
async def _server() -> AsyncIterator[tuple[str, Roles]]:
    with tempfile.TemporaryDirectory(prefix="guichet-bench-", dir="/var/tmp") as name:
        folder = Path(name)
        folder.chmod(0o711)  # noqa: ASYNC240 - once, before anything runs
        server = EmbeddedPostgres(folder / "postgres")
        await server.start()
        admin = server.url()
        roles = Roles("guichet", secrets.token_hex(16))
        await asyncio.to_thread(migrate, database_url(admin), roles)
        yield admin, roles
        await server.stop()


def _people(count: int, chance: random.Random) -> Iterator[Person]:
    """Made up, but as unevenly as people are named."""
    firsts, lasts = _names(FIRST_NAMES, chance, 2), _names(LAST_NAMES, chance, 3)
    often = list(itertools.accumulate(1 / (1 + place) ** 0.7 for place in range(LAST_NAMES)))
    clock = ManualClock(datetime(2024, 1, 1, tzinfo=UTC))
    ids = IdMaker(clock, chance.getrandbits)
    for number in range(count):
        clock.advance(timedelta(seconds=30))
        words = chance.choices(
            firsts, cum_weights=often[:FIRST_NAMES], k=chance.choice((1, 1, 1, 2))
        )
        words += chance.choices(lasts, cum_weights=often)
        name = " ".join(words)
        email = f"{words[0]}.{words[-1]}{number}@mail{number % 7}.example".lower()
        yield Person(
            ids.new(),
            name,
            f"+2626{92 + number % 2}{number % 1_000_000:06d}"
            if number < 2_000_000
            else f"+33612{number % 1_000_000:06d}",
            email if number % 4 else None,
            (chance.choice(TAGS),) if number % 10 == 0 else (),
        )


def _names(count: int, chance: random.Random, syllables: int) -> list[str]:
    parts = [a + b for a, b in itertools.product("bcdfghjklmnprstv", "aeiou")]
    found: dict[str, None] = {}
    while len(found) < count:
        found["".join(chance.choices(parts, k=syllables)).capitalize()] = None
    return list(found)


_INDEXES = """
SELECT i.indrelid::regclass::text, i.indexrelid::regclass::text, k.conname,
       coalesce(pg_get_constraintdef(k.oid), pg_get_indexdef(i.indexrelid))
FROM pg_index i LEFT JOIN pg_constraint k
  ON k.conindid = i.indexrelid AND k.conrelid = i.indrelid AND k.contype IN ('p', 'u')
WHERE i.indrelid IN ('contact_key'::regclass, 'contact_identity'::regclass)
"""


def _fill_both(link: Link, tenants: Sequence[TenantId], count: int) -> None:
    """The same people for each tenant; the large indexes are made at the end, all at once."""
    indexes = link.execute(_INDEXES).fetchall()
    for table, index, constraint, _ in indexes:
        drop = f"ALTER TABLE {table} DROP CONSTRAINT {constraint}"
        link.execute((drop if constraint else f"DROP INDEX {index}").encode())
    link.execute("SET session_replication_role = replica")
    for tenant in tenants:
        link.execute(_TENANT, (tenant, tenant.hex, "Bench"))
    _fill(link, tenants[0], count)
    for target in (_CONTACTS, _IDENTITIES, _KEYS):
        _repeat(link, target, *tenants)
    link.execute("RESET session_replication_role")
    link.execute("SET maintenance_work_mem = '512MB'")
    for table, _, constraint, definition in indexes:
        add = f"ALTER TABLE {table} ADD CONSTRAINT {constraint} {definition}"
        link.execute((add if constraint else str(definition)).encode())


def _repeat(link: Link, target: str, of: TenantId, to: TenantId) -> None:
    """The rows of one tenant once more, for another."""
    table, _, columns = target.partition(" (tenant_id, ")
    names = columns.removesuffix(")")
    statement = f"INSERT INTO {target} SELECT %s, {names} FROM {table} WHERE tenant_id = %s"
    link.execute(statement.encode(), (to, of))


def _fill(link: Link, tenant: TenantId, count: int) -> None:
    """The rows the services would write, by COPY."""
    people = list(_people(count, random.Random(CHANCE)))
    now = datetime.now(UTC).isoformat()
    with link.cursor() as cursor:
        _copy(
            cursor,
            _CONTACTS,
            (
                (
                    tenant,
                    one.id,
                    1,
                    one.name,
                    one.id.hex[-4:].upper(),
                    now,
                    now,
                    "{" + ",".join(one.tags) + "}",
                )
                for one in people
            ),
        )
        _copy(
            cursor,
            _IDENTITIES,
            (
                (tenant, UUID(int=one.id.int ^ place), one.id, kind, value, now)
                for one in people
                for place, (kind, value) in enumerate(_identities(one), 1)
            ),
        )
        _copy(
            cursor,
            _KEYS,
            ((tenant, key, one.id) for one in people for key in _keys(one)),
        )


def _identities(one: Person) -> list[tuple[IdentityKind, str]]:
    mail: list[tuple[IdentityKind, str]] = [("email", one.email)] if one.email else []
    return [("phone", one.phone), *mail]


def _keys(one: Person) -> frozenset[str]:
    words = keys_of(one.name, one.id.hex[-4:].upper(), _identities(one))
    return words | label_keys_of(one.tags, None)


def _copy(
    cursor: "psycopg.Cursor[tuple[object, ...]]", target: str, rows: Iterator[tuple[object, ...]]
) -> None:
    statement = f"COPY {target} FROM STDIN"  # names of our own
    with cursor.copy(statement.encode()) as copy:
        while chunk := list(itertools.islice(rows, 10_000)):
            text = io.StringIO()
            for row in chunk:
                text.write("\t".join(str(value).replace("\\", "\\\\") for value in row) + "\n")
            copy.write(text.getvalue().encode())


async def _ask(open_work: UnitOfWork, tenant: TenantId, count: int) -> dict[str, float]:
    chance = random.Random(CHANCE)
    people = list(
        itertools.islice(_people(count, random.Random(CHANCE)), 0, count, max(1, count // 997))
    )
    async with open_work(tenant, SYSTEM) as work:
        server = (await work.session.execute(select(func.pg_backend_pid()))).scalar_one()
    figures: dict[str, float] = {}
    for kind in KINDS:
        taken, worked = [], []
        for _ in range(ASKED):
            wanted = _question(kind, chance.choice(people), chance)
            begun, before = time.perf_counter(), _worked(server)
            async with open_work(tenant, SYSTEM) as work:
                if isinstance(wanted, Identity):
                    await service.known(work, wanted)
                else:
                    await service.page(work, wanted, None, PAGE)
            taken.append((time.perf_counter() - begun) * 1000)
            worked.append(_worked(server) - before)
        figures[f"{kind}_p50_ms"] = round(statistics.median(taken), 2)
        figures[f"{kind}_p99_ms"] = _late(taken)
        figures[f"{kind}_p99_ms_of_the_server"] = _late(worked)
    return figures


def _late(milliseconds: list[float]) -> float:
    """What one in a hundred exceeds."""
    return round(sorted(milliseconds)[len(milliseconds) * 99 // 100 - 1], 2)


def _worked(process: int) -> float:
    """Milliseconds a process has been on a processor so far."""
    return int(Path(f"/proc/{process}/schedstat").read_text().split()[0]) / 1e6


KINDS = (
    "identity",
    "one_letter",
    "two_letters",
    "first_name",
    "last_name",
    "two_words",
    "two_beginnings",
    "two_first_letters",
    "three_words_none",
    "phone_e164",
    "phone_national",
    "phone_beginning",
    "phone_last_four",
    "mail_beginning",
    "tag",
    "name_in_tag",
    "letters_in_tag",
    "nobody",
)


def _question(kind: str, one: Person, chance: random.Random) -> Wanted | Identity:
    words = one.name.split()
    first, last = words[0], words[-1]
    national = "0" + one.phone[4:]
    tag = chance.choice(TAGS)
    questions: dict[str, Wanted | Identity] = {
        "identity": Identity("phone", one.phone),
        "one_letter": Wanted(first[:1]),
        "two_letters": Wanted(first[:2]),
        "first_name": Wanted(first),
        "last_name": Wanted(last),
        "two_words": Wanted(f"{first} {last}"),
        "two_beginnings": Wanted(f"{last[:3]} {first[:3]}"),
        "two_first_letters": Wanted(f"{first[:1]} {last[:1]}"),
        "three_words_none": Wanted(f"{first[:2]} {last[:2]} zz"),
        "phone_e164": Wanted(one.phone),
        "phone_national": Wanted(national),
        "phone_beginning": Wanted(national[:5]),
        "phone_last_four": Wanted(one.phone[-4:]),
        "mail_beginning": Wanted((one.email or "a.b@mail")[:12]),
        "tag": Wanted(tag=tag),
        "name_in_tag": Wanted(f"{first} {last[:3]}", tag=tag),
        "letters_in_tag": Wanted(first[:1], tag=tag),
        "nobody": Wanted("zzz zzz"),
    }
    return questions[kind]
