"""The promises of ``gateway.contract``, tried on every channel that is found."""

import asyncio
import logging
from collections.abc import AsyncIterator
from typing import Any

import pytest
import structlog

from guichet.gateway.contract import AnyChannel, ChannelSettings, Tools
from guichet.gateway.failures import Failure, Retry
from guichet.gateway.registry import discover
from guichet.gateway.types import Capability, Line, Outbound, Receipt
from guichet.kit.clock import ManualClock
from guichet.kit.ids import IdMaker
from tests.channels.fronts import tools_of
from tests.gateway.peers import Ledger, Peer, opener
from tests.servers.asgi import running_bus
from tests.waiting import eventually

CHANNELS = discover().kinds()
HOSTILE = "<b>Ça va ?</b> \"'\\ \u202e👩‍👩‍👧\nligne 2"
every_channel = pytest.mark.parametrize("channel", CHANNELS, ids=[c.kind for c in CHANNELS])


@pytest.fixture
def ledger(clock: ManualClock, ids: IdMaker) -> Ledger:
    return Ledger(clock, ids)


@pytest.fixture
async def tools(clock: ManualClock, ids: IdMaker, nats_url: str) -> AsyncIterator[Tools]:
    async with running_bus(nats_url) as bus:
        yield tools_of(clock, ids, bus)


@pytest.fixture
async def peer(channel: type[AnyChannel], tools: Tools, ledger: Ledger) -> AsyncIterator[Peer]:
    async with opener(channel.kind)(tools, ledger) as opened:
        yield opened


def outbound(peer: Peer, text: str) -> Outbound:
    ids, clock = peer.channel.tools.ids, peer.channel.tools.clock
    line = Line(ids.new(), ids.new(), 1, clock.now())
    return Outbound(ids.new(), peer.person, text, author="Amélie", language="fr", line=line)


@every_channel
def test_a_channel_presents_itself_in_both_languages(channel: type[AnyChannel]) -> None:
    for words in (channel.title, channel.description):
        assert set(words) == {"en", "fr"}
        assert all(text.strip() for text in words.values())
    assert channel.capabilities <= set(Capability)
    assert channel.capabilities


@every_channel
def test_every_setting_is_explained_in_both_languages(channel: type[AnyChannel]) -> None:
    assert issubclass(channel.Settings, ChannelSettings)
    schema = channel.Settings.model_json_schema(by_alias=False)
    for name, field in schema.get("properties", {}).items():
        for words in (field, field.get("fr", {})):
            assert words.get("title"), f"{channel.kind}: title of {name}"
            assert words.get("description"), f"{channel.kind}: description of {name}"


@every_channel
async def test_what_a_person_says_arrives_unchanged(peer: Peer, ledger: Ledger) -> None:
    await peer.say(HOSTILE, "first-key")
    await eventually(lambda: ledger.received, what="the sink has it")
    assert [(one.text, one.sender) for one in ledger.received] == [(HOSTILE, peer.person)]


@every_channel
async def test_nothing_is_acknowledged_before_it_is_committed(peer: Peer, ledger: Ledger) -> None:
    ledger.may_commit.clear()
    await peer.say("Bonjour", "first-key")
    await eventually(lambda: ledger.received, what="the sink has it")
    assert not await peer.acknowledged("first-key")
    ledger.may_commit.set()
    await eventually(lambda: peer.acknowledged("first-key"), what="it is acknowledged")


@every_channel
async def test_what_could_not_be_stored_is_not_acknowledged_and_may_be_said_again(
    peer: Peer, ledger: Ledger
) -> None:
    ledger.away = True
    await peer.say("Bonjour", "first-key")
    await eventually(lambda: ledger.received, what="the sink has it")
    assert not await peer.acknowledged("first-key")
    ledger.away = False
    await peer.say("Bonjour", "first-key")
    await eventually(lambda: peer.acknowledged("first-key"), what="it is acknowledged")


@every_channel
async def test_a_peer_that_repeats_itself_says_so(peer: Peer, ledger: Ledger) -> None:
    await peer.say("Bonjour", "first-key")
    await peer.say("Bonjour", "first-key")
    await peer.say("Bonjour", "other-key")
    await eventually(lambda: len(ledger.received) == 3, what="the sink has all three")
    names = [one.peer_id for one in ledger.received]
    assert names[0] == names[1] != names[2]


@every_channel
async def test_what_is_sent_reaches_the_person_unchanged(peer: Peer) -> None:
    assert isinstance(await peer.channel.send(outbound(peer, HOSTILE)), Receipt)
    await eventually(peer.heard, what="the person heard it")
    assert list(await peer.heard()) == [HOSTILE]


@every_channel
async def test_sending_to_nobody_is_a_value_not_an_error(peer: Peer) -> None:
    await peer.go_away()
    outcome = await peer.channel.send(outbound(peer, "Il y a quelqu'un ?"))
    assert isinstance(outcome, Receipt) or outcome.retry is not Retry.NEVER


@every_channel
async def test_a_probe_answers_in_time_and_disturbs_nobody(peer: Peer) -> None:
    async with asyncio.timeout(10):
        assert (await peer.channel.probe()).ok
    assert not await peer.heard()


@every_channel
async def test_logs_hold_no_secret_and_no_word_of_what_was_said(
    peer: Peer, ledger: Ledger, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="guichet")
    with structlog.testing.capture_logs() as logged:
        await peer.say("mon code est 4711", "first-key")
        await eventually(lambda: ledger.received, what="the sink has it")
        await peer.channel.send(outbound(peer, "votre code est 4711"))
        await peer.go_away()
        await peer.channel.send(outbound(peer, "votre code est 4711"))
    written = repr(logged) + "".join(one.getMessage() for one in caplog.records if ours(one))
    for secret in ("4711", *secrets_of(peer.channel.door.settings)):
        assert secret not in written


@every_channel
async def test_a_connection_ends_at_once_when_it_is_told_to(peer: Peer, ledger: Ledger) -> None:
    async with asyncio.timeout(30), asyncio.TaskGroup() as group:
        opened = group.create_task(peer.channel.open(ledger))
        await asyncio.sleep(0)
        opened.cancel()
    assert opened.done()


def ours(record: logging.LogRecord) -> bool:
    return record.name.startswith("guichet")


def secrets_of(settings: ChannelSettings) -> list[str]:
    """The secret values among an entry point's settings."""
    values: list[Any] = [getattr(settings, name) for name in type(settings).model_fields]
    return [value.get_secret_value() for value in values if hasattr(value, "get_secret_value")]


def test_a_failure_answers_every_question_its_caller_has() -> None:
    names = set(Failure.__dataclass_fields__)
    assert names == {"code", "retry", "fault", "peer_code", "peer_words", "after"}
