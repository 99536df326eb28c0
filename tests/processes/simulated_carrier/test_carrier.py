"""The simulated carrier, as a client meets it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from guichet.kit.clock import SystemClock
from guichet.processes.simulated_carrier.carrier import Carrier, listening
from guichet.processes.simulated_carrier.scenario import Scenario, read
from guichet.protocols.gsm7.segments import Concatenation
from guichet.protocols.smpp import pdus, status
from guichet.protocols.smpp.receipts import receipt_of
from guichet.protocols.smpp.texts import user_text
from tests.processes.simulated_carrier.client import Client, connected, submit
from tests.waiting import eventually

SOON = "[receipts]\ndelay = 0.0\n"


@asynccontextmanager
async def bound(text: str) -> AsyncIterator[tuple[Carrier, Client, int]]:
    """A carrier by a scenario, and a client bound to it."""
    carrier = Carrier(read(text), SystemClock())
    async with listening(carrier, "127.0.0.1", 0) as port, connected(port) as client:
        await client.bind()
        yield carrier, client, port


def receipts(client: Client) -> list[tuple[bytes, bytes]]:
    """Ids and words of the receipts that came, in order."""
    found = (receipt_of(one) for one in client.of(pdus.DeliverSm))
    return [(one.message_id, one.stat) for one in found if one is not None]


async def test_a_message_is_answered_and_its_receipt_follows() -> None:
    async with bound(SOON) as (carrier, client, _):
        client.send(submit(2), submit(3))
        answers = await client.until(pdus.SubmitSmResp, 2)
        await client.until(pdus.DeliverSm, 2)
        assert [(one.sequence, one.message_id) for one in answers] == [(2, b"1"), (3, b"2")]
        assert receipts(client) == [(b"1", b"DELIVRD"), (b"2", b"DELIVRD")]
        await eventually(lambda: carrier.counters.receipts_acked == 2)
        assert carrier.counters.figures()["accepted"] == 2
        assert [one.text for one in carrier.telephones.shown("33611111111")] == ["Bonjour"] * 2


async def test_ids_are_written_in_another_base_in_receipts() -> None:
    text = 'first_id = 255\n[answers]\nid_form="hex"\n[receipts]\ndelay=0.0\nid_form="padded"\n'
    async with bound(text) as (_, client, _):
        client.send(submit(2))
        (answer,) = await client.until(pdus.SubmitSmResp)
        await client.until(pdus.DeliverSm)
        assert (answer.message_id, receipts(client)[0][0]) == (b"ff", b"0000000255")


@pytest.mark.parametrize(
    ("kind", "code"),
    [("throttle", status.THROTTLED), ("queue_full", status.QUEUE_FULL), ("refuse", 0x45)],
)
async def test_what_is_refused_is_not_taken(kind: str, code: int) -> None:
    fault = f'[[faults]]\nkind="{kind}"\nevery=2\nstatus=0x45\n'
    async with bound(SOON + fault) as (carrier, client, _):
        client.send(*(submit(number) for number in range(2, 6)))
        answers = await client.until(pdus.SubmitSmResp, 4)
        assert [one.status for one in answers] == [0, code, 0, code]
        assert carrier.counters.accepted == 2


async def test_faults_of_receipts_are_those_of_the_scenario() -> None:
    text = (
        '[receipts]\ndelay=0.01\n[[faults]]\nkind="lost_receipt"\nto="331"\n'
        '[[faults]]\nkind="repeated_receipt"\nto="332"\n'
        '[[faults]]\nkind="not_delivered"\nto="333"\nerror="027"\n'
        '[[faults]]\nkind="late_receipt"\nto="334"\ndelay=0.05\n'
        '[[faults]]\nkind="early_receipt"\nto="335"\n'
    )
    async with bound(text) as (_, client, _):
        client.send(*(submit(n + 1, b"33%d0000" % n) for n in range(1, 6)))
        await client.until(pdus.DeliverSm, 5)
        assert [one[0] for one in receipts(client)] == [b"5", b"2", b"2", b"3", b"4"]
        assert (b"3", b"UNDELIV") in receipts(client)
        kinds = [type(one).__name__ for one in client.came]
        assert kinds.index("DeliverSm") < kinds.index("SubmitSmResp")


async def test_unacknowledged_receipts_come_again_by_the_next_bind() -> None:
    async with bound(SOON) as (carrier, client, port):
        client.acknowledges = False
        client.send(submit(2))
        await client.until(pdus.DeliverSm)
        client.close()
        await eventually(lambda: carrier.counters.links == 0)
        async with connected(port) as again:
            await again.bind()
            await again.until(pdus.DeliverSm)
            assert receipts(again) == receipts(client)


async def test_a_refused_receipt_comes_again_by_the_next_bind_when_this_one_ends_first() -> None:
    async with bound(SOON) as (carrier, client, port):
        client.acknowledges = False
        client.send(submit(2))
        (refused,) = await client.until(pdus.DeliverSm)
        client.send(pdus.DeliverSmResp(refused.sequence, status.QUEUE_FULL))
        await eventually(lambda: carrier.counters.receipts_refused == 1)
        client.close()
        await eventually(lambda: carrier.counters.links == 0)
        async with connected(port) as again:
            await again.bind()
            await again.until(pdus.DeliverSm)
            assert receipts(again) == receipts(client)


async def test_a_receipt_may_come_by_another_bind() -> None:
    text = SOON + '[[faults]]\nkind="elsewhere"\n'
    async with bound(text) as (_, client, port), connected(port) as other:
        await other.bind()
        client.send(submit(2))
        await other.until(pdus.DeliverSm)
        assert client.of(pdus.DeliverSm) == []


async def test_a_wrong_password_is_refused() -> None:
    carrier = Carrier(read('[binds]\naccounts={esme="secret"}\n'), SystemClock())
    async with listening(carrier, "127.0.0.1", 0) as port, connected(port) as client:
        refused = await client.bind(password=b"wrong")
        assert refused.status == status.INVALID_PASSWORD
        client.send(submit(2))
        assert (await client.until(pdus.SubmitSmResp))[0].status == status.INVALID_BIND_STATUS
        assert carrier.counters.binds_refused == 1


@pytest.mark.parametrize(
    ("kind", "taken"), [("drop_before", 1), ("drop_after", 2), ("bad_length", 2)]
)
async def test_a_link_is_cut_before_or_after_a_message_is_taken(kind: str, taken: int) -> None:
    async with bound(SOON + f'[[faults]]\nkind="{kind}"\nevery=2\n') as (carrier, client, _):
        client.send(submit(2), submit(3), submit(4))
        await eventually(lambda: client.closed)
        assert carrier.counters.accepted == taken
        assert client.of(pdus.SubmitSmResp)[0].sequence == 2


async def test_what_came_together_with_the_message_that_ends_a_link_is_counted() -> None:
    async with bound(SOON + '[[faults]]\nkind="drop_before"\nafter=1\n') as (carrier, client, _):
        client.acknowledges = False
        client.send(submit(2))
        (receipt,) = await client.until(pdus.DeliverSm)
        client.send(pdus.DeliverSmResp(receipt.sequence, 0, b""), submit(3))
        await eventually(lambda: client.closed)
        assert (carrier.counters.receipts_acked, carrier.counters.submitted) == (1, 2)


async def test_what_makes_no_sense_is_refused_and_what_has_no_length_ends_it() -> None:
    async with bound(SOON) as (carrier, client, _):
        client.send(pdus.Unknown(7, command=0x0999))
        client.send(submit(8, source_addr=b"X" * 20))
        client.send(pdus.QuerySm(9, message_id=b"1"))
        await client.until(pdus.GenericNack)
        assert (await client.until(pdus.QuerySmResp))[0].status == status.INVALID_COMMAND
        client.send(pdus.Unknown(10, command=0x4, body=b"\xff" * 12))
        assert (await client.until(pdus.SubmitSmResp, 2))[-1].status
        assert carrier.counters.malformed == 1


@pytest.mark.parametrize("way", [Concatenation.UDH, Concatenation.SAR])
async def test_a_telephone_answers_in_parts(way: Concatenation) -> None:
    async with bound(SOON) as (carrier, client, _):
        text = "Où est ma commande ? €" * 10
        assert carrier.say("33611111111", "38100", text, concatenation=way)
        parts = await client.until(pdus.DeliverSm, 2)
        assert [user_text(one).part is not None for one in parts] == [True, True]
        assert "".join(user_text(one).text for one in parts) == text
        await eventually(lambda: carrier.counters.inbound_acked == 2)


async def test_a_rate_is_kept_by_throttling() -> None:
    async with bound("[answers]\nrate = 10\n") as (carrier, client, _):
        client.send(*(submit(number) for number in range(2, 12)))
        answers = await client.until(pdus.SubmitSmResp, 10)
        assert {one.status for one in answers[2:]} == {status.THROTTLED}
        assert carrier.counters.throttled == 10 - carrier.counters.accepted


def test_a_scenario_with_an_unknown_key_is_refused_in_words() -> None:
    with pytest.raises(ValueError, match="recipts"):
        read("[recipts]\ndelay = 1\n")


def test_without_a_word_the_carrier_has_no_fault() -> None:
    assert read("") == Scenario()
    assert read("").faults == ()
