"""Patterns are read once."""

from hypothesis import given
from hypothesis import strategies as st

from guichet.intake.rules.globs import is_under, matcher, path_of
from tests.intake.rules.naive import glob

few = st.text(alphabet="ab*/", max_size=12)


@given(few, st.text(alphabet="ab/", max_size=16))
def test_a_pattern_matches_like_a_regular_expression(pattern: str, text: str) -> None:
    assert matcher(pattern)(text) == glob(pattern, text)


def test_a_hostile_pattern_is_read_once() -> None:
    hostile = matcher("*a" * 60 + "b")
    assert not hostile("a" * 100_000)


def test_odd_addresses_have_paths_too() -> None:
    assert [path_of(one) for one in ("", "/", "http://[", "a/b/", "https://s")] == [
        "/",
        "/",
        "",
        "/a/b",
        "/",
    ]


def test_a_place_is_whole_steps_of_a_path() -> None:
    assert is_under("https://s/a/b", "/a")
    assert not is_under("https://s/ab", "/a")
    assert is_under("https://s/ab", "/")
