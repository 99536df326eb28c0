"""The visitors' socket: narrow rights, everything limited, nothing confirmed before its commit."""

import asyncio
from dataclasses import dataclass

from starlette.websockets import WebSocket, WebSocketState

from guichet.channels.webchat.limits import Limits, network_address
from guichet.channels.webchat.outbox import BadVisitor
from guichet.channels.webchat.visit import Visit
from guichet.gateway.contract import AnyDoor, Front, Receive, Scope, Send
from guichet.gateway.origins import allows

NOT_FOUND = 4404
WRONG_ORIGIN = 4403
TOO_MANY = 4429
BAD_FRAME = 4400

MOST_SOCKETS = 20_000
"""Per process: each costs some 60 kB at the most (``./dev bench chat``)."""


class VisitorSocket:
    """An ASGI application for ``/visitor/{site_key}``."""

    def __init__(self, front: Front, limits: Limits) -> None:
        self._front = front
        self._limits = limits
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
            await Visit(self._front, door, socket, self._limits).run()
        except* BadVisitor as refused:
            await close(socket, BAD_FRAME, str(refused.exceptions[0]))
        finally:
            self._open -= 1

    async def _admitted(self, socket: WebSocket) -> "AnyDoor | Refused":
        """The entry point, if this page may come in. Refused after accepting: a code is the only
        thing browsers let a page's program see.
        """
        if self._open >= MOST_SOCKETS or not self._limits.may_arrive(network_address(socket)):
            return Refused(TOO_MANY, "slow down")
        site_key = str(socket.path_params["site_key"])
        door = await self._front.doors.by_site_key("webchat", site_key)
        if door is None:
            return Refused(NOT_FOUND, "no such entry point")
        if not allows(door.allowed_origins, socket.headers.get("origin")):
            return Refused(WRONG_ORIGIN, "this site is not allowed")
        if not self._limits.may_enter(str(door.id)):
            return Refused(TOO_MANY, "this site is crowded")
        return door


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a page may not come in."""

    code: int
    words: str


async def close(socket: WebSocket, code: int, reason: str) -> None:
    """Close, if the visitor has not done so already."""
    if socket.application_state is WebSocketState.CONNECTED:
        try:
            async with asyncio.timeout(5):
                await socket.close(code, reason)
        except (RuntimeError, TimeoutError, OSError):
            return
