"""Septets close together, as TS 23.038 draws them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet.protocols.gsm7.packing import fill_bits, pack, unpack

septets = st.binary(max_size=200).map(lambda octets: bytes(one & 0x7F for one in octets))


@pytest.mark.parametrize(
    ("text", "fill", "packed"),
    [
        (b"hellohello", 0, "E8329BFD4697D9EC37"),
        (b"1234567", 0, "31D98C56B3DD00"),
        (b"", 0, ""),
        (b"a", 1, "C2"),
    ],
)
def test_octets_are_those_of_the_specification(text: bytes, fill: int, packed: str) -> None:
    assert pack(text, fill=fill).hex().upper() == packed
    assert unpack(bytes.fromhex(packed), fill=fill, count=len(text)) == text


@given(septets, st.integers(0, 6))
def test_septets_come_back_by_their_count(text: bytes, fill: int) -> None:
    packed = pack(text, fill=fill)
    assert len(packed) == -(-(len(text) * 7 + fill) // 8)
    assert unpack(packed, fill=fill, count=len(text)) == text


@given(septets, st.integers(0, 6))
def test_without_a_count_only_a_last_at_sign_can_be_lost(text: bytes, fill: int) -> None:
    found = unpack(pack(text, fill=fill), fill=fill)
    assert found == text or found + b"\0" == text


@given(st.binary(max_size=200), st.integers(0, 6), st.integers(0, 300) | st.none())
def test_any_octets_can_be_taken_apart(octets: bytes, fill: int, count: int | None) -> None:
    assert unpack(octets, fill=fill, count=count).isascii()


@pytest.mark.parametrize(("header", "fill"), [(6, 1), (7, 0), (4, 3), (0, 0)])
def test_text_begins_on_a_septet_after_the_header(header: int, fill: int) -> None:
    assert fill_bits(header) == fill


def test_a_long_payload_is_taken_apart_in_one_pass() -> None:
    text = bytes(n & 0x7F for n in range(70_000))
    assert unpack(pack(text), count=70_000) == text


@pytest.mark.parametrize("fill", [-1, 7])
def test_more_than_six_empty_bits_are_refused(fill: int) -> None:
    with pytest.raises(ValueError, match="fill bits"):
        pack(b"", fill=fill)
    with pytest.raises(ValueError, match="fill bits"):
        unpack(b"", fill=fill)


def test_an_octet_above_127_is_no_septet() -> None:
    with pytest.raises(ValueError, match="below 128"):
        pack(b"\x80")
