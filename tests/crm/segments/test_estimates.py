"""How many there are, judged by a few: pure."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet.crm.segments.estimates import (
    DIGESTS,
    ENOUGH,
    LOOKED_UP,
    LOWEST,
    STEPS,
    Drawn,
    draw,
    judged,
    next_step,
    worth_looking,
)


@pytest.mark.parametrize(
    ("before", "so_far", "step"),
    [
        (0, Drawn(), STEPS[0]),
        (STEPS[0], Drawn(2_010, 0, 3), STEPS[1]),
        (STEPS[1], Drawn(20_100, 0, 40), None),
        (STEPS[0], Drawn(2_010, 0, ENOUGH), None),
        (STEPS[0], Drawn(2_000, 100, 3), STEPS[1]),
        (STEPS[0], Drawn(2_000, 1_000, 3), 6_000),
        (STEPS[0], Drawn(2_000, 2_000, 3), 3_000),
        (STEPS[0], Drawn(2_000, LOOKED_UP, 3), None),
    ],
)
def test_more_are_drawn_until_enough_are_in_or_enough_were_asked(
    before: int, so_far: Drawn, step: int | None
) -> None:
    assert next_step(1_000_000, before, so_far) == step


@pytest.mark.parametrize(
    ("before", "found", "worth"),
    [
        (0, 0, True),
        (1_000, 0, False),
        (1_000, 1, True),
        (4_000, 1, False),
        (4_000, 2, True),
        (4_000, 9, True),
    ],
)
def test_ten_to_show_are_looked_for_among_few_while_they_may_be_there(
    before: int, found: int, worth: bool
) -> None:
    assert worth_looking(before, found, 10) is worth


def test_everybody_is_not_drawn_twice() -> None:
    assert next_step(3_000, 4_000, Drawn(3_000, 0, 3)) is None


@given(total=st.integers(1, 50_000_000), before=st.sampled_from((0, 1_000, *STEPS)))
def test_draws_follow_each_other_and_end_with_everybody(total: int, before: int) -> None:
    first, second = draw(total, 0, before), draw(total, before, 60_000)
    assert first.first == LOWEST
    assert first.end == second.first
    assert draw(total, before, max(total, before)).end <= LOWEST + DIGESTS
    assert draw(total, 0, total).last == LOWEST + DIGESTS - 1


@given(
    total=st.integers(20_001, 10_000_000),
    people=st.integers(0, 60_000),
    share=st.floats(0, 1, allow_nan=False),
)
def test_the_figure_lies_between_its_bounds_and_these_within_what_is_known(
    total: int, people: int, share: float
) -> None:
    people = min(people, total)
    fulfil = round(people * share)
    about, least, most = judged(total, Drawn(people, 0, fulfil))
    assert fulfil <= least <= about <= most or (not people and least <= about <= most)
    assert most <= total - (people - fulfil)


def test_who_asked_everybody_is_sure() -> None:
    assert judged(30_000, Drawn(30_000, 0, 12)) == (12, 12, 12)


@pytest.mark.parametrize("share", [0.0005, 0.01, 0.3, 0.97])
def test_bounds_hold_the_true_figure_95_times_of_100(share: float) -> None:
    """Seeded: 300 draws of 1,000."""
    chance, total, true = random.Random(7), 1_000_000, round(1_000_000 * share)
    held = 0
    for _ in range(300):
        found = sum(chance.random() < share for _ in range(1_000))
        _, least, most = judged(total, Drawn(1_000, 0, found))
        held += least <= true <= most
    assert held / 300 >= 0.95
