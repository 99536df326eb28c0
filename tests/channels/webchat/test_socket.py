"""The visitors' socket: who comes in, what is limited, what survives."""

import asyncio
import hashlib
import hmac
from uuid import UUID

import pytest
import websockets

from guichet.crm import service as crm
from guichet.desk import service as desk
from guichet.gateway.contract import AnyChannel, Tools
from guichet.gateway.failures import Failure, Retry
from guichet.gateway.types import Command, Identity, Line, Outbound
from guichet.interactions import service as interactions
from guichet.interactions.types import Message
from guichet.kit.bus import Bus
from guichet.kit.clock import ManualClock
from guichet.kit.db.sessions import RequestDatabase
from tests.channels.webchat.peer import SITE, OneDoor, VisitorPage, page
from tests.channels.webchat.server import SECRET, running
from tests.conftest import MakeWork
from tests.desk.scene import AMELIE, ability
from tests.gateway.scene import Shop
from tests.waiting import eventually


async def code_of(address: str, key: str, origin: str) -> int:
    """How a page is sent away."""
    url = f"ws://{address}/visitor/{key}"
    async with websockets.connect(url, additional_headers={"Origin": origin}) as socket:
        with pytest.raises(websockets.ConnectionClosed) as closed:
            await socket.recv()
    assert closed.value.rcvd is not None
    return closed.value.rcvd.code


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "http://shop.example", "https://shop.example.evil", "null"]
)
async def test_a_page_of_another_site_is_sent_away(address: str, shop: Shop, origin: str) -> None:
    assert await code_of(address, shop.door.site_key, origin) == 4403


async def test_an_unknown_key_and_a_closed_entry_point_are_sent_away(
    address: str, shop: Shop, doors: OneDoor
) -> None:
    assert await code_of(address, "unknown", SITE) == 4404
    doors.door = None
    assert await code_of(address, shop.door.site_key, SITE) == 4404


@pytest.mark.parametrize("first", ["nonsense", '{"op":"ping"}', '{"op":"say"}'])
async def test_who_does_not_say_hello_first_is_cut_off(
    address: str, channel: AnyChannel, first: str
) -> None:
    url = f"ws://{address}/visitor/{channel.door.site_key}"
    async with websockets.connect(url, additional_headers={"Origin": SITE}) as socket:
        await socket.send(first)
        with pytest.raises(websockets.ConnectionClosed) as closed:
            await socket.recv()
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4400


async def test_a_visitor_who_returns_with_the_token_finds_what_was_said(
    address: str, channel: AnyChannel
) -> None:
    async with page(address, channel) as first:
        token = (await first.hello())["token"]
        await first.say("Bonjour", "key-one-1")
        await eventually(lambda: first.acknowledged("key-one-1"))
    async with page(address, channel) as again:
        welcome = await again.hello(token)
        stranger = again.person
    async with page(address, channel) as other:
        nobody = await other.hello("v1.forged.token")
    assert [one["text"] for one in welcome["messages"]] == ["Bonjour"]
    assert welcome["open"] is True
    assert nobody["messages"] == []
    assert other.person != stranger


async def test_what_was_said_survives_a_restart_of_the_server(
    tools: Tools, request_db: RequestDatabase, doors: OneDoor, channel: AnyChannel
) -> None:
    async with running(tools, request_db, doors) as before, page(before, channel) as first:
        token = (await first.hello())["token"]
        await first.say("Bonjour", "key-one-1")
        await eventually(lambda: first.acknowledged("key-one-1"))
        said = first.named("said")[0]["message"]
    async with running(tools, request_db, doors) as after, page(after, channel) as again:
        since = {"interaction": said["interaction"], "seq": 0}
        welcome = await again.hello(token, since=since)
        nothing_new = {"interaction": said["interaction"], "seq": said["seq"]}
    async with running(tools, request_db, doors) as after, page(after, channel) as third:
        assert (await third.hello(token, since=nothing_new))["messages"] == []
    assert [one["id"] for one in welcome["messages"]] == [said["id"]]


async def test_what_is_said_twice_with_one_id_is_one_message(
    address: str, channel: AnyChannel
) -> None:
    async with page(address, channel) as visitor:
        token = (await visitor.hello())["token"]
        await visitor.say("Bonjour", "key-one-1")
        await visitor.say("Bonjour", "key-one-1")
        await eventually(lambda: len(visitor.named("said")) == 2)
        first, second = (frame["message"]["id"] for frame in visitor.named("said"))
    async with page(address, channel) as again:
        assert len((await again.hello(token))["messages"]) == 1
    assert first == second


