"""Which texts somebody finds by what they look for."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from guichet.gateway.received.types import Received, Wanted
from guichet.gateway.received.verdicts import fits

ONE = Received(
    UUID(int=1),
    datetime(2026, 3, 2, tzinfo=UTC),
    "+262692123456",
    "+262262123456",
    "Été indien, ouvert ?",
    "conversation",
    "Vanille",
)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Wanted(), True),
        (Wanted(to="262262123456"), True),
        (Wanted(to="38100"), False),
        (Wanted(keyword="VANILLE"), True),
        (Wanted(keyword="CORAIL"), False),
        (Wanted(fates=frozenset({"conversation", "stop"})), True),
        (Wanted(fates=frozenset({"stop"})), False),
        (Wanted(text="ete INDIEN"), True),
        (Wanted(text="hiver"), False),
        (Wanted(text="ete", keyword="CORAIL"), False),
    ],
)
def test_a_text_fits_when_everything_asked_for_fits(wanted: Wanted, *, found: bool) -> None:
    assert fits(wanted, ONE) is found
