"""The stream is a copy that may be lost, wrong or from another time: the log makes it right."""

from contextlib import AsyncExitStack
from datetime import timedelta

import pytest
from nats.js.errors import NotFoundError

from guichet.kit.bus import Bus
from guichet.kit.events.codec import STREAM, decode
from guichet.kit.events.feed import Behind, EventFeed
from guichet.kit.events.relay import Relay
from tests.conftest import Database, MakeTenant, MakeWork
from tests.kit.events.conftest import running, take, write
from tests.waiting import eventually


async def last_in_stream(bus: Bus) -> int:
    try:
        info = await bus.client.jetstream().stream_info(STREAM)
    except NotFoundError:
        return -1
    last: int = info.state.last_seq
    return last


async def stream_reaches(bus: Bus, position: int) -> None:
    async def probe() -> bool:
        return await last_in_stream(bus) == position

    await eventually(probe, what=f"stream at {position}")


async def versions_in_stream(bus: Bus, first: int, last: int) -> list[int]:
    jetstream = bus.client.jetstream()
    messages = [await jetstream.get_msg(STREAM, seq=seq) for seq in range(first, last + 1)]
    return [decode(message.data or b"").version for message in messages]


async def test_a_stream_that_was_lost_is_filled_again_from_the_log(
    relaying: Relay, bus: Bus, make_tenant: MakeTenant, make_work: MakeWork
) -> None:
    tenant = await make_tenant()
    await write(make_work, tenant, 1, 5)
    await stream_reaches(bus, 5)
    await bus.client.jetstream().delete_stream(STREAM)
    await write(make_work, tenant, 6, 7)
    await stream_reaches(bus, 7)
    assert await versions_in_stream(bus, 1, 7) == [1, 2, 3, 4, 5, 6, 7]


async def test_events_are_heard_while_nats_is_away(
    feed: EventFeed, relay: Relay, make_tenant: MakeTenant, make_work: MakeWork, bus: Bus
) -> None:
    """The relay runs on a bus that never connects; the feed finds the events in the log."""
    tenant = await make_tenant()
    deaf = Relay(relay.system_url, Bus("nats://127.0.0.1:1"), relay.ids)
    async with feed.listening() as listener, running(deaf):
        await write(make_work, tenant, 1, 3)
        events = await take(listener, 3)
    assert [event.version for event in events] == [1, 2, 3]
    assert await last_in_stream(bus) == -1


async def test_after_a_restore_into_another_server_the_stream_tells_the_restored_log(
    database: Database,
    relay: Relay,
    feed: EventFeed,
    bus: Bus,
    make_tenant: MakeTenant,
    make_work: MakeWork,
) -> None:
    """The stream is ahead of the restored log and of another history; its tail is forgotten."""
    tenant = await make_tenant()
    async with running(relay):
        await write(make_work, tenant, 1, 5)
        await stream_reaches(bus, 5)
    with database.connect_owner() as owner:
        owner.execute("DELETE FROM event_log WHERE version > 3")
        owner.execute("UPDATE relay_state SET assigned = 3, database_epoch = 'elsewhere'")
    async with feed.listening() as listener, running(relay):
        await write(make_work, tenant, 104, 106)
        await stream_reaches(bus, 6)
        assert await versions_in_stream(bus, 1, 6) == [1, 2, 3, 104, 105, 106]

        with pytest.raises(Behind):
            await take(listener, 1_000)


async def test_of_two_relays_one_leads_and_the_other_takes_over(
    database: Database,
    relay: Relay,
    feed: EventFeed,
    bus: Bus,
    make_tenant: MakeTenant,
    make_work: MakeWork,
) -> None:
    tenant = await make_tenant()
    second = Relay(relay.system_url, bus, relay.ids)
    async with feed.listening() as listener, AsyncExitStack() as both:
        async with running(relay):
            await write(make_work, tenant, 1, 2)
            await take(listener, 2)
            await both.enter_async_context(running(second))
            await eventually(lambda: relays_connected(database) == 2)
        await write(make_work, tenant, 3, 4)
        events = await take(listener, 2)
    assert [event.position for event in events] == [3, 4]
    with database.connect_owner() as owner:
        assert owner.execute("SELECT fence FROM relay_state").fetchone() == (2,)


def relays_connected(database: Database) -> int:
    statement = "SELECT 1 FROM pg_stat_activity WHERE application_name = 'guichet-relay'"
    with database.connect_owner() as owner:
        return len(owner.execute(statement).fetchall())


async def test_the_bus_connects_again_after_a_restart(bus: Bus) -> None:
    await bus.client.close()
    await eventually(lambda: not bus.connected)
    client = await bus.wait_connected(timedelta(seconds=30))
    assert client.is_connected
