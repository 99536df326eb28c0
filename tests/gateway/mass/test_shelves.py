"""Where messages lie ready, and which other way they may go."""

from datetime import timedelta
from uuid import UUID

import pytest

from guichet.gateway.mass.contract import Parcel
from guichet.gateway.mass.items import Held, Item
from guichet.gateway.mass.repository import LeasedChunk
from guichet.gateway.mass.shelves import Shelves
from guichet.kit.ids import TenantId
from tests.waiting import eventually

A, B, C = UUID(int=1), UUID(int=2), UUID(int=3)


def item(number: int, *routes: UUID, spills: bool = True) -> Item:
    chunk = LeasedChunk(TenantId(UUID(int=9)), UUID(int=8), "service", 1, None, 10, None, 1, 0, 0)
    parcel = Parcel(
        UUID(int=100 + number), "+262692000001", None, "x", "service", "auto", False, None
    )
    return Item(parcel, b"", Held(chunk, 10, 10), 1, number, routes, spills)


def lying(shelves: Shelves, route: UUID) -> list[int]:
    return [one.rank for one in shelves.of(route).empty()]


@pytest.fixture
def shelves() -> Shelves:
    made = Shelves()
    made.opened(A)
    made.opened(B)
    return made


def test_what_a_slow_route_cannot_take_soon_goes_by_one_that_is_free(shelves: Shelves) -> None:
    for number in range(6):
        shelves.place(item(number, A, B))
    assert shelves.spill(A, 2) == 4
    assert lying(shelves, B) == [2, 3, 4, 5]
    assert lying(shelves, A) == [0, 1]


def test_where_all_are_slow_every_second_one_goes_the_other_way(shelves: Shelves) -> None:
    shelves.spill(B)
    for number in range(6):
        shelves.place(item(number, A, B))
    assert shelves.spill(A) == 3
    assert lying(shelves, B) == [1, 3, 5]
    assert lying(shelves, A) == [0, 2, 4]


def test_one_that_is_free_again_is_chosen_before_a_slow_one(shelves: Shelves) -> None:
    shelves.opened(C)
    shelves.spill(B)
    assert shelves.next_way(item(1, A, B, C))
    assert lying(shelves, C) == [1]
    shelves.eased(B)
    assert shelves.next_way(item(2, A, B, C))
    assert lying(shelves, B) == [2]


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


def test_what_only_another_process_can_send_leaves_with_the_route_it_needs(
    shelves: Shelves,
) -> None:
    shelves.now_elsewhere(frozenset({B, C}))
    assert shelves.away([C, A]) == C
    assert shelves.away([A, C]) is None
    assert shelves.away([UUID(int=4)]) is None
    near, far = item(1, C, A), item(2, C)
    shelves.place_all([near])
    shelves.place_all([far])
    assert shelves.take_leaving() == [(far, C)]
    assert lying(shelves, A) == [1]
    shelves.place(item(3, A, C))
    shelves.closed(A)
    assert [(one.rank, route) for one, route in shelves.take_leaving()] == [(3, C)]
    assert shelves.take_leaving() == []


def test_what_waits_for_a_link_leaves_once_another_process_has_one(shelves: Shelves) -> None:
    shelves.place(item(1, C))
    shelves.now_elsewhere(frozenset())
    assert shelves.take_leaving() == []
    shelves.now_elsewhere(frozenset({C}))
    assert [route for _, route in shelves.take_leaving()] == [C]


def test_what_is_given_back_is_not_placed_again(shelves: Shelves) -> None:
    one = item(1, A)
    one.held.withdrawn = True
    shelves.place(one)
    assert shelves.take_leaving() == [(one, None)]
    assert lying(shelves, A) == []


async def test_what_was_put_aside_may_be_taken_up_sooner_and_not_later(shelves: Shelves) -> None:
    soon, late, placed = item(1, A), item(2, A), item(3, A)
    shelves.place_after(soon, timedelta(seconds=0.01))
    shelves.place_after(late, timedelta(hours=1))
    shelves.hasten(placed, timedelta())
    shelves.hasten(late, timedelta(seconds=0.02))
    shelves.hasten(soon, timedelta(seconds=0.01))
    assert shelves.waiting == [0, 2, 0]
    await eventually(lambda: shelves.waiting == [0, 0, 0])
    assert lying(shelves, A) == [1, 2]
