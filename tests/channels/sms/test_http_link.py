"""The HTTP link, over a service of the tests."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import ClassVar

import pytest

from guichet.channels.sms.links.http.link import HttpLink
from guichet.channels.sms.links.http.settings import HttpSettings
from guichet.gateway.mass.contract import LinkRefused, RouteDoor
from guichet.kit.guarded import Address, Lookup, Network, networks
from tests.channels.sms.depot import IDS, MemoryDepot, parcels, tools
from tests.waiting import eventually


class _Local(HttpLink):
    """May reach this machine, as an operator allows by a setting."""

    private: ClassVar[tuple[Network, ...]] = networks("127.0.0.0/8")


class Service:
    """Answers by a list of statuses, then always with 200."""

    def __init__(self, statuses: Sequence[int]) -> None:
        self.statuses = list(statuses)
        self.taken: list[str] = []
        self.asked = 0
        self.answers_after = asyncio.Event()
        """Before it no message is taken."""
        self.answers_after.set()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(
            int(line.split(b":")[1]) for line in head.lower().split(b"\r\n") if b"length" in line
        )
        wanted = json.loads(await reader.readexactly(length))
        status = self.statuses.pop(0) if self.statuses else 200
        self.asked += 1
        if status == 200:
            await self.answers_after.wait()
            self.taken.append(wanted["to"])
        answer = json.dumps({"id": f"m{len(self.taken)}"}).encode()
        writer.write(b"HTTP/1.1 %d X\r\nContent-Length: %d\r\n\r\n" % (status, len(answer)))
        writer.write(answer)
        await writer.drain()
        writer.close()


@asynccontextmanager
async def scene(*statuses: int) -> AsyncIterator[tuple[Service, MemoryDepot, _Local]]:
    """A service, a depot, and a link between them that is not open yet."""
    service, depot = Service(statuses), MemoryDepot()
    server = await asyncio.start_server(service.serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    settings = HttpSettings.model_validate(
        {
            "address": f"http://127.0.0.1:{port}/send",
            "body": {"to": "{to}", "text": "{text}"},
            "answer": {"id": "id"},
            "at_a_time": 2,
        }
    )
    async with server:
        yield service, depot, _Local(RouteDoor(IDS.new(), "http", "A", settings, 1), tools())


async def carried(link: _Local, depot: MemoryDepot, count: int) -> None:
    """Until so many parts were told."""
    async with asyncio.TaskGroup() as group:
        running = group.create_task(link.run(depot))
        await eventually(lambda: len(depot.told) >= count or running.done())
        running.cancel()


async def test_messages_are_handed_over_and_errors_told() -> None:
    async with scene(200, 400, 500, 429) as (service, depot, link):
        depot.put(parcels(12))
        await carried(link, depot, 12)
        assert len(depot.handed) == 10
        assert dict(depot.failed) == {"message_refused": 1, "carrier_trouble": 1}
        assert depot.given_back == 1
        assert len(set(service.taken)) == 10


async def test_a_wrong_account_ends_the_link_and_loses_nothing() -> None:
    async with scene(401, 401) as (_, depot, link):
        depot.put(parcels(3))
        with pytest.raises(LinkRefused):
            await link.run(depot)
        assert depot.handed == {}
        assert len(depot.waiting) + len(depot.cut) == 3
        assert depot.healths[-1].state == "refused"


async def test_a_service_that_is_not_there_loses_nothing() -> None:
    async with scene() as (_, depot, link):
        gone = link.route.settings.model_copy(update={"address": "http://127.0.0.1:1/send"})
        depot.put(parcels(1))
        with pytest.raises(ConnectionError):
            await _Local(RouteDoor(IDS.new(), "http", "A", gone, 1), tools()).run(depot)
        assert len(depot.waiting) == 1


async def test_without_leave_of_the_operator_no_private_address_is_reached() -> None:
    async with scene() as (service, depot, link):
        depot.put(parcels(1))
        with pytest.raises(LinkRefused, match="forbidden_address"):
            await HttpLink(link.route, tools()).run(depot)
        assert service.taken == []


async def test_a_service_that_was_busy_is_said_to_be_open_again() -> None:
    async with scene(429) as (_, depot, link):
        depot.put(parcels(4))
        async with asyncio.TaskGroup() as group:
            running = group.create_task(link.run(depot))
            await eventually(lambda: len(depot.handed) == 4)
            await eventually(lambda: depot.healths[-1].state == "open")
            running.cancel()
        assert "waiting" in [one.state for one in depot.healths]


async def test_where_nothing_of_a_message_left_it_is_sent_again_and_not_marked() -> None:
    async def lost(host: str, port: int) -> Sequence[Address]:
        raise OSError(f"nobody knows {host}:{port}")

    class _Lost(_Local):
        lookup: ClassVar[Lookup] = staticmethod(lost)

    async with scene() as (_, depot, link):
        depot.put(parcels(1))
        with pytest.raises(ConnectionError):
            await _Lost(link.route, tools()).run(depot)
        assert len(depot.waiting) == 1
        assert depot.told == []


async def test_a_link_that_ends_hears_the_answers_of_what_it_has_under_way() -> None:
    async with scene(200, 401) as (service, depot, link):
        service.answers_after = asyncio.Event()
        depot.put(parcels(1))
        running = asyncio.create_task(link.run(depot))
        await eventually(lambda: service.asked == 1)
        depot.put(parcels(1))
        await eventually(lambda: depot.healths[-1].state == "refused")
        service.answers_after.set()
        with pytest.raises(LinkRefused):
            await running
        assert (len(depot.handed), len(depot.waiting), depot.cut) == (1, 1, set())
