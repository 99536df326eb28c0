"""What carriers do wrong, row by row, and what becomes of the messages: over the simulated carrier
with the real link. Whatever happens, each message is told once, none is taken twice, and every
receipt is kept.
"""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import pytest

from guichet.channels.sms.links.smpp.settings import SmppSettings
from guichet.kit.clock import SystemClock
from guichet.processes.simulated_carrier.carrier import Carrier, listening
from guichet.processes.simulated_carrier.scenario import read
from tests.channels.sms.depot import MemoryDepot, kept_open, parcels
from tests.waiting import eventually

COUNT = 60
LONG = "Votre commande est à retirer avant samedi midi au comptoir. " * 4


@dataclass(frozen=True)
class Row:
    """A fault and its outcome. Numbers are of parts."""

    name: str
    scenario: str = ""
    settings: dict[str, Any] = field(default_factory=dict)
    handed: int = COUNT
    cut: int = 0
    failed: dict[str, int] = field(default_factory=dict)
    delivered: int = COUNT
    """Parts a receipt called delivered, of those the carrier took."""
    links: int = 1
    """How often the link was opened, at the least."""
    text: str = "Bonjour"
    states: dict[str, int] = field(default_factory=dict)
    """Of all receipts, where it matters."""


def fault(kind: str, every: int = 3, **more: object) -> str:
    """One fault as TOML."""
    words = {"kind": kind, "every": every, **more}
    lines = [f"{name} = {value!r}" for name, value in words.items()]
    return "\n".join(["[[faults]]", *lines, ""])


ROWS = (
    Row("nothing goes wrong"),
    Row("every third message is throttled at first", fault("throttle")),
    Row("the carrier's queue is full for a while", fault("queue_full", 2, times=20)),
    Row("the carrier allows fewer a second than we send", "[answers]\nrate = 400\n"),
    Row("the carrier's window is smaller than ours", "[answers]\nwindow = 4\ndelay = 0.002\n"),
    Row("some messages meet a passing error", fault("refuse", 6, status=0x08), handed=50,
        failed={"carrier_trouble": 10}, delivered=50),
    Row("some numbers are invalid", fault("refuse", 6, status=0x0B), handed=50,
        failed={"number_refused": 10}, delivered=50),
    Row("the sender is refused", fault("refuse", 6, status=0x0A), handed=50,
        failed={"sender_refused": 10}, delivered=50),
    Row("the operator has an error of its own", fault("refuse", 6, status=0x410), handed=50,
        failed={"message_refused": 10}, delivered=50),
    Row("the route says what the operator's own error asks for", fault("refuse", status=0x410),
        {"errors": {"0x410": "throttle"}}),
    Row("some messages are not understood", fault("nack", 6, status=0x03), handed=50,
        failed={"message_refused": 10}, delivered=50),
    Row("some answers never come", fault("silent", 6), {"answer_within": 0.3}, handed=50, cut=10),
    Row("some answers come after later ones", fault("slow", delay=0.05)),
    Row("some answers come after they were given up", fault("slow", 6, delay=0.6),
        {"answer_within": 0.2}),
    Row("answers come in reverse", "[answers]\nreorder = true\ndelay = 0.002\n"),
    Row("the link is cut before a message is taken", fault("drop_before", 20, times=2),
        {"window": 1}, handed=58, cut=2, delivered=58, links=3),
    Row("the link is cut after a message was taken", fault("drop_after", 20, times=2),
        {"window": 1}, handed=58, cut=2, links=3),
    Row("a PDU makes no sense", fault("garbage")),
    Row("what comes is no SMPP any more", fault("bad_length", 20, times=2), {"window": 1},
        links=3),
    Row("an answer comes to what nobody sent", fault("stranger")),
    Row("receipts come before the answers", fault("early_receipt", 2)),
    Row("receipts come twice", fault("repeated_receipt", 2)),
    Row("receipts come late and in another order",
        "[receipts]\nreorder = true\ndelay = 0.0\n" + fault("late_receipt", delay=0.2)),
    Row("receipts are lost", fault("lost_receipt", 6), delivered=50),
    Row("receipts come by another bind", fault("elsewhere", 2), {"mode": "pair"}),
    Row("ids are hexadecimal in answers and decimal in receipts",
        'first_id = 4000\n[answers]\nid_form = "upper_hex"\n', {"answer_ids": "hex_to_dec"}),
    Row("ids have zeros in front in receipts", '[receipts]\nid_form = "padded"\n',
        {"receipt_ids": "strip_zeros"}),
    Row("receipts say it in their text alone", "[receipts]\nparameters = false\n"),
    Row("receipts say it in parameters alone", "[receipts]\ntext = false\n"),
    Row("some telephones cannot be reached", fault("not_delivered", 6, error="027"),
        delivered=50, states={"undeliverable": 10, "delivered": 50}),
    Row("receipts tell of a delay first", fault("in_between", 6), {"intermediate": True},
        states={"enroute": 10, "delivered": COUNT}),
    Row("long texts get a receipt for each part", "", handed=COUNT * 2, delivered=COUNT * 2,
        text=LONG),
    Row("parts of long texts are throttled", fault("throttle", 5), {"window": 7},
        handed=COUNT * 2, delivered=COUNT * 2, text=LONG),
    Row("the carrier reads slowly", "[reading]\nevery = 20\npause = 0.05\n"),
    Row("the carrier refuses binds for a while", "[binds]\nrefuse = 0x08\nrefuse_times = 2\n",
        links=3),
    Row("the carrier stops answering altogether",
        "[reading]\nevery = 30\npause = 2.0\n[receipts]\ndelay = 0.0\n",
        {"window": 1, "enquire": 0.4}, handed=59, cut=1, links=2),
)  # fmt: skip


def settings_for(row: Row, port: int) -> SmppSettings:
    """Those of the row's route."""
    plain = {"host": "127.0.0.1", "port": port, "system_id": "guichet"}
    return SmppSettings.model_validate({**plain, **row.settings})


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
async def test_nothing_is_lost_whatever_the_carrier_does(row: Row) -> None:
    quick = "" if "[receipts]" in row.scenario else "[receipts]\ndelay = 0.01\n"
    carrier = Carrier(
        read(quick + row.scenario if "first_id" not in row.scenario else row.scenario + quick),
        SystemClock(),
    )
    depot = MemoryDepot()
    depot.put(parcels(COUNT, row.text))
    failed = sum(row.failed.values())

    def whole() -> bool:
        told = (len(depot.handed), len(depot.cut), depot.failed.total())
        return told == (row.handed, row.cut, failed) and len(depot.delivered) >= row.delivered

    def acknowledged() -> bool:
        return carrier.counters.receipts_acked >= len(depot.delivered)

    async with (
        listening(carrier, "127.0.0.1", 0) as port,
        kept_open(depot, settings_for(row, port)) as kept,
    ):
        await eventually(whole, every=0.01, what=row.name)
        await eventually(acknowledged)
    assert dict(depot.failed) == row.failed
    assert len(depot.delivered) == row.delivered
    assert kept.opened >= row.links
    assert not depot.waiting
    parts = Counter(
        (one.destination_addr, one.short_message) for _, one in carrier.telephones.taken
    )
    assert set(parts.values()) == {1}, "a telephone got a text twice"
    taken_without_answer = carrier.counters.accepted - len(depot.handed)
    assert 0 <= taken_without_answer <= row.cut
    if row.states:
        assert Counter(one.state for one in depot.kept) == row.states
