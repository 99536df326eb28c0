"""What a request to send overlooked is told before anything is accepted."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from guichet.gateway.mass.checking import MOST_AHEAD, slips
from guichet.gateway.mass.types import Order, Recipient, Wording
from guichet.kit.ids import TenantId

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)
ANNA = Recipient("+262692000001", {"prenom": "Anna"})
BEN = Recipient("+262692000002")


def order(text: str = "Bonjour", people: Sequence[Recipient] = (BEN,)) -> Order:
    return Order(TenantId(UUID(int=1)), Wording(None, text, "service"), people)


def planned(due: timedelta | None, expires: timedelta | None) -> Order:
    return replace(
        order(),
        due_at=None if due is None else NOW + due,
        expires_at=None if expires is None else NOW + expires,
    )


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (order(), []),
        (order("   \n\t"), [("text", "no_text")]),
        (order("\N{NO-BREAK SPACE}"), [("text", "no_text")]),
        (planned(HOUR, 2 * HOUR), []),
        (planned(-HOUR, HOUR), []),
        (planned(None, -HOUR), [("expires_at", "too_late_to_leave")]),
        (planned(2 * HOUR, HOUR), [("expires_at", "too_late_to_leave")]),
        (planned(2 * HOUR, 2 * HOUR), [("expires_at", "too_late_to_leave")]),
        (planned(MOST_AHEAD, None), []),
        (planned(MOST_AHEAD + HOUR, None), [("send_at", "too_far")]),
        (order("Bonjour {prenom}", [ANNA]), []),
        (order("Bonjour {prenom}", [ANNA, BEN]), [("recipients/1/values", "value_missing")]),
        (order("{prenom} {nom}", [ANNA]), [("recipients/0/values", "value_missing")]),
        (order("Bonjour", [ANNA, BEN]), []),
    ],
)
def test_what_was_overlooked_is_named(asked: Order, told: list[tuple[str, str]]) -> None:
    assert [(one.pointer, one.code) for one in slips(asked, NOW)] == told


def test_a_text_in_braces_that_nobody_fills_stays_as_it_is() -> None:
    assert slips(order("Code {ABC}", [BEN]), NOW) == ()


def test_no_more_is_named_than_helps() -> None:
    several = [Recipient(f"+26269200{one:04d}", {"x": "1"}) for one in range(1_000)]
    assert len(slips(order("{a} {b}", several), NOW)) == 20
