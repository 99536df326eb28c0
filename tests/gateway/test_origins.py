"""Which pages may use a site's tag."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet.gateway.origins import allows, normalised


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("https://shop.example", "https://shop.example"),
        ("  HTTPS://Shop.Example/ ", "https://shop.example"),
        ("https://shop.example:443", "https://shop.example"),
        ("http://shop.example:80", "http://shop.example"),
        ("http://localhost:8470", "http://localhost:8470"),
        ("https://*.shop.example", "https://*.shop.example"),
        ("http://[::1]:8470", "http://[::1]:8470"),
        ("https://shop.example/page", None),
        ("https://shop.example:99999", None),
        ("https://", None),
        ("ftp://shop.example", None),
        ("https://user@shop.example", None),
        ("https://sh*p.example", None),
        ("*", None),
        ("null", None),
    ],
)
def test_an_origin_is_written_in_one_form_or_refused(written: str, expected: str | None) -> None:
    assert normalised(written) == expected


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [
        ("https://shop.example", True),
        ("https://SHOP.example", True),
        ("https://www.other.example", True),
        ("https://a.b.other.example", True),
        ("https://other.example", False),
        ("https://evilother.example", False),
        ("http://shop.example", False),
        ("https://shop.example:8443", False),
        ("https://shop.example.evil.test", False),
        ("https://*.other.example", False),
        ("null", False),
        ("", False),
        (None, False),
    ],
)
def test_only_listed_sites_are_let_in(origin: str | None, allowed: bool) -> None:
    patterns = ("https://shop.example", "https://*.other.example")
    assert allows(patterns, origin) is allowed


@given(st.text(max_size=60))
def test_no_text_is_let_in_by_an_empty_list(origin: str) -> None:
    assert not allows((), origin)


@given(st.text(max_size=60))
def test_writing_an_origin_twice_changes_nothing(written: str) -> None:
    once = normalised(written)
    assert once is None or normalised(once) == once
