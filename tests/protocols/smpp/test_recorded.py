"""PDUs written by libraries nobody here wrote (see the README beside)."""

import json
from pathlib import Path
from typing import TypedDict

import pytest

from guichet.protocols.smpp import pdus
from guichet.protocols.smpp.codec import command_of, decode, encode
from guichet.protocols.smpp.numbers import Command
from guichet.protocols.smpp.pdus import Destination, Pdu, Unsuccessful
from guichet.protocols.smpp.receipts import receipt_of
from guichet.protocols.smpp.stream import Decoder
from guichet.protocols.smpp.tlvs import TYPES, Kind, Tag, make, number, octets, string


class Recorded(TypedDict):
    """One PDU and what its writer was asked for."""

    by: str
    command: str
    sequence: int
    status: int
    hex: str
    fields: dict[str, int | str | list[dict[str, int | str]]]
    tlvs: dict[str, int | str]


RECORDED: list[Recorded] = json.loads(
    Path(__file__).with_name("recorded.json").read_text(encoding="utf-8")
)


WIDER = {"source_telematics_id"}
"""Written with two octets by others; 5.3.2.8 says one. Read either way."""


def expected(name: str, value: int | str | list[dict[str, int | str]]) -> object:
    if isinstance(value, str):
        return value.encode("latin-1")
    if isinstance(value, int):
        return value
    given = [{key: expected(key, one) for key, one in each.items()} for each in value]
    kind = Destination if name == "dest_address" else Unsuccessful
    return tuple(kind(**each) for each in given)  # type: ignore[arg-type]  # as recorded


@pytest.mark.parametrize("one", RECORDED, ids=lambda one: f"{one['by']} {one['command']}")
def test_others_pdus_are_read_and_written_octet_by_octet(one: Recorded) -> None:
    frame = bytes.fromhex(one["hex"])
    pdu = decode(frame, strict=True)
    assert encode(pdu) == frame
    assert (pdu.sequence, pdu.status) == (one["sequence"], one["status"])
    if isinstance(pdu, pdus.Unknown):
        assert one["command"] == "broadcast_sm"
        return
    assert Command(command_of(pdu)).name.lower() == one["command"]
    for name, value in one["fields"].items():
        field = "dest_addresses" if name == "dest_address" else name
        assert getattr(pdu, field) == expected(name, value)
    check_parameters(pdu, one)


def check_parameters(pdu: Pdu, one: Recorded) -> None:
    assert not isinstance(pdu, pdus.Unknown)
    assert len(pdu.tlvs) == len(one["tlvs"])
    for name, value in one["tlvs"].items():
        tag = Tag[name.upper()]
        if isinstance(value, int):
            assert number(pdu.tlvs, tag) == value
            assert name in WIDER or make(tag, value) in pdu.tlvs
        elif TYPES[tag].kind is Kind.STRING:
            assert string(pdu.tlvs, tag) == value.encode("latin-1")
            assert make(tag, value.encode("latin-1")) in pdu.tlvs
        else:
            assert octets(pdu.tlvs, tag) == value.encode("latin-1")


def test_what_the_others_wrote_covers_every_command() -> None:
    written = {one["command"] for one in RECORDED}
    assert {command.name.lower() for command in Command} <= written
    assert len({one["by"] for one in RECORDED}) == 3


def test_a_stream_of_all_of_them_is_cut_at_the_same_places() -> None:
    frames = [bytes.fromhex(one["hex"]) for one in RECORDED]
    found = Decoder().feed(b"".join(frames))
    assert found == [decode(frame) for frame in frames]


@pytest.mark.parametrize(
    ("by", "message_id", "state"),
    [
        ("npm smpp 0.5.1", b"4d2", 2),
        ("Python smpplib 2.2.4", b"4d2", 5),
        ("Python smpp.pdu3 0.6", b"7b3f", 3),
    ],
)
def test_receipts_of_the_others_are_understood(by: str, message_id: bytes, state: int) -> None:
    (one,) = [r for r in RECORDED if r["by"] == by and r["command"] == "deliver_sm"]
    pdu = decode(bytes.fromhex(one["hex"]))
    assert isinstance(pdu, pdus.DeliverSm)
    receipt = receipt_of(pdu)
    assert receipt is not None
    assert (receipt.message_id, receipt.state) == (message_id, state)
