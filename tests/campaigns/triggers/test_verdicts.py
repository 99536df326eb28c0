"""Which events set something off, and what they say to the text."""

from collections.abc import Mapping
from datetime import UTC, datetime
from uuid import UUID

import pytest

from guichet.campaigns.triggers.verdicts import fits, parameters_of
from guichet.crm.occurrences.types import Occurrence, Scalar

NOON = datetime(2026, 3, 2, 8, tzinfo=UTC)


def _happened(properties: Mapping[str, Scalar]) -> Occurrence:
    return Occurrence(UUID(int=1), UUID(int=2), "a", UUID(int=3), "booking", NOON, properties, NOON)


@pytest.mark.parametrize(
    ("where", "properties", "is_so"),
    [
        ({}, {}, True),
        ({"place": "Saint-Denis"}, {"place": "saint-denis"}, True),
        ({"place": "Saint-Denis"}, {"place": "Saint-Paul"}, False),
        ({"place": "Saint-Denis"}, {}, False),
        ({"count": 2}, {"count": 2.0}, True),
        ({"new": True}, {"new": 1}, False),
        ({"new": True}, {"new": True}, True),
        ({"a": 1, "b": 2}, {"a": 1}, False),
    ],
)
def test_properties_have_to_be_so(
    where: dict[str, str | int | bool], properties: dict[str, object], is_so: bool
) -> None:
    assert fits(where, properties) is is_so


def test_a_text_can_say_what_the_event_says() -> None:
    told = _happened(
        {
            "article": " Escarpins ",
            "amount": 4990,
            "Heure de début": "14:30",
            "note": None,
            "empty": " ",
            "9": "x",
            "count": 2,
        }
    )
    assert parameters_of(told, "EUR") == {
        "article": "Escarpins",
        "amount": "49.90 EUR",
        "heure_de_debut": "14:30",
        "count": 2,
    }
    assert parameters_of(_happened({"amount": 500, "currency": "XPF"}), "EUR") == {
        "amount": "500 XPF",
        "currency": "XPF",
    }
