"""A visitor's conversation over a real socket and the real intake: from the form to the end."""

import hashlib
import hmac
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from functools import partial
from uuid import UUID

import pytest
import websockets

from guichet.agents import service as agents
from guichet.channels.webchat import tokens
from guichet.channels.webchat.addresses import token_key
from guichet.channels.webchat.quotas import CONVERSATIONS, HOUR
from guichet.channels.webchat.settings import FormField, WebChatSettings
from guichet.channels.webchat.wording import Both
from guichet.desk import service as desk
from guichet.gateway.contract import AnyChannel, Tools
from guichet.gateway.types import Medium
from guichet.interactions import service as interactions
from guichet.interactions.states import State
from guichet.interactions.types import Interaction
from guichet.kit.db.sessions import RequestDatabase, SystemDatabase
from tests.channels.fronts import Meter
from tests.channels.webchat.peer import SITE, Frame, OneDoor, VisitorPage, page
from tests.channels.webchat.server import OUTBOX, SECRET, running
from tests.conftest import MakeWork
from tests.desk.scene import AMELIE, ability
from tests.gateway.scene import Shop
from tests.waiting import eventually

FORM = (
    FormField(key="email", label=Both(en="E-mail"), kind="email", required=True),
    FormField(key="order", label=Both(en="Order")),
)


def change(doors: OneDoor, **settings: object) -> None:
    """Other settings of the entry point, from the next page on."""
    assert doors.door is not None
    assert isinstance(doors.door.settings, WebChatSettings)
    changed = doors.door.settings.model_copy(update=settings)
    doors.door = replace(doors.door, settings=changed)


async def answered(visitor: VisitorPage, key: str, **frame: object) -> Frame:
    """Ask by name; what is said to it."""
    await visitor.send(id=key, **frame)

    def found() -> list[Frame]:
        return [one for one in visitor.frames if one.get("id") == key]

    return dict((await eventually(found, what=f"an answer to {key}"))[0])


async def begin(visitor: VisitorPage, text: str = "Bonjour") -> UUID:
    """Say something; the conversation."""
    await visitor.hello()
    said = await answered(visitor, "key-begin-1", op="say", text=text)
    return UUID(said["message"]["interaction"])


async def closed_with(visitor: VisitorPage) -> tuple[int, str]:
    """How the page was sent away."""
    await eventually(lambda: visitor.closed is not None, what="sent away")
    assert visitor.closed is not None
    return visitor.closed


async def stored(make_work: MakeWork, shop: Shop, one: UUID) -> Interaction:
    async with make_work(shop.tenant_id) as work:
        return await interactions.get(work, one)


async def texts(make_work: MakeWork, shop: Shop, one: UUID) -> list[str | None]:
    async with make_work(shop.tenant_id) as work:
        return [said.text for said in reversed(await interactions.messages(work, one, None, 100))]


async def test_the_form_is_asked_once_and_its_answers_stand_with_the_request(
    address: str, channel: AnyChannel, doors: OneDoor, make_work: MakeWork, shop: Shop
) -> None:
    change(doors, form=FORM)
    async with page(address, channel) as visitor:
        await visitor.hello()
        wrong: Mapping[str, dict[str, str]] = {"key-wrong-1": {}, "key-wrong-2": {"email": "no"}}
        for key, form in wrong.items():
            refused = await answered(visitor, key, op="say", text="Bonjour", form=form)
            assert (refused["code"], refused["fields"]) == ("form_incomplete", ["email"])
        right = {"email": "a@b.re", "order": " 42 "}
        said = await answered(visitor, "key-right-1", op="say", text="Bonjour", form=right)
        again = await answered(visitor, "key-right-2", op="say", text="Encore")
    assert again["message"]["interaction"] == said["message"]["interaction"]
    async with make_work(shop.tenant_id) as work:
        context = await interactions.context(work, UUID(said["message"]["interaction"]))
    assert context is not None
    assert dict(context.form) == {"email": "a@b.re", "order": "42"}


