"""Hooks are told at least once, in order as far as answers allow; nobody waits for another."""

import asyncio
import json
from datetime import timedelta
from uuid import UUID

import pytest

from guichet.hooks import service
from guichet.hooks.deliveries import runner
from guichet.hooks.deliveries import service as deliveries
from guichet.hooks.deliveries.verdicts import LIFE, WAITS
from guichet.hooks.erasure import HooksErased
from guichet.hooks.signing import headers, key_of
from guichet.hooks.upkeep import keep
from guichet.kit.clock import ManualClock
from tests.hooks.conftest import Scene
from tests.hooks.receiver import Received, Receiver, answering, receiving
from tests.waiting import eventually

OK = answering("200 OK", b"ok")
DOWN = answering("503 Service Unavailable", b"soon")


def names(receiver: Receiver) -> list[str]:
    """Of the contacts that were told, in order."""
    return [json.loads(one.body)["data"]["contact"]["name"] for one in receiver.received]


async def test_an_event_is_told_once_with_its_public_value_and_a_signature(scene: Scene) -> None:
    async with receiving() as receiver:
        new = await scene.hook(receiver.address)
        event = await scene.happen()
        assert await scene.tell() == 1
        assert await scene.tell() == 0
    one = receiver.received[0]
    assert len(receiver.received) == 1
    assert json.loads(one.body) == {
        "id": str(event.id),
        "type": "contact.created",
        "version": 1,
        "at": "2026-03-02T08:00:00+00:00",
        "tenant": str(scene.tenant),
        "data": {
            "contact": {
                "id": "0199a7c2-4e7b-7c3a-9d55-0f1e2d3c4b5a",
                "version": 1,
                "name": "Éloïse",
                "identities": [{"kind": "phone", "value": "+262692123456", "verified": False}],
            }
        },
    }
    found = await scene.deliveries(new.hook.id)
    signed = headers(str(found[0].id), scene.ground.clock.now(), one.body, [key_of(new.secret)])
    assert {name: one.headers[name] for name, _ in signed} == dict(signed)
    assert [(each.state, each.attempts) for each in found] == [("delivered", 1)]
    assert [(each.status, each.answer) for each in found[0].tries] == [(200, "ok")]


async def test_only_who_wants_an_event_is_told(scene: Scene) -> None:
    async with receiving() as wanting, receiving() as other:
        await scene.hook(wanting.address, "contact.created")
        await scene.hook(other.address, "company.*", "contact.erased")
        await scene.happen()
        await scene.tell()
    assert (len(wanting.received), other.received) == (1, [])


async def test_while_the_receiver_is_away_all_wait_and_then_come_in_order(
    scene: Scene, clock: ManualClock
) -> None:
    async with receiving(DOWN) as receiver:
        hook = (await scene.hook(receiver.address)).hook
        for name in ("a", "b", "c"):
            await scene.happen(item={"name": name})
        await scene.tell()
        await scene.happen(item={"name": "d"})
        assert await scene.tell() == 0  # a new event hastens nothing
        clock.advance(WAITS[0])
        await scene.tell()
        state = await scene.line(hook.id)
        assert (state.waiting, state.failures, state.last_status) == (4, 2, 503)
        assert names(receiver) == ["a", "a"]
        receiver.say = OK
        clock.advance(WAITS[1])
        await scene.tell()
    assert names(receiver) == ["a", "a", "a", "b", "c", "d"]
    state = await scene.line(hook.id)
    assert (state.waiting, state.failures, state.failing_since) == (0, 0, None)
    assert state.delivered == 4


async def test_a_body_the_receiver_refuses_steps_aside_and_the_others_go_on(
    scene: Scene, clock: ManualClock
) -> None:
    async def picky(received: Received, writer: asyncio.StreamWriter) -> None:
        bad = b'"name":"a"' in received.body
        await (answering("422 No", b"unknown") if bad else OK)(received, writer)

    async with receiving(picky) as receiver:
        hook = (await scene.hook(receiver.address)).hook
        for name in ("a", "b"):
            await scene.happen(item={"name": name})
        await scene.tell()
        assert names(receiver) == ["a", "b"]
        clock.advance(WAITS[0])
        await scene.tell()
        assert names(receiver) == ["a", "b", "a"]
        clock.advance(LIFE)
        await scene.happen(item={"name": "c"})
        await scene.tell()
        dead = await scene.deliveries(hook.id, "dead")
        assert [(one.attempts, one.tries[-1].answer) for one in dead] == [(3, "unknown")]
        assert (await scene.line(hook.id)).dead == 1


