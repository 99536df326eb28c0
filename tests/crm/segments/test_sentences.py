"""A condition said as one sentence."""

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given

from guichet.crm.segments.language import (
    Age,
    All,
    AnyOf,
    Condition,
    Consented,
    DaysAround,
    Happened,
    Has,
    Last,
    Listed,
    Measure,
    Not,
    OneOf,
    Tagged,
    parts_of,
    stored,
)
from guichet.crm.segments.sentences import sentence_of
from guichet.kit.i18n import LANGUAGES, Language
from tests.crm.segments.test_repository import conditions

SPENT = Happened(
    type="purchase",
    window=Last(count=1, unit="months"),
    where=[Has(property="category", of=OneOf(values=["sacs", "gants"]))],
    measure=Measure(figure="sum", property="amount"),
    minimum=5_000,
)
SAID: tuple[tuple[Condition, Language, str], ...] = (
    (Age(minimum=18, maximum=29), "en", "everybody who is 18 to 29 years old"),
    (
        All(of=[Tagged(tags=["vip"]), AnyOf(of=[Age(minimum=60), Not(of=Age(minimum=18))])]),
        "en",
        "everybody who is tagged “vip” and (is 60 years old or more or is not among those who is 18"
        " years old or more)",
    ),
    (
        SPENT,
        "en",
        "everybody who has a sum of amount of at least 5000 of events “purchase” with category is"
        " “sacs” or “gants” within the last 1 month",
    ),
    (
        Consented(purpose="marketing", medium="sms"),
        "fr",
        "toutes les personnes dont on peut dire : a accepté les offres par SMS",
    ),
    (
        Happened(type="visite", window=DaysAround(first=-7, last=-1)),
        "fr",
        "toutes les personnes dont on peut dire : a eu un événement « visite » du jour -7 au jour"
        " -1 autour d’aujourd’hui",
    ),
)


@pytest.mark.parametrize(("condition", "language", "expected"), SAID)
def test_a_condition_is_one_sentence(
    condition: Condition, language: Language, expected: str
) -> None:
    said = sentence_of(condition, language)
    assert said.replace("\u00a0", " ").replace("\u202f", " ") == expected


def test_lists_are_called_by_their_names() -> None:
    list_id = UUID(int=1)
    said = sentence_of(Listed(list_id=list_id), "en", {str(list_id): "Friends"})
    assert said == "everybody who stands in the list “Friends”"


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
    assert sentence_of(whole, "en") == "everybody who was written down between 2026-03-02 and …"
