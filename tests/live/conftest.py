"""A real server with the live socket, a relay behind it, and browsers that speak to it."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from typing import Any

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import HTTPConnection
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin

from guichet.kit.bus import Bus
from guichet.kit.errors import Refusal
from guichet.kit.events.feed import EventFeed
from guichet.kit.events.relay import Relay
from guichet.kit.ground import Ground
from guichet.kit.ids import IdMaker, TenantId, UserId
from guichet.kit.topics import Viewer
from guichet.live.door import Pass
from guichet.live.endpoint import Live
from tests.kit.events.conftest import bus, feed, relay, relaying, running
from tests.live.things import Broken, Things
from tests.waiting import eventually

__all__ = ["bus", "feed", "relay", "relaying"]


class OpenDoor:
    """Lets everyone in with what the test says, until it says otherwise."""

    def __init__(self, ids: IdMaker) -> None:
        self._ids = ids
        self.rights = frozenset({"things.read"})
        self.shut: Refusal | None = None

    async def admit(self, connection: HTTPConnection, tenant_id: TenantId) -> Pass:
        if self.shut is not None:
            raise self.shut
        viewer = Viewer(UserId(self._ids.new()), tenant_id, self.rights)
        return Pass(viewer, self._ids.new(), "fr")

    async def renewed(self, passes: Sequence[Pass]) -> Sequence[Pass | Refusal]:
        return [self.shut or self._again(one) for one in passes]

    def _again(self, one: Pass) -> Pass:
        viewer = Viewer(one.viewer.user_id, one.viewer.tenant_id, self.rights)
        return Pass(viewer, one.session_id, one.language)


class Browser:
    """One socket, spoken to in frames."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket

    async def send(self, **frame: object) -> None:
        await self.socket.send(json.dumps(frame))

    async def receive(self, op: str, within: float = 30.0) -> dict[str, Any]:
        """The next frame, which must be an ``op``."""
        frame = await self.any_frame(within)
        assert frame["op"] == op, frame
        return frame

    async def any_frame(self, within: float = 30.0) -> dict[str, Any]:
        """The next frame."""
        async with asyncio.timeout(within):
            frame: dict[str, Any] = json.loads(await self.socket.recv())
        return frame

    async def open(self, ref: int = 1, topic: str = "tests.things", **more: object) -> None:
        await self.send(op="open", ref=ref, topic=topic, **more)

    async def closed(self, within: float = 30.0) -> int:
        """The code the server closes with, whatever it still says before."""
        async with asyncio.timeout(within):
            with suppress(ConnectionClosed):
                async for _ in self.socket:
                    pass
            await self.socket.wait_closed()
        assert self.socket.close_code is not None
        return self.socket.close_code


@pytest.fixture
def door(ids: IdMaker) -> OpenDoor:
    return OpenDoor(ids)


@pytest.fixture
async def live(
    ground: Ground, door: OpenDoor, bus: Bus, feed: EventFeed, relaying: Relay
) -> AsyncIterator[Live]:
    live = Live(ground, door, bus, feed, (Things(), Broken()))
    async with running(live):
        yield live


@pytest.fixture
async def port(live: Live) -> AsyncIterator[int]:
    """Where the live socket is served on the loopback."""
    config = uvicorn.Config(
        Starlette(routes=[live.route()]),
        host="127.0.0.1",
        port=0,
        lifespan="off",
        ws="websockets-sansio",
        ws_per_message_deflate=False,
        log_config=None,
        timeout_graceful_shutdown=5,
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server._serve())
    await eventually(lambda: server.started, what="server started")
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    await serving


Connect = Callable[..., AbstractAsyncContextManager[Browser]]


@pytest.fixture
def browser(port: int) -> Connect:
    """``async with browser(tenant) as tab``: a connected browser."""

    @asynccontextmanager
    async def connected(
        tenant: TenantId | str, origin: str | None = None, max_queue: int = 16
    ) -> AsyncIterator[Browser]:
        own = f"http://127.0.0.1:{port}"
        url = f"ws://127.0.0.1:{port}/live?tenant={tenant}"
        async with connect(
            url, origin=Origin(origin or own), compression=None, max_queue=max_queue
        ) as socket:
            yield Browser(socket)

    return connected
