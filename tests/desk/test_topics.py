"""The desk's live screens pass the test of tests."""

from dataclasses import replace
from datetime import timedelta

import pytest

from guichet.agents import service as agents
from guichet.agents.types import QueueRules
from guichet.desk import details, handing, service
from guichet.desk.handing import By, Towards
from guichet.desk.mentions import live as mentions_live
from guichet.desk.mentions import service as mentions
from guichet.desk.topics import DeskConversation, DeskInbox
from guichet.gateway.context import Context, Location
from guichet.gateway.outbound import service as outbound
from guichet.gateway.types import PeerReceipt
from guichet.interactions import service as interactions
from guichet.interactions.types import QueueRef, Why
from guichet.kit.db.sessions import RequestDatabase
from guichet.kit.errors import Invalid, NotFound
from guichet.kit.events.types import Json
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


async def a_day_of_working_together(make_work: MakeWork, shop: Shop) -> None:
    """Offered to me, declined by me, handed to me, consulted with me, put aside by me, written up,
    merged, called by a note and seen.
    """
    able, ids = ability(shop), []
    for number in range(11, 19):
        ids.append(
            (
                await arrives(make_work, shop, says(f"n {number}", who=visitor(number)))
            ).interaction_id
        )
    offer, lapsed, handed, help_me, aside, finished, ended_help, other_queue = ids
    async with make_work(shop.tenant_id) as work:
        until = work.now + timedelta(seconds=30)
        queue = await agents.create_queue(work, QueueRules(name="Ventes", wrap_up=until - work.now))
        ref = QueueRef(queue.id, queue.name)
        for one in (offer, lapsed):
            held = await interactions.for_change(work, one)
            await interactions.offer(work, held, AMELIE, until, Why("skills", {"agent": "Amélie"}))
        await service.decline(work, lapsed, AMELIE, "not_mine")
        await service.take(work, able, handed, RAVI)
        to = Towards(AMELIE, ref)
        await handing.transfer(work, able, handed, By(RAVI), to=to, note="Vois")
        for one in (help_me, ended_help):
            await service.take(work, able, one, RAVI)
            await handing.consult(work, one, RAVI, AMELIE, None)
        await handing.end_consult(work, able, ended_help, AMELIE, AMELIE.id)
        await service.take(work, able, aside, AMELIE)
        await service.snooze(work, aside, AMELIE, until)
        wanted = details.Details("colis", 5, ("a", "b"), queue.id)
        await details.describe(work, other_queue, RAVI, wanted, supervises=False)
        await details.describe(work, finished, RAVI, wanted, supervises=False)
        await service.take(work, able, finished, AMELIE)
        await service.hold(work, finished, AMELIE)
        await service.finish(work, able, finished, AMELIE)
        await service.note(work, help_me, RAVI, "@Amélie ?", (AMELIE,))
        await service.note(work, help_me, RAVI, "@Amélie !", (AMELIE,))
    async with make_work(shop.tenant_id) as work:
        called = await mentions_live.unread(work.session, shop.tenant_id, AMELIE.id)
        await mentions.see(work, called[-1].id, AMELIE)


@pytest.mark.parametrize(
    ("params", "shown"),
    [
        (
            {},
            [
                ("active", "n 14"),
                ("offered", "n 11"),
                ("snoozed", "n 15"),
                ("waiting", "n 12"),
                ("waiting", "n 13"),
                ("waiting", "n 18"),
                ("wrap_up", "n 16"),
            ],
        ),
        (
            {"queues": []},
            [
                ("active", "n 14"),
                ("offered", "n 11"),
                ("snoozed", "n 15"),
                ("waiting", "n 13"),
                ("wrap_up", "n 16"),
            ],
        ),
    ],
)
async def test_the_inbox_follows_whatever_agents_do_together(
    database: Database,
    request_db: RequestDatabase,
    make_work: MakeWork,
    shop: Shop,
    params: dict[str, Json],
    shown: list[tuple[str, str]],
) -> None:
    items = await assert_snapshot_plus_events_equals_snapshot(
        database,
        request_db,
        DeskInbox(),
        viewer(shop),
        params,
        do=lambda: a_day_of_working_together(make_work, shop),
    )
    values = [item.value for item in items if item.kind == "interaction"]
    previews = [(v["state"], v["preview"]) for v in values if isinstance(v, dict)]
    assert sorted((s, p["text"]) for s, p in previews if isinstance(p, dict)) == shown
    called = [item.value for item in items if item.kind == "mention"]
    assert [one["excerpt"] for one in called if isinstance(one, dict)] == ["@Amélie !"]


async def test_an_inbox_of_some_queues_shows_what_waits_in_them_or_in_none(
    database: Database, request_db: RequestDatabase, make_work: MakeWork, shop: Shop
) -> None:
    async with make_work(shop.tenant_id) as work:
        default = await agents.default_queue(work)
    items = await assert_snapshot_plus_events_equals_snapshot(
        database,
        request_db,
        DeskInbox(),
        viewer(shop),
        {"queues": [str(default.id)]},
        do=lambda: a_day_of_working_together(make_work, shop),
    )
    waiting = [
        v for v in (i.value for i in items) if isinstance(v, dict) and v.get("state") == "waiting"
    ]
    assert len(waiting) == 2


@pytest.mark.parametrize("queues", ["x", ["x"], [1], {"a": 1}])
def test_queues_of_an_inbox_are_named_by_their_ids(queues: Json) -> None:
    with pytest.raises(Invalid):
        DeskInbox().parse({"queues": queues})


async def test_a_conversation_shows_what_it_brought_along_and_notes(
    database: Database, request_db: RequestDatabase, make_work: MakeWork, shop: Shop
) -> None:
    first = await arrives(make_work, shop, replace(says("avant"), context=Context(site="shop")))

    async def more() -> None:
        news = Context(location=Location(-21.1, 55.3, 10.0), data={"cart": [1, 2]})
        await arrives(make_work, shop, replace(says("encore"), context=news))
        await arrives(make_work, shop, replace(says("rien de neuf"), context=news))
        async with make_work(shop.tenant_id) as work:
            await service.note(work, first.interaction_id, RAVI, "À rappeler", (AMELIE,))

    items = await assert_snapshot_plus_events_equals_snapshot(
        database,
        request_db,
        DeskConversation(),
        viewer(shop),
        {"interaction_id": str(first.interaction_id)},
        do=more,
    )
    (context,) = [item for item in items if item.kind == "context"]
    assert isinstance(context.value, dict)
    assert (context.version, context.value["site"], context.value["data"]) == (
        2,
        "shop",
        {"cart": [1, 2]},
    )
    notes = [v for v in (i.value for i in items) if isinstance(v, dict) and v.get("kind") == "note"]
    assert [(n["text"], n["internal"], n["mentions"]) for n in notes] == [
        ("À rappeler", True, [{"id": str(AMELIE.id), "name": "Amélie Payet"}])
    ]


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
