"""Cheaper characters: offered, made and taken back one by one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet.protocols.gsm7.alphabets import Encoding, Offender, encoding_of
from guichet.protocols.gsm7.economy import CHEAPER, PAIRS, Change, apply, economise, revert
from guichet.protocols.gsm7.segments import segment


@pytest.mark.parametrize(
    ("dear", "cheap"),
    [
        ("ça, forêt, Noël, maïs, hôtel, août, pâte", "ca, foret, Noel, mais, hotel, aout, pate"),
        ("l’été… enfin", "l'été... enfin"),
        ("«\u00a0Bonjour\u202f», «oui»", '"Bonjour", "oui"'),
        ("10\u00a0000\u202f€ – 3 — 5", "10 000 € - 3 - 5"),
        ("ŒUVRE, cœur, Àh, Ève", "OEUVRE, coeur, Ah, Eve"),
        ("n°\u00a05, 30\u00a0°C", "no 5, 30 degC"),
        ("e\u0301te\u0301 c\u0327a", "été ca"),
        ("a\u200bb\ufeffc\tfin", "abc fin"),
        ("“Joe’s” • ½ × 2", '"Joe\'s" - 1/2 x 2'),
        ("ﬁn ② Ⅳ", "fin 2 IV"),
    ],
)
def test_dear_characters_have_a_cheap_one(dear: str, cheap: str) -> None:
    found = economise(dear)
    assert found.applied() == cheap
    assert found.left == ()
    assert encoding_of(cheap) is Encoding.GSM7


def test_a_cheap_text_is_left_alone() -> None:
    assert economise("Ça va, été €").changes == ()


def test_each_change_has_its_place_and_can_be_made_alone() -> None:
    found = economise("ça ’ …")
    assert found.changes == (Change(0, "ç", "c"), Change(3, "’", "'"), Change(5, "…", "..."))
    assert found.applied(found.changes[1:2]) == "ça ' …"


def test_what_cannot_be_cheaper_is_named() -> None:
    found = economise("ça 😀 字")
    assert found.left == (Offender(3, "😀"), Offender(5, "字"))
    assert found.applied() == "ca 😀 字"


def test_the_price_falls() -> None:
    text = "Votre reçu est prêt, " * 7
    assert segment(text).charged == 3
    assert segment(economise(text).applied()).charged == 1


def test_every_offer_is_in_the_alphabet() -> None:
    assert all(encoding_of(after) is Encoding.GSM7 for after in (PAIRS | CHEAPER).values())
    assert all(encoding_of(before) is Encoding.UCS2 for before in PAIRS | CHEAPER)


dear_texts = st.text(alphabet="aeéçœ’«»\u00a0°n…e\u0301😀\u200b", max_size=60) | st.text(
    max_size=60
)


@given(dear_texts, st.data())
def test_any_choice_of_changes_is_taken_back_exactly(text: str, data: st.DataObject) -> None:
    found = economise(text)
    chosen = [one for one in found.changes if data.draw(st.booleans())]
    assert revert(apply(text, chosen), chosen) == text


@given(dear_texts)
def test_with_all_changes_only_what_is_named_still_costs(text: str) -> None:
    found = economise(text)
    assert (encoding_of(found.applied()) is Encoding.GSM7) == (found.left == ())


def test_a_change_of_another_text_is_refused() -> None:
    (change,) = economise("ça").changes
    with pytest.raises(ValueError, match="to change at 0"):
        apply("été", [change])
    with pytest.raises(ValueError, match="to change at 0"):
        apply("ça", [change, change])
    with pytest.raises(ValueError, match="take back at 0"):
        revert("été", [change])
