"""Variables of canned replies."""

from dataclasses import replace
from uuid import UUID

import pytest

from guichet.desk.canned.filling import filled, unknown_variables
from guichet.desk.canned.keys import keys_of, words_of
from guichet.gateway.context import Context
from guichet.interactions.types import Person, QueueRef
from tests.desk.scene import AMELIE
from tests.interactions.values import an_interaction

CONTEXT = Context(data={"order": {"id": 4711, "late": True}, "city": "Cilaos", "cart": [1]})
MARIE = replace(
    an_interaction(),
    person=Person(UUID(int=7), "Marie Grondin", "4F2A"),
    subject="livraison",
    queue=QueueRef(UUID(int=3), "Ventes"),
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bonjour {contact.name}", "Bonjour Marie Grondin"),
        ("{contact.first_name}, {agent.name}", "Marie, Amélie Payet"),
        ("{subject} / {queue.name}", "livraison / Ventes"),
        ("Commande {context.order.id} à {context.city}", "Commande 4711 à Cilaos"),
        ("{ pas } {PAS} {} une variable", "{ pas } {PAS} {} une variable"),
        ("{context.city}{context.city}", "CilaosCilaos"),
    ],
)
def test_blanks_are_filled_from_the_request(text: str, expected: str) -> None:
    assert filled(text, MARIE, AMELIE, CONTEXT).text == expected


def test_what_nothing_is_known_for_is_left_out_and_named() -> None:
    anonymous = an_interaction()
    text = "Bonjour {contact.name} {context.order.no} {context.cart} {contact.name}"
    found = filled(text, anonymous, AMELIE, CONTEXT)
    assert found.text == "Bonjour    "
    assert found.missing == ("contact.name", "context.order.no", "context.cart")
    assert filled("{context.city}", anonymous, AMELIE, None).missing == ("context.city",)


def test_a_value_that_looks_like_a_variable_stays_what_it_is() -> None:
    hostile = replace(MARIE, subject="{agent.name}")
    assert filled("{subject}", hostile, AMELIE, None).text == "{agent.name}"


def test_names_nothing_will_ever_fill_are_found_before_they_are_saved() -> None:
    assert unknown_variables("{contact.nmae} {agent.name} {context.x} {contact.nmae}") == (
        "contact.nmae",
    )


def test_replies_are_found_by_beginnings_of_words_without_accents_or_case() -> None:
    assert keys_of("Délai", "liv", "Été : 48 heures, été") == (
        "liv",
        "delai",
        "ete",
        "48",
        "heures",
    )
    assert words_of("  DÉL, heu ") == ("del", "heu")
