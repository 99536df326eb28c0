"""Every PDU to octets and back; what cannot be, refused with the right blame."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guichet.protocols.smpp import pdus, status
from guichet.protocols.smpp.codec import (
    COMMANDS,
    LAYOUTS,
    command_of,
    decode,
    encode,
    refusal,
    response_to,
)
from guichet.protocols.smpp.errors import Misuse, PeerFault
from guichet.protocols.smpp.numbers import Command
from guichet.protocols.smpp.pdus import Destination, Pdu
from tests.protocols.smpp.made import any_pdu, of_layout


def test_every_command_of_the_specification_has_its_pdu() -> None:
    assert set(LAYOUTS) == {int(command) for command in Command}
    assert len(COMMANDS) == len(LAYOUTS)


@pytest.mark.parametrize("command", LAYOUTS)
def test_what_is_encoded_is_decoded(command: int) -> None:
    @given(of_layout(LAYOUTS[command]))
    @settings(max_examples=20)
    def check(pdu: Pdu) -> None:
        frame = encode(pdu)
        assert int.from_bytes(frame[:4], "big") == len(frame)
        assert int.from_bytes(frame[4:8], "big") == command
        for strict in (False, True):
            found = decode(frame, strict=strict)
            assert found == pdu
            assert type(found) is type(pdu)

    check()


@given(any_pdu)
def test_decoded_octets_are_encoded_again_unchanged(pdu: Pdu) -> None:
    frame = encode(pdu)
    assert encode(decode(frame)) == frame


def test_broadcasts_of_5_0_are_kept_as_they_came() -> None:
    frame = bytes.fromhex("00000013 00000111 00000000 00000007 414200".replace(" ", ""))
    assert decode(frame) == pdus.Unknown(7, 0, 0x111, b"AB\0")
    assert encode(decode(frame)) == frame


def test_a_refused_submit_has_no_body() -> None:
    frame = bytes.fromhex("00000010 80000004 00000058 00000009".replace(" ", ""))
    assert decode(frame) == pdus.SubmitSmResp(9, 0x58, None)
    assert encode(pdus.SubmitSmResp(9, 0x58)) == frame
    assert decode(encode(pdus.SubmitSmResp(9, 0, b""))) == pdus.SubmitSmResp(9, 0, b"")


ADDRESSES = b"\0\1\1" + b"1" * 4 + b"\0\1\1" + b"2" * 9 + b"\0"


def framed(command: int, body: bytes) -> bytes:
    head = b"".join(word.to_bytes(4, "big") for word in (16 + len(body), command, 0, 5))
    return head + body


@pytest.mark.parametrize(
    ("command", "body", "code"),
    [
        (4, b"", status.INVALID_COMMAND_LENGTH),
        (4, ADDRESSES, status.INVALID_COMMAND_LENGTH),
        (4, ADDRESSES + b"\0\0\0\0\0\1\0\0\0\5abcd", status.INVALID_MESSAGE_LENGTH),
        (4, ADDRESSES + b"\0\0\0\0\0\1\0\0\0\0ab", status.BAD_OPTIONAL_PART),
        (4, ADDRESSES + b"\0\0\0\0\0\1\0\0\0\0\0\1\0\2a", status.BAD_OPTIONAL_PART),
        (0x80000004, b"abc", status.INVALID_MESSAGE_ID),
        (9, b"sys\0pw", status.INVALID_PASSWORD),
        (9, b"sys", status.INVALID_SYSTEM_ID),
        (9, b"sys\0pw\0\0", status.INVALID_COMMAND_LENGTH),
        (0x21, b"\0\1\1" + b"1\0" + b"\1\3", status.INVALID_DESTINATION_FLAG),
        (0x21, b"\0\1\1" + b"1\0" + b"\1\2list", status.INVALID_LIST_NAME),
        (0x21, b"\0\1\1" + b"1\0" + b"\1\1\1\0012", status.INVALID_DESTINATION),
        (0x80000021, b"id\0\1\1\1" + b"2\0\0\0", status.INVALID_COMMAND_LENGTH),
        (7, b"id\0\1\1" + b"1\0\0\0\1\0\5ab", status.INVALID_MESSAGE_LENGTH),
        (0x15, b"x", status.BAD_OPTIONAL_PART),
    ],
)
def test_what_makes_no_sense_is_the_peers_fault_with_its_status(
    command: int, body: bytes, code: int
) -> None:
    with pytest.raises(PeerFault) as caught:
        decode(framed(command, body))
    assert (caught.value.status, caught.value.command, caught.value.sequence) == (code, command, 5)
    assert not caught.value.fatal


@pytest.mark.parametrize(
    ("pdu", "code"),
    [
        (pdus.SubmitSm(service_type=b"x" * 6), status.INVALID_SERVICE_TYPE),
        (pdus.SubmitSm(source_addr=b"x" * 21), status.INVALID_SOURCE),
        (pdus.SubmitSm(destination_addr=b"x" * 21), status.INVALID_DESTINATION),
        (pdus.SubmitSm(schedule_delivery_time=b"x"), status.INVALID_SCHEDULE),
        (pdus.SubmitSm(validity_period=b"x" * 17), status.INVALID_EXPIRY),
    ],
)
def test_a_centre_is_strict_and_a_client_forgiving(pdu: pdus.SubmitSm, code: int) -> None:
    body = b""
    for value in pdu[2:-2]:
        assert isinstance(value, int | bytes)
        body += bytes((value,)) if isinstance(value, int) else value + b"\0"
    body += bytes((len(pdu.short_message),)) + pdu.short_message
    assert decode(framed(4, body)) == pdu._replace(sequence=5)
    with pytest.raises(PeerFault) as caught:
        decode(framed(4, body), strict=True)
    assert caught.value.status == code
    with pytest.raises(PeerFault):
        decode(framed(0x103, b"\0\1\1" + b"x" * 65 + b"\0\1\1\0\0\0\0"), strict=True)


@pytest.mark.parametrize(
    "pdu",
    [
        pdus.SubmitSm(short_message=b"x" * 255),
        pdus.SubmitSm(source_addr=b"x" * 21),
        pdus.SubmitSm(destination_addr=b"1\0002"),
        pdus.SubmitSm(validity_period=b"tomorrow"),
        pdus.SubmitSm(data_coding=256),
        pdus.SubmitSm(esm_class=-1),
        pdus.SubmitSm(sequence=1 << 32),
        pdus.SubmitSm(tlvs=((1, b""),) * 65),
        pdus.SubmitSm(tlvs=((0x10000, b""),)),
        pdus.SubmitSm(tlvs=((0x424, b"x" * 65_536),)),
        pdus.BindTransceiver(system_id=b"x" * 16),
        pdus.BindTransceiver(password=b"x" * 9),
        pdus.BindTransceiver(addr_ton=300),
        pdus.BindTransceiver(system_id="text"),  # type: ignore[arg-type]  # a mistake of the caller
        pdus.SubmitMulti(dest_addresses=(Destination(1, 1, b"1"),) * 255),
        pdus.SubmitMulti(dest_addresses=(Destination(dl_name=b"x" * 21),)),
        pdus.ReplaceSm(short_message=b"x" * 255),
        pdus.Unknown(command=1 << 32),
    ],
)
def test_what_cannot_be_written_is_our_misuse(pdu: Pdu) -> None:
    with pytest.raises(Misuse):
        encode(pdu)


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        (Command.SUBMIT_SM, Command.SUBMIT_SM_RESP),
        (Command.ENQUIRE_LINK, Command.ENQUIRE_LINK_RESP),
        (Command.OUTBIND, None),
        (Command.ALERT_NOTIFICATION, None),
        (Command.SUBMIT_SM_RESP, None),
    ],
)
def test_requests_have_their_response(command: int, answer: int | None) -> None:
    assert response_to(command) == answer


def test_a_refusal_names_the_command_or_is_a_generic_nack() -> None:
    assert decode(refusal(4, 7, 0x58)) == pdus.SubmitSmResp(7, 0x58)
    assert decode(refusal(0x111, 7, 3)) == pdus.GenericNack(7, 3)
    assert decode(refusal(0x102, 7, 3)) == pdus.GenericNack(7, 3)
    assert command_of(pdus.Unknown(command=0x111)) == 0x111


@given(st.binary(max_size=15))
def test_less_than_a_header_is_fatal(octets: bytes) -> None:
    with pytest.raises(PeerFault) as caught:
        decode(octets)
    assert caught.value.fatal
