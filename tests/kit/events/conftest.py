"""A running bus, relay and feed on the test's own database and NATS account."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from guichet.kit.bus import Bus
from guichet.kit.db.sessions import SystemDatabase
from guichet.kit.events.feed import EventFeed
from guichet.kit.events.relay import Relay
from guichet.kit.ids import IdMaker
from tests.conftest import Database


@asynccontextmanager
async def running(relay: Relay) -> AsyncIterator[None]:
    """The relay runs while the block lasts."""
    task = asyncio.create_task(relay.run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@pytest.fixture
async def bus(nats_url: str) -> AsyncIterator[Bus]:
    async with Bus(nats_url).open() as bus:
        await bus.wait_connected(timedelta(seconds=10))
        yield bus


@pytest.fixture
def relay(database: Database, bus: Bus, ids: IdMaker) -> Relay:
    return Relay(database.url("system"), bus, ids)


@pytest.fixture
async def relaying(relay: Relay) -> AsyncIterator[Relay]:
    async with running(relay):
        yield relay


@pytest.fixture
async def feed(system_db: SystemDatabase, bus: Bus) -> AsyncIterator[EventFeed]:
    async with EventFeed(system_db, bus).open() as feed:
        yield feed
