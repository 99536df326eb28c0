"""A stream is cut into PDUs the same way, however the network cuts it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guichet.protocols.smpp import pdus, status
from guichet.protocols.smpp.codec import encode
from guichet.protocols.smpp.errors import PeerFault
from guichet.protocols.smpp.pdus import Pdu
from guichet.protocols.smpp.status import STATUSES
from guichet.protocols.smpp.stream import LONGEST, Decoder, Frames
from tests.protocols.smpp.made import any_pdu


@given(st.lists(any_pdu, max_size=5), st.data())
@settings(max_examples=60)
def test_any_split_gives_the_same_pdus(some: list[Pdu], data: st.DataObject) -> None:
    stream = b"".join(map(encode, some))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=12)))
    decoder, found, begin = Decoder(), [], 0
    for cut in [*cuts, len(stream)]:
        found += decoder.feed(stream[begin:cut])
        begin = cut
    assert found == some


def test_octet_by_octet_gives_the_same_pdus() -> None:
    frames = Frames()
    stream = encode(pdus.EnquireLink(1)) + encode(pdus.SubmitSm(2, short_message=b"hi"))
    found = [frame for octet in stream for frame in frames.feed(bytes((octet,)))]
    assert b"".join(found) == stream
    assert len(found) == 2
    assert frames.held == 0


@pytest.mark.parametrize("length", [0, 15, LONGEST + 1, 0xFFFF_FFFF])
def test_a_length_that_cannot_be_ends_the_stream(length: int) -> None:
    decoder = Decoder()
    good = encode(pdus.EnquireLink(1))
    bad = length.to_bytes(4, "big") + bytes.fromhex("000000040000000000000009")
    first, fault = decoder.feed(good + bad + good)
    assert first == pdus.EnquireLink(1)
    assert isinstance(fault, PeerFault)
    assert (fault.fatal, fault.status) == (True, status.INVALID_COMMAND_LENGTH)
    assert (fault.command, fault.sequence) == (4, 9)
    assert decoder.feed(good) == []


def test_a_pdu_without_sense_stands_in_its_place_and_the_next_is_read() -> None:
    bad = bytes.fromhex("00000014000000040000000000000009") + b"abcd"
    good = encode(pdus.EnquireLink(1))
    one, fault, two = Decoder().feed(good + bad + good)
    assert one == two == pdus.EnquireLink(1)
    assert isinstance(fault, PeerFault)
    assert not fault.fatal


def test_never_more_than_one_pdu_is_held() -> None:
    frames = Frames(longest=1_000)
    frames.feed((1_000).to_bytes(4, "big"))
    for _ in range(990):
        frames.feed(b"x")
        assert frames.held < 1_000
    assert len(frames.feed(b"x" * 1_000)) == 1
    assert frames.feed(b"x" * 10_000) == []
    assert frames.fault is not None


@given(st.binary(max_size=400), st.integers(1, 50))
def test_whatever_comes_is_a_pdu_or_a_fault(octets: bytes, step: int) -> None:
    decoder = Decoder(longest=1_000)
    for begin in range(0, len(octets), step):
        for found in decoder.feed(octets[begin : begin + step]):
            assert isinstance(found, PeerFault) or encode(found) is not None


@given(any_pdu, st.data())
@settings(max_examples=100)
def test_a_pdu_with_changed_octets_is_read_or_refused_and_never_more(
    pdu: Pdu, data: st.DataObject
) -> None:
    frame = bytearray(encode(pdu))
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(4, len(frame) - 1))
        frame[place] = data.draw(st.integers(0, 255))
    if data.draw(st.booleans()):
        del frame[data.draw(st.integers(16, len(frame))) :]
    frame[:4] = len(frame).to_bytes(4, "big")
    (found,) = Decoder().feed(bytes(frame))
    if isinstance(found, PeerFault):
        assert found.status in STATUSES
        assert not found.fatal
    assert found.sequence == int.from_bytes(frame[12:16], "big")
