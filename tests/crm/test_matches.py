"""By what two cards are suspected to be one person."""

import pytest

from guichet.crm.attributes.types import Attribute, Label
from guichet.crm.matches import Mark, marks_of, one_box, reason_of
from guichet.crm.types import Claim

BORN = Attribute(
    id=None,  # type: ignore[arg-type]  # not looked at here
    version=1,
    key="birth",
    label=Label("", ""),
    type="date",
    meaning="birth_date",
)


@pytest.mark.parametrize(
    ("address", "box"),
    [
        ("elo+shop@mail.example", "elo@mail.example"),
        ("e.lo+x@gmail.com", "elo@gmail.com"),
        ("elo@googlemail.com", "elo@gmail.com"),
        ("e.lo@mail.example", "e.lo@mail.example"),
        ("+elo@mail.example", "+elo@mail.example"),
    ],
)
def test_addresses_of_one_box_are_known(address: str, box: str) -> None:
    assert one_box(address) == box


def test_name_and_birth_match_in_any_order_of_words() -> None:
    first = marks_of("Éloïse Payet", (), (), {"birth": "1984-05-12"}, [BORN])
    second = marks_of("PAYET Eloise", (), (), {"birth": "1984-05-12"}, [BORN])
    assert first == second != frozenset()
    assert marks_of("Éloïse", (), (), {"birth": "1984-05-12"}, [BORN]) == frozenset()
    assert marks_of("Éloïse Payet", (), (), {}, [BORN]) == frozenset()


def test_what_is_claimed_and_known_is_known() -> None:
    mail, seen = Claim("email", "elo@shop.example"), Claim("visitor", "1")
    assert marks_of(None, [mail, seen], [mail], {}, ()) == {Mark("email:elo@shop.example")}
    assert marks_of(None, [], [mail], {}, ()) == {Mark("email:elo@shop.example", claimed=True)}


@pytest.mark.parametrize(
    ("mine", "theirs", "reason"),
    [
        (Mark("email:a", claimed=True), Mark("email:a"), "claim"),
        (Mark("email:a"), Mark("email:a", claimed=True), "claim"),
        (Mark("email:a", claimed=True), Mark("email:a", claimed=True), None),
        (Mark("email:a"), Mark("email:a"), "similar_email"),
        (Mark("born:1"), Mark("born:1"), "name_and_birth"),
    ],
)
def test_the_reason_says_what_is_in_common(mine: Mark, theirs: Mark, reason: str | None) -> None:
    assert reason_of(mine, theirs) == reason