async def test_a_message_left_outside_hours_waits_as_one_with_the_address_it_named(
    address: str, channel: AnyChannel, make_work: MakeWork, shop: Shop
) -> None:
    left = {"op": "leave", "text": "Rappelez-moi", "name": "Elo", "phone": "0692123456"}
    async with page(address, channel) as visitor:
        await visitor.hello()
        refused = await answered(visitor, "key-leave-0", email="nonsense", **left)
        assert (refused["code"], refused["fields"]) == ("not_a_mail_address", ["email"])
        assert (await answered(visitor, "key-leave-1", email="Elo@B.re", **left))["op"] == "done"
        await answered(visitor, "key-leave-1", email="Elo@B.re", **left)
        (said,) = await eventually(lambda: visitor.named("said")[:1])
    one = await stored(make_work, shop, UUID(said["message"]["interaction"]))
    async with make_work(shop.tenant_id) as work:
        context = await interactions.context(work, one.id)
    assert (one.medium, one.state, one.messages) == (Medium.MESSAGE, State.WAITING, 1)
    assert context is not None
    assert context.claims is not None
    assert (context.claims.verified, context.claims.email) == (False, "elo@b.re")


async def test_a_visitor_judges_their_own_conversation_and_no_other(
    address: str, channel: AnyChannel, make_work: MakeWork, shop: Shop
) -> None:
    async with page(address, channel) as visitor, page(address, channel) as thief:
        one = await begin(visitor)
        await begin(thief)
        wish = {"op": "rate", "interaction": str(one), "comment": "Merci"}
        refused = await answered(thief, "key-rate-1", stars=1, **wish)
        assert refused["code"] == "not_found"
        assert (await answered(visitor, "key-rate-1", stars=5, **wish))["op"] == "done"
        await thief.send(id="key-rate-2", stars=6, **wish)
        assert (await closed_with(thief))[0] == 4400
    rating = (await stored(make_work, shop, one)).rating
    assert rating is not None
    assert (rating.stars, rating.comment) == (5, "Merci")


async def test_what_was_said_is_mailed_once_for_each_wish_and_only_where_there_is_something(
    address: str, channel: AnyChannel, doors: OneDoor, system_db: SystemDatabase
) -> None:
    wish = {"op": "transcript", "email": "elo@b.re"}
    async with page(address, channel) as visitor:
        await visitor.hello()
        assert (await answered(visitor, "key-mail-0", **wish))["code"] == "no_conversation"
        await answered(visitor, "key-begin-1", op="say", text="Bonjour")
        assert (await answered(visitor, "key-mail-1", **wish))["op"] == "done"
        await visitor.send(id="key-mail-1", **wish)
        await eventually(lambda: len(visitor.named("done")) == 2)
        bad = await answered(visitor, "key-mail-2", op="transcript", email="no@")
        assert bad["code"] == "not_a_mail_address"
    change(doors, transcript=False)
    async with page(address, channel) as visitor:
        await begin(visitor)
        assert (await answered(visitor, "key-mail-3", **wish))["code"] == "transcripts_off"
    async with system_db.transaction() as session:
        sent = [mail.mail.to for mail in await OUTBOX.newest(session)]
    assert sent == ["elo@b.re"]


async def test_the_visitor_ends_it_and_the_agent_writes_it_up(
    address: str, channel: AnyChannel, make_work: MakeWork, shop: Shop
) -> None:
    async with make_work(shop.tenant_id) as work:
        queue = await agents.default_queue(work)
        rules = replace(queue.decided, wrap_up=timedelta(minutes=2))
        await agents.change_queue(work, queue.id, queue.version, rules)
    async with page(address, channel) as visitor, page(address, channel) as other:
        one = await begin(visitor)
        token = visitor.named("welcome")[0]["token"]
        await other.hello(token)
        async with make_work(shop.tenant_id) as work:
            await desk.take(work, ability(shop), one, AMELIE)
        assert (await answered(visitor, "key-end-1", op="end"))["op"] == "done"
        for opened in (visitor, other):
            (ended,) = await eventually(partial(opened.named, "ended"))
            assert (ended["interaction"], ended["rate"]) == (str(one), True)
        assert (await answered(visitor, "key-end-2", op="end"))["op"] == "done"
        await eventually(lambda: len(visitor.named("ended")) == 2, what="who asks is told again")
        assert visitor.named("ended")[1]["interaction"] == str(one)
        assert len(other.named("ended")) == 1
    written_up = await stored(make_work, shop, one)
    async with page(address, channel) as again:
        welcome = await again.hello(token)
    assert (written_up.state, written_up.agent) == (State.WRAP_UP, AMELIE)
    assert welcome["open"] is False
    assert (await stored(make_work, shop, one)).version == written_up.version


