"""What the rules say of a text, of whom it goes to, and of the hour."""

import ast
import inspect
import re
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from guichet.campaigns.advice import judges, spelling
from guichet.campaigns.advice.judges import JUDGES, judged
from guichet.campaigns.advice.rules import rules_at, shipped
from guichet.campaigns.advice.spelling import dictionary
from guichet.campaigns.advice.types import Judgement, Plan
from guichet.kit.i18n.negotiation import LANGUAGES
from guichet.kit.i18n.texts import installed

TUESDAY_TEN = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
"""Ten in the morning at La Réunion."""
REUNION = ZoneInfo("Indian/Reunion")
GOOD = (
    "Bonjour {prénom|cher client}, -20 % sur les escarpins chez Vanille jusqu'à samedi. "
    "Réservez : {lien:https://vanille.example/escarpins}"
)


def _judged(text: str = GOOD, **given: object) -> dict[str, Judgement]:
    usual: dict[str, object] = {
        "company": "Vanille Chaussures",
        "consent": "optin",
        "recipients": 120,
        "offers_lately": 0,
        "at": TUESDAY_TEN,
        "territories": ("RE",),
        "zone": REUNION,
    }
    plan = Plan(text, **{**usual, **given})  # type: ignore[arg-type]  # what a case gives
    return {one.rule.id: one for one in judged(plan, dictionary, TUESDAY_TEN)}


def _codes(found: dict[str, Judgement], rule: str) -> list[str]:
    return [one.code for one in found[rule].findings]


def test_a_good_text_has_nothing_against_it() -> None:
    found = _judged()
    assert {name: one.grade for name, one in found.items() if name != "results"} == dict.fromkeys(
        [name for name in found if name != "results"], "good"
    )
    assert found["results"].grade == "later"


def test_there_are_ten_rules_and_one_for_after_each_with_its_why_in_both_languages() -> None:
    rules = rules_at(date(2026, 11, 26))
    assert [one.id for one in rules] == list(JUDGES)
    assert len(rules) == 11
    assert all(one.title.fr and one.title.en and one.why.fr and one.why.en for one in shipped())
    assert rules_at(date(2025, 12, 31)) == []


@pytest.mark.parametrize(
    ("text", "word", "code", "instead"),
    [
        ("Bjr à tous, venez", "Bjr", "text_speak", "bonjour"),
        ("Venez dans notre magazin samedi", "magazin", "misspelt_meant", "magasin"),
        ("Profitez de nos chausures", "chausures", "misspelt_meant", "chaussures"),
        ("Venez lol", "lol", "text_speak_out", None),
        ("Ouvert samedi !!! Venez", "!!!", "marks", "!"),
        ("You will recieve a voucher in our shop", "recieve", "misspelt_meant", "receive"),
        ("Thx for your order, see you at the store", "Thx", "text_speak", "thanks"),
    ],
)
def test_a_word_that_is_not_right_is_named_with_its_place_and_what_to_write(
    text: str, word: str, code: str, instead: str | None
) -> None:
    (finding,) = _judged(text)["words"].findings
    assert finding.place is not None
    assert text[finding.place.start : finding.place.end] == word
    assert (finding.code, finding.instead) == (code, instead)


@pytest.mark.parametrize(
    "text",
    [
        "Aujourd’hui, jusqu’à 20h : -50 % sur l’électroménager et les œuvres d’art",
        "Votre rendez-vous avec Kévin Hoarau est confirmé, présentez-vous 5 minutes avant",
        "Soldes : cliquez https://vanille.example/xqzkw ou contact@vanille.example",
        "Les sandales Zxqv sont arrivées, {zxqw|à bientôt}",
        "Chez SAVATEX : promo sur les tongs et les baskets",
        "Your parcel is ready: pick it up until Friday at the store, don't wait",
    ],
)
def test_right_words_names_addresses_and_places_are_left_alone(text: str) -> None:
    assert _judged(text)["words"].findings == []


def test_shouting_is_heard() -> None:
    assert _codes(_judged("GRANDES SOLDES VENEZ TOUS CHEZ NOUS"), "words") == ["shouting"]


