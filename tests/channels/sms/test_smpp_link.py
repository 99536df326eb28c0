"""The SMPP link, over the simulated carrier: what it promises beyond the table of faults."""

import asyncio
from typing import cast

import pytest

from guichet.channels.sms.links.smpp.link import _Nobody
from guichet.channels.sms.links.smpp.wire import LinkLost, Wire
from guichet.gateway.mass.contract import LinkRefused
from guichet.kit.clock import SystemClock
from guichet.kit.tasks import faults_in
from guichet.processes.simulated_carrier.carrier import Carrier, listening
from guichet.processes.simulated_carrier.scenario import read
from guichet.protocols.gsm7.segments import Concatenation
from guichet.protocols.smpp import codec, fast, pdus
from tests.channels.sms.depot import MemoryDepot, link, parcel, parcels
from tests.channels.sms.open_link import QUICK, scene, settings
from tests.waiting import eventually


async def test_receipts_are_acknowledged_only_once_they_are_kept() -> None:
    async with scene() as (carrier, depot, _):
        depot.storing.clear()
        depot.put(parcels(20))
        await eventually(lambda: carrier.counters.receipts == 20)
        assert (carrier.counters.receipts_acked, depot.kept) == (0, [])
        depot.storing.set()
        await eventually(lambda: carrier.counters.receipts_acked == 20)
        assert len(depot.delivered) == 20


async def test_what_was_not_kept_comes_again_by_the_next_link() -> None:
    async with scene() as (carrier, depot, kept):
        depot.storing.clear()
        depot.put(parcels(5))
        carrier.say("33611111111", "38100", "STOP")
        await eventually(lambda: carrier.counters.receipts == 5)
        for session in carrier.sessions():
            session.close()
        depot.storing.set()
        await eventually(lambda: carrier.counters.receipts_acked == 5)
        await eventually(lambda: carrier.counters.inbound_acked == 1)
        assert kept.opened >= 2
        assert len({one.peer_id for one in depot.texts}) == 1


@pytest.mark.parametrize("way", [Concatenation.UDH, Concatenation.SAR])
async def test_a_text_in_parts_is_one_text_and_acknowledged_with_its_last(
    way: Concatenation,
) -> None:
    async with scene() as (carrier, depot, _):
        text = "Où en est ma commande ? " * 12
        carrier.say("33611111111", "38100", text, concatenation=way)
        await eventually(lambda: carrier.counters.inbound_acked >= 2)
        (found,) = depot.texts
        assert (found.sender, found.to, found.text) == ("+33611111111", "38100", text)


async def test_the_same_words_twice_are_two_texts() -> None:
    async with scene() as (carrier, depot, _):
        carrier.say("33611111111", "38100", "oui")
        await eventually(lambda: carrier.counters.inbound_acked == 1)
        carrier.say("33611111111", "38100", "oui")
        await eventually(lambda: carrier.counters.inbound_acked == 2)
        assert len({one.peer_id for one in depot.texts}) == 2


async def test_a_wrong_password_is_said_and_not_tried_again() -> None:
    carrier = Carrier(read('[binds]\naccounts = {guichet = "right"}\n'), SystemClock())
    depot = MemoryDepot()
    async with listening(carrier, "127.0.0.1", 0) as port:
        with pytest.raises(LinkRefused, match="ESME_RINVPASWD"):
            await link(settings(port, password="wrong")).run(depot)
        assert carrier.counters.binds_refused == 1
        assert depot.healths[-1].state == "refused"
        probe = await link(settings(port, password="wrong")).probe()
        assert (probe.ok, probe.code) == (False, "carrier_refused")
        assert (await link(settings(port, password="right")).probe()).ok


async def test_a_probe_of_nobody_is_an_answer() -> None:
    probe = await link(settings(1)).probe()
    assert (probe.ok, probe.code) == (False, "carrier_unreachable")


async def test_leaving_waits_for_answers_and_unbinds() -> None:
    async with scene("[answers]\ndelay = 0.05\n[receipts]\ndelay = 0.0\n") as (carrier, depot, _):
        depot.put(parcels(30))
        await eventually(lambda: carrier.counters.submitted == 30)
    assert (len(depot.handed), depot.cut) == (30, set())
    assert carrier.counters.unbinds == 1


async def test_a_carrier_that_asks_us_to_leave_is_left_and_come_back_to() -> None:
    async with scene() as (carrier, depot, kept):
        carrier.sessions()[0].ask_to_leave()
        await eventually(lambda: carrier.counters.binds == 2)
        depot.put(parcels(3))
        await eventually(lambda: len(depot.handed) == 3)
        assert kept.lost == ["the carrier asked us to leave"]


async def test_a_rate_is_never_passed() -> None:
    async with scene(rate=200.0, window=100) as (carrier, depot, _):
        depot.put(parcels(100))
        loop = asyncio.get_running_loop()
        begun = loop.time()
        await eventually(lambda: len(depot.handed) >= 100)
        assert carrier.counters.submitted <= 200 * 1.02 * (loop.time() - begun) + 3


