"""Identities in one form."""

import pytest

from guichet.crm.normal_forms import normal_form
from guichet.gateway.types import IdentityKind


@pytest.mark.parametrize(
    ("kind", "written", "expected"),
    [
        ("email", " Elo@Shop.Example ", "elo@shop.example"),
        ("email", "elo", None),
        ("email", "elo@shop", None),
        ("email", "<elo@shop.example>", None),
        ("email", "a" * 250 + "@shop.example", None),
        ("phone", "0692 12 34 56", "+262692123456"),
        ("external", " Client 42 ", "Client 42"),
        ("external", "   ", None),
        ("visitor", "0199a7c2", "0199a7c2"),
    ],
)
def test_an_identity_has_one_form(kind: IdentityKind, written: str, expected: str | None) -> None:
    assert normal_form(kind, written, "RE") == expected
