"""The relay's health tells what an operator needs to know."""

from datetime import timedelta

from guichet.kit.clock import ManualClock
from guichet.kit.db.sessions import SystemDatabase
from guichet.kit.events.health import RelayHealth, relay_health
from guichet.kit.events.relay import Relay
from tests.conftest import Database, MakeTenant, MakeWork
from tests.kit.events.conftest import write
from tests.waiting import eventually


async def look(system_db: SystemDatabase, clock: ManualClock) -> RelayHealth:
    async with system_db.transaction() as session:
        return await relay_health(session, clock.now())


async def test_without_a_relay_events_wait_and_nobody_leads(
    system_db: SystemDatabase, clock: ManualClock, make_tenant: MakeTenant, make_work: MakeWork
) -> None:
    await write(make_work, await make_tenant(), 1, 3)
    clock.advance(timedelta(seconds=40))
    health = await look(system_db, clock)
    assert (health.leads, health.waiting, health.waiting_for) == (False, 3, timedelta(seconds=40))
    assert health.blocker is None


async def test_with_a_relay_nothing_waits(
    relaying: Relay,
    system_db: SystemDatabase,
    clock: ManualClock,
    make_tenant: MakeTenant,
    make_work: MakeWork,
) -> None:
    await write(make_work, await make_tenant(), 1, 3)

    async def well() -> bool:
        health = await look(system_db, clock)
        return (health.leads, health.waiting, health.assigned) == (True, 0, 3)

    await eventually(well)

    async def published() -> bool:
        return (await look(system_db, clock)).unpublished == 0

    await eventually(published)


async def test_who_blocks_the_relay_is_named(
    relaying: Relay,
    database: Database,
    system_db: SystemDatabase,
    clock: ManualClock,
    make_tenant: MakeTenant,
    make_work: MakeWork,
) -> None:
    await write(make_work, await make_tenant(), 1, 1)

    async def assigned() -> bool:
        return (await look(system_db, clock)).assigned == 1

    await eventually(assigned)
    with database.connect_owner() as owner, owner.transaction():
        owner.execute("LOCK TABLE event_log IN SHARE ROW EXCLUSIVE MODE")
        pid = owner.info.backend_pid

        async def named() -> bool:
            blocker = (await look(system_db, clock)).blocker
            return blocker is not None and (blocker.process, "LOCK TABLE" in blocker.statement) == (
                pid,
                True,
            )

        await eventually(named)
