"""The bus over a real NATS server."""

import asyncio
from contextlib import AsyncExitStack

from nats.aio.msg import Msg

from guichet.kit.bus import Bus
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
