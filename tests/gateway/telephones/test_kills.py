"""Readers are killed in the middle of their work, again and again: nothing is lost or doubled."""

import asyncio
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from guichet.gateway.telephones.office import LEASE
from tests.conftest import Database, MakeTenant
from tests.gateway.telephones.scene import LONG, Platform
from tests.waiting import eventually

TEXTS = 40
KILLS = 2
SECRET = "s" * 32
"""As the test's own ground has it."""


@asynccontextmanager
async def reader(database: Database) -> AsyncIterator[asyncio.subprocess.Process]:
    """A reader in a process of its own; killed on leaving."""
    urls = [
        database.url(role).render_as_string(hide_password=False) for role in ("system", "request")
    ]
    process = await asyncio.create_subprocess_exec(
        *[sys.executable, "-m", "tests.servers.reader_process", *urls, SECRET],
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        assert process.stdout is not None
        assert await process.stdout.readline() == b"ready\n"
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def dealt_with(post: Platform) -> int:
    return sum(fate is not None for _, fate, _ in await post.fates())


async def test_readers_that_are_killed_lose_and_double_nothing(
    post: Platform, database: Database, make_tenant: MakeTenant
) -> None:
    tenant = await make_tenant()
    await post.give(await post.number(LONG), tenant)
    await post.door(tenant, number=LONG, answer="Bien reçu.")
    for place in range(TEXTS):
        text = "STOP" if place % 10 == 9 else f"Bonjour {place}"
        await post.says(text, LONG, f"+26269200{place // 2:04}")
    for kill in range(1, KILLS + 1):
        async with reader(database):

            async def some(least: int = kill * TEXTS // 4) -> bool:
                return await dealt_with(post) >= least

            await eventually(some, within=30, every=0.005)
    assert await dealt_with(post) < TEXTS
    token = await eventually(partial(post.leases.take, LEASE), what="its lease is over")
    assert token is not None
    while await post.reader.read(token):
        pass
    words = [f"Bonjour {place}" for place in range(TEXTS) if place % 10 != 9]
    assert Counter(await post.words()) == Counter(words)
    assert len(await post.sent()) == TEXTS // 2  # each telephone is greeted once
    assert len(await post.told()) == TEXTS
    assert len(await post.decisions()) == TEXTS // 10