async def test_a_haste_of_the_carrier_halves_the_window_and_it_grows_again() -> None:
    fault = '[[faults]]\nkind = "throttle"\nevery = 10\ntimes = 1\n'
    async with scene(QUICK + fault, window=20) as (carrier, depot, _):
        depot.put(parcels(200))
        await eventually(lambda: len(depot.handed) == 200)
        await eventually(lambda: depot.healths[-1].throttled == 1)
        assert depot.failed == {}
        assert carrier.counters.throttled == 1


async def test_a_carrier_that_goes_silent_is_given_nothing_more_until_it_speaks_again() -> None:
    deaf = "[reading]\nevery = 10\npause = 4.0\n"
    async with scene(QUICK + deaf, window=10) as (_, depot, _):
        depot.put(parcels(20))
        await eventually(lambda: depot.healths[-1].state == "silent")
        assert depot.cut == set()
        await eventually(lambda: depot.healths[-1].state == "open")
        await eventually(lambda: len(depot.handed) == 20)


async def test_a_pair_sends_by_one_bind_and_receives_by_the_other() -> None:
    async with scene(mode="pair") as (carrier, depot, _):
        depot.put(parcels(10))
        await eventually(lambda: len(depot.delivered) == 10)
        assert sorted(one.mode for one in carrier.sessions()) == ["receiver", "transmitter"]


async def test_what_cannot_be_written_is_refused_before_it_is_sent() -> None:
    async with scene(most_parts=2) as (carrier, depot, _):
        depot.put([parcel("+33611111111", "x" * 2_000), parcel("+33611111112", sender="Café")])
        await eventually(lambda: depot.failed.total() == 2)
        assert dict(depot.failed) == {"text_unwritable": 1, "sender_unwritable": 1}
        assert carrier.counters.submitted == 0


async def test_telephones_show_what_was_written() -> None:
    texts = ["Bonjour à vous, 12 €", "Rendez-vous à l'île de la Réunion, œuvre d’art " * 3, "[x]~"]
    async with scene(concatenation="sar", reference_bits=16) as (carrier, depot, _):
        depot.put([parcel("+33611111111", one, flash=one == "[x]~") for one in texts])
        await eventually(lambda: len(depot.delivered) == 5)
        shown = carrier.telephones.shown("33611111111")
        assert [one.text for one in shown] == texts
        assert [one.flash for one in shown] == [False, False, True]


async def test_nothing_is_asked_of_a_connection_that_is_gone() -> None:
    wire = Wire(_Nobody())
    wire.close("the carrier left")
    with pytest.raises(LinkLost, match="the carrier left"):
        async with asyncio.timeout(30):
            await wire.ask(pdus.Unbind)


class _Lots(_Nobody):
    """Keeps what is dealt with in one go."""

    def __init__(self) -> None:
        self.lots: list[list[bytes]] = []

    def came(self, wire: Wire, answers: list[bytes], deliveries: list[bytes]) -> None:
        self.lots.append(answers)


async def test_a_window_answered_all_at_once_is_filled_again_bit_by_bit() -> None:
    traffic = _Lots()
    answers = [fast.submit_sm_resp(n, b"%d" % n) for n in range(1, 501)]
    Wire(traffic).data_received(b"".join(answers))
    assert [frame for lot in traffic.lots for frame in lot] == answers
    assert max(map(len, traffic.lots)) <= len(answers) // 5


async def test_a_fault_while_leaving_does_not_keep_a_link_from_ending() -> None:
    carrier, depot = Carrier(read(QUICK), SystemClock()), MemoryDepot()
    async with listening(carrier, "127.0.0.1", 0) as port:
        running = asyncio.create_task(link(settings(port)).run(depot))
        depot.storing.clear()
        depot.put(parcels(1))
        await eventually(lambda: carrier.counters.receipts == 1)
        depot.fault = OSError("the database is away")
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
        assert carrier.counters.receipts_acked == 0


class _LastWords(asyncio.Protocol):
    """Lets the link in, brings a receipt and asks it to leave: in one breath."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        text = b"id:1 submit date:2601010000 done date:2601010000 stat:DELIVRD err:000"
        said: tuple[pdus.Pdu, ...] = (
            pdus.BindTransceiverResp(1, system_id=b"short"),
            pdus.DeliverSm(2, esm_class=4, short_message=text),
            pdus.Unbind(3),
        )
        if self._transport is not None and b"guichet" in data:
            self._transport.write(b"".join(map(codec.encode, said)))


async def test_when_several_tasks_of_a_link_fail_in_one_instant_all_are_told() -> None:
    depot = MemoryDepot()
    depot.fault = OSError("the database is away")
    server = await asyncio.get_running_loop().create_server(_LastWords, "127.0.0.1", 0)
    async with server:
        with pytest.raises(ExceptionGroup) as told:
            await link(settings(server.sockets[0].getsockname()[1])).run(depot)
    words = {str(one) for one in faults_in(told.value)}
    assert words == {"the carrier asked us to leave", "the database is away"}
