"""Ids sort by time, and every instant has its bound."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from guichet.kit.clock import ManualClock
from guichet.kit.ids import IdMaker, RandomPool, instant_of, lowest_id_at

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
instants = st.datetimes(timezones=st.just(UTC))


@given(instants, instants)
def test_bounds_of_instants_sort_as_the_instants_do(one: datetime, two: datetime) -> None:
    earlier, later = sorted((one, two))
    assert lowest_id_at(earlier) <= lowest_id_at(later)


@given(st.timedeltas(timedelta(), timedelta(days=80_000)).map(EPOCH.__add__))
def test_an_id_lies_between_the_bounds_of_its_millisecond(instant: datetime) -> None:
    made = IdMaker(ManualClock(instant)).new()
    told = instant_of(made)
    assert lowest_id_at(told) <= made < lowest_id_at(told + timedelta(milliseconds=2))


LAST = (1 << 74) - (51 << 32)
"""A millisecond has no room for fifty more beyond: one draw in thirty thousand million is."""


@given(st.integers(1, 50), st.integers(0, LAST), st.integers(0, (1 << 32) - 1))
def test_many_ids_are_of_one_instant_and_each_is_greater_than_the_one_before(
    count: int, first: int, step: int
) -> None:
    drawn = {74: first, 32 * count: int.from_bytes(step.to_bytes(4, "big") * count, "big")}
    maker = IdMaker(ManualClock(EPOCH + timedelta(days=20_000)), drawn.__getitem__)
    made = [*maker.many(count), *maker.many(0), maker.new()]
    assert made == sorted(set(made))
    assert {one.version for one in made} == {7}
    assert {UUID(str(one)) for one in made} == set(made)
    if first < 1 << 73:
        assert {instant_of(one) for one in made} == {EPOCH + timedelta(days=20_000)}


def test_random_bits_are_as_many_as_asked_for_and_no_octet_is_used_twice() -> None:
    pool = RandomPool()
    drawn = [pool.bits(74) for _ in range(2_000)]
    assert len(set(drawn)) == len(drawn)
    assert max(drawn).bit_length() == 74
    assert 0.45 < sum(one >> 73 for one in drawn) / len(drawn) < 0.55
