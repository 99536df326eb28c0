"""A service that sells texts over HTTP, and one telephone there: it calls our addresses with what
the telephone writes, and takes what the link hands it.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from typing import cast
from uuid import UUID

import httpx
from starlette.applications import Starlette

from guichet.channels.sms.channel import Sms
from guichet.channels.sms.links.http.addresses import address_of
from guichet.channels.sms.links.http.link import HttpLink
from guichet.channels.sms.links.http.settings import HttpSettings
from guichet.channels.sms.settings import SmsSettings
from guichet.gateway.contract import AnyChannel, AnyDoor, ChannelSettings, Door, Sink, Tools
from guichet.gateway.failures import unreachable
from guichet.gateway.mass.contract import (
    CallFront,
    CarrierReceipt,
    MobileOriginated,
    Parcel,
    RouteDoor,
)
from guichet.gateway.types import Identity, Outbound, Outcome, Receipt, TelephoneText
from guichet.kit.guarded import networks
from guichet.kit.ids import TenantId
from guichet.processes.channels import route
from tests.channels.sms.depot import MemoryDepot
from tests.waiting import eventually

NUMBER = "+262262123456"
PHONE = Identity("phone", "+262692123456")
ROUTE = UUID(int=77)


class LocalLink(HttpLink):
    """May reach this machine, as an operator allows by a setting."""

    private = networks("127.0.0.0/8")


class Service:
    """The far end: takes messages while it is up."""

    def __init__(self) -> None:
        self.shown: list[str] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(
            int(line.split(b":")[1]) for line in head.lower().split(b"\r\n") if b"length" in line
        )
        self.shown.append(json.loads(await reader.readexactly(length))["text"])
        answer = json.dumps({"id": f"m{len(self.shown)}"}).encode()
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(answer) + answer)
        await writer.drain()
        writer.close()


class Post:
    """Between routes and the entry point, without a database: what is told is handed on at once."""

    def __init__(self, door: RouteDoor[ChannelSettings], sink: Sink) -> None:
        self._door = door
        self._sink = sink
        self.depot = MemoryDepot()
        self.channel: AnyChannel
        self.up = True

    async def route(self, route_id: UUID) -> RouteDoor[ChannelSettings] | None:
        return self._door if route_id == self._door.id else None

    async def receipts(self, route_id: UUID, several: Sequence[CarrierReceipt]) -> None:
        await self.depot.receipts(several)

    async def inbound(self, route_id: UUID, several: Sequence[MobileOriginated]) -> None:
        for one in several:
            text = TelephoneText(one.peer_id, one.sender, one.to, one.text, None, one.at)
            inbound = self.channel.treat(text).inbound
            assert inbound is not None
            await self._sink.receive(self.channel.door, inbound)

    async def answer(self, door: AnyDoor, number: str, outbound: Outbound) -> Outcome:
        if not self.up:
            return unreachable("nobody carries")
        parcel = Parcel(
            outbound.id,
            outbound.address.value,
            number,
            outbound.text or "",
            "service",
            "auto",
            False,
            None,
        )
        self.depot.put([parcel])
        return Receipt(str(outbound.id))


class TextPeer:
    """The peer as the contract's tests see it."""

    def __init__(self, post: Post, service: Service, address: str, client: httpx.AsyncClient):
        self.channel = post.channel
        self.person = PHONE
        self._post = post
        self._service = service
        self._address = address
        self._client = client
        self._calls: dict[str, list[asyncio.Task[None]]] = {}
        self._acknowledged: set[str] = set()

    async def say(self, text: str, key: str) -> None:
        """The service calls, and does not wait for the answer."""
        self._calls.setdefault(key, []).append(asyncio.create_task(self._call(text, key)))
        await asyncio.sleep(0)
        if len(self._calls) > 1 or len(self._calls[key]) > 1:
            await asyncio.gather(*(one for several in self._calls.values() for one in several))

    async def _call(self, text: str, key: str) -> None:
        fields = {"id": key, "from": PHONE.value, "to": NUMBER, "text": text}
        with suppress(ConnectionError):  # the application's own, as the ledger is away
            answer = await self._client.post(self._address, json=fields)
            if answer.is_success:
                self._acknowledged.add(key)

    async def acknowledged(self, key: str) -> bool:
        """Whether the call was answered well."""
        return key in self._acknowledged

    async def heard(self) -> Sequence[str]:
        """What the telephone shows."""
        return list(self._service.shown)

    async def go_away(self) -> None:
        """Nobody carries any more."""
        self._post.up = False

    async def ended(self) -> None:
        """All calls are answered."""
        await eventually(
            lambda: all(one.done() for several in self._calls.values() for one in several)
        )


@asynccontextmanager
async def open_peer(tools: Tools, sink: Sink) -> AsyncIterator[TextPeer]:
    """The service, a link to it, and the addresses it calls."""
    service = Service()
    server = await asyncio.start_server(service.serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    settings = HttpSettings.model_validate(
        {
            "address": f"http://127.0.0.1:{port}/send",
            "body": {"to": "{to}", "text": "{text}"},
            "answer": {"id": "id"},
            "text": {"id": "id", "sender": "from", "to": "to", "text": "text"},
        }
    )
    door = RouteDoor(ROUTE, "http", "A service", settings, 1)
    post = Post(cast("RouteDoor[ChannelSettings]", door), sink)
    lent = replace(tools, texts=post)
    entry = Door(
        TenantId(UUID(int=1)),
        UUID(int=2),
        "sms",
        "SMS",
        "fr",
        "key",
        (),
        SmsSettings(number=NUMBER),
        1,
    )
    post.channel = cast("AnyChannel", Sms(entry, lent))
    app = Starlette(routes=[route(one) for one in LocalLink.routes(CallFront(lent, post))])
    transport = httpx.ASGITransport(app)
    async with (
        server,
        httpx.AsyncClient(transport=transport, base_url="http://guichet.test") as client,
        asyncio.TaskGroup() as group,
    ):
        carrying = group.create_task(LocalLink(door, lent).run(post.depot))
        peer = TextPeer(post, service, address_of(lent, ROUTE, "texts"), client)
        yield peer
        await peer.ended()
        carrying.cancel()