async def test_what_was_given_up_is_told_again_by_one_click_under_its_old_id(
    scene: Scene, clock: ManualClock
) -> None:
    async def picky(received: Received, writer: asyncio.StreamWriter) -> None:
        good = b'"name":"c"' in received.body
        await (OK if good else answering("400 No"))(received, writer)

    async with receiving(picky) as receiver:
        hook = (await scene.hook(receiver.address)).hook
        for name in ("a", "b", "c"):
            await scene.happen(item={"name": name})
        await scene.tell()
        clock.advance(LIFE)
        await scene.tell()
        dead = await scene.deliveries(hook.id, "dead")
        receiver.say = OK
        async with scene.make_work(scene.tenant) as work:
            assert (await deliveries.again(work, hook.id, dead[0].id)).state == "waiting"
        await scene.tell()
        async with scene.make_work(scene.tenant) as work:
            assert await deliveries.all_again(work, hook.id) == 1
            assert await deliveries.all_again(work, hook.id) == 0
        await scene.tell()
    told = names(receiver)
    assert (told[:3], sorted(told[3:5]), told[5:]) == (["a", "b", "c"], ["a", "b"], ["b", "a"])
    ids = [one.headers["webhook-id"] for one in receiver.received]
    assert ids[:2] == list(reversed(ids[5:]))
    assert sorted(ids[3:5]) == sorted(ids[:2])
    assert (await scene.line(hook.id)).dead == 0


async def test_a_body_that_makes_the_receiver_fail_lets_the_others_pass(
    scene: Scene, clock: ManualClock
) -> None:
    async def bug(received: Received, writer: asyncio.StreamWriter) -> None:
        bad = b'"name":"a"' in received.body
        await (answering("500 Oops") if bad else OK)(received, writer)

    async with receiving(bug) as receiver:
        hook = (await scene.hook(receiver.address)).hook
        for name in ("a", "b"):
            await scene.happen(item={"name": name})
        for wait in (timedelta(), *WAITS[:3]):
            clock.advance(wait)
            await scene.tell()
    assert names(receiver) == ["a", "a", "a", "a", "b"]
    assert [one.state for one in await scene.deliveries(hook.id)] == ["delivered", "later"]


async def test_a_receiver_that_hangs_holds_nobody_else(scene: Scene) -> None:
    release = asyncio.Event()

    async def hang(received: Received, writer: asyncio.StreamWriter) -> None:
        await release.wait()
        await OK(received, writer)

    async with receiving(hang) as slow, receiving() as quick, asyncio.TaskGroup() as group:
        await scene.hook(slow.address)
        await scene.hook(quick.address)
        await scene.happen()
        telling = group.create_task(scene.tell())
        await eventually(lambda: quick.received and slow.received and scene.teller._busy == 1)
        await scene.happen(item={"name": "b"})
        assert await scene.tell() == 1
        assert (len(quick.received), len(slow.received)) == (2, 1)
        release.set()
        await telling
        assert len(slow.received) == 2


async def test_bodies_of_one_tenant_under_way_are_bounded(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "OF_TENANT", 3)

    async def slowly(received: Received, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0)
        await OK(received, writer)

    async with receiving(slowly) as receiver:
        hook = (await scene.hook(receiver.address, lanes=8)).hook
        for number in range(40):
            await scene.happen(subject=f"contact:{number}", item={"name": str(number)})
        await scene.tell()
    assert 1 < receiver.most_at_once <= 3
    assert (await scene.line(hook.id)).delivered == 40


async def test_with_lanes_what_concerns_one_thing_stays_in_order(scene: Scene) -> None:
    async with receiving() as receiver:
        await scene.hook(receiver.address, lanes=4)
        for number in range(30):
            await scene.happen(subject=f"contact:{number % 5}", item={"name": f"{number:02}"})
        await scene.tell()
    told = names(receiver)
    assert len(told) == 30
    for contact in range(5):
        mine = [name for name in told if int(name) % 5 == contact]
        assert mine == sorted(mine)


async def test_a_process_that_dies_leaves_its_line_to_the_next(
    scene: Scene, clock: ManualClock
) -> None:
    async def hang(_received: Received, _writer: asyncio.StreamWriter) -> None:
        await asyncio.Event().wait()

    async with receiving(hang) as receiver:
        await scene.hook(receiver.address)
        await scene.happen()
        dying = asyncio.ensure_future(scene.tell())
        await eventually(lambda: receiver.received)
        dying.cancel()
        await asyncio.wait([dying])
        receiver.say = OK
        assert await scene.tell() == 0
        clock.advance(runner.LEASE)
        assert await scene.tell() == 1
    first, second = receiver.received
    assert first.headers["webhook-id"] == second.headers["webhook-id"]


