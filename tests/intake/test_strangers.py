"""First words of people nobody knows, taken in by one transaction."""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import replace

import msgspec
import pytest

from guichet.gateway.context import Claims, Context
from guichet.gateway.contract import AnyDoor
from guichet.gateway.types import Accepted, Identity, Inbound, Medium, Page
from guichet.intake import service, strangers
from guichet.intake.rules.types import Then
from guichet.intake.together import Asked
from guichet.intake.types import Arrival
from guichet.interactions import service as interactions
from guichet.kit.ids import TenantId
from tests.conftest import Database, MakeTenant, MakeWork
from tests.gateway.scene import Shop, open_shop, says, visitor
from tests.intake.rules.examples import rule
from tests.intake.rules.scene import ruled_shop

TABLES = (
    "contact",
    "contact_identity",
    "contact_key",
    "contact_mark",
    "interaction",
    "message",
    "interaction_context",
    "interaction_tag",
    "routing_match",
    "inbound_seen",
)
_ID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")


@pytest.fixture
async def shop(make_tenant: MakeTenant, make_work: MakeWork) -> Shop:
    return await open_shop(make_tenant, make_work)


def arrival(door: AnyDoor) -> Arrival:
    return Arrival(door.id, door.kind, Medium.CHAT, door.title, door.language)


def first(number: int, text: str = "Bonjour") -> Inbound:
    """As a page sends a visitor's first words."""
    who = visitor(number)
    return replace(
        says(text, f"{who.value} {text}", who),
        begins=True,
        client_id=text,
        language="en",
        page=Page("https://shop.example/vanille", "Vanille"),
        subject="prices",
        subject_name="Prix",
        context=Context(site="https://shop.example", form={"order": "12"}),
    )


async def receive(make_work: MakeWork, shop: Shop, *group: Inbound) -> Sequence[Accepted | None]:
    async with make_work(shop.tenant_id) as work:
        return await strangers.receive(work, [Asked(arrival(shop.door), one) for one in group])


async def alone(make_work: MakeWork, shop: Shop, sent: Inbound) -> Accepted:
    async with make_work(shop.tenant_id) as work:
        return await service.receive(work, arrival(shop.door), sent)


def written(database: Database, tenant: TenantId) -> list[str]:
    """All rows and events of a tenant, with ids numbered as they appear."""
    with database.connect_owner() as connection:
        found = [
            msgspec.json.encode(row[0]).decode()
            for table in TABLES
            for row in connection.execute(
                f"SELECT to_jsonb(t) FROM {table} t WHERE tenant_id = %s ORDER BY t::text",
                (tenant,),
            ).fetchall()
        ]
        codes = connection.execute("SELECT code FROM contact WHERE tenant_id = %s", (tenant,))
        hidden = [text for row in codes.fetchall() for text in (str(row[0]), str(row[0]).lower())]
        events = connection.execute(
            "SELECT jsonb_build_object('kind', kind, 'subject', subject, 'version', version, "
            "'payload', payload, 'contact_id', contact_id, 'at', occurred_at) "
            "FROM event_log WHERE tenant_id = %s AND kind ~ '^(crm|interactions)' "
            "ORDER BY kind, seq",
            (tenant,),
        ).fetchall()
    told = [msgspec.json.encode(row[0]).decode() for row in events]
    return sorted(_anonymous(one, hidden) for one in (*found, *told))


def _anonymous(text: str, hidden: Sequence[str]) -> str:
    for code in hidden:
        text = text.replace(f'"{code}"', '"code"')
    known: dict[str, str] = {}
    return _ID.sub(lambda found: known.setdefault(found[0], f"id {len(known)}"), text)


async def test_rows_and_events_are_the_same_as_by_the_single_way(
    database: Database, make_tenant: MakeTenant, make_work: MakeWork, shop: Shop
) -> None:
    other = await open_shop(make_tenant, make_work)
    sent = [first(number) for number in (1, 2, 3)]
    for one in sent:
        await alone(make_work, shop, one)
    answers = await receive(make_work, other, *sent)
    assert [answer and (answer.seq, answer.repeat) for answer in answers] == [(1, False)] * 3
    assert written(database, other.tenant_id) == written(database, shop.tenant_id)


async def test_each_is_told_of_its_own_message(make_work: MakeWork, shop: Shop) -> None:
    answers = await receive(make_work, shop, first(1, "un"), first(2, "deux \\u0000 <b>"))
    for answer, text in zip(answers, ("un", "deux \\u0000 <b>"), strict=True):
        assert answer is not None
        async with make_work(shop.tenant_id) as work:
            message = await interactions.message(work, answer.message_id)
        assert (message.text, message.interaction_id) == (text, answer.interaction_id)


async def test_a_rule_places_them_as_it_places_one_alone(
    database: Database, make_tenant: MakeTenant, make_work: MakeWork
) -> None:
    one, other = [await ruled_shop(make_tenant, make_work) for _ in range(2)]
    for ruled in (one, other):
        await ruled.publish((rule(None, Then(ruled.orders.id, priority=7, tags=("rush",))),))
    await alone(make_work, one.shop, first(1))
    await receive(make_work, other.shop, first(1))
    assert written(database, other.tenant_id) == written(database, one.tenant_id)


async def test_a_repeat_is_left_to_the_single_way(make_work: MakeWork, shop: Shop) -> None:
    (accepted,) = await receive(make_work, shop, first(1))
    assert accepted is not None
    assert await receive(make_work, shop, first(1)) == [None]
    assert await alone(make_work, shop, first(1)) == replace(accepted, repeat=True)


async def test_whom_somebody_knows_is_left_to_the_single_way_and_goes_on(
    make_work: MakeWork, shop: Shop
) -> None:
    began = await alone(make_work, shop, first(1))
    left, taken = await receive(make_work, shop, first(1, "Encore"), first(2))
    assert left is None
    assert taken is not None
    again = await alone(make_work, shop, first(1, "Encore"))
    assert (again.interaction_id, again.seq, again.repeat) == (began.interaction_id, 2, False)


async def test_two_first_words_of_one_person_are_not_of_the_same_group(
    make_work: MakeWork, shop: Shop
) -> None:
    taken, left = await receive(make_work, shop, first(1, "un"), first(1, "deux"))
    assert taken is not None
    assert left is None
    assert (await alone(make_work, shop, first(1, "deux"))).seq == 2


@pytest.mark.parametrize(
    "sent",
    [
        replace(first(1), begins=False),
        replace(first(1), name="Marie"),
        replace(first(1), sender=Identity("phone", "+262692000000")),
        replace(first(1), context=Context(claims=Claims(False, email="m@example.com"))),
        replace(first(1), text=" "),
    ],
)
async def test_what_is_not_plain_is_left_alone(
    make_work: MakeWork, shop: Shop, sent: Inbound
) -> None:
    assert await receive(make_work, shop, sent) == [None]


async def test_groups_of_two_processes_make_one_contact_of_each_person(
    database: Database, make_work: MakeWork, shop: Shop
) -> None:
    groups = [[first(n, text) for n in (1, 2, 3)] for text in ("un", "deux")]
    await asyncio.gather(*(receive(make_work, shop, *group) for group in groups))
    with database.connect_owner() as connection:
        counted = connection.execute(
            "SELECT (SELECT count(*) FROM contact), (SELECT count(*) FROM interaction), "
            "(SELECT count(*) FROM message), (SELECT count(*) FROM inbound_seen)"
        ).fetchone()
    assert counted == (3, 3, 3, 3)
