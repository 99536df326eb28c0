"""The embedded NATS lives through what machines do to it."""

import asyncio
import os
import signal
import socket

import nats

from guichet.kit.engines.nats import EmbeddedNats


async def fill(server: EmbeddedNats) -> None:
    """A stream with one message on disk."""
    client = await nats.connect(server.url)
    stream = client.jetstream()
    await stream.add_stream(name="KEPT", subjects=["kept.>"])
    await stream.publish("kept.one", b"1")
    await client.close()


async def kept(server: EmbeddedNats) -> int:
    """How many messages that stream holds."""
    client = await nats.connect(server.url)
    info = await client.jetstream().stream_info("KEPT")
    await client.close()
    return info.state.messages


async def test_streams_and_the_address_are_the_same_after_a_second_start(
    nats_server: EmbeddedNats,
) -> None:
    await nats_server.start()
    address = nats_server.url
    await fill(nats_server)
    await nats_server.stop()
    await nats_server.start()
    assert nats_server.url == address
    assert await kept(nats_server) == 1


async def test_a_killed_server_is_started_again_with_its_streams(
    nats_server: EmbeddedNats,
) -> None:
    await nats_server.start()
    await fill(nats_server)
    assert nats_server.pid is not None
    os.kill(nats_server.pid, signal.SIGKILL)
    assert await nats_server.wait() == -signal.SIGKILL
    await nats_server.start()
    assert await kept(nats_server) == 1


async def test_nobody_enters_without_the_token(nats_server: EmbeddedNats) -> None:
    await nats_server.start()
    port = int(nats_server.url.rpartition(":")[2])
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    await reader.readline()
    writer.write(b'CONNECT {"auth_token": "wrong"}\r\nPING\r\n')
    assert b"Authorization Violation" in await reader.read()
    writer.close()
    await writer.wait_closed()


async def test_a_port_taken_meanwhile_is_replaced_at_the_next_start(
    nats_server: EmbeddedNats,
) -> None:
    await nats_server.start()
    port = int(nats_server.url.rpartition(":")[2])
    await nats_server.stop()
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", port))
        other.listen()
        heir = EmbeddedNats(nats_server.home)
        await heir.start()
        await heir.stop()
    assert not heir.url.endswith(f":{port}")


async def test_a_server_left_behind_is_taken_over(nats_server: EmbeddedNats) -> None:
    await nats_server.start()
    await fill(nats_server)
    heir = EmbeddedNats(nats_server.home)
    await heir.start()
    try:
        assert await kept(heir) == 1
        assert await nats_server.wait() == 0
    finally:
        await heir.stop()