async def test_a_page_that_vouches_for_somebody_else_is_told_that_what_it_shows_is_not_theirs(
    address: str, channel: AnyChannel
) -> None:
    def vouched_for(name: str) -> dict[str, str]:
        hashed = hmac.new(SECRET.encode(), name.encode(), hashlib.sha256).hexdigest()
        return {"external_id": name, "hash": hashed}

    async with page(address, channel) as visitor:
        token = (await visitor.hello(identity=vouched_for("alice")))["token"]
        said = await answered(visitor, "key-alice-1", op="say", text="Bonjour")
    since = {"interaction": said["message"]["interaction"], "seq": 1}
    found = []
    for name in ("alice", "bob"):
        async with page(address, channel) as visitor:
            told = await visitor.hello(token, identity=vouched_for(name), since=since)
            found.append((told["other"], told["open"], told["token"] != token))
    assert found == [(False, True, False), (True, False, True)]


async def test_nobody_ends_the_conversation_of_another(
    address: str, channel: AnyChannel, make_work: MakeWork, shop: Shop
) -> None:
    async with page(address, channel) as visitor, page(address, channel) as thief:
        one = await begin(visitor)
        await thief.hello()
        assert (await answered(thief, "key-end-1", op="end"))["op"] == "done"
        assert thief.named("ended") == []
    assert (await stored(make_work, shop, one)).state is State.WAITING


async def test_after_a_time_without_network_nothing_is_lost_and_nothing_doubled(
    address: str, channel: AnyChannel, make_work: MakeWork, shop: Shop
) -> None:
    async with page(address, channel) as visitor:
        one = await begin(visitor)
        token = visitor.named("welcome")[0]["token"]
        held = visitor.named("said")[0]["message"]
        await visitor.say("Êtes-vous là ?", "key-lost-1")
        await visitor.break_off()
    async with make_work(shop.tenant_id) as work:
        await desk.take(work, ability(shop), one, AMELIE)
        for number in range(3):
            await desk.answer(work, one, AMELIE, f"Réponse {number}", None)
    since = {"interaction": held["interaction"], "seq": held["seq"]}
    async with page(address, channel) as again:
        welcome = await again.hello(token, since=since)
        await answered(again, "key-lost-1", op="say", text="Êtes-vous là ?")
    shown = [message["text"] for message in welcome["messages"] if message["text"]]
    whole = [text for text in await texts(make_work, shop, one) if text]
    assert Counter(whole) == Counter(
        ["Bonjour", "Êtes-vous là ?", *(f"Réponse {number}" for number in range(3))]
    )
    assert [text for text in shown if text != "Êtes-vous là ?"] == [
        f"Réponse {number}" for number in range(3)
    ]
    assert "Bonjour" not in shown


async def test_a_token_of_another_entry_point_or_out_of_time_is_nobodys(
    address: str, channel: AnyChannel, tools: Tools
) -> None:
    key, now, old = token_key(tools.secret), tools.clock.now(), timedelta(days=396)
    async with page(address, channel) as visitor:
        await begin(visitor)
        who = UUID(visitor.person.value)
    for token in (
        tokens.issue(key, tools.ids.new(), who, now),
        tokens.issue(key, channel.door.id, who, now - old),
        tokens.issue(b"another key of thirty-two bytes.", channel.door.id, who, now),
    ):
        async with page(address, channel) as thief:
            welcome = await thief.hello(token)
            assert (welcome["messages"], thief.person == visitor.person) == ([], False)


async def test_the_place_of_anothers_conversation_shows_nothing_of_it(
    address: str, channel: AnyChannel
) -> None:
    async with page(address, channel) as visitor, page(address, channel) as thief:
        one = await begin(visitor, "Mon secret")
        await begin(thief, "Bonjour")
        token = thief.named("welcome")[0]["token"]
    async with page(address, channel) as again:
        welcome = await again.hello(token, since={"interaction": str(one), "seq": 0})
    assert "Mon secret" not in {message["text"] for message in welcome["messages"]}


