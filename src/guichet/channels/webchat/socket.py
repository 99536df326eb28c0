"""The visitors' socket: narrow rights, everything limited, nothing confirmed before its commit."""

import asyncio
from collections import OrderedDict
from dataclasses import dataclass
from datetime import timedelta

from starlette.websockets import WebSocket, WebSocketState

from guichet.channels.webchat.pace import Pace
from guichet.channels.webchat.visit import BadVisitor, Visit
from guichet.gateway.contract import AnyDoor, Front, Receive, Scope, Send
from guichet.gateway.origins import allows
from guichet.kit.clock import Clock

NOT_FOUND = 4404
WRONG_ORIGIN = 4403
TOO_MANY = 4429
BAD_FRAME = 4400

MOST_SOCKETS = 20_000
"""Per process: each costs some 30 kB."""
MOST_ADDRESSES = 50_000


class VisitorSocket:
    """An ASGI application for ``/visitor/{site_key}``."""

    def __init__(self, front: Front) -> None:
        self._front = front
        self._arrivals = Arrivals(front.tools.clock)
        self._open = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        socket = WebSocket(scope, receive, send)
        await socket.accept()
        door = await self._admitted(socket)
        if isinstance(door, Refused):
            await close(socket, door.code, door.words)
            return
        self._open += 1
        try:
            await Visit(self._front, door, socket).run()
        except* BadVisitor as refused:
            await close(socket, BAD_FRAME, str(refused.exceptions[0]))
        finally:
            self._open -= 1

    async def _admitted(self, socket: WebSocket) -> "AnyDoor | Refused":
        """The entry point, if this page may come in. Refused after accepting: a code is the only
        thing browsers let a page's program see.
        """
        if self._open >= MOST_SOCKETS or not self._arrivals.allows(_address(socket)):
            return Refused(TOO_MANY, "slow down")
        site_key = str(socket.path_params["site_key"])
        door = await self._front.doors.by_site_key("webchat", site_key)
        if door is None:
            return Refused(NOT_FOUND, "no such entry point")
        if not allows(door.allowed_origins, socket.headers.get("origin")):
            return Refused(WRONG_ORIGIN, "this site is not allowed")
        return door


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a page may not come in."""

    code: int
    words: str


class Arrivals:
    """How often one network address may come in; the least recent addresses are forgotten."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._paces: OrderedDict[str, Pace] = OrderedDict()

    def allows(self, address: str) -> bool:
        """Whether ``address`` may open one more socket now."""
        pace = self._paces.pop(address, None) or Pace(60, timedelta(seconds=1))
        self._paces[address] = pace
        if len(self._paces) > MOST_ADDRESSES:
            self._paces.popitem(last=False)
        return pace.allows(self._clock.now())


async def close(socket: WebSocket, code: int, reason: str) -> None:
    """Close, if the visitor has not done so already."""
    if socket.application_state is WebSocketState.CONNECTED:
        try:
            async with asyncio.timeout(5):
                await socket.close(code, reason)
        except (RuntimeError, TimeoutError, OSError):
            return


def _address(socket: WebSocket) -> str:
    return socket.client.host if socket.client else ""
