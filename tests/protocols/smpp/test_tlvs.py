"""Parameters: typed where they are known, kept where they are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet.protocols.smpp.errors import Misuse, PeerFault
from guichet.protocols.smpp.tlvs import (
    TYPES,
    Kind,
    Tag,
    Tlv,
    make,
    number,
    octets,
    read,
    string,
    write,
)

tlvs: st.SearchStrategy[tuple[Tlv, ...]] = st.lists(
    st.tuples(st.integers(0, 0xFFFF), st.binary(max_size=12)), max_size=4
).map(tuple)


@given(tlvs)
def test_parameters_come_back_in_their_order_with_repeats(some: tuple[Tlv, ...]) -> None:
    assert read(b"head" + write(some), 4) == some


@pytest.mark.parametrize(
    ("tag", "value", "written"),
    [
        (Tag.SAR_MSG_REF_NUM, 300, "012c"),
        (Tag.MESSAGE_STATE, 2, "02"),
        (Tag.QOS_TIME_TO_LIVE, 86_400, "00015180"),
        (Tag.RECEIPTED_MESSAGE_ID, b"4d2", "34643200"),
        (Tag.NETWORK_ERROR_CODE, b"\3\0\5", "030005"),
        (Tag.ALERT_ON_MESSAGE_DELIVERY, b"", ""),
        (Tag.CONGESTION_STATE, 80, "50"),
        (0x1400, b"vendor", "76656e646f72"),
    ],
)
def test_values_are_written_by_their_type(tag: int, value: int | bytes, written: str) -> None:
    found = make(tag, value)
    assert found == (tag, bytes.fromhex(written))
    if isinstance(value, int):
        assert number([found], tag) == value
    else:
        assert string([found], tag) == value.partition(b"\0")[0]


@pytest.mark.parametrize(
    ("tag", "value"),
    [
        (Tag.MESSAGE_STATE, 256),
        (Tag.MESSAGE_STATE, -1),
        (Tag.MESSAGE_STATE, b"\2"),
        (Tag.RECEIPTED_MESSAGE_ID, 7),
        (Tag.RECEIPTED_MESSAGE_ID, b"x" * 65),
        (Tag.RECEIPTED_MESSAGE_ID, b"a\0b"),
        (Tag.NETWORK_ERROR_CODE, b"\3\0"),
        (0x1400, 7),
    ],
)
def test_values_of_another_type_are_our_misuse(tag: int, value: int | bytes) -> None:
    with pytest.raises(Misuse):
        make(tag, value)


def test_every_named_parameter_has_a_type_that_can_be_met() -> None:
    assert set(TYPES) == set(Tag)
    for tag, (kind, least, _most) in TYPES.items():
        value = 1 if kind is Kind.NUMBER else b"x" * (least - (kind is Kind.STRING))
        assert octets([make(tag, value)], tag) is not None


def test_careless_widths_are_read() -> None:
    assert number([(Tag.SAR_MSG_REF_NUM, b"\7")], Tag.SAR_MSG_REF_NUM) == 7
    assert number([(Tag.SAR_MSG_REF_NUM, b"")], Tag.SAR_MSG_REF_NUM) is None
    assert number([(Tag.SAR_MSG_REF_NUM, b"12345")], Tag.SAR_MSG_REF_NUM) is None
    assert string([(Tag.RECEIPTED_MESSAGE_ID, b"4d2")], Tag.RECEIPTED_MESSAGE_ID) == b"4d2"
    assert string([], Tag.RECEIPTED_MESSAGE_ID) is None


@pytest.mark.parametrize("left", ["00", "000100", "00010002aa", "0001ffff"])
def test_parameters_beyond_the_end_are_the_peers_fault(left: str) -> None:
    with pytest.raises(PeerFault):
        read(bytes.fromhex(left), 0)


def test_the_number_of_parameters_has_a_bound() -> None:
    with pytest.raises(PeerFault, match="more than 64"):
        read(b"\0\1\0\0" * 65, 0)
    assert len(read(b"\0\1\0\0" * 64, 0)) == 64