async def test_the_visitors_other_page_hears_it_too(address: str, channel: AnyChannel) -> None:
    async with page(address, channel) as one, page(address, channel) as two:
        token = (await one.hello())["token"]
        await two.hello(token)
        await one.say("Bonjour", "key-one-1")
        heard = await eventually(lambda: two.named("message"), what="the other page hears it")
    assert (heard[0]["message"]["text"], heard[0]["message"]["from"]) == ("Bonjour", "visitor")


async def test_an_agents_words_and_typing_reach_every_open_page_of_that_visitor_only(
    address: str, channel: AnyChannel, tools: Tools
) -> None:
    async with page(address, channel) as one, page(address, channel) as other:
        await one.hello()
        await other.hello()
        line = Line(tools.ids.new(), tools.ids.new(), 2, tools.clock.now())
        await channel.perform(Command("typing", one.person, {"on": True, "agent": "Amélie"}))
        await channel.send(Outbound(tools.ids.new(), one.person, "Oui", author="Amélie", line=line))
        await eventually(one.heard, what="the visitor heard it")
        assert one.named("typing")[0]["name"] == "Amélie"
        assert not other.named("message")
        assert not other.named("typing")


async def test_who_talks_too_fast_is_told_so_and_may_go_on_later(
    address: str, channel: AnyChannel, clock: ManualClock
) -> None:
    async with page(address, channel) as visitor:
        await visitor.hello()
        for number in range(12):
            await visitor.say("vite", f"key-number-{number}")
        await eventually(lambda: len(visitor.named("said") + visitor.named("refused")) == 12)
        refused = visitor.named("refused")
        assert [(one["code"], one["again"]) for one in refused] == [("too_many", True)] * 2


async def test_who_floods_is_cut_off(address: str, channel: AnyChannel) -> None:
    async with page(address, channel) as visitor:
        await visitor.hello()

        async def flood() -> None:
            for _ in range(10_000):
                await visitor.send(op="ping")
                await asyncio.sleep(0)

        with pytest.raises(websockets.ConnectionClosed) as closed:
            await flood()
    assert closed.value.rcvd is not None
    assert (closed.value.rcvd.code, closed.value.rcvd.reason) == (4400, "too fast")


async def test_a_chat_that_is_switched_off_takes_nothing_more(
    address: str, channel: AnyChannel, doors: OneDoor
) -> None:
    async with page(address, channel) as visitor:
        await visitor.hello()
        doors.door = None
        await visitor.say("Bonjour", "key-one-1")
        (refused,) = await eventually(lambda: visitor.named("refused"))
    assert (refused["code"], refused["again"]) == ("closed", False)


async def test_a_visitor_can_only_confirm_what_was_said_to_them(
    address: str, channel: AnyChannel, make_work: MakeWork, shop: Shop
) -> None:
    async with page(address, channel) as visitor, page(address, channel) as thief:
        await visitor.hello()
        await thief.hello()
        said = await answered(make_work, shop, await begun(visitor), "Oui")
        await confirm(thief, str(said.outbound_id))
        assert await delivery(make_work, shop, said.id) == "queued"
        await confirm(visitor, str(said.outbound_id))
        assert await delivery(make_work, shop, said.id) == "seen"


async def test_an_open_page_is_told_what_was_said_while_signals_were_lost(
    address: str, channel: AnyChannel, tools: Tools, make_work: MakeWork, shop: Shop
) -> None:
    async with page(address, channel) as visitor:
        await visitor.hello()
        one = await begun(visitor)
        assert isinstance(tools.signals, Bus)
        lost = tools.signals.client
        await lost.close()
        await answered(make_work, shop, one, "Oui", closing=True)
        assert await eventually(lambda: visitor.named("ended"), what="that it is over")
        assert await visitor.heard() == ["Oui"]


