"""From commit to listener: the relay gives positions in order and the feed hands events on."""

from nats.js.errors import NotFoundError

from guichet.kit.bus import Bus
from guichet.kit.db.sessions import SystemDatabase
from guichet.kit.events import log
from guichet.kit.events.codec import STREAM
from guichet.kit.events.feed import EventFeed
from guichet.kit.events.relay import Relay
from tests.conftest import Database, MakeTenant, MakeWork
from tests.kit.events.conftest import running, take, write
from tests.waiting import eventually

WITHIN = 30.0


async def test_a_listener_hears_what_was_committed_in_order_and_once(
    relaying: Relay, feed: EventFeed, make_tenant: MakeTenant, make_work: MakeWork
) -> None:
    tenant = await make_tenant()
    async with feed.listening() as listener:
        await write(make_work, tenant, 1, 20)
        events = await take(listener, 20)
    assert [e.version for e in events] == list(range(1, 21))
    assert [e.position for e in events] == list(range(1, 21))
    assert events[6].payload == {"item": {"n": 7}}
    assert {e.tenant_id for e in events} == {tenant}


async def test_a_listener_of_one_tenant_hears_only_that_tenant(
    relaying: Relay, feed: EventFeed, make_tenant: MakeTenant, make_work: MakeWork
) -> None:
    ours, theirs = await make_tenant(), await make_tenant()
    async with feed.listening(ours) as listener:
        await write(make_work, theirs, 1, 3)
        await write(make_work, ours, 1, 2)
        events = await take(listener, 2)
    assert [(e.tenant_id, e.version) for e in events] == [(ours, 1), (ours, 2)]


async def test_the_stream_holds_each_event_under_its_position(
    relaying: Relay, feed: EventFeed, bus: Bus, make_tenant: MakeTenant, make_work: MakeWork
) -> None:
    tenant = await make_tenant()
    await write(make_work, tenant, 1, 5)

    async def last_published() -> bool:
        try:
            info = await bus.client.jetstream().stream_info(STREAM)
        except NotFoundError:
            return False  # who leads makes the stream first
        return info.state.last_seq == 5

    assert await eventually(last_published, within=WITHIN)
    message = await bus.client.jetstream().get_msg(STREAM, seq=3)
    assert message.subject == f"guichet.events.{tenant}.tests.thing.changed"
    assert b'"version":3' in (message.data or b"")


async def test_events_written_while_no_relay_ran_are_heard_when_one_starts(
    relay: Relay,
    system_db: SystemDatabase,
    feed: EventFeed,
    make_tenant: MakeTenant,
    make_work: MakeWork,
) -> None:
    tenant = await make_tenant()
    await write(make_work, tenant, 1, 3)
    async with system_db.transaction() as session:
        assert await log.newest_position(session) == 0
    async with feed.listening() as listener, running(relay):
        events = await take(listener, 3)
    assert [e.version for e in events] == [1, 2, 3]


async def test_a_relay_whose_statement_takes_too_long_keeps_the_lead_and_takes_less(
    relay: Relay, database: Database, feed: EventFeed, make_tenant: MakeTenant, make_work: MakeWork
) -> None:
    tenant = await make_tenant()
    async with feed.listening() as listener, running(relay):
        await write(make_work, tenant, 1, 1)
        await take(listener, 1)
        with database.connect_owner() as owner:
            owner.execute("SELECT pg_cancel_backend(process) FROM relay_state")
            with owner.transaction():
                owner.execute("LOCK TABLE event_log IN SHARE ROW EXCLUSIVE MODE")
                await eventually(lambda: _is_waiting(database))
                owner.execute("SELECT pg_cancel_backend(process) FROM relay_state")
        await write(make_work, tenant, 2, 3)
        events = await take(listener, 2)
        with database.connect_owner() as owner:
            fence = owner.execute("SELECT fence FROM relay_state").fetchone()
    assert [event.version for event in events] == [2, 3]
    assert fence == (1,)


def _is_waiting(database: Database) -> bool:
    waiting = "SELECT 1 FROM pg_locks l JOIN relay_state s ON s.process = l.pid WHERE NOT l.granted"
    with database.connect_owner() as owner:
        return owner.execute(waiting).fetchone() is not None
