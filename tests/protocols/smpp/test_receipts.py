"""Receipts as carriers write them."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet.protocols.smpp.errors import Misuse, PeerFault
from guichet.protocols.smpp.fast import DELIVER_SM, read_sm, write_sm
from guichet.protocols.smpp.ids import IdForm, normal_id
from guichet.protocols.smpp.numbers import MessageState
from guichet.protocols.smpp.pdus import DataSm, DeliverSm
from guichet.protocols.smpp.receipts import (
    Receipt,
    date_of,
    is_receipt,
    parameters,
    read_text,
    receipt_of,
    state_of,
    usual_receipt,
    write_text,
)
from guichet.protocols.smpp.tlvs import Tag, make

DELIVERED = MessageState.DELIVERED
USUAL = (
    b"id:0004d2 sub:001 dlvrd:001 submit date:2611261200 done date:2611261201"
    b" stat:DELIVRD err:000 text:hello you"
)


@pytest.mark.parametrize(
    ("text", "message_id", "state", "error", "done"),
    [
        (USUAL, b"0004d2", 2, b"000", b"2611261201"),
        (USUAL.replace(b" text:hello you", b""), b"0004d2", 2, b"000", b"2611261201"),
        (USUAL.replace(b"text", b"Text"), b"0004d2", 2, b"000", b"2611261201"),
        (
            b"id:1 submit date:261126120000 done date:261126120159 stat:EXPIRED err:27",
            b"1",
            3,
            b"27",
            b"261126120159",
        ),
        (b"ID:ab-12 STAT:UNDELIV ERR:021", b"ab-12", 5, b"021", b""),
        (
            b"stat:REJECTD err:8 id:77 done_date:2611261201 submit_date:2611261200",
            b"77",
            8,
            b"8",
            b"2611261201",
        ),
        (b"id:5 stat:undeliverable err:1 text:id:9 stat:DELIVRD", b"5", 5, b"1", b""),
        (b"id:5,sub:1,stat:ENROUTE,err:0", b"5", 1, b"0", b""),
        (b"id: 5 status: ACCEPTD error: 3 xtra:4", b"5", 6, b"3 xtra:4", b""),
        (b"id:5 stat:FOO err:0", b"5", 7, b"0", b""),
        (b"00,0210021543,2611261201,DELIVRD", b"0210021543", 2, b"00", b""),
        (b"00,0210021543,", b"0210021543", 2, b"00", b""),
        (b"34,0210021543,2611261201,x", b"0210021543", 5, b"34", b""),
        (b"34,0210021543,2611261201,EXPIRED", b"0210021543", 3, b"34", b""),
    ],
)
def test_a_text_is_understood_as_the_carrier_meant_it(
    text: bytes, message_id: bytes, state: int, error: bytes, done: bytes
) -> None:
    found = read_text(text)
    assert found is not None
    assert (found.message_id, found.state, found.error) == (message_id, state, error)
    assert found.done_date == done


def test_the_usual_text_gives_everything() -> None:
    assert read_text(USUAL) == Receipt(
        message_id=b"0004d2",
        state=DELIVERED,
        stat=b"DELIVRD",
        error=b"000",
        submit_date=b"2611261200",
        done_date=b"2611261201",
        sub=b"001",
        dlvrd=b"001",
        text=b"hello you",
        network_type=None,
        network_error=None,
    )


@pytest.mark.parametrize("text", [b"", b"Bonjour", b"STOP", b"text:hello", b"12,", b"a,b,c"])
def test_other_texts_are_no_receipt(text: bytes) -> None:
    assert read_text(text) is None
    assert receipt_of(DeliverSm(esm_class=4, short_message=text)) is None


def test_a_person_writing_like_a_receipt_is_a_person() -> None:
    assert receipt_of(DeliverSm(short_message=USUAL)) is None
    assert receipt_of(DeliverSm(esm_class=0x40, short_message=USUAL)) is None


ID_AND_STATE = parameters(b"4D3", MessageState.EXPIRED)


@pytest.mark.parametrize(
    "message",
    [
        DeliverSm(esm_class=4, short_message=USUAL, tlvs=ID_AND_STATE),
        DeliverSm(esm_class=4, tlvs=ID_AND_STATE),
        DeliverSm(tlvs=ID_AND_STATE),
        DataSm(esm_class=4, tlvs=ID_AND_STATE),
        DataSm(esm_class=4, tlvs=(*ID_AND_STATE, make(Tag.MESSAGE_PAYLOAD, USUAL))),
        DeliverSm(esm_class=0x20, short_message=b"whatever", tlvs=ID_AND_STATE),
    ],
)
def test_parameters_win_over_the_text(message: DeliverSm | DataSm) -> None:
    found = receipt_of(message)
    assert found is not None
    assert (found.message_id, found.state) == (b"4D3", MessageState.EXPIRED)


def test_the_networks_error_is_taken_apart() -> None:
    tlvs = (make(Tag.NETWORK_ERROR_CODE, b"\3\1\5"), (Tag.MESSAGE_STATE, b"\xff"))
    found = receipt_of(DeliverSm(esm_class=4, short_message=USUAL, tlvs=tlvs))
    assert found is not None
    assert (found.network_type, found.network_error, found.state) == (3, 261, DELIVERED)


@given(st.binary(max_size=300), st.integers(0, 255))
def test_whatever_stands_in_a_message_it_is_a_receipt_or_none(text: bytes, kind: int) -> None:
    message = DeliverSm(esm_class=kind, short_message=text[:254])
    found = receipt_of(message)
    assert found is None or (is_receipt(message) and found.message_id)


KEYS = st.sampled_from([b"id:", b"stat:", b"err:", b"done date:", b" ", b"text:", b"DELIVRD", b"7"])


@given(st.lists(KEYS, max_size=60).map(b"".join))
def test_any_mixture_of_keys_is_read_in_time(text: bytes) -> None:
    found = read_text(text * 20)
    assert found is None or found.message_id is not None


@pytest.mark.parametrize(
    ("word", "state"),
    [
        (b"DELIVRD", 2),
        (b"delivered", 2),
        (b"BUFFERD", 1),
        (b"ACKED", 6),
        (b"FAILED", 5),
        (b"REJECTED", 8),
        (b"DELETED", 4),
        (b"2", 2),
        (b"", 7),
        (b"\xb2", 7),
    ],
)
def test_words_have_their_state(word: bytes, state: int) -> None:
    assert state_of(word) == state


def test_states_are_final_or_not() -> None:
    final = {state.name for state in MessageState if state.final}
    assert final == {
        "DELIVERED",
        "EXPIRED",
        "DELETED",
        "UNDELIVERABLE",
        "UNKNOWN",
        "REJECTED",
        "SKIPPED",
    }


REUNION = timezone(timedelta(hours=4))


@pytest.mark.parametrize(
    ("written", "minute", "second"),
    [(b"2611261201", 1, 0), (b"261126120159", 1, 59), (b"20261126120159", 1, 59)],
)
def test_dates_have_ten_digits_or_more(written: bytes, minute: int, second: int) -> None:
    assert date_of(written, REUNION) == datetime(2026, 11, 26, 12, minute, second, tzinfo=REUNION)


@pytest.mark.parametrize("written", [b"", b"0000000000", b"2613261201", b"today", b"261126"])
def test_what_is_no_date_is_none(written: bytes) -> None:
    assert date_of(written, UTC) is None


@given(st.sampled_from(MessageState), st.from_regex(rb"[0-9a-f]{1,64}", fullmatch=True))
def test_a_receipt_written_here_is_read_here(state: MessageState, message_id: bytes) -> None:
    at = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
    text = write_text(message_id, state, submitted=at, done=at, error=b"034", text=b"hi")
    found = read_text(text)
    assert found is not None
    assert (found.message_id, found.state, found.error) == (message_id, state, b"034")
    assert date_of(found.done_date, UTC) == at
    alone = receipt_of(DeliverSm(esm_class=4, tlvs=parameters(message_id, state)))
    assert alone is not None
    assert alone.state == state


def test_an_id_that_would_break_the_text_is_refused() -> None:
    at = datetime(2026, 11, 26, tzinfo=UTC)
    with pytest.raises(Misuse):
        write_text(b"a b", DELIVERED, submitted=at, done=at)
    with pytest.raises(Misuse):
        parameters(b"x" * 65, DELIVERED)


@pytest.mark.parametrize(
    ("written", "form", "normal"),
    [
        (b"00A3f", IdForm.AS_IS, "00A3f"),
        (b"00A3f", IdForm.LOWER, "00a3f"),
        (b"00A3f", IdForm.STRIP_ZEROS, "a3f"),
        (b"000", IdForm.STRIP_ZEROS, "0"),
        (b"4D2", IdForm.HEX_TO_DEC, "1234"),
        (b"0000001234", IdForm.DEC_TO_HEX, "4d2"),
        (b"not-hex", IdForm.HEX_TO_DEC, "not-hex"),
        (b"12ab", IdForm.DEC_TO_HEX, "12ab"),
        (b"1_2", IdForm.DEC_TO_HEX, "1_2"),
        (b" 7\0", IdForm.AS_IS, "7"),
        ("٣".encode(), IdForm.DEC_TO_HEX, "Ù£"),
    ],
)
def test_ids_have_one_normal_form(written: bytes, form: IdForm, normal: str) -> None:
    assert normal_id(written, form) == normal


@given(st.integers(0, 1 << 64))
def test_a_response_in_hex_and_a_receipt_in_decimal_meet(message_id: int) -> None:
    in_response = normal_id(f"{message_id:016X}", IdForm.HEX_TO_DEC)
    in_receipt = normal_id(f"{message_id:020d}", IdForm.STRIP_ZEROS)
    assert in_response == in_receipt


numbers = st.text("0123456789", max_size=20).map(str.encode)
deliveries = st.builds(
    DeliverSm()._replace,
    sequence=st.integers(1, 9),
    source_addr=numbers,
    destination_addr=numbers,
    esm_class=st.sampled_from((0, 4, 0x20, 0x44, 0x24, 8)),
    short_message=st.sampled_from((USUAL, USUAL[:60], b"id:1 stat:EXPIRED err:27", b"")),
    tlvs=st.sampled_from(((), parameters(b"0004d3", MessageState.EXPIRED), ((0x1501, b"x"),))),
)


@given(deliveries, st.integers(0, 400), st.integers(-1, 255))
def test_a_receipt_found_the_short_way_is_that_of_the_whole(
    message: DeliverSm, place: int, octet: int
) -> None:
    frame = bytearray(write_sm(DELIVER_SM, message))
    if octet >= 0 and 16 <= place < len(frame):
        frame[place] = octet
    found = usual_receipt(bytes(frame))
    try:
        whole = receipt_of(read_sm(bytes(frame), DeliverSm))
    except PeerFault:
        whole = None
    assert found is None or found == whole


def test_the_usual_form_is_found_the_short_way_with_and_without_parameters() -> None:
    for tlvs in ((), parameters(b"0004d3", MessageState.EXPIRED)):
        message = DeliverSm(source_addr=b"33611", esm_class=4, short_message=USUAL, tlvs=tlvs)
        assert usual_receipt(write_sm(DELIVER_SM, message)) == receipt_of(message)
