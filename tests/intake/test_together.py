"""Words of several people, taken in by one transaction."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

import pytest

from guichet.crm import service as crm
from guichet.crm.types import Change
from guichet.gateway.contract import AnyDoor
from guichet.gateway.types import Accepted, Identity, Inbound, Medium
from guichet.intake import service, together
from guichet.intake.types import Arrival
from guichet.interactions import service as interactions
from guichet.interactions.states import Action
from guichet.interactions.types import Agent
from tests.conftest import Database, MakeTenant, MakeWork
from tests.gateway.scene import Shop, open_shop, says, visitor


@pytest.fixture
async def shop(make_tenant: MakeTenant, make_work: MakeWork) -> Shop:
    return await open_shop(make_tenant, make_work)


def arrival(door: AnyDoor) -> Arrival:
    return Arrival(door.id, door.kind, Medium.CHAT, door.title, door.language)


async def began(make_work: MakeWork, shop: Shop, *people: Identity) -> list[UUID]:
    """A conversation of each."""
    found = []
    for person in people:
        async with make_work(shop.tenant_id) as work:
            said = says("Bonjour", f"first {person.value}", person)
            found.append((await service.receive(work, arrival(shop.door), said)).interaction_id)
    return found


def goes_on(interaction: UUID, text: str, who: Identity) -> Inbound:
    return replace(says(text, f"{who.value} {text}", who), goes_on=interaction, client_id=text)


async def receive(make_work: MakeWork, shop: Shop, *group: Inbound) -> Sequence[Accepted | None]:
    async with make_work(shop.tenant_id) as work:
        asked = [together.Asked(arrival(shop.door), inbound) for inbound in group]
        return await together.receive(work, asked)


def log_of(database: Database) -> list[tuple[object, ...]]:
    """Kinds, versions and whole values, in order."""
    query = "SELECT kind, subject, version, payload, contact_id FROM event_log ORDER BY seq"
    with database.connect_owner() as connection:
        return connection.execute(query).fetchall()


async def test_a_group_is_written_as_each_would_be_alone(
    database: Database, make_work: MakeWork, shop: Shop
) -> None:
    one, two = await began(make_work, shop, visitor(1), visitor(2))
    before = len(log_of(database))
    first = goes_on(one, "Encore là ?", visitor(1))
    second = goes_on(two, "Une « question » <b>\\u0000 \u202e", visitor(2))
    answers = await receive(make_work, shop, first, second)
    for answer, sent, interaction in zip(answers, (first, second), (one, two), strict=True):
        assert answer is not None
        assert (answer.interaction_id, answer.seq, answer.repeat) == (interaction, 2, False)
        async with make_work(shop.tenant_id) as work:
            message = await interactions.message(work, answer.message_id)
            grown = await interactions.get(work, interaction)
        assert (message.text, message.client_id) == (sent.text, sent.client_id)
        assert (grown.version, grown.messages, grown.unanswered) == (2, 2, 2)
        assert grown.preview is not None
        assert grown.preview.text == sent.text
    told = log_of(database)[before:]
    kinds = ["interactions.interaction.progressed", "interactions.message.added"]
    assert [row[0] for row in told] == kinds * 2
    assert [row[2] for row in told] == [2, 1, 2, 1]


async def test_events_and_rows_are_the_same_as_by_the_single_way(
    database: Database, make_work: MakeWork, shop: Shop
) -> None:
    one, two = await began(make_work, shop, visitor(1), visitor(2))
    await receive(make_work, shop, goes_on(one, "Pareil", visitor(1)))
    async with make_work(shop.tenant_id) as work:
        alone = goes_on(two, "Pareil", visitor(2))
        await service.receive(work, arrival(shop.door), alone)
    grouped, single = log_of(database)[-4:-2], log_of(database)[-2:]
    for together_, by_itself in zip(grouped, single, strict=True):
        assert together_[0] == by_itself[0]
        assert _shape(together_[3]) == _shape(by_itself[3])
    query = "SELECT to_jsonb(m) FROM message m WHERE text = 'Pareil' ORDER BY id"
    with database.connect_owner() as connection:
        rows = [row[0] for row in connection.execute(query).fetchall()]
    assert _shape(rows[0]) == _shape(rows[1])


def _shape(value: object) -> object:
    """A value without what differs between two people: every text is as good as another."""
    if isinstance(value, dict):
        return {name: _shape(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_shape(item) for item in value]
    return "text" if isinstance(value, str) else value


async def test_a_repeat_is_left_to_the_single_way_and_nothing_is_written_twice(
    make_work: MakeWork, shop: Shop
) -> None:
    (one,) = await began(make_work, shop, visitor(1))
    sent = goes_on(one, "Encore", visitor(1))
    (accepted,) = await receive(make_work, shop, sent)
    assert accepted is not None
    assert await receive(make_work, shop, sent) == [None]
    async with make_work(shop.tenant_id) as work:
        again = await service.receive(work, arrival(shop.door), sent)
        assert (await interactions.get(work, one)).messages == 2
    assert again == replace(accepted, repeat=True)


async def test_two_words_for_one_conversation_are_not_of_the_same_group(
    make_work: MakeWork, shop: Shop
) -> None:
    (one,) = await began(make_work, shop, visitor(1))
    group = [goes_on(one, text, visitor(1)) for text in ("un", "deux")]
    first, second = await receive(make_work, shop, *group)
    assert first is not None
    assert (first.seq, second) == (2, None)


@pytest.mark.parametrize("action", [Action.CLOSE, Action.FINISH, Action.SNOOZE])
async def test_what_changes_by_speaking_is_left_alone_and_can_still_come(
    make_work: MakeWork, shop: Shop, action: Action
) -> None:
    one, two = await began(make_work, shop, visitor(1), visitor(2))
    async with make_work(shop.tenant_id) as work:
        held = await interactions.for_change(work, one)
        if action is not Action.CLOSE:
            held = await interactions.move(work, held, Action.TAKE, Agent(UUID(int=3), "Ann"))
        await interactions.move(work, held, action)
    sent = goes_on(one, "Encore là", visitor(1))
    left, taken = await receive(make_work, shop, sent, goes_on(two, "Et moi", visitor(2)))
    assert left is None
    assert taken is not None
    async with make_work(shop.tenant_id) as work:
        assert not (await service.receive(work, arrival(shop.door), sent)).repeat


async def test_a_conversation_somebody_changes_just_now_holds_nobody_up(
    make_work: MakeWork, shop: Shop
) -> None:
    one, two = await began(make_work, shop, visitor(1), visitor(2))
    async with make_work(shop.tenant_id) as work:
        await interactions.for_change(work, one)
        group = goes_on(one, "Moi", visitor(1)), goes_on(two, "Et moi", visitor(2))
        held, free = await receive(make_work, shop, *group)
    assert held is None
    assert free is not None


async def test_somebody_elses_conversation_cannot_be_gone_on_with(
    make_tenant: MakeTenant, make_work: MakeWork, shop: Shop
) -> None:
    one, _ = await began(make_work, shop, visitor(1), visitor(2))
    other = await open_shop(make_tenant, make_work)
    (elsewhere,) = await began(make_work, other, visitor(1))
    assert await receive(make_work, shop, goes_on(one, "Moi", visitor(2))) == [None]
    assert await receive(make_work, shop, goes_on(elsewhere, "Moi", visitor(1))) == [None]
    async with make_work(shop.tenant_id) as work:
        assert (await interactions.get(work, one)).messages == 1


async def test_who_got_a_name_meanwhile_is_left_to_the_single_way_until_it_is_known(
    make_work: MakeWork, shop: Shop
) -> None:
    (one,) = await began(make_work, shop, visitor(1))
    async with make_work(shop.tenant_id) as work:
        contact = (await interactions.get(work, one)).person.id
        await crm.change(work, contact, Change(name="Marie"))
    sent = goes_on(one, "C’est Marie", visitor(1))
    assert await receive(make_work, shop, sent) == [None]
    async with make_work(shop.tenant_id) as work:
        await service.receive(work, arrival(shop.door), sent)
    (later,) = await receive(make_work, shop, goes_on(one, "Encore", visitor(1)))
    assert later is not None
    async with make_work(shop.tenant_id) as work:
        assert (await interactions.message(work, later.message_id)).author.name == "Marie"


async def test_speaking_is_noted_on_the_card(
    database: Database, make_work: MakeWork, shop: Shop
) -> None:
    (one,) = await began(make_work, shop, visitor(1))
    with database.connect_owner() as connection:
        connection.execute("UPDATE contact SET last_seen_at = '2020-01-01'")
    await receive(make_work, shop, goes_on(one, "Encore", visitor(1)))
    with database.connect_owner() as connection:
        (seen,) = connection.execute("SELECT last_seen_at > '2020-01-02' FROM contact").fetchall()
    assert seen == (True,)


@pytest.mark.parametrize(
    "wrong",
    [
        {"goes_on": None},
        {"files": (UUID(int=1),)},
        {"medium": Medium.MESSAGE},
        {"conversation": UUID(int=1)},
        {"apart": True},
        {"text": "  \x00 "},
        {"text": "x" * 8_001},
    ],
)
def test_only_plain_words_in_a_known_conversation_go_together(wrong: dict[str, object]) -> None:
    plain = goes_on(UUID(int=1), "Bonjour", visitor())
    assert together.plain_text(plain) == "Bonjour"
    assert together.plain_text(replace(plain, **wrong)) is None  # type: ignore[arg-type]  # any field
