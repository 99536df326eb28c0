"""Ids sort by time, and every instant has its bound."""

from datetime import UTC, datetime, timedelta

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


def test_random_bits_are_as_many_as_asked_for_and_no_octet_is_used_twice() -> None:
    pool = RandomPool()
    drawn = [pool.bits(74) for _ in range(2_000)]
    assert len(set(drawn)) == len(drawn)
    assert max(drawn).bit_length() == 74
    assert 0.45 < sum(one >> 73 for one in drawn) / len(drawn) < 0.55
