"""The process that takes a list in is killed in the middle: it goes on, each row once."""

import asyncio
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx

from guichet.kit.ground import Ground
from guichet.kit.ids import TenantId
from tests.conftest import Database
from tests.crm.imports.scene import Worker, sent, shown
from tests.waiting import eventually

ROWS = 1_500
KILLS = 2
HELD = """
SELECT (SELECT count(*) FROM contact), (SELECT count(*) FROM contact_identity),
       (SELECT count(DISTINCT n) FROM contact_import_row),
       (SELECT count(*) FROM contact_import_row),
       (SELECT count(*) FROM contact_key WHERE key LIKE 'client%')
"""


@asynccontextmanager
async def taking_in(
    database: Database, ground: Ground, tenant_id: TenantId, one: dict[str, Any]
) -> AsyncIterator[None]:
    """A process that does the job of the import; killed on leaving."""
    urls = [
        database.url(role).render_as_string(hide_password=False)
        for role in ("request", "system", "reader")
    ]
    folder = str(ground.settings.data_dir)
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.servers.import_process",
        *urls,
        folder,
        "s" * 32,
        str(tenant_id),
        one["id"],
    )
    try:
        yield
    finally:
        assert process.returncode is None, "it ended before it was killed"
        process.kill()
        await process.wait()


async def test_an_import_whose_process_is_killed_goes_on_with_each_row_once(
    http: httpx.AsyncClient,
    worker: Worker,
    ground: Ground,
    database: Database,
    tenant_id: TenantId,
) -> None:
    lines = ["Nom;Portable", *(f"Client{n};0692{n:06}" for n in range(ROWS))]
    one = await sent(http, "\n".join(lines).encode())
    await worker.read(one)
    await http.post(f"/imports/{one['id']}/start")
    for kill in range(1, KILLS + 1):
        async with taking_in(database, ground, tenant_id, one):

            async def some(least: int = kill * ROWS // 6) -> bool:
                return bool((await shown(http, one))["done"] >= least)

            await eventually(some, within=60, every=0.005)
    half = await shown(http, one)
    assert half["state"] == "running"
    assert 0 < half["done"] < ROWS
    await worker.run(one)
    done = await shown(http, one)
    assert (done["state"], done["done"]) == ("done", ROWS)
    assert Counter({key: n for key, n in done["counts"].items() if n}) == {"new": ROWS}
    with database.connect_owner() as owner:
        assert owner.execute(HELD).fetchone() == (ROWS,) * 5
