"""The test of tests finds the faults it is for."""

from dataclasses import replace

import pytest

from guichet.kit.db.sessions import RequestDatabase
from guichet.kit.events.types import Event, NewEvent
from guichet.kit.ids import IdMaker, TenantId, UserId
from guichet.kit.topics import NOTHING, Patch, Viewer
from tests.conftest import Database, MakeTenant, MakeWork
from tests.live.replay import assert_snapshot_plus_events_equals_snapshot, give_positions
from tests.live.things import Colour, Things, changed, deleted


class Forgetful(Things):
    """A topic whose patches forget deletions."""

    def patch(self, event: Event, viewer: Viewer, params: Colour) -> Patch:
        found = super().patch(event, viewer, params)
        return found if found.puts else NOTHING


class Hasty(Things):
    """A topic that takes the version for something else."""

    def patch(self, event: Event, viewer: Viewer, params: Colour) -> Patch:
        found = super().patch(event, viewer, params)
        return Patch([replace(put, version=0) for put in found.puts], found.gone)


def viewer_of(tenant: TenantId, ids: IdMaker) -> Viewer:
    return Viewer(UserId(ids.new()), tenant, frozenset({"things.read"}))


async def _work(make_work: MakeWork, tenant: TenantId, *events: NewEvent) -> None:
    for event in events:
        async with make_work(tenant) as work:
            await work.record(event)


async def test_a_sound_topic_passes(
    database: Database,
    request_db: RequestDatabase,
    ids: IdMaker,
    make_tenant: MakeTenant,
    make_work: MakeWork,
) -> None:
    tenant = await make_tenant()
    await _work(make_work, tenant, changed("a", 1), changed("b", 1), changed("c", 1, "blue"))

    async def do() -> None:
        await _work(
            make_work,
            tenant,
            changed("a", 2, "blue"),
            changed("c", 2, "red"),
            deleted("b", 2),
            changed("d", 1),
            changed("a", 3, "red"),
        )

    items = await assert_snapshot_plus_events_equals_snapshot(
        database, request_db, Things(), viewer_of(tenant, ids), {"colour": "red"}, do
    )

    assert sorted(item.id for item in items) == ["a", "c", "d"]


@pytest.mark.parametrize("topic", [Forgetful(), Hasty()])
async def test_a_faulty_topic_fails(
    topic: Things,
    database: Database,
    request_db: RequestDatabase,
    ids: IdMaker,
    make_tenant: MakeTenant,
    make_work: MakeWork,
) -> None:
    tenant = await make_tenant()
    await _work(make_work, tenant, changed("a", 1), changed("b", 1))

    async def do() -> None:
        await _work(make_work, tenant, deleted("b", 2), changed("a", 2, "blue"))

    with pytest.raises(AssertionError):
        await assert_snapshot_plus_events_equals_snapshot(
            database, request_db, topic, viewer_of(tenant, ids), {}, do
        )


async def test_positions_are_given_once_in_order_of_commit(
    database: Database, request_db: RequestDatabase, make_tenant: MakeTenant, make_work: MakeWork
) -> None:
    tenant = await make_tenant()
    await _work(make_work, tenant, changed("a", 1), changed("a", 2))
    give_positions(database)
    await _work(make_work, tenant, changed("a", 3))
    give_positions(database)
    with database.connect_owner() as connection:
        rows = connection.execute("SELECT position, version FROM event_log ORDER BY 1").fetchall()
    assert rows == [(1, 1), (2, 2), (3, 3)]
