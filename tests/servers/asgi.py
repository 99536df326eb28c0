"""An ASGI application served on a real port, and a bus that runs, for as long as a block lasts."""

import asyncio
import socket
from collections.abc import AsyncIterator, Generator
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta

import uvicorn
from starlette.types import ASGIApp

from guichet.kit.bus import Bus
from tests.waiting import eventually


class QuietServer(uvicorn.Server):
    """uvicorn that leaves signals to pytest."""

    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        yield


@asynccontextmanager
async def served(app: ASGIApp) -> AsyncIterator[str]:
    """Serve ``app``; gives ``127.0.0.1:<port>``."""
    config = uvicorn.Config(
        app, lifespan="off", log_config=None, ws="websockets-sansio", ws_max_size=1 << 20
    )
    server = QuietServer(config)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        async with asyncio.TaskGroup() as group:
            group.create_task(server.serve([taken]))
            await eventually(lambda: server.started, what="the server started")
            try:
                yield f"127.0.0.1:{taken.getsockname()[1]}"
            finally:
                server.should_exit = True
                server.force_exit = True


@asynccontextmanager
async def running_bus(nats_url: str) -> AsyncIterator[Bus]:
    """A connected bus."""
    bus = Bus(nats_url)
    async with asyncio.TaskGroup() as group:
        running = group.create_task(bus.run())
        await bus.wait_connected(timedelta(seconds=30))
        try:
            yield bus
        finally:
            running.cancel()
