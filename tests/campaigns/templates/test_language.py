"""What can stand in a template, and what is said of what cannot."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet.campaigns.templates.language import (
    MOST_LINKS,
    MOST_PLACES,
    Link,
    Variable,
    Words,
    escaped,
    plain_name,
    read,
)


def _said(text: str) -> list[object]:
    return [
        one.text
        if isinstance(one, Words)
        else (one.name, one.fallback)
        if isinstance(one, Variable)
        else one.target
        for one in read(text).parts
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Bonjour", ["Bonjour"]),
        ("", []),
        ("{first_name}", [("first_name", None)]),
        ("Bonjour {prénom|cher client} !", ["Bonjour ", ("prenom", "cher client"), " !"]),
        ("{ Prénom | cher client }", [("prenom", "cher client")]),
        ("{first_name|}", [("first_name", "")]),
        ("{{first_name}} ok", [("first_name", None), " ok"]),
        ("{{first_name|you}}", [("first_name", "you")]),
        ("{Date de naissance}", [("date_de_naissance", None)]),
        ("{link:https://shop.example/a?b=c#d}", ["https://shop.example/a?b=c#d"]),
        ("{lien: https://shop.example/ }", ["https://shop.example/"]),
        (r"\{pas un champ\} :-\{", ["{pas un champ} :-{"]),
        (r"{nom|\{x\|y\}}", [("nom", "{x|y}")]),
        (r"a\b \\ c", [r"a\b \ c"]),
        ("20 % } ok", ["20 % } ok"]),
        ("fin \\", ["fin \\"]),
    ],
)
def test_a_text_is_read_in_its_parts(text: str, said: list[object]) -> None:
    assert _said(text) == said
    assert read(text).faults == ()


@pytest.mark.parametrize(
    ("text", "code", "start", "end"),
    [
        ("Bonjour {prénom", "place_not_closed", 8, 15),
        ("Bonjour :-{ ça va {nom} ?", "place_not_closed", 10, 25),
        ("a {} b", "place_empty", 2, 4),
        ("a { | x} b", "place_empty", 2, 8),
        ("{!?}", "place_not_a_name", 0, 4),
        ("{9lives}", "place_not_a_name", 0, 8),
        ("{nom|" + "x" * 161 + "}", "place_fallback_too_long", 0, 167),
        ("voir {lien:shop.example}", "link_not_an_address", 5, 24),
        ("voir {lien:javascript:alert(1)}", "link_not_an_address", 5, 31),
        ("voir {link:https://a b}", "link_not_an_address", 5, 23),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place(
    text: str, code: str, start: int, end: int
) -> None:
    (fault,) = read(text).faults
    assert (fault.code, fault.start, fault.end) == (code, start, end)


def test_what_cannot_be_read_stands_as_it_was_written() -> None:
    assert _said("Bonjour {prénom, {nom}") == ["Bonjour {prénom, ", ("nom", None)]
    assert _said("a {} b") == ["a {} b"]


def test_a_template_has_bounds() -> None:
    many = read("{nom}" * (MOST_PLACES + 1))
    assert [one.code for one in many.faults] == ["too_many_places"]
    links = read(" ".join(f"{{link:https://a.example/{at}}}" for at in range(MOST_LINKS + 1)))
    assert [one.code for one in links.faults] == ["too_many_links"]
    same = read("{link:https://a.example/}" * (MOST_LINKS + 1))
    assert same.faults == ()
    assert same.targets == ["https://a.example/"]


def test_targets_are_told_once_in_the_order_of_the_text() -> None:
    text = "{link:https://b.example} {link:https://a.example} {lien:https://b.example}"
    assert read(text).targets == ["https://b.example", "https://a.example"]


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("Prénom", "prenom"),
        ("date de naissance", "date_de_naissance"),
        ("Né(e) le", "ne_e_le"),
        (" SŒUR ", "soeur"),
        ("first-name", "first_name"),
        ("!", ""),
    ],
)
def test_names_are_compared_as_people_mean_them(written: str, plain: str) -> None:
    assert plain_name(written) == plain


@given(st.text(max_size=80))
def test_any_text_can_be_said_as_it_stands(text: str) -> None:
    assert "".join(_said(escaped(text))) == text  # type: ignore[arg-type]  # what a case gives
    assert read(escaped(text)).faults == ()


@given(st.text(alphabet="{}|\\ :ab\nélink", max_size=40))
def test_reading_never_fails_and_loses_nothing(text: str) -> None:
    found = read(text)
    at = 0
    for one in found.parts:
        if isinstance(one, Variable | Link):
            assert at <= one.start < one.end <= len(text)
            at = one.end
    for fault in found.faults:
        assert 0 <= fault.start < fault.end <= len(text)
