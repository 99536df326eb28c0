"""What a visitor's page may say."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet.channels.webchat.frames import (
    LONGEST_FRAME,
    BadFrame,
    Hello,
    Say,
    VisitedPage,
    page_of,
    parse,
)


def test_a_hello_and_a_sentence_are_understood() -> None:
    assert isinstance(parse('{"op":"hello","token":null,"language":"fr"}'), Hello)
    said = parse('{"op":"say","id":"abcdefgh","text":"Bonjour","new_field":1}')
    assert isinstance(said, Say)
    assert said.text == "Bonjour"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nonsense",
        "[]",
        '{"op":"drop table"}',
        '{"op":"say","id":"short","text":"x"}',
        '{"op":"say","id":"with spaces","text":"x"}',
        '{"op":"seen","ids":["not an id"]}',
        json.dumps({"op": "say", "id": "abcdefgh", "text": "x" * 10_001}),
        json.dumps({"op": "got", "ids": ["0199a7c2-4e7b-7c3a-9d55-0f1e2d3c4b5a"] * 201}),
        " " * (LONGEST_FRAME + 1),
    ],
)
def test_what_is_no_frame_of_ours_is_refused(text: str) -> None:
    with pytest.raises(BadFrame):
        parse(text)


@given(st.text(max_size=400))
def test_no_text_whatever_breaks_the_reader(text: str) -> None:
    with pytest.raises(BadFrame):
        parse(text)


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://shop.example/a?token=secret#top", "https://shop.example/a"),
        ("https://user:pw@shop.example/a", "https://shop.example/a"),
        ("http://localhost:8470/demo/shop", "http://localhost:8470/demo/shop"),
        ("javascript:alert(1)", None),
        ("file:///etc/passwd", None),
        ("https://[broken", None),
        ("", None),
    ],
)
def test_a_page_address_is_kept_without_what_it_may_give_away(url: str, kept: str | None) -> None:
    page = page_of(VisitedPage(url=url, title="T"))
    assert (page.url if page else None) == kept
