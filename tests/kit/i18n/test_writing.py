"""Amounts, days and instants in sentences."""

from datetime import UTC, date, datetime

import pytest

from guichet.kit.i18n import Language, Texts, clock_words, day_words, moment_words, sentence
from guichet.kit.i18n.writing import written


@pytest.mark.parametrize(
    ("value", "kind", "language", "shown"),
    [
        ("0.4 EUR", "money", "fr", "0,40\N{NO-BREAK SPACE}€"),
        ("0.4 EUR", "money", "en", "€0.40"),
        ("0.0456 EUR", "money", "fr", "0,0456\N{NO-BREAK SPACE}€"),
        ("58.5512 EUR", "money", "fr", "58,55\N{NO-BREAK SPACE}€"),
        ("1200 XPF", "money", "en", "CFPF1,200"),
        ("2026-11-26", "day", "en", "26 Nov 2026"),
        ("2026-11-26", "day", "fr", "26 novembre 2026"),
        ("2026-12-01", "day", "fr", "1er décembre 2026"),
        ("2026-09-01 07:05", "moment", "en", "1 Sept 2026, 07:05"),
        ("2026-11-26 17:30", "moment", "fr", "26 novembre 2026 à 17:30"),
    ],
)
def test_a_sentence_writes_values_as_its_readers_do(
    value: str, kind: str, language: Language, shown: str
) -> None:
    assert written(value, kind, language) == shown


@pytest.mark.parametrize("kind", ["money", "day", "moment"])
@pytest.mark.parametrize("value", ["", "soon", "1e99 EUR", "5 euros and more", "2026-13-45"])
def test_what_is_none_of_its_kind_is_said_as_it_is(value: str, kind: str) -> None:
    assert written(value, kind, "fr") == value


def test_the_24_hours_of_a_clock_are_its_own() -> None:
    at = datetime(2026, 11, 26, 13, 5, tzinfo=UTC)

    assert (clock_words(at, "en"), clock_words(at, "fr")) == ("13:05", "13:05")
    assert moment_words(at, "en") == "26 Nov 2026, 13:05"
    assert day_words(date(2026, 5, 3), "en") == "3 May 2026"


def test_a_place_in_a_sentence_names_its_kind() -> None:
    texts = Texts({"en": {}, "fr": {"costs": "{now:money} au lieu de {then:money}, {who}."}})

    said = texts.render("fr", "costs", {"now": "0.4 EUR", "then": "0.3 EUR", "who": "0.4 EUR"})

    assert said == "0,40\N{NO-BREAK SPACE}€ au lieu de 0,30\N{NO-BREAK SPACE}€, 0.4 EUR."


def test_a_price_that_changed_is_told_in_the_reader_s_figures() -> None:
    told = sentence("fr", "refusal.price_changed", {"shown": "0.4 EUR", "now": "0.5 EUR"})

    assert "0,50\N{NO-BREAK SPACE}€ au lieu de 0,40\N{NO-BREAK SPACE}€" in told
