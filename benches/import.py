"""Contacts taken in from a file: read, normalised, compared with who is known, written, found.

Load: one embedded PostgreSQL with its normal, durable settings, one process that does what the
worker's job does. A CSV as a shop exports it: customer number, name, telephone as it is written at
home, mail address for two in three, date of birth, title, postcode, points; one row in fifty
stands there twice. The company has no contacts before; what is timed begins with reading the file
and ends with the last commit, search and duplicates included. Microseconds are of CPU, of this
process and of all of PostgreSQL, for one row. Give a number of rows to try another size.
"""

# ruff: noqa: N999 - the bench is called by what it measures

import asyncio
import os
import random
import resource
import secrets
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import psycopg
import uvloop
from pydantic import SecretStr

from guichet.crm.imports import jobs, service
from guichet.crm.imports.uploads import take_part
from guichet.kit.cipher import Cipher
from guichet.kit.clock import SystemClock
from guichet.kit.db.engines import database_url, role_engines
from guichet.kit.db.migrate import migrate
from guichet.kit.db.roles import Roles
from guichet.kit.db.sessions import ReaderDatabase, RequestDatabase, SystemDatabase
from guichet.kit.engines.postgres import EmbeddedPostgres
from guichet.kit.ground import Ground
from guichet.kit.ids import IdMaker, TenantId
from guichet.kit.jobs import JobRun
from guichet.kit.mail.service import Outbox
from guichet.kit.settings import Settings
from guichet.kit.storage.contract import one_chunk
from guichet.kit.work import SYSTEM, UnitOfWork
from guichet.processes.collecting import Collecting

ROWS, CHANCE, PART = 1_000_000, 11, 4_000_000
FIRST = [
    "Marie",
    "Ravi",
    "Éloïse",
    "Jean",
    "Anaïs",
    "Kévin",
    "Fabienne",
    "Loïc",
    "Nadia",
    "Yannick",
    "Sœur",
    "André",
]
LAST = [
    "Payet",
    "Hoarau",
    "Grondin",
    "Boyer",
    "Fontaine",
    "Técher",
    "Rivière",
    "Dijoux",
    "Maillot",
    "Lebon",
]
_TENANT = """
INSERT INTO tenant (tenant_id, slug, name, zone, territory, currency, languages, status,
                    created_at, version)
VALUES (%s, 'bench', 'Bench', 'Indian/Reunion', 'RE', 'EUR', '{fr}', 'active', now(), 1)
"""
_COUNT = "SELECT count(*) FROM contact"


def run(arguments: Sequence[str]) -> dict[str, float | int | str]:
    """Take a file in; gives rows a second."""
    return uvloop.run(_run(int(arguments[0]) if arguments else ROWS))


async def _run(count: int) -> dict[str, float | int | str]:
    async with _server() as (server, roles, folder):
        url = database_url(server.url())
        engines = role_engines(url, roles)
        ground = _ground(
            RequestDatabase(engines["request"]),
            SystemDatabase(engines["system"]),
            ReaderDatabase(engines["reader"]),
            folder,
        )
        tenant = TenantId(ground.ids.new())
        owner = url.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(owner, autocommit=True) as link:
            link.execute(_TENANT, (tenant,))
        figures = await _timed(ground, tenant, count, server)
        with psycopg.connect(owner, autocommit=True) as link:
            row = link.execute(_COUNT).fetchone()
        for engine in engines.values():
            await engine.dispose()
    expected = count - count // 50
    assert row == (expected,), f"{row} are kept, {expected} people stand in the file"
    return figures


def _ground(
    request: RequestDatabase, system: SystemDatabase, reader: ReaderDatabase, folder: Path
) -> Ground:
    clock, cipher = SystemClock(), Cipher("s" * 32)
    return Ground(
        settings=Settings(data_dir=folder, secret_key=SecretStr("s" * 32)),
        clock=clock,
        ids=IdMaker(clock),
        request_db=request,
        system_db=system,
        reader_db=reader,
        cipher=cipher,
        outbox=Outbox(cipher),
    )


