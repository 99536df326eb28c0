"""From a text to the fields of its PDUs and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet.protocols.gsm7.alphabets import Encoding, Shift
from guichet.protocols.gsm7.headers import Concatenation as Place
from guichet.protocols.gsm7.joining import Joiner, Whole
from guichet.protocols.gsm7.segments import Concatenation, segment
from guichet.protocols.smpp.codec import decode, encode
from guichet.protocols.smpp.errors import Misuse
from guichet.protocols.smpp.numbers import EsmClass
from guichet.protocols.smpp.pdus import DeliverSm, SubmitSm
from guichet.protocols.smpp.texts import (
    Charset,
    Coding,
    bodies,
    coding_of,
    data_coding_of,
    sar,
    user_text,
)
from guichet.protocols.smpp.tlvs import Tag, octets

texts = st.text(alphabet="aé€ç😀[", min_size=1, max_size=500)
WAYS = [Concatenation.UDH, Concatenation.SAR, Concatenation.PAYLOAD]


@given(texts, st.sampled_from(WAYS), st.sampled_from([8, 16]))
def test_a_text_sent_in_parts_is_read_by_the_other_side(
    text: str, way: Concatenation, bits: int
) -> None:
    found = segment(text, concatenation=way, reference=7, reference_bits=8 if bits == 8 else 16)
    joiner, read = Joiner(), []
    for body in bodies(found, way, esm_class=3):
        pdu = SubmitSm(
            short_message=body.short_message,
            esm_class=body.esm_class,
            tlvs=body.tlvs,
            data_coding=data_coding_of(found.encoding),
        )
        message = decode(encode(pdu))
        assert isinstance(message, SubmitSm)
        assert message.esm_class & 3 == 3
        came = user_text(message)
        part = came.inbound("36000", "+262692000001")
        if part is None:
            read.append(came.text)
        else:
            read += [whole.text for whole in joiner.add(part, 0).wholes]
    assert read == [text]


def test_parts_say_so_by_header_or_by_parameters() -> None:
    found = segment("a" * 200, reference=7)
    by_header = bodies(found, Concatenation.UDH)
    assert [body.esm_class for body in by_header] == [EsmClass.UDHI] * 2
    assert by_header[1].short_message[:6].hex() == "050003070202"
    found = segment("a" * 200, reference=300, concatenation=Concatenation.SAR)
    by_parameters = bodies(found, Concatenation.SAR)
    assert [body.esm_class for body in by_parameters] == [0, 0]
    assert by_parameters[1].tlvs == sar(300, 2, 2)
    alone = bodies(segment("a", concatenation=Concatenation.SAR), Concatenation.SAR)
    assert alone[0].tlvs == ()


def test_a_payload_travels_whole() -> None:
    found = segment("a" * 1000, concatenation=Concatenation.PAYLOAD)
    (body,) = bodies(found, Concatenation.PAYLOAD)
    assert body.short_message == b""
    assert octets(body.tlvs, Tag.MESSAGE_PAYLOAD) == b"a" * 1000


@pytest.mark.parametrize(
    ("code", "meaning"),
    [
        (0, Coding(None)),
        (1, Coding(None)),
        (3, Coding(Encoding.LATIN1)),
        (4, Coding(Encoding.LATIN1, binary=True)),
        (8, Coding(Encoding.UCS2)),
        (0xF0, Coding(None, flash=True)),
        (0xF1, Coding(None)),
        (0xF5, Coding(Encoding.LATIN1, binary=True)),
        (0x10, Coding(None, flash=True)),
        (0x18, Coding(Encoding.UCS2, flash=True)),
        (0x19, Coding(Encoding.UCS2)),
        (0x14, Coding(Encoding.LATIN1, binary=True, flash=True)),
        (0xE0, Coding(Encoding.UCS2)),
        (0xC0, Coding(None)),
    ],
)
def test_data_codings_have_their_meaning(code: int, meaning: Coding) -> None:
    assert coding_of(code) == meaning


def test_flash_is_read_as_it_is_written() -> None:
    for encoding in (Encoding.GSM7, Encoding.UCS2):
        assert coding_of(data_coding_of(encoding, flash=True)).flash


@pytest.mark.parametrize(
    ("charset", "octets_", "text"),
    [
        (Charset.GSM7, b"\x05\x1b\x65", "é€"),
        (Charset.LATIN1, b"\xe9\xe7", "éç"),
        (Charset.ASCII, b"ab", "ab"),
        (Charset.UTF8, "éç😀".encode(), "éç😀"),
        (Charset.PACKED, bytes.fromhex("E8329BFD4697D9EC37"), "hellohello"),
    ],
)
def test_the_route_says_what_coding_0_is(charset: Charset, octets_: bytes, text: str) -> None:
    assert user_text(DeliverSm(short_message=octets_), charset).text == text


def test_packed_text_behind_a_header_begins_on_a_septet() -> None:
    found = segment("Hello [world] " * 20, packed=True, reference=9)
    joiner, read = Joiner(), list[Whole]()
    for body in bodies(found, Concatenation.UDH):
        message = DeliverSm(short_message=body.short_message, esm_class=body.esm_class)
        part = user_text(message, Charset.PACKED).inbound("a", "b")
        assert part is not None
        read += joiner.add(part, 0).wholes
    assert read[0].text == "Hello [world] " * 20


def test_national_tables_are_taken_from_the_header() -> None:
    text = "Şükrü İstanbul'a gidiyor"
    found = segment(text, shifts=[Shift(1, 0)])
    (body,) = bodies(found, Concatenation.UDH)
    message = DeliverSm(short_message=body.short_message, esm_class=body.esm_class)
    came = user_text(message)
    assert (came.text, came.shift, came.part) == (text, Shift(1, 0), None)


def test_a_header_that_is_none_is_read_as_text() -> None:
    came = user_text(DeliverSm(short_message=b"zzz", esm_class=0x40))
    assert (came.text, came.part) == ("zzz", None)


@pytest.mark.parametrize(("total", "number"), [(0, 0), (2, 3), (2, 0)])
def test_parameters_without_a_sensible_place_make_no_part(total: int, number: int) -> None:
    message = DeliverSm(short_message=b"x", tlvs=sar(1, total, number))
    assert user_text(message).part is None


def test_parameters_and_headers_do_not_mix_up_their_references() -> None:
    message = DeliverSm(short_message=b"x", tlvs=sar(7, 2, 1))
    assert user_text(message).part == Place(7, 2, 1, 0)


@given(st.binary(max_size=254), st.integers(0, 255), st.integers(0, 255))
def test_any_message_can_be_read(content: bytes, esm: int, coding: int) -> None:
    message = DeliverSm(esm_class=esm, data_coding=coding, short_message=content)
    for charset in Charset:
        assert isinstance(user_text(message, charset).text, str)


def test_a_part_too_long_for_its_field_is_our_misuse() -> None:
    found = segment("a" * 10)
    long = found._replace(parts=(found.parts[0]._replace(user_data=b"a" * 255),))
    with pytest.raises(Misuse):
        bodies(long, Concatenation.UDH)