@pytest.mark.parametrize(
    ("given", "text", "rule", "grade", "codes"),
    [
        ({"sender": "VANILLE"}, "Venez samedi", "sender", "good", []),
        ({}, "Venez chez vanille samedi", "sender", "good", []),
        ({"sender": "36180"}, "Venez samedi", "sender", "better", ["not_named"]),
        ({"company": ""}, "Venez samedi", "sender", "open", ["no_company"]),
        ({}, "Venez samedi", "reach", "better", ["no_way"]),
        ({"answerable": True}, "Venez samedi", "reach", "good", []),
        ({}, "Venez ou appelez le 0262 12 34 56", "reach", "good", []),
        ({}, "Appelez le 0892 12 34 56", "reach", "bad", ["premium"]),
        ({}, "Appelez le +33 892 12 34 56", "reach", "bad", ["premium"]),
        ({}, "Appelez le 3615", "reach", "bad", ["premium"]),
        ({}, "La collection 2026 : 0262123456", "reach", "good", []),
        ({"consent": "soft"}, GOOD, "consent", "better", ["similar_goods"]),
        ({"consent": "none"}, GOOD, "consent", "bad", ["unknown"]),
        ({"consent": "none", "purpose": "service"}, GOOD, "consent", "good", ["service"]),
        ({"recipients": None}, GOOD, "people", "open", ["not_chosen"]),
        ({"recipients": 0}, GOOD, "people", "bad", ["nobody"]),
        ({"recipients": 5_000, "everybody": True}, GOOD, "people", "better", ["everybody"]),
        ({"recipients": 50, "everybody": True}, GOOD, "people", "good", []),
        ({"offers_lately": None}, GOOD, "often", "open", ["not_known"]),
        ({"offers_lately": 2}, GOOD, "often", "better", ["many"]),
        ({"offers_lately": 4}, GOOD, "often", "bad", ["too_often"]),
        ({"offers_lately": 4, "purpose": "service"}, GOOD, "often", "good", []),
        ({}, "Nous sommes une boutique", "action", "better", ["no_verb", "no_date"]),
        ({}, "Venez le 12/12", "action", "good", []),
        ({}, "Come before Saturday", "action", "good", []),
        (
            {"offer_ends_at": datetime(2026, 12, 1, tzinfo=UTC)},
            "Venez vite",
            "action",
            "better",
            ["no_end"],
        ),
        ({}, GOOD, "way_out", "good", ["added"]),
        ({"purpose": "service"}, GOOD, "way_out", "good", ["service"]),
        ({}, "Venez. STOP 36180", "way_out", "good", []),
        ({"territories": ()}, GOOD, "way_out", "better", ["not_said"]),
        ({"territories": (), "answerable": True}, GOOD, "way_out", "good", ["answer"]),
    ],
)
def test_each_rule_says_what_it_sees(
    given: dict[str, object], text: str, rule: str, grade: str, codes: list[str]
) -> None:
    found = _judged(text, **given)
    assert (found[rule].grade, _codes(found, rule)) == (grade, codes)


@pytest.mark.parametrize(
    ("at", "grade", "codes"),
    [
        (TUESDAY_TEN, "good", []),
        (datetime(2026, 11, 24, 19, 0, tzinfo=UTC), "better", ["waits"]),
        (datetime(2026, 11, 29, 6, 0, tzinfo=UTC), "better", ["waits"]),
    ],
)
def test_the_hour_is_that_of_who_gets_it(at: datetime, grade: str, codes: list[str]) -> None:
    found = _judged(at=at)
    assert (found["hour"].grade, _codes(found, "hour")) == (grade, codes)
    assert _judged(at=at, purpose="service")["hour"].grade == "good"


def test_an_offer_that_is_over_before_it_leaves_is_bad() -> None:
    found = _judged(offer_ends_at=TUESDAY_TEN)
    assert (found["hour"].grade, _codes(found, "hour")) == ("bad", ["over"])


def test_one_idea_fits_one_part() -> None:
    long = _judged("Venez samedi. " * 12)
    assert long["one_idea"].grade == "better"
    assert _codes(long, "one_idea") == ["parts", "sentences"]
    dear = _judged(
        "Prêts pour la fête chez Vanille ? Venez samedi, tout est à moitié prix toute la journée."
    )
    assert _codes(dear, "one_idea") == ["dear"]
    links = _judged("{lien:https://a.example} {lien:https://b.example}")
    assert _codes(links, "one_idea") == ["links"]


@pytest.mark.parametrize("text", ["", "   ", "{prénom}", "!", "{", "https://a.example"])
def test_advice_can_be_asked_of_anything(text: str) -> None:
    assert len(_judged(text)) == 11


def test_everything_a_rule_may_say_has_its_sentence_and_no_sentence_is_left_over() -> None:
    trees = [ast.parse(inspect.getsource(one)) for one in (judges, spelling)]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    texts = {node.value for node in nodes if isinstance(node, ast.Constant)}
    said = {
        node.args[0].value
        for node in nodes
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", "") == "Finding"
        and isinstance(node.args[0], ast.Constant)
    }
    for language in LANGUAGES:
        known = {one for one in installed().keys(language) if one.startswith("advice.")}
        plain = {re.sub("_(one|many|other)$", "", one.split(".")[2]) for one in known}
        assert (said - plain, plain - texts) == (set(), set())
