"""What becomes of texts is told to hooks that ask, to call-back addresses, and to nobody else."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any, get_args
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import func, select

from guichet.accounts.rights import Role
from guichet.accounts.tenants.types import Tenant
from guichet.gateway.mass.contract import CarrierReceipt
from guichet.gateway.mass.models import ReportRow, ReportWishRow
from guichet.gateway.mass.types import MessageState, Report, ReportTo
from guichet.hooks import published, receipts, service
from guichet.hooks.callbacks import HookCallbacks
from guichet.hooks.outside import Outside
from guichet.hooks.receipts import ReceiptFollower
from guichet.hooks.types import Wishes
from guichet.kit.clock import ManualClock
from guichet.kit.ids import TenantId
from tests.accounts.conftest import Browser, World
from tests.conftest import MORNING
from tests.gateway.mass.line import House, house, numbers, order, takes
from tests.hooks.conftest import Scene
from tests.hooks.receiver import LOOPBACK, Receiver, receiving
from tests.waiting import eventually

ROUTE = UUID(int=1)


@pytest.fixture
async def carrying(scene: Scene) -> AsyncIterator[House]:
    """A process that carries."""
    ground = scene.ground
    async with house(ground.system_db, ground.clock, ground.ids, [ROUTE]) as one:
        yield one


def follower(scene: Scene) -> ReceiptFollower:
    """Takes reports, by hand."""
    ground = scene.ground
    return ReceiptFollower(ground.system_db.transaction, ground.clock, ground.ids)


async def send(scene: Scene, carrying: House, hook_id: UUID, many: int) -> None:
    """Texts that arrive, reported to a hook."""
    line = carrying.line(ROUTE, takes())
    wanted = replace(order(scene.tenant, *numbers(many)), report_to=(ReportTo("hook", hook_id),))
    await carrying.acceptor.accept(wanted)
    await eventually(lambda: len(line.taken) == many)
    told = [CarrierReceipt(f"id{number}", "delivered") for number in range(1, many + 1)]
    await carrying.heard(line, *told)
    await carrying.store.writer.written()


def bodies(receiver: Receiver) -> list[dict[str, Any]]:
    """What was told."""
    return [json.loads(one.body) for one in receiver.received]


async def test_each_receipt_is_a_body_of_its_own(scene: Scene, carrying: House) -> None:
    async with receiving() as receiver:
        hook = (await scene.hook(receiver.address, "message.delivered")).hook
        await send(scene, carrying, hook.id, 2)
        await follower(scene).pass_on()
        await scene.tell()
    first, second = bodies(receiver)
    assert first["type"] == second["type"] == "message.delivered"
    assert {one["data"]["message"]["to"] for one in (first, second)} == set(numbers(2))
    assert (first["data"]["message"]["state"], first["data"]["message"]["parts"]) == (
        "delivered",
        1,
    )


async def test_receipts_come_together_where_a_hook_asks_for_it(
    scene: Scene, carrying: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receipts, "TOGETHER", 20)
    async with receiving() as receiver:
        async with scene.make_work(scene.tenant) as work:
            wishes = Wishes(receiver.address, ("message.delivered",), together=True)
            hook = (await service.create(work, wishes, scene.ground.cipher)).hook
        await send(scene, carrying, hook.id, 50)
        await follower(scene).pass_on()
        await scene.tell()
    told = bodies(receiver)
    assert [(one["type"], len(one["data"]["events"])) for one in told] == [
        ("batch", 20),
        ("batch", 20),
        ("batch", 10),
    ]
    texts = [each["data"]["message"]["to"] for one in told for each in one["data"]["events"]]
    assert sorted(texts) == sorted(numbers(50))
    assert [one.events for one in await scene.deliveries(hook.id)] == [10, 20, 20]


async def test_reports_are_asked_for_while_a_hook_wants_them_and_no_longer(scene: Scene) -> None:
    async def wished() -> list[tuple[UUID, bool]]:
        async with scene.ground.system_db.transaction() as session:
            rows = await session.execute(select(ReportWishRow.target, ReportWishRow.everything))
            return [(row.target, row.everything) for row in rows]

    one = (await scene.hook("https://shop.example/", "message.failed")).hook
    await scene.hook("https://shop.example/", "contact.*", "balance.low")
    assert await wished() == [(one.id, False)]
    async with scene.make_work(scene.tenant) as work:
        await service.change(work, one.id, replace(one.wishes, kinds=("message.*",)))
    assert await wished() == [(one.id, True)]
    async with scene.make_work(scene.tenant) as work:
        await service.switch_off(work, one.id, "gone")
    assert await wished() == []


async def test_reports_of_a_hook_that_is_off_or_wants_others_are_let_go(
    scene: Scene, carrying: House
) -> None:
    hook = (await scene.hook("https://shop.example/", "message.failed")).hook
    await send(scene, carrying, hook.id, 3)
    await follower(scene).pass_on()
    assert await scene.deliveries(hook.id) == []
    assert await _reports(scene) == 0


async def test_reports_wait_where_they_are_while_too_much_waits_before_a_hook(
    scene: Scene, carrying: House, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receipts, "FULL", 0)
    async with receiving() as receiver:
        hook = (await scene.hook(receiver.address, "message.delivered", "contact.*")).hook
        await scene.happen()
        await send(scene, carrying, hook.id, 3)
        following = follower(scene)
        await following.pass_on()
        assert await _reports(scene) == 3
        await scene.tell()
        clock.advance(receipts.PUT_OFF)
        assert await following.pass_on() == 3
        await scene.tell()
    assert [one["type"] for one in bodies(receiver)] == [
        "contact.created",
        *["message.delivered"] * 3,
    ]


async def _reports(scene: Scene) -> int:
    async with scene.ground.system_db.transaction() as session:
        mine = select(func.count()).select_from(ReportRow)
        return await session.scalar(mine.where(ReportRow.tenant_id == scene.tenant)) or 0


@pytest.mark.parametrize("state", get_args(MessageState))
def test_every_state_of_a_text_has_its_event(state: MessageState) -> None:
    told = published.OF_STATE[state]
    report = Report(
        id=UUID(int=1),
        tenant_id=TenantId(UUID(int=2)),
        kind="hook",
        target=UUID(int=3),
        message_id=UUID(int=4),
        address="+262692000001",
        reference="C-17",
        state=state,
        part=1,
        parts=2,
        at=MORNING,
        error=None,
    )
    made = published.receipt(told, report)
    assert made["type"] in published.NAMES
    assert made["data"] == {
        "message": {
            "id": str(UUID(int=4)),
            "to": "+262692000001",
            "reference": "C-17",
            "state": state,
            "part": 1,
            "parts": 2,
            "error": None,
        }
    }


@pytest.fixture
async def client(app: FastAPI, world: World, browser: Browser, tenant: Tenant) -> httpx.AsyncClient:
    await world.member(tenant, "admin@example.com", Role.ADMINISTRATOR)
    outside = Outside(LOOPBACK)
    app.state.callbacks = HookCallbacks(outside, app.state.ground)
    return await browser("admin@example.com", tenant)


@pytest.fixture
async def tenant(world: World) -> Tenant:
    return await world.tenant()


async def test_a_request_names_an_address_that_is_told_what_becomes_of_its_texts(
    client: httpx.AsyncClient, tenant: Tenant, scene: Scene, carrying: House
) -> None:
    scene.tenant = tenant.id
    text = {"text": "Bonjour", "purpose": "service", "sender": "VANILLE"}
    async with receiving() as receiver:
        body = {
            **text,
            "recipients": [{"to": "0692 12 34 56", "reference": "C-17"}],
            "callback": receiver.address,
        }
        sent = [(await client.post("/messages", json=body)).json() for _ in range(2)]
        line = carrying.line(ROUTE, takes())
        await eventually(lambda: len(line.taken) == 2)
        await carrying.heard(line, CarrierReceipt("id1", "delivered"))
        await carrying.store.writer.written()
        await follower(scene).pass_on()
        await scene.tell()
        shown = (await client.get("/hooks")).json()["items"]
    told = bodies(receiver)
    assert [(one["type"], one["data"]["message"]["reference"]) for one in told] == [
        ("message.delivered", "C-17")
    ]
    assert told[0]["data"]["message"]["id"] in {one["messages"][0]["id"] for one in sent}
    assert [(one["address"], one["called_back"]) for one in shown] == [(receiver.address, True)]


async def test_an_address_that_cannot_be_called_back_is_refused_and_nothing_is_sent(
    client: httpx.AsyncClient,
) -> None:
    text = {"text": "Bonjour", "purpose": "service", "recipients": [{"to": "0692 12 34 56"}]}
    answer = await client.post("/messages", json={**text, "callback": "https://10.0.0.1/x"})
    assert answer.status_code == 422
    assert [(one["pointer"], one["code"]) for one in answer.json()["faults"]] == [
        ("callback", "hook_forbidden_address")
    ]
    assert (await client.get("/messages")).json()["items"] == []
