"""The test of tests: a snapshot at A with the events A..B applied equals a snapshot at B.

Every topic must pass it, over whatever its room does::

    await assert_snapshot_plus_events_equals_snapshot(
        request_db, relay_now, topic, viewer, {"interaction_id": ...}, do=the_room_works
    )
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

import psycopg

from guichet.kit.db.sessions import RequestDatabase
from guichet.kit.events import log
from guichet.kit.events.types import Event, Json, Position
from guichet.kit.topics import Item, NarrowView, Topic, Viewer
from tests.conftest import Database
from tests.live.reducer import Held

_POSITIONS = """
WITH ordered AS (
    SELECT tenant_id, id, row_number() OVER (ORDER BY seq) AS n FROM event_log
    WHERE position IS NULL
), state AS (SELECT coalesce(max(position), 0) AS last FROM event_log)
UPDATE event_log e SET position = state.last + ordered.n FROM ordered, state
WHERE e.tenant_id = ordered.tenant_id AND e.id = ordered.id
"""


def give_positions(database: Database) -> None:
    """What the relay does, at once and without NATS: committed events get their positions."""
    with database.connect_owner() as connection:
        _assign(connection)


def _assign(connection: "psycopg.Connection[Any]") -> None:
    with connection.transaction():
        connection.execute(_POSITIONS)
        connection.execute(
            "INSERT INTO relay_state"
            " (id, epoch, database_epoch, fence, process, assigned, published)"
            " VALUES (1, gen_random_uuid(), '', 0, 0, 0, 0) ON CONFLICT DO NOTHING"
        )
        connection.execute(
            "UPDATE relay_state SET assigned = (SELECT coalesce(max(position), 0) FROM event_log)"
        )


async def assert_snapshot_plus_events_equals_snapshot(
    database: Database,
    request_db: RequestDatabase,
    topic: Topic[Any],
    viewer: Viewer,
    params: Mapping[str, Json],
    do: Callable[[], Awaitable[object]],
) -> Sequence[Item]:
    """Take a snapshot, let the room ``do`` its work, and compare. Also the hard ways: events the
    snapshot already holds are applied again, and all are applied twice. Gives the items at the
    end, so that the test can look at them.
    """
    asked = topic.parse(params)
    give_positions(database)
    position, before = await _snapshot(request_db, topic, viewer, asked)
    await do()
    give_positions(database)
    _, after = await _snapshot(request_db, topic, viewer, asked)
    async with request_db.snapshot(viewer.tenant_id) as session:
        everything = await log.read_after(session, log.START, 10_000, viewer.tenant_id)
    new = [event for event in everything if event.position > position]
    wanted = _by_key(after)
    assert _replayed(topic, viewer, asked, before, new) == wanted
    assert _replayed(topic, viewer, asked, before, [*new, *new]) == wanted, "events twice"
    assert _replayed(topic, viewer, asked, after, everything) == wanted, "events already held"
    return after


async def _snapshot(
    request_db: RequestDatabase, topic: Topic[Any], viewer: Viewer, params: object
) -> tuple[Position, Sequence[Item]]:
    async with request_db.snapshot(viewer.tenant_id) as session:
        position = await log.newest_position(session)
        return position, await topic.snapshot(session, viewer, params)


def _replayed(
    topic: Topic[Any],
    viewer: Viewer,
    params: object,
    before: Sequence[Item],
    events: Sequence[Event],
) -> dict[tuple[str, str], Item]:
    held = Held()
    held.replace(before, 0)
    for event in events:
        if isinstance(topic, NarrowView) and topic.concerned(event) != topic.shown(params):
            continue  # as the hub does
        held.apply(topic.patch(event, viewer, params), event.position)
    return held.items


def _by_key(items: Sequence[Item]) -> dict[tuple[str, str], Item]:
    found = {(item.kind, item.id): item for item in items}
    assert len(found) == len(items), "an item twice in one snapshot"
    return found