async def test_a_thousand_messages_at_once_are_cut_off_and_the_others_do_not_notice(
    address: str, channel: AnyChannel, make_work: MakeWork, shop: Shop
) -> None:
    async with page(address, channel) as visitor, page(address, channel) as calm:
        one = await begin(visitor)
        await calm.hello()
        try:
            for number in range(1_000):
                await visitor.say("!", f"key-flood-{number}")
        except websockets.ConnectionClosed:
            pass
        assert await closed_with(visitor) == (4400, "too fast")
        said = await answered(calm, "key-calm-1", op="say", text="Bonjour")
    assert said["op"] == "said"
    assert (await stored(make_work, shop, one)).messages <= 10


@pytest.mark.parametrize(
    ("text", "code"),
    [("x" * (128 * 1024), 4400), ("x" * (1 << 20), 1009), ('{"op":"ping"' + " " * 200_000, 4400)],
)
async def test_a_frame_without_end_is_cut_off(
    address: str, channel: AnyChannel, text: str, code: int
) -> None:
    async with page(address, channel) as visitor:
        await visitor.hello()
        await visitor.send(op="say", id="key-huge-1", text=text)
        assert (await closed_with(visitor))[0] == code


async def test_a_text_that_is_too_long_is_refused_by_name_and_the_chat_goes_on(
    address: str, channel: AnyChannel
) -> None:
    async with page(address, channel) as visitor:
        await visitor.hello()
        refused = await answered(visitor, "key-long-1", op="say", text=" ")
        assert (refused["code"], refused["fields"]) == ("invalid", ["text"])
        assert (await answered(visitor, "key-long-2", op="say", text="Bonjour"))["op"] == "said"


async def test_a_file_nobody_sent_is_refused(address: str, channel: AnyChannel) -> None:
    async with page(address, channel) as visitor:
        await visitor.hello()
        files = [str(UUID(int=7))]
        refused = await answered(visitor, "key-file-1", op="say", text="Ici", files=files)
    assert (refused["op"], refused["again"]) == ("refused", False)


async def test_pages_and_place_reach_the_request_that_is_going_on(
    address: str, channel: AnyChannel, make_work: MakeWork, shop: Shop
) -> None:
    async with page(address, channel) as visitor:
        one = await begin(visitor)
        await visitor.send(op="where", page={"url": f"{SITE}/cart?coupon=1", "title": "Cart"})
        await visitor.send(op="locate", latitude=-20.9, longitude=55.5)
        await visitor.send(op="ping")
        await eventually(lambda: visitor.named("pong"))
    async with make_work(shop.tenant_id) as work:
        context = await interactions.context(work, one)
    assert context is not None
    assert [view.url for view in context.pages] == [f"{SITE}/cart"]
    assert context.location is not None
    assert context.location.latitude == -20.9


async def test_hostile_words_come_back_as_they_were_said(
    address: str, channel: AnyChannel, make_work: MakeWork, shop: Shop
) -> None:
    hostile = "<script>alert(1)</script>\u202e\u0007 {{7*7}} ';--"
    async with page(address, channel) as visitor:
        await visitor.hello()
        said = await answered(visitor, "key-evil-1", op="say", text=f"{hostile}\x00")
    assert said["message"]["text"] == hostile
    one = UUID(said["message"]["interaction"])
    assert await texts(make_work, shop, one) == [hostile]


async def test_where_too_much_began_nothing_more_begins_and_what_is_going_on_goes_on(
    tools: Tools, request_db: RequestDatabase, doors: OneDoor, channel: AnyChannel
) -> None:
    meter = Meter()
    async with (
        running(tools, request_db, doors, meter) as address,
        page(address, channel) as visitor,
        page(address, channel) as other,
    ):
        await begin(visitor)
        await other.hello()
        meter.full = frozenset({CONVERSATIONS.by_site.name})
        said = await answered(visitor, "key-more-1", op="say", text="Encore")
        refused = await answered(other, "key-more-1", op="say", text="Bonjour")
    assert said["op"] == "said"
    assert (refused["code"], refused["again"]) == ("too_many_on_this_site", False)
    assert 0 < refused["wait"] <= HOUR.total_seconds()
    assert len(meter.spent) == 2
