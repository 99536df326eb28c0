"""Which decisions share a transaction."""

from datetime import UTC, datetime
from uuid import UUID

from guichet.routing.carrying import MOST_TOGETHER, together
from guichet.routing.types import Deed, Expire, Offer, Reason

NOW = datetime(2026, 7, 1, 9, tzinfo=UTC)


def offer(number: int) -> Offer:
    one = UUID(int=number)
    return Offer(NOW, one, one, UUID(int=1), NOW, Reason("first_in_line", {}), (), 0)


def expire(number: int) -> Expire:
    return Expire(NOW, UUID(int=number), UUID(int=number))


def test_offers_that_follow_one_another_share_a_transaction_and_all_else_stands_alone() -> None:
    deeds: list[Deed] = [offer(1), offer(2), expire(3), offer(4), offer(4), offer(5)]
    assert list(together(deeds)) == [
        [offer(1), offer(2)],
        [expire(3)],
        [offer(4)],
        [offer(4), offer(5)],
    ]


def test_a_group_is_bounded_and_the_order_stays() -> None:
    deeds = [offer(number) for number in range(2 * MOST_TOGETHER + 1)]
    groups = list(together(deeds))
    assert [len(group) for group in groups] == [MOST_TOGETHER, MOST_TOGETHER, 1]
    assert [one for group in groups for one in group] == deeds
    assert list(together([])) == []
