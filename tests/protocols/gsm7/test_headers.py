"""The user data header, both ways."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet.protocols.gsm7.alphabets import Shift
from guichet.protocols.gsm7.headers import (
    BadHeader,
    Concatenation,
    Element,
    build,
    concatenated,
    concatenation_of,
    parse,
    shift_of,
    shifts,
)

elements = st.lists(
    st.builds(Element, st.integers(0, 255), st.binary(max_size=20)), min_size=1, max_size=6
)


@pytest.mark.parametrize(
    ("part", "octets"),
    [
        (Concatenation(0xA7, 3, 2), "050003a70302"),
        (Concatenation(0x1234, 255, 1, 16), "0608041234ff01"),
    ],
)
def test_a_part_is_named_as_the_specification_writes_it(part: Concatenation, octets: str) -> None:
    assert build([concatenated(part)]).hex() == octets
    found, rest = parse(bytes.fromhex(octets) + b"text")
    assert concatenation_of(found) == part
    assert rest == b"text"


@given(elements, st.binary(max_size=40))
def test_elements_come_back_in_order_known_or_not(some: list[Element], text: bytes) -> None:
    assert parse(build(some) + text) == (tuple(some), text)


@given(st.binary(max_size=160))
def test_any_octets_are_a_header_or_named_bad(octets: bytes) -> None:
    try:
        found, rest = parse(octets)
    except BadHeader:
        return
    assert build(found) + rest == (octets if found else octets[1:])


@pytest.mark.parametrize("octets", ["", "05", "050003a703", "0300", "020003", "0100"])
def test_a_header_that_goes_beyond_the_end_is_bad(octets: str) -> None:
    with pytest.raises(BadHeader):
        parse(bytes.fromhex(octets))


@pytest.mark.parametrize("octets", ["050003a70300", "050003a70304", "050003a70000", "0400029901"])
def test_a_part_without_a_sensible_place_stands_alone(octets: str) -> None:
    assert concatenation_of(parse(bytes.fromhex(octets))[0]) is None


def test_the_last_element_of_a_kind_counts() -> None:
    some = [concatenated(Concatenation(1, 2, 1)), concatenated(Concatenation(300, 3, 2, 16))]
    assert concatenation_of(some) == Concatenation(300, 3, 2, 16)
    assert shift_of([*shifts(Shift(1, 2)), *shifts(Shift(3, 0))]) == Shift(3, 2)


@pytest.mark.parametrize(
    "part",
    [
        Concatenation(256, 2, 1),
        Concatenation(-1, 2, 1),
        Concatenation(1, 256, 1),
        Concatenation(1, 2, 3),
        Concatenation(1, 2, 0),
        Concatenation(65_536, 2, 1, 16),
    ],
)
def test_a_part_that_cannot_be_written_is_refused(part: Concatenation) -> None:
    with pytest.raises(ValueError, match="no such part"):
        concatenated(part)


def test_a_header_leaves_room_for_text() -> None:
    with pytest.raises(ValueError, match="no room"):
        build([Element(1, b"x" * 138)])
    assert build([]) == b""
