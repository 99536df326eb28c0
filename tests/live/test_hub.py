"""Events fanned out in memory: no viewer misses one, however snapshots and events interleave."""

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from guichet.kit.events.types import Event, EventKind, Json, Position
from guichet.kit.ids import TenantId, UserId
from guichet.kit.topics import Item, Patch, Viewer
from guichet.live import frames
from guichet.live.hub import Hub, Subscription, View
from guichet.live.outlet import Outlet
from tests.live.reducer import Held
from tests.live.things import CHANGED, DELETED, Colour, Things

TENANT = TenantId(UUID(int=1))
MORNING = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def viewer(number: int = 1, tenant: TenantId = TENANT) -> Viewer:
    return Viewer(UserId(UUID(int=number)), tenant, frozenset())


def event(position: int, name: str, kind: EventKind = CHANGED, tenant: TenantId = TENANT) -> Event:
    payload: dict[str, Json] = {"item": {"id": name, "colour": "red"}}
    return Event(
        Position(position), tenant, UUID(int=position), kind, name, position, payload, MORNING
    )


def drained(outlet: Outlet) -> list[dict[str, Any]]:
    """Everything that waits, decoded."""
    return [json.loads(outlet.pop()) for _ in range(len(outlet))]


def state_after(events: list[Event]) -> dict[str, int]:
    """What a snapshot after these events would hold: name and version."""
    state: dict[str, int] = {}
    for one in events:
        state.pop(one.subject, None)
        if one.kind == CHANGED:
            state[one.subject] = one.version
    return state


def items_of(state: dict[str, int]) -> list[Item]:
    return [Item("thing", name, version, None) for name, version in state.items()]


scripts = st.lists(
    st.tuples(st.sampled_from(["a", "b", "c"]), st.sampled_from([CHANGED, DELETED])), max_size=40
)


@given(scripts, st.data())
def test_a_snapshot_anywhere_between_the_events_ends_in_the_same_state(
    script: list[tuple[str, EventKind]], data: st.DataObject
) -> None:
    events = [event(at, name, kind) for at, (name, kind) in enumerate(script, 1)]
    joined = data.draw(st.integers(0, len(events)), "events taken when it joins")
    read = data.draw(st.integers(joined, len(events)), "position of the snapshot")
    told = data.draw(st.integers(joined, len(events)), "events taken when it is sent")
    committed = data.draw(st.integers(read, len(events)), "events the snapshot already shows")
    room = data.draw(st.sampled_from([3, 1_000]), "frames the outlet holds")

    hub, outlet = Hub(), Outlet(max_frames=room)
    view, subscription = View(Things(), viewer(), Colour(None)), Subscription(outlet, 1)
    for number in range(len(events) + 1):
        if number == joined:
            hub.join(view, subscription)
        if number == told:
            outlet.force(frames.snapshot(1, read, items_of(state_after(events[:committed]))))
            subscription.go_live(read)
        if number < len(events):
            hub.take(events[number])

    held = Held()
    for frame in drained(outlet):
        held.receive(frame)
    if held.state == "live":
        assert {key[1]: item.version for key, item in held.items.items()} == state_after(events)
    else:
        assert held.state == "behind"
        assert room == 3


def test_viewers_of_one_group_share_one_encoded_patch() -> None:
    class Shared(Things):
        asked = 0

        def viewer_class(self, viewer: Viewer, params: Colour) -> object:
            return None

        def patch(self, event: Event, viewer: Viewer, params: Colour) -> Patch:
            Shared.asked += 1
            return super().patch(event, viewer, params)

    hub, outlets = Hub(), [Outlet() for _ in range(5)]
    topic = Shared()
    for number, outlet in enumerate(outlets):
        subscription = Subscription(outlet, number, pending=None)
        hub.join(View(topic, viewer(number), Colour(None)), subscription)
    hub.take(event(1, "a"))

    assert Shared.asked == 1
    received = [drained(outlet) for outlet in outlets]
    assert [frame[0]["ref"] for frame in received] == [0, 1, 2, 3, 4]
    assert len({json.dumps(frame[0]["puts"]) for frame in received}) == 1


def test_patches_that_differ_by_viewer_are_not_shared() -> None:
    class Personal(Things):
        def patch(self, event: Event, viewer: Viewer, params: Colour) -> Patch:
            return Patch(puts=(Item("thing", "a", 1, {"seen_by": str(viewer.user_id)}),))

    hub, outlets = Hub(), [Outlet() for _ in range(50)]
    topic = Personal()
    for number, outlet in enumerate(outlets):
        subscription = Subscription(outlet, 1, pending=None)
        hub.join(View(topic, viewer(number), Colour(None)), subscription)
    hub.take(event(1, "a"))

    seen = [drained(outlet)[0]["puts"][0]["value"]["seen_by"] for outlet in outlets]
    assert seen == [str(UUID(int=number)) for number in range(50)]


def test_who_left_gets_nothing_and_leaves_nothing_behind() -> None:
    hub, outlet = Hub(), Outlet()
    view, subscription = View(Things(), viewer(), Colour(None)), Subscription(outlet, 1, None)
    hub.join(view, subscription)
    hub.leave(view, subscription)
    hub.leave(view, subscription)
    hub.take(event(1, "a"))
    assert len(outlet) == 0


def test_a_reset_tells_everyone_once() -> None:
    hub, outlet = Hub(), Outlet()
    hub.join(View(Things(), viewer(), Colour(None)), Subscription(outlet, 4, pending=None))
    hub.reset()
    hub.reset()
    hub.take(event(1, "a"))
    assert drained(outlet) == [{"op": "behind", "ref": 4}]


class OneThing(Things):
    """The same room, one thing at a time; counts what it is asked."""

    def __init__(self) -> None:
        self.tried = 0

    def shown(self, params: Colour) -> str:
        return str(params.name)

    def concerned(self, event: Event) -> str | None:
        if event.subject == "broken":
            raise LookupError(event.subject)
        return event.subject

    def patch(self, event: Event, viewer: Viewer, params: Colour) -> Patch:
        self.tried += 1
        if event.subject == "broken":
            raise LookupError(event.subject)
        return super().patch(event, viewer, params)


def test_a_view_of_one_thing_is_not_tried_with_events_of_others() -> None:
    hub, topic = Hub(), OneThing()
    outlets = {name: Outlet() for name in ("a", "b", "c")}
    for name, outlet in outlets.items():
        subscription = Subscription(outlet, 1)
        subscription.go_live(0)
        hub.join(View(topic, viewer(), Colour(name)), subscription)
    hub.take(event(1, "a"))
    hub.take(event(2, "elsewhere"))
    assert topic.tried == 1
    assert [len(outlet) for outlet in outlets.values()] == [1, 0, 0]


def test_a_topic_that_cannot_tell_whom_an_event_concerns_falls_behind() -> None:
    hub, outlet = Hub(), Outlet()
    subscription = Subscription(outlet, 1)
    subscription.go_live(0)
    view = View(OneThing(), viewer(), Colour("a"))
    hub.join(view, subscription)
    hub.take(event(1, "broken"))
    assert [frame["op"] for frame in drained(outlet)] == ["behind"]
    hub.leave(view, subscription)
    hub.leave(view, subscription)
    assert not hub._tenants
