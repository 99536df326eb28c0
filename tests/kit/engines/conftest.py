"""A place where engines can live: short, and passable for their account."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from guichet.kit.engines.nats import EmbeddedNats
from guichet.kit.engines.postgres import EmbeddedPostgres
from tests.servers.scratch import scratch

FAST = {"fsync": "off", "full_page_writes": "off"}


@pytest.fixture
def place() -> Iterator[Path]:
    """An empty folder outside of private ones."""
    with scratch("engines") as folder:
        yield folder


@pytest.fixture
async def postgres(place: Path) -> AsyncIterator[EmbeddedPostgres]:
    """A server that is not started yet."""
    server = EmbeddedPostgres(place / "postgres", tuning=FAST)
    yield server
    await server.stop()


@pytest.fixture
async def nats_server(place: Path) -> AsyncIterator[EmbeddedNats]:
    """A server that is not started yet."""
    server = EmbeddedNats(place / "nats")
    yield server
    await server.stop()
