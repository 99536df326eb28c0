"""What a campaign brought, and when that cannot be said."""

from datetime import UTC, datetime

import pytest

from guichet.campaigns.results.brought import Brought, Side

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def brought(sent: tuple[int, int], control: tuple[int, int]) -> Brought:
    return Brought("purchase", 7, Side(*sent), Side(*control), NOW, NOW)


@pytest.mark.parametrize(
    ("sent", "control"),
    [((99, 50), (200, 50)), ((200, 50), (99, 50)), ((200, 5), (200, 4)), ((0, 0), (0, 0))],
)
def test_with_too_few_nothing_is_said(sent: tuple[int, int], control: tuple[int, int]) -> None:
    assert brought(sent, control).lift is None


def test_a_difference_comes_with_its_bounds() -> None:
    lift = brought((1_000, 120), (1_000, 80)).lift
    assert lift is not None
    assert lift.difference == pytest.approx(0.04)
    assert 0.01 < lift.low < lift.difference < lift.high < 0.07


def test_where_chance_may_have_done_it_the_bounds_say_so() -> None:
    lift = brought((200, 12), (200, 10)).lift
    assert lift is not None
    assert lift.low < 0 < lift.high


def test_a_share_is_told_for_each_group_that_is_large_enough() -> None:
    found = brought((200, 20), (99, 9))
    assert (found.share, found.control_share) == (0.1, None)
