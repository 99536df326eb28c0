"""Numbers are asked about over HTTP, by links of any kind."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from guichet.channels.sms.links.http.link import HttpLink
from guichet.channels.sms.links.http.settings import HttpSettings
from guichet.channels.sms.links.lookup import NumberLookup, read_fact
from guichet.channels.sms.links.smpp.link import SmppLink
from guichet.channels.sms.links.smpp.settings import SmppSettings
from guichet.gateway.mass.contract import CannotCheck, NumberFact, RouteDoor
from guichet.processes.simulated_carrier.numbers import said_of
from tests.channels.sms.depot import IDS, tools

HOW = {
    "state": "state",
    "states": {"reachable": "reachable", "absent": "absent", "unknown": "unknown_number"},
    "network": "network",
    "ported": "ported",
    "headers": {"authorization": "Key {secret}"},
}


@asynccontextmanager
async def service(*, status: int = 200) -> AsyncIterator[tuple[str, list[bytes]]]:
    """A carrier's door for questions; gives its address, and what was asked."""
    asked: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        asked.append(head)
        number = head.split(b" ", 2)[1].rpartition(b"/")[2].decode()
        answer = json.dumps(said_of(number)).encode()
        writer.write(b"HTTP/1.1 %d X\r\nContent-Length: %d\r\n\r\n" % (status, len(answer)))
        writer.write(answer)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/of", asked


def smpp(address: str | None) -> SmppLink:
    lookup = {**HOW, "address": address + "/{to_digits}"} if address else None
    plain = {"host": "x", "system_id": "guichet", "password": "geheim", "lookup": lookup}
    settings = SmppSettings.model_validate(plain)
    return SmppLink(RouteDoor(IDS.new(), "smpp", "Océan", settings, 1, 1), tools())


def http(address: str) -> HttpLink:
    plain = {
        "address": "https://sms.example/send",
        "body": {},
        "answer": {"id": "id"},
        "secret": "geheim",
        "lookup": {**HOW, "address": address + "/{to_digits}"},
    }
    settings = HttpSettings.model_validate(plain)
    return HttpLink(RouteDoor(IDS.new(), "http", "Océan", settings, 1, 1), tools())


@pytest.mark.parametrize("make", [smpp, http])
async def test_a_link_asks_and_says_what_the_carrier_knows(
    make: Callable[[str], SmppLink | HttpLink],
) -> None:
    numbers = ["+262692112233", "+262692112237", "+262692112299", "+262692112000", "+15550001111"]
    async with service() as (address, asked):
        link = make(address)
        assert link.checks
        told = await link.check(numbers)
    assert told == [
        NumberFact(numbers[0], "reachable", "64710", False),
        NumberFact(numbers[1], "reachable", "64710", True),
        NumberFact(numbers[2], "absent", "64710", False),
        NumberFact(numbers[3], "unknown_number", None, None),
        NumberFact(numbers[4], "unknown_number", None, None),
    ]
    assert all(b"authorization: key geheim" in one.lower() for one in asked)


async def test_a_carrier_that_gives_no_answer_is_no_answer() -> None:
    async with service(status=500) as (address, _):
        with pytest.raises(CannotCheck):
            await smpp(address).check(["+262692112233"])
    with pytest.raises(CannotCheck):
        await smpp(address).check(["+262692112233"])
    named = address.replace("127.0.0.1", "localhost")
    with pytest.raises(CannotCheck):
        await smpp(named).check(["+262692112233"])


async def test_a_route_without_a_look_up_cannot_be_asked() -> None:
    link = smpp(None)
    assert not link.checks
    with pytest.raises(CannotCheck):
        await link.check(["+262692112233"])


@pytest.mark.parametrize(
    ("content", "state", "network", "ported"),
    [
        (b'{"state": "sleepy"}', "unknown", None, None),
        (b'{"state": "REACHABLE"}', "reachable", None, None),
        (b'{"state": "reachable", "network": "64 700"}', "reachable", None, None),
        (b'{"state": "absent", "network": 64700, "ported": "no"}', "absent", "64700", None),
        (b'{"state": {"x": 1}}', "unknown", None, None),
        (b"[]", "unknown", None, None),
        (b"no json", "unknown", None, None),
    ],
)
def test_what_makes_no_sense_is_not_known(
    content: bytes, state: str, network: str | None, ported: bool | None
) -> None:
    how = NumberLookup.model_validate({**HOW, "address": "https://hlr.example/{to}"})
    assert read_fact("+1", content, how) == ("+1", state, network, ported)
