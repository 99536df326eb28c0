"""What texts cost, and that cutting tears nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet.protocols.gsm7 import headers
from guichet.protocols.gsm7.alphabets import Encoding, NotInAlphabet, Offender, Shift, decode
from guichet.protocols.gsm7.packing import fill_bits, unpack
from guichet.protocols.gsm7.segments import (
    Concatenation,
    Segments,
    TooManyParts,
    capacity,
    segment,
)

texts = st.text(alphabet="aé€[\nç😀字", max_size=700)


@pytest.mark.parametrize(
    ("text", "options", "units", "each", "charged"),
    [
        ("", {}, 0, 160, 1),
        ("a" * 160, {}, 160, 160, 1),
        ("a" * 161, {}, 161, 153, 2),
        ("a" * 306, {}, 306, 153, 2),
        ("a" * 307, {}, 307, 153, 3),
        ("€" * 80, {}, 160, 160, 1),
        ("€" * 81, {}, 162, 153, 2),
        ("a" * 305, {"reference_bits": 16}, 305, 152, 3),
        ("ç" * 70, {}, 70, 70, 1),
        ("ç" * 71, {}, 71, 67, 2),
        ("ç" * 133, {"reference_bits": 16}, 133, 66, 3),
        ("😀" * 35, {}, 70, 70, 1),
        ("ç" * 140, {"encoding": Encoding.LATIN1}, 140, 140, 1),
        ("ç" * 141, {"encoding": Encoding.LATIN1}, 141, 134, 2),
        ("a" * 70, {"encoding": Encoding.UCS2}, 70, 70, 1),
        ("a" * 161, {"concatenation": Concatenation.NONE}, 161, 160, 2),
        ("a" * 161, {"concatenation": Concatenation.SAR}, 161, 153, 2),
        ("a" * 161, {"concatenation": Concatenation.PAYLOAD}, 161, 153, 2),
        ("a" * 151, {"reserve": 10}, 151, 143, 2),
    ],
)
def test_texts_cost_what_the_table_of_capacities_says(
    text: str, options: dict[str, object], units: int, each: int, charged: int
) -> None:
    found = segment(text, **options)  # type: ignore[arg-type]  # any of its options
    assert (found.units, found.units_per_part, found.charged) == (units, each, charged)


@pytest.mark.parametrize(
    ("header", "fits"),
    [(0, (160, 140, 70)), (6, (153, 134, 67)), (7, (152, 133, 66)), (4, (155, 136, 68))],
)
def test_a_part_holds_what_the_header_leaves(header: int, fits: tuple[int, int, int]) -> None:
    kinds = (Encoding.GSM7, Encoding.LATIN1, Encoding.UCS2)
    assert tuple(capacity(one, header) for one in kinds) == fits
    assert capacity(Encoding.GSM7, 9) == 149


def together(found: Segments) -> str:
    return decode(b"".join(part.user_data for part in found.parts), found.encoding, found.shift)


@given(texts, st.sampled_from([8, 16]), st.sampled_from(Concatenation), st.integers(0, 255))
def test_parts_read_one_by_one_give_the_text(
    text: str, bits: int, way: Concatenation, reference: int
) -> None:
    found = segment(
        text,
        concatenation=way,
        reference_bits=8 if bits == 8 else 16,
        reference=reference,
    )
    assert "".join(decode(part.user_data, found.encoding) for part in found.parts) == text
    unit = 2 if found.encoding is Encoding.UCS2 else 1
    if way is not Concatenation.PAYLOAD:
        assert len(found.parts) == found.charged
        assert all(len(p.user_data) <= found.units_per_part * unit for p in found.parts)
        last = len(found.parts[-1].user_data) // unit
        assert found.room == found.units_per_part - last
    for part in found.parts:
        if way is Concatenation.UDH and found.charged > 1:
            place = headers.concatenation_of(headers.parse(part.udh)[0])
            assert place == (reference, found.charged, part.number, bits)
        else:
            assert part.udh == b""


@given(texts)
def test_no_more_parts_than_needed(text: str) -> None:
    found = segment(text)
    wasted = found.charged - 1  # a unit a cut, at the most
    assert (found.charged - 1) * found.units_per_part < found.units + wasted or not text


def test_a_pair_of_septets_goes_to_the_next_part_whole() -> None:
    found = segment("a" * 152 + "€" + "b" * 20)
    assert [len(part.user_data) for part in found.parts] == [152, 22]
    assert found.parts[1].user_data.startswith(b"\x1be")


def test_a_pair_of_surrogates_goes_to_the_next_part_whole() -> None:
    found = segment("ç" * 66 + "😀" + "ç" * 20)
    assert [len(part.user_data) // 2 for part in found.parts] == [66, 22]


def test_a_short_message_is_the_header_and_the_text() -> None:
    found = segment("a" * 161, reference=7)
    assert found.parts[1].short_message == bytes.fromhex("050003070202") + b"a" * 8


def test_what_doubles_the_price_is_named() -> None:
    assert segment("Ça va").characters_that_cost == ()
    assert segment("ça va").characters_that_cost == (Offender(0, "ç"),)


def test_a_text_of_too_many_parts_is_refused_with_the_number() -> None:
    with pytest.raises(TooManyParts) as caught:
        segment("a" * 1000, max_parts=3)
    assert (caught.value.needed, caught.value.most) == (7, 3)
    with pytest.raises(TooManyParts):
        segment("a" * 153 * 256)
    with pytest.raises(TooManyParts):
        segment("a", max_parts=0)


def test_a_text_is_not_put_into_septets_it_does_not_have() -> None:
    with pytest.raises(NotInAlphabet):
        segment("ça", encoding=Encoding.GSM7)


@given(texts.filter(lambda text: "ç" not in text and "😀" not in text and "字" not in text))
def test_packed_parts_are_taken_apart_again(text: str) -> None:
    found = segment(text, packed=True)
    read = b""
    for part in found.parts:
        assert len(part.short_message) <= 140
        left = found.units - len(read) if len(found.parts) == 1 else None
        read += unpack(part.user_data, fill=fill_bits(len(part.udh)), count=left)
    assert decode(read, Encoding.GSM7) == text


def test_national_tables_are_used_where_a_route_allows_them() -> None:
    text = "Şükrü bugün İstanbul'a gidiyor, akşam görüşürüz. " * 3
    assert segment(text).encoding is Encoding.UCS2
    found = segment(text, shifts=[Shift(0, 1), Shift(1, 0)])
    assert (found.encoding, found.shift, found.charged) == (Encoding.GSM7, Shift(1, 0), 1)
    assert found.parts[0].udh.hex() == "03250101"
    assert found.units_per_part == 155
    assert together(found) == text
    longer = segment(text * 3, shifts=[Shift(1, 0)])
    assert longer.units_per_part == 149
    assert headers.shift_of(headers.parse(longer.parts[2].udh)[0]) == Shift(1, 0)
    assert together(longer) == text * 3


def test_national_tables_are_not_used_without_need_or_gain() -> None:
    assert segment("plain", shifts=[Shift(1, 0)]).shift == Shift(0, 0)
    assert segment("字", shifts=[Shift(1, 0)]).encoding is Encoding.UCS2


def test_a_header_without_room_for_text_is_refused() -> None:
    with pytest.raises(ValueError, match="no room"):
        segment("ab", elements=[headers.Element(5, b"x" * 136)])


def test_a_reference_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="no such part"):
        segment("a" * 161, reference=256)
    assert segment("a" * 161, reference=256, reference_bits=16).reference == 256
