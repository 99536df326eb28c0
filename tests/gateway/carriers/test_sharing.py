"""Which binds are whose."""

from collections import Counter
from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet.gateway.carriers.sharing import binds_of, open_elsewhere, share_of
from guichet.gateway.carriers.types import BindHealth, Draft, Route

AT = datetime(2026, 3, 3, tzinfo=UTC)
ONE, TWO, THREE = (UUID(int=n) for n in (1, 2, 3))


def route(number: int, binds: int, *, enabled: bool = True) -> Route:
    draft = Draft("A route", {}, binds=binds, enabled=enabled)
    return Route(UUID(int=number), UUID(int=9), 1, "line", draft, None, None, AT)


@pytest.mark.parametrize(
    ("members", "wanted"),
    [
        ([ONE], {ONE: [(10, 1), (11, 1), (11, 2), (11, 3)]}),
        ([TWO, ONE], {ONE: [(10, 1), (11, 1), (11, 3)], TWO: [(11, 2)]}),
        ([ONE, TWO, THREE], {ONE: [(10, 1), (11, 1)], TWO: [(11, 2)], THREE: [(11, 3)]}),
    ],
)
def test_the_oldest_has_the_first_of_all(
    members: list[UUID], wanted: dict[UUID, list[tuple[int, int]]]
) -> None:
    routes = [route(10, 1), route(11, 3), route(12, 2, enabled=False)]
    for me in members:
        found = sorted((key.int, bind) for key, bind in share_of(me, members, routes))
        assert found == wanted[me]


def test_who_was_not_seen_yet_counts_itself() -> None:
    assert share_of(ONE, [], [route(10, 2)]).keys() == {(UUID(int=10), 1), (UUID(int=10), 2)}


@given(st.sets(st.integers(1, 50), min_size=1), st.lists(st.integers(1, 9)))
def test_each_bind_is_one_members(members: set[int], binds: list[int]) -> None:
    routes = [route(100 + n, count) for n, count in enumerate(binds)]
    everybody = [UUID(int=one) for one in members]
    held = Counter(key for me in everybody for key in share_of(me, everybody, routes))
    assert held == Counter(binds_of(routes).keys())


def test_only_what_living_others_have_open_is_open_elsewhere() -> None:
    def bind(number: int, holder: str, state: str) -> BindHealth:
        return BindHealth(UUID(int=number), 1, holder, state, AT, 1, 0, None, 0, None)  # type: ignore[arg-type]  # any state

    binds = [bind(1, "a", "open"), bind(2, "a", "closed"), bind(3, "b", "open")]
    assert open_elsewhere(binds, ["a"], frozenset({"open"})) == {UUID(int=1)}
