"""A condition said as one sentence."""

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given

from guichet.crm.attributes.types import Attribute, Choice, Label
from guichet.crm.segments.language import (
    Age,
    All,
    AnyOf,
    AttributeIs,
    Condition,
    Consented,
    DaysAround,
    Happened,
    Has,
    InRange,
    Last,
    LastEvent,
    Listed,
    Measure,
    Not,
    OneOf,
    Place,
    SameAs,
    SexIs,
    Tagged,
    parts_of,
    stored,
)
from guichet.crm.segments.sentences import Names, sentence_of
from guichet.kit.i18n import LANGUAGES, Language
from tests.crm.segments.test_repository import conditions

SPENT = Happened(
    type="purchase",
    window=Last(count=1, unit="months"),
    where=[Has(property="category", of=OneOf(values=["sacs", "gants"]))],
    measure=Measure(figure="sum", property="amount"),
    minimum=5_000,
)
NORTH = Place(postcodes=["97400", "97417", "97490", "97438", "97441"])
EXAMPLE = All(
    of=[
        SexIs(one_of=["female"]),
        Age(maximum=29),
        NORTH,
        Happened(
            type="purchase",
            window=Last(count=30, unit="days"),
            where=[Has(property="category", of=SameAs(parameter="category"))],
        ),
    ]
)
SAID: tuple[tuple[Condition, Language, str], ...] = (
    (
        EXAMPLE,
        "en",
        "women under 30 in the north of the island who bought an article of the same category"
        " within the last 30 days",
    ),
    (
        EXAMPLE,
        "fr",
        "les femmes de moins de 30 ans du nord de l’île qui ont acheté un article de la même"
        " catégorie dans les 30 derniers jours",
    ),
    (All(of=[]), "en", "everybody"),
    (AnyOf(of=[]), "en", "nobody"),
    (Age(minimum=18, maximum=29), "en", "people aged 18 to 29"),
    (
        All(of=[Tagged(tags=["vip"]), AnyOf(of=[Age(minimum=60), Not(of=Age(minimum=18))])]),
        "en",
        "people who are tagged “vip” and (who are 60 or more or who are not 18 or more)",
    ),
    (
        Not(of=All(of=[Tagged(tags=["vip"]), NORTH])),
        "en",
        "people of whom this is not true: (who are tagged “vip” and who live in the north of the"
        " island)",
    ),
    (
        SPENT,
        "en",
        "people who spent at least €50.00 on purchases of an article of the category “sacs” or"
        " “gants” within the last month",
    ),
    (
        Not(of=Happened(type="Achat", window=DaysAround(first=-7, last=-1))),
        "fr",
        "les personnes qui n’ont fait aucun achat dans les 7 jours avant aujourd’hui",
    ),
    (
        Consented(purpose="marketing", medium="sms"),
        "fr",
        "les personnes qui ont accepté les offres par SMS",
    ),
    (
        Place(communes=["Le Port", "Les Avirons", "Cilaos"]),
        "fr",
        "les personnes habitant au Port, aux Avirons ou à Cilaos",
    ),
    (
        Happened(
            type="défilé",
            where=[Has(property="rang", of=InRange(minimum=1, maximum=3))],
            window=DaysAround(first=0, last=0),
        ),
        "fr",
        "les personnes à qui est arrivé « défilé » avec « rang » entre 1 et 3 aujourd’hui",
    ),
    (
        Happened(
            type="purchase",
            where=[
                Has(
                    property="article",
                    of=SameAs(last=LastEvent(type="booking", property="article")),
                )
            ],
            minimum=2,
        ),
        "en",
        "people who have at least 2 purchases of the same article as their last booking",
    ),
)


@pytest.mark.parametrize(("condition", "language", "expected"), SAID)
def test_a_condition_is_one_sentence(
    condition: Condition, language: Language, expected: str
) -> None:
    said = sentence_of(condition, language)
    assert said.replace("\u00a0", " ").replace("\u202f", " ") == expected


def test_ages_are_said_as_they_are_asked() -> None:
    said: dict[str, Condition] = {
        "les personnes dont vous connaissez l’âge": Age(minimum=0),
        "les personnes qui n’ont pas moins de 30 ans": Not(of=Age(maximum=29)),
    }
    assert {sentence_of(one, "fr"): one for one in said.values()} == said


def test_a_truth_asked_of_an_amount_is_no_amount() -> None:
    spent = Attribute(UUID(int=1), 1, "spent", Label("Achats", "Spent"), "money")
    asked = AttributeIs(key="spent", of=OneOf(values=[True, 1_500]))
    said = sentence_of(asked, "en", Names(attributes={"spent": spent}))
    assert said == "people whose “Spent” is yes or €15.00"


def test_lists_are_called_by_their_names() -> None:
    list_id = UUID(int=1)
    said = sentence_of(Listed(list_id=list_id), "en", Names(lists={str(list_id): "Friends"}))
    assert said == "people who are in the list “Friends”"


def test_fields_and_their_choices_are_called_by_their_labels() -> None:
    gold = Choice("gold", Label("Dorée", "Gold"))
    card = Attribute(
        UUID(int=1), 1, "loyalty", Label("Carte de fidélité", "Loyalty card"), "choice", (gold,)
    )
    names = Names(attributes={"loyalty": card})
    has_gold = AttributeIs(key="loyalty", of=OneOf(values=["gold"]))
    assert sentence_of(has_gold, "en", names) == "people whose “Loyalty card” is “Gold”"
    denied = sentence_of(Not(of=has_gold), "en", names)
    assert denied == "people whose “Loyalty card” is not “Gold”"


@given(condition=conditions())
def test_whatever_can_be_asked_is_said_in_both_languages_and_kept_as_json(
    condition: Condition,
) -> None:
    said = {sentence_of(condition, language) for language in LANGUAGES}
    assert len(said) == 2
    assert not any("segment." in one for one in said)
    assert stored(condition.model_dump(mode="json")) == condition
    assert len(list(parts_of(condition))) >= 1


def test_a_day_is_written_as_it_is_meant() -> None:
    whole = stored(
        {
            "kind": "seen",
            "what": "created",
            "window": {"kind": "between", "first": date(2026, 3, 2).isoformat()},
        }
    )
    assert sentence_of(whole, "en") == "people whose card was made since 2 Mar 2026"
