"""Characters and codes, against values printed in TS 23.038 and known to every telephone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet.protocols.gsm7.alphabets import (
    BASIC,
    EXTENSION,
    Encoding,
    NotInAlphabet,
    Offender,
    Shift,
    decode,
    encode,
    encoding_of,
    offenders,
    read_septets,
    septets_of,
)
from guichet.protocols.gsm7.national import LOCKING, NAMES, SINGLE, UNUSED

LETTERS = "".join(char for char in BASIC if char != "\x1b") + "".join(EXTENSION.values())
gsm_texts = st.text(alphabet=LETTERS, max_size=400)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("@", "00"),
        ("é à ù", "0520 7f20 06"),
        ("Δ_ΦΓΛΩΠΨΣΘΞ", "10111213141516171819 1a"),
        ("€", "1b65"),
        ("[~]^{|}\\\f", "1b3c1b3d1b3e1b141b281b401b291b2f1b0a"),
        ("Ça va ?\n", "0961207661203f0a"),
    ],
)
def test_characters_have_the_codes_of_the_specification(text: str, codes: str) -> None:
    assert encode(text, Encoding.GSM7) == bytes.fromhex(codes)
    assert decode(bytes.fromhex(codes), Encoding.GSM7) == text


@given(gsm_texts)
def test_what_is_in_the_alphabet_comes_back(text: str) -> None:
    septets = septets_of(text)
    assert septets is not None
    assert read_septets(septets) == text
    assert len(septets) == len(text) + sum(char in EXTENSION.values() for char in text)


@given(st.text(max_size=200))
def test_an_encoding_is_found_in_which_the_text_comes_back(text: str) -> None:
    encoding = encoding_of(text)
    assert decode(encode(text, encoding), encoding) == text
    assert (encoding is Encoding.GSM7) == all(char in LETTERS for char in text)


@pytest.mark.parametrize("char", "éèàùÇÉñüöäåøæß£¥§¿¡òì")
def test_french_letters_in_the_alphabet_are_cheap(char: str) -> None:
    assert encoding_of(char) is Encoding.GSM7


@pytest.mark.parametrize("char", "çêëîïôûâœÈÀÊŒ’«»…–—°\u00a0\t`\x00")
def test_the_usual_traps_are_named_with_their_place(char: str) -> None:
    assert encoding_of(f"ab{char}") is Encoding.UCS2
    assert offenders(f"ab{char}") == (Offender(2, char),)
    with pytest.raises(NotInAlphabet, match=f"U\\+{ord(char):04X} at 2"):
        encode(f"ab{char}", Encoding.GSM7)


def test_only_the_first_offenders_are_named() -> None:
    assert len(offenders("ç" * 100)) == 20
    assert offenders("ç" * 100, most=2) == (Offender(0, "ç"), Offender(1, "ç"))


@pytest.mark.parametrize(
    ("text", "encoding", "at"), [("à€", Encoding.LATIN1, 1), ("a\ud83d", Encoding.UCS2, 1)]
)
def test_the_other_encodings_name_what_they_lack_too(
    text: str, encoding: Encoding, at: int
) -> None:
    with pytest.raises(NotInAlphabet) as caught:
        encode(text, encoding)
    assert [one.at for one in caught.value.offenders] == [at]


@pytest.mark.parametrize(
    ("codes", "text"),
    [
        ("1b41", "A"),  # the extension has nothing there: the main table
        ("411b", "A "),
        ("1b1b41", " A"),
        ("1b1b1b65", " €"),
        ("1b1b", " "),
        ("41e942", "A\ufffdB"),
    ],
)
def test_codes_without_meaning_are_shown_as_the_specification_says(codes: str, text: str) -> None:
    assert read_septets(bytes.fromhex(codes)) == text


@given(st.binary(max_size=200), st.integers(0, 255), st.integers(0, 255))
def test_any_octets_can_be_read_by_any_tables(octets: bytes, locking: int, single: int) -> None:
    for encoding in Encoding:
        assert isinstance(decode(octets, encoding, Shift(locking, single)), str)


@pytest.mark.parametrize(
    ("shift", "codes", "text"),
    [
        (Shift(1, 0), "04 07 0b 0c 1c 1d 40 60", "€ıĞğŞşİç"),
        (Shift(0, 1), "1b47 1b53 1b63 1b67 1b69 1b73", "ĞŞçğış"),
        (Shift(0, 2), "1b09 1b41 1b49 1b4f 1b55 1b61", "çÁÍÓÚá"),
        (Shift(3, 0), "04 06 09 0b 0c 5b 5c 7b 7c", "êúçÔôÃÕãõ"),
        (Shift(0, 3), "1b05 1b09 1b12 1b7f", "êçΦâ"),
        (Shift(6, 6), "00 03 1b1c 2c", "ँअ०,"),
        (Shift(13, 0), "00 01", "اآ"),
        (Shift(99, 99), "00 1b65", "@€"),  # unknown languages: the default tables
    ],
)
def test_national_tables_are_read(shift: Shift, codes: str, text: str) -> None:
    assert read_septets(bytes.fromhex(codes), shift) == text


@pytest.mark.parametrize("language", LOCKING)
def test_a_locking_table_has_128_cells_an_escape_and_the_latin_alphabet(language: int) -> None:
    table = LOCKING[language]
    assert len(table) == 128
    assert table[0x1B] == "\x1b"
    assert table[0x0A] + table[0x0D] + table[0x20] == "\n\r "
    assert table[0x61:0x7B] == "abcdefghijklmnopqrstuvwxyz"
    assert table[0x30:0x3A] == "0123456789"
    known = [char for char in table if char != UNUSED]
    assert len(set(known)) == len(known)


@pytest.mark.parametrize("language", SINGLE)
def test_a_single_shift_table_keeps_the_places_of_the_default_extension(language: int) -> None:
    table = SINGLE[language]
    assert {code: table[code] for code in EXTENSION} == EXTENSION
    assert 0x1B not in table
    assert 0x0D not in table or language == 3
    assert max(table) < 128


def test_every_language_but_spanish_has_both_tables() -> None:
    assert set(SINGLE) == set(NAMES)
    assert set(NAMES) - set(LOCKING) == {2}


@given(st.sampled_from(sorted(LOCKING)), st.data())
def test_national_texts_come_back(language: int, data: st.DataObject) -> None:
    letters = [char for char in LOCKING[language] if char not in (UNUSED, "\x1b")]
    letters += SINGLE[language].values()
    text = data.draw(st.text(alphabet=letters, max_size=60))
    shift = Shift(language, language)
    septets = septets_of(text, shift)
    assert septets is not None
    assert read_septets(septets, shift) == text
