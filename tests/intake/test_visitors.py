"""What a person does to their own conversation besides speaking."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from guichet.desk import service as desk
from guichet.gateway.context import Context, Location, PageView
from guichet.gateway.types import Accepted, Identity, PersonRating, TranscriptWish
from guichet.intake import service, visitors
from guichet.interactions import service as interactions
from guichet.interactions.states import State
from guichet.kit.errors import Conflict, NotFound
from guichet.kit.ground import Ground
from guichet.kit.mail.types import Mail
from tests.conftest import MakeTenant, MakeWork
from tests.desk.scene import AMELIE, ability
from tests.gateway.scene import Shop, open_shop, says, visitor
from tests.intake.test_service import arrival

AT = datetime(2026, 3, 2, 8, tzinfo=UTC)


@pytest.fixture
async def shop(make_tenant: MakeTenant, make_work: MakeWork) -> Shop:
    return await open_shop(make_tenant, make_work)


async def begin(make_work: MakeWork, shop: Shop, text: str = "Bonjour") -> Accepted:
    async with make_work(shop.tenant_id) as work:
        return await service.receive(work, arrival(shop.door), says(text))


async def test_the_person_ends_the_conversation_once(make_work: MakeWork, shop: Shop) -> None:
    begun = await begin(make_work, shop)
    async with make_work(shop.tenant_id) as work:
        ended = await visitors.end(work, arrival(shop.door), visitor(), desk.ended_by_person)
    async with make_work(shop.tenant_id) as work:
        again = await visitors.end(work, arrival(shop.door), visitor(), desk.ended_by_person)
        stranger = await visitors.end(work, arrival(shop.door), visitor(2), desk.ended_by_person)
        one = await interactions.get(work, begun.interaction_id)
        last = (await interactions.messages(work, one.id, None, 1))[0]
    assert (ended, again, stranger) == (begun.interaction_id, None, None)
    assert one.state is State.CLOSED
    assert last.notice is not None
    assert last.notice.code == "ended_by_person"


async def test_a_rating_is_kept_and_the_later_one_counts(make_work: MakeWork, shop: Shop) -> None:
    begun = await begin(make_work, shop)
    for rating in (
        PersonRating(begun.interaction_id, 2),
        PersonRating(begun.interaction_id, 5, "!"),
    ):
        async with make_work(shop.tenant_id) as work:
            await visitors.rate(work, arrival(shop.door), visitor(), rating)
    async with make_work(shop.tenant_id) as work:
        kept = (await interactions.get(work, begun.interaction_id)).rating
    assert kept is not None
    assert (kept.stars, kept.comment) == (5, "!")


@pytest.mark.parametrize("who", [visitor(2), Identity("visitor", "nobody")])
async def test_nobody_judges_the_conversation_of_another(
    make_work: MakeWork, shop: Shop, who: Identity
) -> None:
    begun = await begin(make_work, shop)
    async with make_work(shop.tenant_id) as work:
        await service.receive(work, arrival(shop.door), says("Hello", who=visitor(2)))
    async with make_work(shop.tenant_id) as work:
        rating = PersonRating(begun.interaction_id, 1)
        with pytest.raises(NotFound):
            await visitors.rate(work, arrival(shop.door), who, rating)


async def take_home(
    make_work: MakeWork, shop: Shop, ground: Ground, key: str, who: Identity | None = None
) -> None:
    async with make_work(shop.tenant_id) as work:
        wish = TranscriptWish(key, "ada@example.com", "fr")
        await visitors.send_transcript(
            work, arrival(shop.door), who or visitor(), wish, ground.outbox
        )


async def posted(ground: Ground) -> list[Mail]:
    async with ground.system_db.transaction() as session:
        return [one.mail for one in await ground.outbox.newest(session)]


async def test_what_was_said_comes_by_mail_without_what_is_between_agents(
    make_work: MakeWork, shop: Shop, ground: Ground
) -> None:
    begun = await begin(make_work, shop, "Bonjour <b>{conversation}</b>\n\nÇa va ?")
    async with make_work(shop.tenant_id) as work:
        await desk.take(work, ability(shop), begun.interaction_id, AMELIE)
        await desk.answer(work, begun.interaction_id, AMELIE, "Oui", None)
    await take_home(make_work, shop, ground, "wish-0001")
    (mail,) = await posted(ground)
    assert mail.to == "ada@example.com"
    assert "Bonjour <b>{conversation}</b>" in mail.text
    assert "Bonjour &lt;b&gt;" in mail.html
    assert "Vous, " in mail.text
    assert "Amélie Payet, " in mail.text


async def test_the_same_wish_again_sends_nothing_more_and_there_is_an_end_to_wishes(
    make_work: MakeWork, shop: Shop, ground: Ground
) -> None:
    await begin(make_work, shop)
    for key in ("wish-0001", "wish-0001", "wish-0002", "wish-0003"):
        await take_home(make_work, shop, ground, key)
    with pytest.raises(Conflict, match="transcripts_used_up"):
        await take_home(make_work, shop, ground, "wish-0004")
    assert len(await posted(ground)) == 3


async def test_who_said_nothing_takes_nothing_home(
    make_work: MakeWork, shop: Shop, ground: Ground
) -> None:
    await begin(make_work, shop)
    with pytest.raises(NotFound, match="no_conversation"):
        await take_home(make_work, shop, ground, "wish-0001", visitor(2))


async def test_pages_and_place_are_kept_with_the_conversation_only(
    make_work: MakeWork, shop: Shop
) -> None:
    begun = await begin(make_work, shop)
    pages = (PageView("https://shop.example/a", "A", AT),)
    for who in (visitor(), visitor(2)):
        async with make_work(shop.tenant_id) as work:
            where = arrival(shop.door)
            await visitors.learn(work, where, who, Context(pages=pages))
            await visitors.learn(work, where, who, Context(location=Location(-20.9, 55.5, 10.0)))
    assert await context_of(make_work, shop, begun.interaction_id) == (pages, -20.9)


async def context_of(
    make_work: MakeWork, shop: Shop, interaction_id: UUID
) -> tuple[tuple[PageView, ...], float | None]:
    async with make_work(shop.tenant_id) as work:
        context = await interactions.context(work, interaction_id)
    assert context is not None
    return tuple(context.pages), context.location.latitude if context.location else None
