"""A visitor's page, as far as the socket goes: a real client on a real server."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import websockets
from starlette.applications import Starlette
from starlette.routing import BaseRoute
from websockets.asyncio.client import ClientConnection

from guichet.channels.webchat import WebChat
from guichet.channels.webchat.addresses import token_key
from guichet.channels.webchat.settings import WebChatSettings
from guichet.channels.webchat.tokens import visitor_of
from guichet.gateway.contract import AnyChannel, AnyDoor, Door, PlacesPort, QuotasPort, Sink, Tools
from guichet.gateway.registry import discover
from guichet.gateway.types import Identity
from guichet.kit.ids import TenantId
from guichet.processes.channels import route
from tests.channels.fronts import front_of
from tests.servers.asgi import served
from tests.waiting import eventually

SITE = "https://shop.example"

Frame = dict[str, Any]


class OneDoor:
    """The only entry point there is; can be closed."""

    def __init__(self, door: AnyDoor) -> None:
        self.door: AnyDoor | None = door

    async def by_site_key(self, kind: str, site_key: str) -> AnyDoor | None:
        door = self.door
        return door if door and (door.kind, door.site_key) == (kind, site_key) else None


class VisitorPage:
    """One open page."""

    def __init__(self, socket: ClientConnection, channel: AnyChannel) -> None:
        self._socket = socket
        self.channel = channel
        self.frames: list[Frame] = []
        self.person = Identity("visitor", "")
        self.closed: tuple[int, str] | None = None
        """How the server closed the socket, once it did."""

    async def send(self, **frame: object) -> None:
        """Say a frame."""
        await self._socket.send(json.dumps(frame))

    async def listen(self) -> None:
        """Keep what comes until the socket ends."""
        try:
            async for text in self._socket:
                self.frames.append(json.loads(text))
        except websockets.ConnectionClosed as ended:
            self.closed = (ended.rcvd.code, ended.rcvd.reason) if ended.rcvd else None

    def named(self, op: str) -> list[Frame]:
        """The frames of one kind."""
        return [frame for frame in self.frames if frame["op"] == op]

    async def hello(self, token: str | None = None, **more: object) -> Frame:
        """Come in, and wait for the welcome."""
        await self.send(op="hello", token=token, language="fr", **more)
        (welcome,) = await eventually(lambda: self.named("welcome"), what="welcome")
        door, tools = self.channel.door, self.channel.tools
        key = token_key(tools.secret)
        visitor = visitor_of(key, door.id, welcome["token"], tools.clock.now())
        self.person = Identity("visitor", str(visitor))
        return dict(welcome)

    async def say(self, text: str, key: str) -> None:
        await self.send(op="say", id=key, text=text, page={"url": f"{SITE}/vanille?utm=1"})

    async def acknowledged(self, key: str) -> bool:
        return any(frame["id"] == key for frame in self.named("said"))

    async def heard(self) -> Sequence[str]:
        messages = [frame["message"] for frame in self.named("message")]
        return [one["text"] for one in messages if one["from"] == "agent"]

    async def break_off(self) -> None:
        """The network is gone: no word of goodbye."""
        self._socket.transport.abort()
        await self._socket.wait_closed()

    async def go_away(self) -> None:
        await self._socket.close()


@asynccontextmanager
async def page(address: str, channel: AnyChannel, origin: str = SITE) -> AsyncIterator[VisitorPage]:
    """An open page of ``origin``."""
    url = f"ws://{address}/visitor/{channel.door.site_key}"
    async with (
        websockets.connect(url, additional_headers={"Origin": origin}) as socket,
        asyncio.TaskGroup() as group,
    ):
        opened = VisitorPage(socket, channel)
        group.create_task(opened.listen())
        yield opened
        await socket.close()


def door(tools: Tools) -> Door[WebChatSettings]:
    """An entry point that one site may use."""
    return Door(
        TenantId(tools.ids.new()),
        tools.ids.new(),
        "webchat",
        "Boutique",
        "fr",
        "site-key-1",
        (SITE,),
        WebChatSettings(),
        1,
    )


def routes(
    tools: Tools,
    sink: Sink,
    doors: OneDoor,
    places: PlacesPort | None = None,
    quotas: QuotasPort | None = None,
) -> list[BaseRoute]:
    """What the channel mounts."""
    front = front_of(tools, sink, doors, places=places, quotas=quotas)
    return [route(one) for one in WebChat.routes(front)]


@asynccontextmanager
async def open_peer(tools: Tools, sink: Sink) -> AsyncIterator[VisitorPage]:
    """A visitor who has come in."""
    entry = door(tools)
    app = Starlette(routes=routes(tools, sink, OneDoor(entry)))
    async with served(app) as address, page(address, discover().make(entry, tools)) as visitor:
        await visitor.hello()
        yield visitor
