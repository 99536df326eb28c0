"""The desk's live screens pass the test of tests."""

import pytest

from guichet.desk import service
from guichet.desk.topics import DeskConversation, DeskInbox
from guichet.gateway.outbound import service as outbound
from guichet.gateway.types import PeerReceipt
from guichet.interactions import service as interactions
from guichet.kit.db.sessions import RequestDatabase
from guichet.kit.errors import Invalid, NotFound
from guichet.kit.ids import UserId
from guichet.kit.topics import Viewer
from tests.conftest import Database, MakeTenant, MakeWork
from tests.desk.scene import AMELIE, RAVI, ability, arrives
from tests.gateway.scene import Shop, open_shop, says, visitor
from tests.live.replay import assert_snapshot_plus_events_equals_snapshot


@pytest.fixture
async def shop(make_tenant: MakeTenant, make_work: MakeWork) -> Shop:
    return await open_shop(make_tenant, make_work)


def viewer(shop: Shop) -> Viewer:
    return Viewer(UserId(AMELIE.id), shop.tenant_id, frozenset({"desk.answer"}))


async def a_busy_morning(make_work: MakeWork, shop: Shop) -> None:
    """One waits, one is mine, one is somebody else's, one was handed back, one is over."""
    able, arrived = ability(shop), []
    for number in range(1, 6):
        arrived.append(await arrives(make_work, shop, says(f"n {number}", who=visitor(number))))
    waits, mine, other, back, over = (one.interaction_id for one in arrived)
    async with make_work(shop.tenant_id) as work:
        await service.take(work, able, mine, AMELIE)
        await service.take(work, able, other, RAVI)
        await service.take(work, able, back, RAVI)
        await service.release(work, able, back, RAVI)
        await service.take(work, able, over, AMELIE)
        await service.close(work, able, over, AMELIE)
        said = await service.answer(work, mine, AMELIE, "Oui", "c1")
        await service.answer(work, other, RAVI, "Non", None)
    await arrives(make_work, shop, says("encore", who=visitor(2)))
    async with make_work(shop.tenant_id) as work:
        receipt = PeerReceipt(str(said.outbound_id), visitor(2), "seen")
        await outbound.record_receipt(work, shop.door.id, receipt, interactions.record_progress)
    assert waits != mine


async def test_the_inbox_follows_by_events_alone(
    database: Database, request_db: RequestDatabase, make_work: MakeWork, shop: Shop
) -> None:
    await arrives(make_work, shop, says("avant", who=visitor(9)))
    items = await assert_snapshot_plus_events_equals_snapshot(
        database,
        request_db,
        DeskInbox(),
        viewer(shop),
        {},
        do=lambda: a_busy_morning(make_work, shop),
    )
    states = sorted(str(item.value["state"]) for item in items if isinstance(item.value, dict))
    assert states == ["active", "waiting", "waiting", "waiting"]


async def test_a_conversation_follows_by_events_alone(
    database: Database, request_db: RequestDatabase, make_work: MakeWork, shop: Shop
) -> None:
    first = await arrives(make_work, shop, says("avant", who=visitor(2)))
    items = await assert_snapshot_plus_events_equals_snapshot(
        database,
        request_db,
        DeskConversation(),
        viewer(shop),
        {"interaction_id": str(first.interaction_id)},
        do=lambda: a_busy_morning(make_work, shop),
    )
    messages = [item.value for item in items if item.kind == "message"]
    shown = [(m["seq"], m["text"]) for m in messages if isinstance(m, dict)]
    assert shown == [(1, "avant"), (2, "n 2"), (3, None), (4, "Oui"), (5, "encore")]
    deliveries = [m["delivery"] for m in messages if isinstance(m, dict)]
    assert [d["state"] for d in deliveries if isinstance(d, dict)] == [
        "none",
        "none",
        "queued",
        "seen",
        "none",
    ]


async def test_a_conversation_of_another_tenant_is_not_there(
    request_db: RequestDatabase, make_tenant: MakeTenant, make_work: MakeWork, shop: Shop
) -> None:
    other = await open_shop(make_tenant, make_work)
    first = await arrives(make_work, other, says("ailleurs"))
    topic = DeskConversation()
    asked = topic.parse({"interaction_id": str(first.interaction_id)})
    async with request_db.snapshot(shop.tenant_id) as session:
        with pytest.raises(NotFound):
            await topic.snapshot(session, viewer(shop), asked)


@pytest.mark.parametrize("params", [{}, {"interaction_id": "x"}, {"interaction_id": 3}])
def test_a_conversation_must_be_named_by_its_id(params: dict[str, str | int]) -> None:
    with pytest.raises(Invalid):
        DeskConversation().parse(params)


def test_typing_is_heard_on_the_conversations_own_subject(shop: Shop) -> None:
    topic = DeskConversation()
    asked = topic.parse({"interaction_id": str(shop.door.id)})
    assert topic.signals(viewer(shop), asked) == (
        f"guichet.signal.{shop.tenant_id}.interaction.{shop.door.id}",
    )
