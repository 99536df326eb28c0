"""A browser at ``/live``, over a real server, database, relay and NATS."""

import asyncio

import pytest
from websockets.exceptions import InvalidStatus

from guichet.kit.bus import Bus
from guichet.kit.errors import NotFound, NotSignedIn
from guichet.kit.events.types import NewEvent
from guichet.kit.ids import TenantId
from guichet.live.endpoint import Live
from tests.conftest import MakeTenant, MakeWork
from tests.live.conftest import Browser, Connect, OpenDoor
from tests.live.things import changed, deleted
from tests.waiting import eventually


async def write(make_work: MakeWork, tenant: TenantId, *events: NewEvent) -> None:
    for event in events:
        async with make_work(tenant) as work:
            await work.record(event)


async def names(tab: Browser) -> list[str]:
    """The ids in the snapshot that must come next."""
    return sorted(item["id"] for item in (await tab.receive("snapshot"))["items"])


async def test_a_browser_gets_a_snapshot_and_then_what_changes(
    browser: Connect, live: Live, make_tenant: MakeTenant, make_work: MakeWork
) -> None:
    tenant = await make_tenant()
    await write(make_work, tenant, changed("a", 1))
    await eventually(lambda: live.hub.position == 1)
    async with browser(tenant) as tab:
        hello = await tab.receive("hello")
        await tab.open(ref=7)
        snapshot = await tab.receive("snapshot")
        await write(make_work, tenant, changed("b", 1, "blue"), deleted("a", 2))
        first, second = await tab.receive("patch"), await tab.receive("patch")

    assert hello["epoch"]
    assert snapshot["ref"] == 7
    assert snapshot["items"] == [
        {"kind": "thing", "id": "a", "version": 1, "value": {"id": "a", "colour": "red"}}
    ]
    assert first["puts"][0]["value"] == {"id": "b", "colour": "blue"}
    assert second["gone"] == [{"kind": "thing", "id": "a", "version": 2}]
    assert snapshot["position"] < first["position"] < second["position"]


async def test_other_tenants_events_stay_theirs(
    browser: Connect, make_tenant: MakeTenant, make_work: MakeWork
) -> None:
    ours, theirs = await make_tenant(), await make_tenant()
    await write(make_work, theirs, changed("secret", 1))
    async with browser(ours) as tab:
        await tab.receive("hello")
        await tab.open()
        assert await names(tab) == []
        await write(make_work, theirs, changed("secret", 2))
        await write(make_work, ours, changed("mine", 1))
        assert (await tab.receive("patch"))["puts"][0]["id"] == "mine"


async def test_a_browser_resumes_where_it_was(
    browser: Connect, live: Live, make_tenant: MakeTenant, make_work: MakeWork
) -> None:
    tenant = await make_tenant()
    await write(make_work, tenant, changed("a", 1))
    await eventually(lambda: live.hub.position == 1)  # a log without a relay has no epoch yet
    async with browser(tenant) as tab:
        epoch = (await tab.receive("hello"))["epoch"]
        await tab.open()
        await names(tab)
        await write(make_work, tenant, changed("a", 2))
        since = (await tab.receive("patch"))["position"]
    await write(make_work, tenant, changed("b", 1), changed("b", 2))
    async with browser(tenant) as tab:
        assert (await tab.receive("hello"))["epoch"] == epoch
        await tab.open(since=since, epoch=epoch)
        seen: list[int] = []
        async with asyncio.timeout(30):
            while len(seen) < 2:
                seen += [put["version"] for put in (await tab.receive("patch"))["puts"]]
        assert seen == [1, 2]


@pytest.mark.parametrize("held", [{"since": 1_000_000}, {"since": 1, "epoch": "another"}])
async def test_a_position_of_another_history_gets_a_snapshot(
    held: dict[str, object],
    browser: Connect,
    live: Live,
    make_tenant: MakeTenant,
    make_work: MakeWork,
) -> None:
    tenant = await make_tenant()
    await write(make_work, tenant, changed("a", 1))
    await eventually(lambda: live.hub.position == 1)
    async with browser(tenant) as tab:
        hello = await tab.receive("hello")
        await tab.open(**{"epoch": hello["epoch"], **held})
        assert await names(tab) == ["a"]


async def test_what_cannot_be_opened_is_refused_in_the_readers_language(
    browser: Connect, make_tenant: MakeTenant, door: OpenDoor
) -> None:
    async with browser(await make_tenant()) as tab:
        await tab.receive("hello")
        await tab.open(1, "tests.unknown")
        await tab.open(2, params={"colour": 3})
        await tab.open(3, params={"colour": "nowhere"})
        problems = [(await tab.receive("refused")) for _ in range(3)]

    by_ref = {refused["ref"]: refused["problem"] for refused in problems}
    assert {ref: problem["code"] for ref, problem in by_ref.items()} == {
        1: "not_found",
        2: "invalid",
        3: "not_found",
    }
    assert by_ref[2]["faults"][0]["pointer"] == "colour"
    assert by_ref[2]["faults"][0]["detail"] == "Ce doit être un texte."


async def test_a_topic_without_its_right_is_refused_also_later(
    browser: Connect, make_tenant: MakeTenant, door: OpenDoor, live: Live
) -> None:
    async with browser(await make_tenant()) as tab:
        await tab.receive("hello")
        await tab.open()
        await tab.receive("snapshot")
        door.rights = frozenset()
        await live.renew_passes()
        assert (await tab.receive("refused"))["problem"]["code"] == "forbidden"
        await tab.open(2)
        assert (await tab.receive("refused"))["problem"]["code"] == "forbidden"


