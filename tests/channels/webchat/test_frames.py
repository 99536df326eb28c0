"""What a visitor's page may say."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet.channels.webchat import frames
from guichet.channels.webchat.frames import LONGEST_FRAME, BadFrame, Hello, Say, parse

AN_ID = "0199a7c2-4e7b-7c3a-9d55-0f1e2d3c4b5a"
SAY: dict[str, Any] = {"op": "say", "id": "abcdefgh", "text": "x"}
LEAVE: dict[str, Any] = {"op": "leave", "id": "abcdefgh", "text": "x", "email": "a@b.example"}
RATE: dict[str, Any] = {"op": "rate", "id": "abcdefgh", "interaction": AN_ID, "stars": 5}
PAGE = {"url": "https://shop.example/", "title": "Shop", "at": "2026-03-02T08:00:00Z"}


def test_a_hello_and_a_sentence_are_understood() -> None:
    assert isinstance(parse('{"op":"hello","token":null,"language":"fr"}'), Hello)
    said = parse('{"op":"say","id":"abcdefgh","text":"Bonjour","new_field":1}')
    assert isinstance(said, Say)
    assert said.text == "Bonjour"


@pytest.mark.parametrize(
    "frame",
    [
        {**SAY, "files": [AN_ID], "subject": "orders", "form": {"name": "Ada"}, "reply": "yes"},
        {**SAY, "context": {"pages": [PAGE], "device": {"kind": "phone", "screen": "390x844"}}},
        {"op": "hello", "visit": {"zone": "Indian/Reunion", "data": {"cart": {"total": 40}}}},
        {"op": "hello", "identity": {"jwt": "a.b.c"}},
        {**LEAVE, "name": "Ada", "phone": "+262692000000"},
        {**RATE, "comment": "Merci"},
        {"op": "locate", "latitude": -20.9, "longitude": 55.5, "accuracy": 12.5},
        {"op": "where", "page": {"url": "https://shop.example/b"}},
        {"op": "check", "subject": "orders"},
        {"op": "end"},
        {"op": "transcript", "id": "abcdefgh", "email": "a@b.example"},
    ],
)
def test_every_frame_of_the_contract_is_understood(frame: dict[str, Any]) -> None:
    assert parse(json.dumps(frame)).op == frame["op"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nonsense",
        "[]",
        '{"op":"drop table"}',
        '{"op":"say","id":"short","text":"x"}',
        '{"op":"say","id":"with spaces","text":"x"}',
        '{"op":"say","id":"abcdefgh","text":"\\ud800"}',
        '{"op":"seen","ids":["not an id"]}',
        '{"op":"locate","latitude":NaN,"longitude":0}',
        '{"op":"locate","latitude":1e999,"longitude":0}',
        '{"op":"hello","visit":{"data":' + "[" * 5_000 + "]" * 5_000 + "}}",
        " " * (LONGEST_FRAME + 1),
    ],
)
def test_what_is_no_frame_of_ours_is_refused(text: str) -> None:
    with pytest.raises(BadFrame):
        parse(text)


@pytest.mark.parametrize(
    ("frame", "change"),
    [
        (SAY, {"text": "x" * 10_001}),
        (SAY, {"files": [AN_ID] * 11}),
        (SAY, {"files": ["../../etc/passwd"]}),
        (SAY, {"subject": "<script>"}),
        (SAY, {"form": {f"f{number}": "x" for number in range(21)}}),
        (SAY, {"form": {"name": "x" * 2_001}}),
        (SAY, {"form": {"na me": "x"}}),
        (SAY, {"context": {"pages": [PAGE] * 51}}),
        (SAY, {"context": {"pages": [{**PAGE, "at": "yesterday"}]}}),
        (SAY, {"context": {"pages": [{**PAGE, "at": "2026-03-02T08:00:00"}]}}),
        (SAY, {"context": {"device": {"kind": "toaster"}}}),
        (SAY, {"context": {"device": {"screen": "wide"}}}),
        (SAY, {"context": {"zone": "Europe/Paris'; drop"}}),
        (SAY, {"reply": "x" * 201}),
        (LEAVE, {"email": "x" * 255}),
        (LEAVE, {"phone": "1" * 41}),
        (RATE, {"stars": 0}),
        (RATE, {"stars": 6}),
        (RATE, {"stars": 4.5}),
        (RATE, {"comment": "x" * 2_001}),
        ({"op": "got"}, {"ids": [AN_ID] * 201}),
        ({"op": "locate", "latitude": 0, "longitude": 0}, {"latitude": 91}),
        ({"op": "locate", "latitude": 0, "longitude": 0}, {"accuracy": -1}),
    ],
)
def test_every_field_has_its_limit(frame: dict[str, Any], change: dict[str, Any]) -> None:
    with pytest.raises(BadFrame):
        parse(json.dumps({**frame, **change}))


@given(st.text(max_size=400))
def test_no_text_whatever_breaks_the_reader(text: str) -> None:
    with pytest.raises(BadFrame):
        parse(text)


@given(
    st.sampled_from(["hello", "say", "leave", "rate", "where", "locate", "end", "transcript"]),
    st.dictionaries(
        st.sampled_from(["id", "text", "visit", "context", "form", "files", "page", "stars", "op"]),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
            lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
            max_leaves=8,
        ),
    ),
)
def test_whatever_stands_in_a_frame_it_is_taken_or_refused(op: str, more: dict[str, Any]) -> None:
    assert taken_or_refused(json.dumps({"op": op, **more}))


def taken_or_refused(text: str) -> bool:
    """Whether it is a frame, or refused in words that fit into a close frame."""
    try:
        return isinstance(parse(text), frames.FromVisitor)
    except BadFrame as refused:
        return len(str(refused).encode()) <= 123
