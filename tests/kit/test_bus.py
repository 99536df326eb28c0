"""The bus over a real NATS server."""

import asyncio
import operator
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from nats.aio.msg import Msg
from structlog.testing import capture_logs

from guichet.kit.bus import Bus
from guichet.kit.engines.nats import EmbeddedNats
from tests.waiting import eventually


async def test_who_begins_to_listen_while_the_connection_is_made_hears_too(nats_url: str) -> None:
    bus, heard = Bus(nats_url), set[str]()

    async def hear(message: Msg) -> None:
        heard.add(message.subject)

    async with asyncio.TaskGroup() as tasks, AsyncExitStack() as stack:
        running = tasks.create_task(bus.run())
        subjects: list[str] = []
        while not bus.connected:
            subjects.append(f"test.{len(subjects)}")
            await stack.enter_async_context(bus.subscribed(subjects[-1], hear))
            await asyncio.sleep(0)
        for subject in subjects:
            await bus.publish(subject, b"")
        await eventually(lambda: heard == set(subjects), what="every listener heard its word")
        await stack.aclose()
        running.cancel()


async def test_an_absent_server_is_told_once_by_its_place_and_without_the_password() -> None:
    bus = Bus("nats://me:s3cret@127.0.0.1:1")
    with capture_logs() as logs:
        running = asyncio.create_task(bus.run())
        await eventually(lambda: logs, what="it is told")
        with pytest.raises(TimeoutError):
            await bus.wait_connected(timedelta(seconds=1.5))  # several more attempts
        running.cancel()
        await asyncio.wait([running])
    (told,) = [log for log in logs if log["event"] == "bus.not_connected"]
    assert (told["event"], told["log_level"]) == ("bus.not_connected", "warning")
    assert told["server"] == "nats://127.0.0.1:1"
    assert "s3cret" not in str(told)


async def test_a_server_that_is_back_is_told_too(passable_folder: Path) -> None:
    server = EmbeddedNats(passable_folder / "away")
    await server.start()
    bus, again = Bus(server.url), list[int]()
    await server.stop()
    with capture_logs() as logs:
        running = asyncio.create_task(bus.run())
        await eventually(lambda: "bus.not_connected" in events(logs), what="it is told")
        async with bus.subscribed("test.again", silent, lambda: again.append(1)):
            await server.start()
            await bus.wait_connected(timedelta(seconds=20))
            await eventually(lambda: "bus.connected" in events(logs), what="that it is back")
        running.cancel()
        await asyncio.wait([running])
    await server.stop()
    told = [log for log in events(logs) if log in ("bus.not_connected", "bus.connected")]
    assert told == ["bus.not_connected", "bus.connected"]
    assert again == [1], "a listener who could not hear at first is told that it can"


async def test_a_listener_is_told_each_time_it_hears_again(nats_url: str) -> None:
    bus, again = Bus(nats_url), list[int]()
    running = asyncio.create_task(bus.run())
    await bus.wait_connected(timedelta(seconds=20))
    async with bus.subscribed("test.again", silent, lambda: again.append(1)):
        for told in ([1], [1, 1]):
            await (await bus.wait_connected(timedelta(seconds=20))).close()
            await eventually(partial(operator.eq, again, told), what="it is told")
    running.cancel()
    await asyncio.wait([running])
    assert again == [1, 1]


async def silent(_: Msg) -> None:
    """Hears nothing worth telling."""


def events(logs: Sequence[Mapping[str, object]]) -> list[object]:
    """What was logged."""
    return [log["event"] for log in logs]
