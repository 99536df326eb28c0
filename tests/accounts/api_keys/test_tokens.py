"""A token reads back as it was written, and nothing else reads as one."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet.accounts.api_keys import tokens

KEY = b"k" * 32
made = st.builds(tokens.Token, id=st.uuids(), secret=st.binary(min_size=32, max_size=32))


@given(made)
def test_a_token_reads_back_and_matches_its_own_hash_only(token: tokens.Token) -> None:
    assert tokens.parse(token.text) == token
    stored = tokens.hash_of(token, KEY)
    assert tokens.matches(token, KEY, stored)
    assert not tokens.matches(token, b"another" * 5, stored)


@given(made, st.integers(0, 255))
def test_a_secret_one_bit_off_does_not_match(token: tokens.Token, bit: int) -> None:
    secret = bytearray(token.secret)
    secret[bit // 8] ^= 1 << (bit % 8)
    other = tokens.Token(token.id, bytes(secret))
    assert not tokens.matches(other, KEY, tokens.hash_of(token, KEY))


@given(made, made)
def test_the_hash_of_one_key_does_not_serve_another_id(
    one: tokens.Token, two: tokens.Token
) -> None:
    moved = tokens.Token(two.id, one.secret)
    assert one.id == two.id or not tokens.matches(moved, KEY, tokens.hash_of(one, KEY))


@given(st.text(max_size=200))
def test_any_text_is_a_token_or_nothing_and_never_fails(text: str) -> None:
    parsed = tokens.parse(text)
    assert parsed is None or parsed.text == text


GOOD = tokens.Token(UUID(int=5), b"s" * 32).text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "gk",
        GOOD.upper(),
        GOOD[:-1],
        GOOD + "a",
        GOOD.replace("gk_", "gx_"),
        GOOD + "_" + GOOD,
        GOOD.replace("_", "-"),
        GOOD[:-1] + "1",
        "gk_" + "é" * 26 + "_" + "a" * 52,
    ],
)
def test_what_is_nearly_a_token_is_none(text: str) -> None:
    assert tokens.parse(text) is None
