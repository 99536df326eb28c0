"""The token a visitor's page keeps."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet.channels.webchat.tokens import VALID_FOR, issue, visitor_of

KEY = b"k" * 32
SITE, OTHER_SITE = UUID(int=1), UUID(int=2)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@given(st.uuids())
def test_a_token_tells_whose_it_is(visitor: UUID) -> None:
    assert visitor_of(KEY, SITE, issue(KEY, SITE, visitor, NOON), NOON) == visitor


@pytest.mark.parametrize(
    ("key", "site", "later"),
    [
        (b"x" * 32, SITE, timedelta()),
        (KEY, OTHER_SITE, timedelta()),
        (KEY, SITE, VALID_FOR),
    ],
)
def test_a_token_is_worth_nothing_with_another_key_at_another_site_or_too_late(
    key: bytes, site: UUID, later: timedelta
) -> None:
    token = issue(KEY, SITE, UUID(int=7), NOON)
    assert visitor_of(key, site, token, NOON + later) is None


@given(st.integers(3, 90), st.characters(codec="ascii"))
def test_a_token_with_one_character_changed_never_becomes_another_visitor(
    place: int, character: str
) -> None:
    token = issue(KEY, SITE, UUID(int=7), NOON)
    forged = token[:place] + character + token[place + 1 :]
    assert visitor_of(KEY, SITE, forged, NOON) in {None, UUID(int=7)}


@given(st.text(max_size=200))
def test_no_other_text_is_a_token(text: str) -> None:
    assert visitor_of(KEY, SITE, text, NOON) is None
