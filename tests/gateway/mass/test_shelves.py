"""Where messages lie ready, and which other way they may go."""

from uuid import UUID

import pytest

from guichet.gateway.mass.contract import Parcel
from guichet.gateway.mass.items import Held, Item
from guichet.gateway.mass.repository import LeasedChunk
from guichet.gateway.mass.shelves import Shelves
from guichet.kit.ids import TenantId

A, B, C = UUID(int=1), UUID(int=2), UUID(int=3)


def item(number: int, *routes: UUID, spills: bool = True) -> Item:
    chunk = LeasedChunk(TenantId(UUID(int=9)), UUID(int=8), "service", 1, None, 10, None, 1, 0, 0)
    parcel = Parcel(
        UUID(int=100 + number), "+262692000001", None, "x", "service", "auto", False, None
    )
    return Item(parcel, "", Held(chunk, 10, 10), 1, number, routes, spills)


def lying(shelves: Shelves, route: UUID) -> list[int]:
    return [one.rank for one in shelves.of(route).empty()]


@pytest.fixture
def shelves() -> Shelves:
    made = Shelves()
    made.opened(A)
    made.opened(B)
    return made


def test_every_second_message_leaves_a_route_that_asks_to_slow_down(shelves: Shelves) -> None:
    for number in range(6):
        shelves.place(item(number, A, B))
    assert shelves.spill(A) == 3
    assert lying(shelves, B) == [1, 3, 5]
    assert lying(shelves, A) == [0, 2, 4]


@pytest.mark.parametrize(
    "kept",
    [item(1, A), item(1, A, C), item(1, A, B, spills=False)],
    ids=["its rule names one route", "the other one is closed", "its rule keeps it there"],
)
def test_what_may_not_go_another_way_stays(shelves: Shelves, kept: Item) -> None:
    for _ in range(3):
        shelves.place(kept)
    assert shelves.spill(A) == 0
    assert lying(shelves, A) == [1, 1, 1]


def test_what_a_carrier_would_not_take_goes_before_the_others_of_the_next_route(
    shelves: Shelves,
) -> None:
    shelves.place(item(1, B))
    sent_back = item(2, A, C, B)
    assert shelves.next_way(sent_back)
    assert sent_back.routes == (B, A, C)
    assert lying(shelves, B) == [2, 1]


def test_without_another_open_route_there_is_no_next_way(shelves: Shelves) -> None:
    assert not shelves.next_way(item(1, A, C))
    assert not shelves.next_way(item(1, A, B, spills=False))
