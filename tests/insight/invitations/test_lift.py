"""What an invitation is good for, where it is no guess."""

from guichet.insight.invitations.lift import ENOUGH_BUYERS, ENOUGH_VISITORS, conversion, lift
from guichet.insight.invitations.types import Group


def group(visitors: int, buyers: int) -> Group:
    return Group(visitors, buyers, buyers)


def test_where_a_figure_would_be_a_guess_there_is_none() -> None:
    few, many = group(ENOUGH_VISITORS - 1, 50), group(ENOUGH_VISITORS, ENOUGH_BUYERS)
    assert conversion(few) is None
    assert conversion(many) == ENOUGH_BUYERS / ENOUGH_VISITORS
    assert lift(few, many) is None
    assert lift(many, few) is None
    assert lift(group(1_000, ENOUGH_BUYERS - 1), group(1_000, 0)) is None
    assert lift(many, group(ENOUGH_VISITORS, 0)) is not None
