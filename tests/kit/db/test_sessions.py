"""Row security: what the request role cannot do."""

import pytest
from sqlalchemy import text

from guichet.kit.db.sessions import SystemDatabase
from guichet.kit.events.types import EventKind, NewEvent
from tests.conftest import MakeTenant, MakeWork


def event(number: int = 1) -> NewEvent:
    return NewEvent(EventKind("tests.thing.made"), "thing:1", number, {"item": {"n": number}})


async def test_a_recorded_event_is_seen_by_its_tenant_and_nobody_else(
    make_tenant: MakeTenant, make_work: MakeWork
) -> None:
    ours, theirs = await make_tenant(), await make_tenant()
    async with make_work(ours) as work:
        await work.record(event())
    count = text("SELECT count(*) FROM event_log")
    async with make_work(ours) as work:
        assert await work.session.scalar(count) == 1
    async with make_work(theirs) as work:
        assert await work.session.scalar(count) == 0


async def test_a_rolled_back_work_leaves_no_event(
    make_tenant: MakeTenant, make_work: MakeWork, system_db: SystemDatabase
) -> None:
    tenant = await make_tenant()

    async def record_and_fail() -> None:
        async with make_work(tenant) as work:
            await work.record(event())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await record_and_fail()
    async with system_db.transaction() as session:
        assert await session.scalar(text("SELECT count(*) FROM event_log")) == 0
