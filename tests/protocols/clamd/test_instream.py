"""INSTREAM as clamd(8) writes it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet.protocols.clamd.instream import (
    LARGEST_PIECE,
    Answer,
    BadAnswer,
    piece,
    pieces,
    read,
)


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        (b"stream: OK\0", Answer("clean")),
        (b"stream: Eicar-Test-Signature FOUND\0", Answer("infected", "Eicar-Test-Signature")),
        (
            b"INSTREAM size limit exceeded. ERROR\0",
            Answer("error", "INSTREAM size limit exceeded"),
        ),
    ],
)
def test_an_answer_is_clean_infected_or_an_error(line: bytes, answer: Answer) -> None:
    assert read(line) == answer


@given(st.binary(max_size=200))
def test_whatever_comes_back_is_an_answer_or_named_bad(line: bytes) -> None:
    try:
        answer = read(line)
    except BadAnswer:
        return
    assert answer.verdict in ("clean", "infected", "error")


def test_a_piece_is_its_length_and_its_bytes_and_long_contents_are_several() -> None:
    assert piece(b"abc") == b"\0\0\0\3abc"
    assert [len(one) - 4 for one in pieces(b"x" * (LARGEST_PIECE + 1))] == [LARGEST_PIECE, 1]
    with pytest.raises(ValueError, match="between one byte"):
        piece(b"")