async def test_who_comes_back_is_told_what_never_reached_them_though_they_hold_what_came_later(
    address: str, channel: AnyChannel, make_work: MakeWork, shop: Shop
) -> None:
    async with page(address, channel) as visitor:
        token = (await visitor.hello())["token"]
        one = await begun(visitor)
    first = await answered(make_work, shop, one, "Oui")
    second = await answered(make_work, shop, one, "Demain")
    async with page(address, channel) as again:
        await again.hello(token)
        await confirm(again, str(second.outbound_id))
    async with page(address, channel) as third:
        since = {"interaction": str(one), "seq": second.seq}
        told = (await third.hello(token, since=since))["messages"]
        assert str(first.id) in {one["id"] for one in told}
        assert str(second.id) not in {one["id"] for one in told}


async def test_what_is_to_be_said_waits_while_signals_are_lost(
    channel: AnyChannel, tools: Tools
) -> None:
    assert isinstance(tools.signals, Bus)
    line = Line(tools.ids.new(), tools.ids.new(), 2, tools.clock.now())
    who = Identity("visitor", str(tools.ids.new()))
    await tools.signals.client.close()
    outcome = await channel.send(Outbound(tools.ids.new(), who, "Oui", line=line))
    assert isinstance(outcome, Failure)
    assert outcome.retry is Retry.LATER


async def begun(visitor: VisitorPage) -> UUID:
    """A conversation the visitor begins."""
    await visitor.say("Bonjour", "key-one-1")
    await eventually(lambda: visitor.acknowledged("key-one-1"))
    return UUID(visitor.named("said")[0]["message"]["interaction"])


async def answered(
    make_work: MakeWork, shop: Shop, one: UUID, text: str, *, closing: bool = False
) -> Message:
    """Amélie has it and says ``text``."""
    async with make_work(shop.tenant_id) as work:
        await desk.take(work, ability(shop), one, AMELIE)
        said = await desk.answer(work, one, AMELIE, text, None)
        if closing:
            await desk.close(work, ability(shop), one, AMELIE)
    return said


def signed(external_id: str, name: str) -> dict[str, str]:
    """As the shop's server vouches for its visitor."""
    made = hmac.new(SECRET.encode(), external_id.encode(), hashlib.sha256).hexdigest()
    return {"external_id": external_id, "name": name, "hash": made}


async def test_who_is_vouched_for_is_one_person_in_every_browser_and_nobody_else_becomes_them(
    address: str, channel: AnyChannel, make_work: MakeWork, shop: Shop
) -> None:
    marie = signed("42", "Marie")
    cheat = {**marie, "hash": signed("43", "Paul")["hash"]}
    found: list[Identity] = []
    for place, identity in enumerate((marie, marie, cheat, signed("43", "Paul"))):
        async with page(address, channel) as visitor:
            welcome = await visitor.hello(identity=identity)
            assert welcome["warnings"] == (
                ["identity_wrong_signature"] if identity is cheat else []
            )
            await visitor.say("Bonjour", f"key-one-{place}")
            await eventually(lambda: visitor.named("said"))
            found.append(visitor.person)
    async with make_work(shop.tenant_id) as work:
        people = [(await crm.known_people(work, one))[0] for one in found]
        card = await crm.card(work, people[0])
        fake = await crm.card(work, people[2])
    assert people[0] == people[1]
    assert len(set(people)) == 3
    assert {one.value for one in card.identities if one.kind == "external"} == {"42"}
    assert [one.kind for one in fake.identities] == ["visitor"]


async def test_the_next_person_at_a_shared_computer_does_not_see_what_was_said_before(
    address: str, channel: AnyChannel
) -> None:
    async with page(address, channel) as first:
        token = (await first.hello(identity=signed("42", "Marie")))["token"]
        await first.say("Mon secret", "key-one-1")
        await eventually(lambda: first.acknowledged("key-one-1"))
    async with page(address, channel) as second:
        welcome = await second.hello(token, identity=signed("43", "Paul"))
        assert (welcome["messages"], second.person != first.person) == ([], True)
    async with page(address, channel) as again:
        welcome = await again.hello(token, identity=signed("42", "Marie"))
    assert [one["text"] for one in welcome["messages"]] == ["Mon secret"]


async def confirm(visitor: VisitorPage, receipt: str) -> None:
    """Say that it was seen, and wait until that is dealt with."""
    before = len(visitor.named("pong"))
    await visitor.send(op="seen", ids=[receipt])
    await visitor.send(op="ping")
    await eventually(lambda: len(visitor.named("pong")) > before)


async def delivery(make_work: MakeWork, shop: Shop, message_id: UUID) -> str:
    async with make_work(shop.tenant_id) as work:
        return (await interactions.message(work, message_id)).delivery.state