async def test_two_days_without_success_switch_a_hook_off_and_what_waits_leaves_once_it_is_on(
    scene: Scene, clock: ManualClock
) -> None:
    async with receiving(DOWN) as receiver:
        hook = (await scene.hook(receiver.address)).hook
        await scene.happen(item={"name": "a"})
        await scene.tell()
        clock.advance(LIFE)
        await scene.tell()
        off = await scene.get(hook.id)
        assert (off.wishes.enabled, off.off_why) == (False, "failing")
        await scene.happen(item={"name": "b"})
        clock.advance(LIFE)
        assert await scene.tell() == 0
        receiver.say = OK
        async with scene.make_work(scene.tenant) as work:
            await service.change(work, hook.id, hook.wishes)
        assert await scene.tell() == 1
    assert names(receiver) == ["a", "a", "a"]
    assert (await scene.get(hook.id)).off_why is None


async def test_a_receiver_that_is_gone_is_told_nothing_more(scene: Scene) -> None:
    async with receiving(answering("410 Gone")) as receiver:
        hook = (await scene.hook(receiver.address)).hook
        for name in ("a", "b"):
            await scene.happen(item={"name": name})
        await scene.tell()
    assert len(receiver.received) == 1
    assert (await scene.get(hook.id)).off_why == "gone"


async def test_more_than_is_kept_switches_a_hook_off(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deliveries, "MOST_WAITING", 2)
    async with receiving() as receiver:
        hook = (await scene.hook(receiver.address)).hook
        for name in ("a", "b", "c"):
            await scene.happen(item={"name": name})
        assert (await scene.line(hook.id)).waiting == 2
        await scene.tell()
    assert receiver.received == []
    assert (await scene.get(hook.id)).off_why == "too_much"


async def test_bodies_carry_two_signatures_while_a_secret_takes_over(
    scene: Scene, clock: ManualClock
) -> None:
    async with receiving() as receiver:
        old = await scene.hook(receiver.address)
        async with scene.make_work(scene.tenant) as work:
            cipher = scene.ground.cipher
            new = await service.renew_secret(work, old.hook.id, cipher, keep=True)
        await scene.happen()
        await scene.tell()
        clock.advance(timedelta(hours=24))
        await scene.happen()
        await scene.tell()
    both, one = (each.headers["webhook-signature"].split(" ") for each in receiver.received)
    first = receiver.received[0]
    for secret, signature in zip((new.secret, old.secret), both, strict=True):
        made = dict(
            headers(
                first.headers["webhook-id"],
                clock.now() - timedelta(hours=24),
                first.body,
                [key_of(secret)],
            )
        )
        assert made["webhook-signature"] == signature
    assert len(one) == 1


async def test_a_person_who_is_erased_leaves_no_body_behind(scene: Scene) -> None:
    person = UUID("0199a7c2-4e7b-7c3a-9d55-0f1e2d3c4b5a")
    async with receiving(DOWN) as receiver:
        hook = (await scene.hook(receiver.address)).hook
        await scene.happen(contact_id=person)
        await scene.happen(item={"name": "other"})
        async with scene.make_work(scene.tenant) as work:
            await HooksErased().erase(work, [person])
        await scene.happen("crm.contact.erased", contact_id=person, item={"name": ""})
        kinds = [one.kind for one in await scene.deliveries(hook.id)]
    assert kinds == ["contact.erased", "contact.created"]
    assert (await scene.line(hook.id)).waiting == 2


async def test_bodies_are_kept_two_weeks_and_those_of_a_removed_hook_not_at_all(
    scene: Scene, clock: ManualClock
) -> None:
    across = scene.ground.system_db.transaction
    async with receiving() as receiver:
        hook = (await scene.hook(receiver.address)).hook
        gone = (await scene.hook(receiver.address)).hook
        await scene.happen()
        await scene.tell()
        clock.advance(timedelta(days=13))
        await keep(across, clock.now())
        assert len(await scene.deliveries(hook.id)) == 1
        clock.advance(timedelta(days=2))
        async with scene.make_work(scene.tenant) as work:
            await service.remove(work, gone.id)
        await keep(across, clock.now())
        assert await scene.deliveries(hook.id) == []
        assert await scene.deliveries(gone.id) == []
        clock.advance(timedelta(hours=2))
        await keep(across, clock.now())
        with pytest.raises(KeyError):
            await scene.line(gone.id)


async def test_of_what_was_delivered_the_newest_stay(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "KEPT_DELIVERED", 5)
    async with receiving() as receiver:
        hook = (await scene.hook(receiver.address)).hook
        for number in range(12):
            await scene.happen(item={"name": str(number)})
        await scene.tell()
    assert len(await scene.deliveries(hook.id)) == 5
    assert (await scene.line(hook.id)).delivered == 12


async def test_a_teller_runs_until_it_is_stopped(scene: Scene) -> None:
    async with receiving() as receiver, asyncio.TaskGroup() as group:
        await scene.hook(receiver.address)
        running = group.create_task(scene.teller.run())
        await scene.happen()
        await eventually(lambda: receiver.received)
        running.cancel()
    assert len(receiver.received) == 1
