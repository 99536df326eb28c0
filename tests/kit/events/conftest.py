"""A running bus, relay and feed on the test's own database and NATS account."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from typing import Protocol

import pytest

from guichet.kit.bus import Bus
from guichet.kit.db.sessions import SystemDatabase
from guichet.kit.events import log
from guichet.kit.events.feed import EventFeed, Listener
from guichet.kit.events.relay import Relay
from guichet.kit.events.types import Event, EventKind, NewEvent
from guichet.kit.ids import IdMaker, TenantId
from tests.conftest import Database, MakeWork
from tests.waiting import eventually

CHANGED = EventKind("tests.thing.changed")


class Part(Protocol):
    """Something that runs until cancelled."""

    async def run(self) -> None: ...


def thing(version: int, subject: str = "thing:1") -> NewEvent:
    return NewEvent(CHANGED, subject, version, {"item": {"n": version}})


async def write(make_work: MakeWork, tenant: TenantId, first: int, last: int) -> None:
    """Commit versions ``first`` to ``last`` of a thing, a transaction each."""
    for version in range(first, last + 1):
        async with make_work(tenant) as work:
            await work.record(thing(version))


async def take(listener: Listener, count: int) -> list[Event]:
    """The next ``count`` events, or more."""
    events: list[Event] = []
    async with asyncio.timeout(30):
        while len(events) < count:
            events += await listener.next()
    return events


@asynccontextmanager
async def running(*parts: Part) -> AsyncIterator[None]:
    """The parts run while the block lasts."""
    tasks = [asyncio.create_task(part.run()) for part in parts]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


@pytest.fixture
async def bus(nats_url: str) -> AsyncIterator[Bus]:
    bus = Bus(nats_url)
    async with running(bus):
        await bus.wait_connected(timedelta(seconds=30))
        yield bus


@pytest.fixture
def relay(database: Database, bus: Bus, ids: IdMaker) -> Relay:
    return Relay(database.url("system"), bus, ids)


@pytest.fixture
async def relaying(relay: Relay, system_db: SystemDatabase) -> AsyncIterator[Relay]:
    """Once it has begun: the first ever also begins the history that others ask for."""
    async with running(relay):
        await eventually(partial(_has_begun, system_db), what="the relay has begun")
        yield relay


async def _has_begun(system_db: SystemDatabase) -> bool:
    async with system_db.transaction() as session:
        return (await log.end(session)).epoch is not None


@pytest.fixture
async def feed(system_db: SystemDatabase, bus: Bus) -> AsyncIterator[EventFeed]:
    feed = EventFeed(system_db, bus)
    async with running(feed):
        yield feed
