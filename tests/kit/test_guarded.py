"""Addresses that customers gave lead to public places only, in bounded time and size."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet.kit.guarded import Address, GuardedClient, Unreachable, is_allowed, networks

LOOPBACK = networks("127.0.0.0/8")
Answer = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]

FORBIDDEN = [
    "127.0.0.1",
    "0.0.0.0",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "fe80::1",
    "fd00::1",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
    "2002:a9fe:a9fe::",
]


@pytest.mark.parametrize("text", FORBIDDEN)
def test_what_only_this_machine_can_reach_is_forbidden(text: str) -> None:
    assert not is_allowed(ip_address(text))


@pytest.mark.parametrize("text", ["93.184.216.34", "2606:2800:220:1::1", "::ffff:93.184.216.34"])
def test_public_addresses_are_allowed(text: str) -> None:
    assert is_allowed(ip_address(text))


@given(st.ip_addresses(v=4).map(IPv4Address))
def test_an_address_inside_another_is_judged_as_itself(inner: IPv4Address) -> None:
    mapped = IPv6Address(int(IPv6Address("::ffff:0:0")) + int(inner))
    nat64 = IPv6Address(int(IPv6Address("64:ff9b::")) + int(inner))
    assert is_allowed(mapped) == is_allowed(nat64) == is_allowed(inner)


def test_the_operator_can_open_a_private_network_and_no_other() -> None:
    opened = networks("10.20.0.0/16, fd00:1::/32")
    assert is_allowed(ip_address("10.20.9.9"), opened)
    assert is_allowed(ip_address("fd00:1::9"), opened)
    assert not is_allowed(ip_address("10.21.0.1"), opened)


@asynccontextmanager
async def _server(answer: Answer) -> AsyncIterator[int]:
    answering: list[asyncio.Task[None]] = []

    async def tracked(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if (task := asyncio.current_task()) is not None:
            answering.append(task)
        await answer(reader, writer)

    async with await asyncio.start_server(tracked, "127.0.0.1", 0) as server:
        yield server.sockets[0].getsockname()[1]
        await asyncio.gather(*answering, return_exceptions=True)


def _saying(head: bytes, body: bytes = b"") -> Answer:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(head + b"\r\ncontent-length: %d\r\n\r\n" % len(body) + body)
        await writer.drain()
        writer.close()

    return answer


async def _why(client: GuardedClient, address: str) -> str:
    async with client:
        with pytest.raises(Unreachable) as refused:
            await client.get(address, {})
    return refused.value.why


async def test_a_json_object_is_fetched_and_the_host_is_told_by_its_name() -> None:
    heard: list[bytes] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await reader.readuntil(b"\r\n\r\n"))
        await _saying(b"HTTP/1.1 200 OK", b'{"a": 1}')(_fed(), writer)

    async def lookup(host: str, port: int) -> Sequence[Address]:
        assert host == "login.example"
        return [IPv4Address("127.0.0.1")]

    async with _server(answer) as port, GuardedClient(LOOPBACK, lookup) as client:
        assert await client.get(f"http://login.example:{port}/x", {}) == {"a": 1}
    assert f"Host: login.example:{port}\r\n".encode().lower() in heard[0].lower()


def _fed() -> asyncio.StreamReader:
    reader = asyncio.StreamReader()
    reader.feed_data(b"\r\n\r\n")
    return reader


async def test_a_name_with_one_forbidden_address_among_public_ones_is_refused() -> None:
    async def lookup(_host: str, _port: int) -> Sequence[Address]:
        return [IPv4Address("93.184.216.34"), IPv4Address("127.0.0.1")]

    assert await _why(GuardedClient(lookup=lookup), "https://evil.example/") == "forbidden_address"


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("http://127.0.0.1/", "forbidden_address"),
        ("http://[::1]/", "forbidden_address"),
        ("http://2130706433/", "forbidden_address"),
        ("https://user:secret@example.com/", "bad_address"),
        ("ftp://example.com/", "bad_address"),
        ("file:///etc/passwd", "bad_address"),
        ("http:///x", "bad_address"),
    ],
)
async def test_addresses_that_are_traps_are_refused(address: str, why: str) -> None:
    assert await _why(GuardedClient(), address) == why


async def test_plain_http_is_refused_outside_the_opened_networks() -> None:
    async def lookup(_host: str, _port: int) -> Sequence[Address]:
        return [IPv4Address("93.184.216.34")]

    assert await _why(GuardedClient(lookup=lookup), "http://login.example/") == "not_https"


@pytest.mark.parametrize(
    ("head", "body", "why"),
    [
        (b"HTTP/1.1 302 Found\r\nlocation: http://169.254.169.254/", b"", "status_302"),
        (b"HTTP/1.1 500 No", b"{}", "status_500"),
        (b"HTTP/1.1 200 OK", b"[1]", "not_json"),
        (b"HTTP/1.1 200 OK", b"<html>", "not_json"),
        (b"HTTP/1.1 200 OK", b"[" * 900, "not_json"),
        (b"HTTP/1.1 200 OK", b'"' + b"x" * 1000 + b'"', "too_large"),
        (b"nonsense", b"", "no_connection"),
    ],
)
async def test_answers_of_another_form_are_no_answers(head: bytes, body: bytes, why: str) -> None:
    async with _server(_saying(head, body)) as port:
        assert await _why(GuardedClient(LOOPBACK, most=1000), f"http://127.0.0.1:{port}/") == why


async def test_an_answer_that_drips_is_cut_off() -> None:
    async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{")
        await writer.drain()
        await reader.read()
        writer.close()

    async with _server(drip) as port:
        client = GuardedClient(LOOPBACK, seconds=0.2)
        assert await _why(client, f"http://127.0.0.1:{port}/") == "too_slow"
