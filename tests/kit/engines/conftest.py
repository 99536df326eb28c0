"""A place where engines can live: short, and passable for their account."""

import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from guichet.kit.engines.nats import EmbeddedNats
from guichet.kit.engines.postgres import EmbeddedPostgres

FAST = {"fsync": "off", "full_page_writes": "off"}


@pytest.fixture
def place() -> Iterator[Path]:
    """An empty folder outside of private ones."""
    folder = Path(tempfile.mkdtemp(prefix="guichet-engines-", dir="/tmp"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


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
