"""What a message's life amounts to."""

from datetime import UTC, datetime
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet.gateway.mass.states import FINAL, state_of
from guichet.gateway.mass.types import Happening, MessageState, OutcomeKind

AT = datetime(2026, 11, 2, 9, tzinfo=UTC)
KINDS: tuple[OutcomeKind, ...] = ("refused", "cut", "again", "handed", "enroute", "delivered")


def life(*told: tuple[OutcomeKind, int, int]) -> list[Happening]:
    return [Happening(kind, AT, part, parts) for kind, part, parts in told]


@pytest.mark.parametrize(
    ("told", "state"),
    [
        ([], "accepted"),
        ([("held", 0, 0)], "held"),
        ([("held", 0, 0), ("denied", 0, 0)], "denied"),
        ([("held", 0, 0), ("handed", 1, 1)], "handed"),
        ([("handed", 1, 2)], "handed"),
        ([("handed", 1, 2), ("delivered", 1, 2)], "handed"),
        ([("handed", 1, 2), ("handed", 2, 2), ("delivered", 2, 2)], "handed"),
        ([("delivered", 1, 2), ("delivered", 2, 2)], "delivered"),
        ([("delivered", 1, 2), ("undelivered", 2, 2)], "undelivered"),
        ([("undelivered", 1, 1), ("delivered", 1, 1)], "delivered"),
        ([("delivered", 1, 1), ("handed", 1, 1)], "delivered"),
        ([("delivered", 1, 1), ("undelivered", 1, 1)], "delivered"),
        ([("refused", 1, 1)], "refused"),
        ([("refused", 1, 1), ("handed", 1, 1)], "handed"),
        ([("cut", 1, 1)], "unknown"),
        ([("cut", 1, 1), ("delivered", 1, 1)], "delivered"),
        ([("cut", 1, 1), ("again", 0, 0), ("handed", 1, 1)], "handed"),
        ([("cancelled", 0, 0)], "cancelled"),
        ([("cancelled", 0, 0), ("held", 0, 0)], "cancelled"),
        ([("expired", 0, 0)], "expired"),
    ],
)
def test_the_state_follows_from_the_life(
    told: list[tuple[OutcomeKind, int, int]], state: MessageState
) -> None:
    assert state_of(life(*told)) == state


@given(
    st.lists(st.tuples(st.sampled_from(KINDS), st.integers(1, 3), st.just(3)), max_size=12),
    st.randoms(use_true_random=False),
)
def test_the_order_in_which_things_are_heard_does_not_matter(
    told: list[tuple[OutcomeKind, int, int]], chance: Random
) -> None:
    shuffled = list(told)
    chance.shuffle(shuffled)
    assert state_of(life(*shuffled)) == state_of(life(*told))


@given(st.lists(st.tuples(st.sampled_from(KINDS), st.integers(1, 2), st.just(2)), max_size=8))
def test_once_delivered_it_stays_delivered(told: list[tuple[OutcomeKind, int, int]]) -> None:
    assert state_of([*life(*told), *life(("delivered", 1, 2), ("delivered", 2, 2))]) == "delivered"
    assert "delivered" in FINAL