async def _timed(
    ground: Ground, tenant: TenantId, count: int, server: EmbeddedPostgres
) -> dict[str, float | int | str]:
    content = _file(count)
    open_work = UnitOfWork(ground.request_db, ground.clock, ground.ids)
    async with open_work(tenant, SYSTEM) as work:
        one = await service.create(work, "contacts", "clients.csv", len(content), None)
    for offset in range(0, len(content), PART):
        part = one_chunk(content[offset : offset + PART])
        await take_part(ground, (tenant, SYSTEM), one.id, offset, part)
    size = len(content)
    del content
    job = JobRun(ground, tenant, 1)
    collecting = asyncio.create_task(Collecting().run())
    begun, own, theirs = time.monotonic(), time.process_time(), _server_seconds(server)
    await jobs.read_import.run(job, one.id)
    read = time.monotonic() - begun
    memory = _memory()
    async with open_work(tenant, SYSTEM) as work:
        held = await service.get(work, one.id)
        plan = replace(held.plan, list_name="Bench", tags=("bench",))
        await service.change_plan(work, one.id, plan)
        await service.start(work, one.id)
    await jobs.run_import.run(job, one.id)
    seconds = time.monotonic() - begun
    collecting.cancel()
    async with open_work(tenant, SYSTEM) as work:
        done = await service.get(work, one.id)
    assert (done.state, done.done, done.counts.refused) == ("done", count, 0), done
    return {
        "rows": count,
        "megabytes": round(size / 1e6, 1),
        "seconds": round(seconds, 1),
        "read_seconds": round(read, 1),
        "per_second": round(count / seconds),
        "us_of_guichet": round((time.process_time() - own) / count * 1e6, 1),
        "us_of_postgresql": round((_server_seconds(server) - theirs) / count * 1e6, 1),
        "grown_megabytes": round(_memory() - memory, 1),
        "duplicates": done.counts.duplicates,
    }


def _file(count: int) -> bytes:
    chance = random.Random(CHANCE)
    lines = ["N° client;Nom;Prénom;Portable;E-mail;Né(e) le;Civilité;Code postal;Points"]
    once = count - count // 50
    lines += [_line(n, chance) for n in range(once)]
    lines += chance.sample(lines[1:], count - once)
    return ("\r\n".join(lines) + "\r\n").encode()


def _line(n: int, chance: random.Random) -> str:
    first, last = chance.choice(FIRST), chance.choice(LAST)
    phone = f"069{2 + n // 1_000_000} {n // 10_000 % 100:02} {n // 100 % 100:02} {n % 100:02}"
    mail = f"client{n}@shop.example" if n % 3 else ""
    born = (
        f"{chance.randrange(1, 29):02}/{chance.randrange(1, 13):02}/{chance.randrange(1940, 2008)}"
    )
    points = f"{chance.randrange(0, 900)},{chance.randrange(10)}"
    title = "Mme" if chance.random() < 0.6 else "M."
    return (
        f"C{n};{last};{first};{phone};{mail};{born};{title};974{chance.randrange(10, 41)};{points}"
    )


def _memory() -> float:
    """The most this process ever held, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _server_seconds(server: EmbeddedPostgres) -> float:
    """CPU of the postmaster and its children, those that ended included."""
    postmaster = int((server.data / "postmaster.pid").read_text().split()[0])
    tick, total = os.sysconf("SC_CLK_TCK"), 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:  # it ended just now
            continue
        if int(stat.parent.name) == postmaster:
            total += sum(map(int, fields[11:15]))
        elif int(fields[1]) == postmaster:
            total += sum(map(int, fields[11:13]))
    return total / tick


@asynccontextmanager
async def _server() -> AsyncIterator[tuple[EmbeddedPostgres, Roles, Path]]:
    with tempfile.TemporaryDirectory(prefix="guichet-bench-", dir="/var/tmp") as name:
        folder = Path(name)
        folder.chmod(0o711)  # noqa: ASYNC240 - once, before anything runs
        server = EmbeddedPostgres(folder / "postgres")
        await server.start()
        roles = Roles("guichet", secrets.token_hex(16))
        await asyncio.to_thread(migrate, database_url(server.url()), roles)
        yield server, roles, folder
        await server.stop()
