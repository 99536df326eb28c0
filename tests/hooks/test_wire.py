"""Bodies are posted within bounds, whatever the receiver does."""

import asyncio
from ipaddress import ip_address
from uuid import UUID

import pytest

from guichet.hooks.deliveries.wire import MOST_READ, Answer, Place, Unposted, Wire, judged
from guichet.kit.guarded import Address, networks
from tests.hooks.receiver import LOOPBACK, Received, Say, answering, receiving

HOOK = UUID(int=7)


async def post(say: Say, seconds: float = 5.0) -> tuple[Answer, int]:
    """One body, and how many requests arrived."""
    async with receiving(say) as receiver, Wire(LOOPBACK, seconds=seconds) as wire:
        answer = await wire.post(HOOK, receiver.address, (("webhook-id", "a"),), b'{"a":1}')
        return answer, len(receiver.received)


async def test_a_body_arrives_as_it_was_signed() -> None:
    async with receiving() as receiver, Wire(LOOPBACK) as wire:
        address = receiver.address + "?shop=1"
        answer = await wire.post(HOOK, address, (("webhook-id", "a"),), b'{"a":1}')
        one = receiver.received[0]
    assert (answer.status, answer.why, answer.excerpt) == (200, None, "ok")
    assert (one.path, one.body) == ("/in?shop=1", b'{"a":1}')
    assert one.headers["host"] == f"127.0.0.1:{receiver.port}"
    assert one.headers["content-type"] == "application/json"
    assert one.headers["webhook-id"] == "a"


async def test_bodies_of_one_hook_share_a_connection() -> None:
    async with receiving() as receiver, Wire(LOOPBACK) as wire:
        for _ in range(3):
            await wire.post(HOOK, receiver.address, (), b"{}")
        await wire.post(UUID(int=8), receiver.address, (), b"{}")
    assert [one.connection for one in receiver.received] == [1, 1, 1, 2]


async def test_a_connection_that_was_closed_meanwhile_is_made_anew() -> None:
    async def once(received: Received, writer: asyncio.StreamWriter) -> None:
        await answering("200 OK", b"ok")(received, writer)
        writer.close()

    async with receiving(once) as receiver, Wire(LOOPBACK) as wire:
        answers = [await wire.post(HOOK, receiver.address, (), b"{}") for _ in range(3)]
    assert [one.status for one in answers] == [200, 200, 200]


async def test_a_redirect_is_an_answer_and_not_followed() -> None:
    away = answering("302 Found", b"", "location: http://127.0.0.1:1/x\r\n")
    answer, requests = await post(away)
    assert (answer.status, answer.why, requests) == (302, "redirected", 1)


async def test_a_receiver_that_hangs_is_given_up_in_time() -> None:
    async def hang(_received: Received, _writer: asyncio.StreamWriter) -> None:
        await asyncio.Event().wait()

    answer, _ = await post(hang, seconds=0.2)
    assert (answer.status, answer.why) == (None, "too_slow")


async def test_a_status_counts_although_the_rest_drips() -> None:
    async def drip(_received: Received, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nab")
        await asyncio.Event().wait()

    answer, _ = await post(drip, seconds=0.2)
    assert (answer.status, answer.why, answer.excerpt) == (200, None, "ab")


async def test_a_huge_answer_is_read_to_a_bound() -> None:
    written = 0

    async def flood(_received: Received, writer: asyncio.StreamWriter) -> None:
        nonlocal written
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 1000000000\r\n\r\n")
        while True:
            writer.write(b"x" * 65_536)
            written += 65_536
            await writer.drain()

    answer, _ = await post(flood)
    assert (answer.status, len(answer.excerpt)) == (200, 1_000)
    assert written < 500 * MOST_READ


@pytest.mark.parametrize(
    ("said", "why"),
    [(b"", "closed"), (b"SSH-2.0-OpenSSH\r\n", "not_http"), (b"HTTP/1.1 99", "not_http")],
)
async def test_what_is_no_answer_is_told_apart(said: bytes, why: str) -> None:
    async def odd(_received: Received, writer: asyncio.StreamWriter) -> None:
        writer.write(said)
        await writer.drain()
        writer.close()

    answer, _ = await post(odd)
    assert (answer.status, answer.why) == (None, why)


async def test_headers_without_end_are_not_read_for_ever() -> None:
    async def endless(_received: Received, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n")
        while True:
            writer.write(b"x-more: " + b"y" * 4_000 + b"\r\n")
            await writer.drain()

    answer, _ = await post(endless)
    assert (answer.status, answer.why) == (None, "not_http")


async def test_what_comes_before_the_answer_is_passed_over() -> None:
    async def early(received: Received, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 103 Early Hints\r\n\r\n")
        await answering("500 Internal Server Error", b"no")(received, writer)

    answer, _ = await post(early)
    assert (answer.status, answer.excerpt) == (500, "no")


async def test_the_wait_a_receiver_asks_for_is_read() -> None:
    answer, _ = await post(answering("429 Too Many Requests", b"", "Retry-After: 30\r\n"))
    assert (answer.status, answer.retry_after) == (429, 30)


def test_bodies_are_posted_on_the_loop_that_serves() -> None:
    uvloop = pytest.importorskip("uvloop")
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        answer, requests = runner.run(post(answering("200 OK", b"ok")))
    assert (answer.status, answer.excerpt, requests) == (200, "ok", 1)


async def test_nobody_there_is_no_connection() -> None:
    async with receiving() as receiver:
        address = receiver.address
    async with Wire(LOOPBACK) as wire:
        answer = await wire.post(HOOK, address, (), b"{}")
    assert (answer.status, answer.why) == (None, "no_connection")


async def test_a_private_address_is_refused_when_it_is_connected_to() -> None:
    async with receiving() as receiver, Wire() as wire:
        answer = await wire.post(HOOK, receiver.address, (), b"{}")
    assert (answer.why, receiver.received) == ("forbidden_address", [])


async def test_a_name_that_moved_into_the_private_network_is_refused() -> None:
    found: list[list[Address]] = [
        [ip_address("93.184.216.34")],
        [ip_address("93.184.216.34"), ip_address("169.254.169.254")],
    ]

    async def lookup(_host: str, _port: int) -> list[Address]:
        return found.pop(0)

    place = Place.of("https://shop.example/in")
    assert await judged(place, (), lookup) == "93.184.216.34"
    with pytest.raises(Unposted, match="forbidden_address"):
        await judged(place, (), lookup)


async def test_plain_http_is_for_networks_the_operator_named() -> None:
    async def lookup(_host: str, _port: int) -> list[Address]:
        return [ip_address("93.184.216.34")]

    with pytest.raises(Unposted, match="not_https"):
        await judged(Place.of("http://shop.example/"), networks("10.0.0.0/8"), lookup)


@pytest.mark.parametrize(
    "address", ["shop.example", "ftp://shop.example/", "https://u:p@shop.example/", "https:///in"]
)
def test_what_is_no_address_to_post_to_is_refused(address: str) -> None:
    with pytest.raises(Unposted, match="bad_address"):
        Place.of(address)