@pytest.mark.parametrize(("reason", "code"), [(NotSignedIn(), 4401), (NotFound(), 4403)])
async def test_a_session_that_ends_closes_its_socket(
    reason: NotFound | NotSignedIn,
    code: int,
    browser: Connect,
    make_tenant: MakeTenant,
    door: OpenDoor,
) -> None:
    tenant = await make_tenant()
    async with browser(tenant) as tab:
        await tab.receive("hello")
        door.shut = reason
        assert await tab.closed() == code
    async with browser(tenant) as tab:
        assert await tab.closed() == code


async def test_pages_of_other_sites_stay_outside(browser: Connect, make_tenant: MakeTenant) -> None:
    tenant = await make_tenant()
    for origin in ("http://evil.example", "null", "http://127.0.0.1"):
        with pytest.raises(InvalidStatus) as refused:
            async with browser(tenant, origin=origin):
                pass
        assert refused.value.response.status_code == 403


async def test_a_tenant_that_is_no_id_is_refused(browser: Connect) -> None:
    async with browser("nonsense") as tab:
        assert await tab.closed() == 4403


@pytest.mark.parametrize("frame", ["not json", '{"op":"dance"}', '{"op":"open"}', "x" * 20_000])
async def test_what_is_no_frame_closes_the_socket(
    frame: str, browser: Connect, make_tenant: MakeTenant
) -> None:
    async with browser(await make_tenant()) as tab:
        await tab.receive("hello")
        await tab.socket.send(frame)
        assert await tab.closed() == 4400


async def test_a_flood_of_frames_closes_the_socket(
    browser: Connect, make_tenant: MakeTenant
) -> None:
    async with browser(await make_tenant()) as tab:
        await tab.receive("hello")
        for _ in range(150):
            await tab.send(op="ping")
        assert await tab.closed() == 4429


async def test_too_many_topics_close_the_socket(browser: Connect, make_tenant: MakeTenant) -> None:
    async with browser(await make_tenant()) as tab:
        for ref in range(33):
            await tab.open(ref)
        assert await tab.closed() == 4429


async def test_a_ping_is_answered(browser: Connect, make_tenant: MakeTenant) -> None:
    async with browser(await make_tenant()) as tab:
        await tab.receive("hello")
        await tab.send(op="ping")
        assert await tab.receive("pong") == {"op": "pong"}


async def test_a_closed_topic_says_nothing_more(
    browser: Connect, make_tenant: MakeTenant, make_work: MakeWork
) -> None:
    tenant = await make_tenant()
    async with browser(tenant) as tab:
        await tab.receive("hello")
        await tab.open(1)
        await tab.receive("snapshot")
        await tab.open(2, params={"colour": "red"})
        await tab.receive("snapshot")
        await tab.send(op="close", ref=1)
        await tab.send(op="ping")
        await tab.receive("pong")
        await write(make_work, tenant, changed("a", 1))
        assert (await tab.receive("patch"))["ref"] == 2
        await tab.send(op="ping")
        await tab.receive("pong")


async def test_a_topic_with_a_fault_is_behind_and_the_others_go_on(
    browser: Connect, make_tenant: MakeTenant, make_work: MakeWork
) -> None:
    tenant = await make_tenant()
    async with browser(tenant) as tab:
        await tab.receive("hello")
        await tab.open(1, "tests.broken")
        await tab.receive("snapshot")
        await tab.open(2)
        await tab.receive("snapshot")
        await write(make_work, tenant, changed("a", 1))
        assert (await tab.receive("behind"))["ref"] == 1
        assert (await tab.receive("patch"))["ref"] == 2


async def test_signals_are_forwarded(
    browser: Connect, make_tenant: MakeTenant, bus: Bus, live: Live
) -> None:
    tenant = await make_tenant()
    async with browser(tenant) as tab:
        await tab.receive("hello")
        await tab.open(5)
        await tab.receive("snapshot")
        frame = None
        async with asyncio.timeout(30):
            while frame is None:  # until the subscription has reached NATS
                await bus.publish(f"guichet.signal.{tenant}.things", b'{"kind":"typing"}')
                try:
                    frame = await tab.receive("signal", within=0.1)
                except TimeoutError:
                    continue
        assert frame == {"op": "signal", "ref": 5, "signal": {"kind": "typing"}}


async def test_a_browser_that_does_not_keep_up_is_told_and_gets_a_new_snapshot(
    browser: Connect, live: Live, make_tenant: MakeTenant, make_work: MakeWork
) -> None:
    tenant = await make_tenant()
    long = "red" * 40_000
    async with browser(tenant, max_queue=1) as slow, browser(tenant) as quick:
        await slow.receive("hello")
        await slow.open()
        await slow.receive("snapshot")
        await quick.receive("hello")
        await quick.open(params={"colour": "blue"})
        await quick.receive("snapshot")
        async with make_work(tenant) as work:
            for version in range(1, 121):
                await work.record(changed("a", version, long))
            await work.record(changed("b", 1, "blue"))
        await eventually(lambda: live.hub.position == 121)
        last: dict[str, object] = {}
        async with asyncio.timeout(30):
            while last.get("puts", []) == []:
                last = await quick.receive("patch")
        frames = [await slow.any_frame()]
        while frames[-1]["op"] == "patch":
            frames.append(await slow.any_frame())
        assert frames[-1] == {"op": "behind", "ref": 1}
        assert len(frames) < 121
        await slow.open()
        versions = {i["id"]: i["version"] for i in (await slow.receive("snapshot"))["items"]}
    assert versions == {"a": 120, "b": 1}
