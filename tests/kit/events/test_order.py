"""The order of events is the order of the changes they tell, and nobody waits for strangers."""

import asyncio

import pytest
from sqlalchemy import text

from guichet.kit.events import log
from guichet.kit.events.feed import EventFeed
from guichet.kit.events.relay import Relay
from guichet.kit.events.types import NewEvent
from tests.conftest import MakeTenant, MakeWork
from tests.kit.events.conftest import CHANGED, take, thing

_TAKE_TRANSACTION_ID = text("SELECT pg_current_xact_id()")
_LOCK = text("SELECT pg_advisory_xact_lock(7)")


async def test_a_transaction_that_began_first_but_waited_comes_second(
    relaying: Relay, feed: EventFeed, make_tenant: MakeTenant, make_work: MakeWork
) -> None:
    """The lower transaction id commits later: ordering by transaction ids would swap the two."""
    tenant = await make_tenant()
    async with feed.listening() as listener:
        async with make_work(tenant) as early:
            await early.session.execute(_TAKE_TRANSACTION_ID)
            async with make_work(tenant) as late:
                await late.session.execute(_LOCK)
                await late.record(thing(1))
            await early.session.execute(_LOCK)
            await early.record(thing(2))
        events = await take(listener, 2)
    assert [event.version for event in events] == [1, 2]


async def test_an_open_transaction_holds_back_its_own_events_only(
    relaying: Relay, feed: EventFeed, make_tenant: MakeTenant, make_work: MakeWork
) -> None:
    tenant = await make_tenant()
    async with feed.listening() as listener:
        async with make_work(tenant) as slow:
            await slow.record(thing(1, "thing:slow"))
            async with make_work(tenant) as quick:
                await quick.record(thing(1, "thing:quick"))
            first = await take(listener, 1)
        second = await take(listener, 1)
    assert [event.subject for event in first + second] == ["thing:quick", "thing:slow"]


async def test_positions_have_no_gaps_although_transactions_fail(
    relaying: Relay, feed: EventFeed, make_tenant: MakeTenant, make_work: MakeWork
) -> None:
    tenant = await make_tenant()

    async def record(version: int) -> None:
        async with make_work(tenant) as work:
            await work.record(thing(version))
            if version % 2:
                raise ZeroDivisionError

    async with feed.listening() as listener:
        await asyncio.gather(*(record(n) for n in range(1, 21)), return_exceptions=True)
        events = await take(listener, 10)
    assert [event.position for event in events] == list(range(1, 11))
    assert {event.version % 2 for event in events} == {0}


async def test_events_recorded_as_a_group_keep_their_order(
    relaying: Relay, feed: EventFeed, make_tenant: MakeTenant, make_work: MakeWork
) -> None:
    async with feed.listening() as listener:
        async with make_work(await make_tenant()) as work:
            group = [(work.ids.new(), thing(version)) for version in range(1, 201)]
            await log.record_all(work.session, work.tenant_id, group, work.now)
        events = await take(listener, 200)
    assert [(event.id, event.version) for event in events] == [
        (event_id, event.version) for event_id, event in group
    ]


async def test_a_payload_too_long_for_a_message_is_refused_when_it_is_recorded(
    make_tenant: MakeTenant, make_work: MakeWork
) -> None:
    async with make_work(await make_tenant()) as work:
        event = NewEvent(CHANGED, "thing:1", 1, {"text": "x" * log.PAYLOAD_LIMIT})
        with pytest.raises(ValueError, match="at most"):
            await work.record(event)
