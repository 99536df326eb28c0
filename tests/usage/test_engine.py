"""The arithmetic of use holds whatever comes in whatever order and however often."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet.usage.engine import Beyond, Book, Different, alarms, obstacle, post, reserve
from guichet.usage.types import Account, Caps, Entry, Order

TODAY = date(2026, 3, 2)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def order(key: str, micros: int, count: int = 1, today: date = TODAY) -> Order:
    return Order(key, micros, count, "EUR", today)


def entry(source: str, kind: str, micros: int, hold: str | None = None) -> Entry:
    return Entry("batch", source, "submitted", kind, micros, 1, hold)  # type: ignore[arg-type]  # kinds by name


steps = st.lists(
    st.one_of(
        st.tuples(st.just("reserve"), st.sampled_from("abc"), st.integers(0, 60)),
        st.tuples(st.just("charge"), st.sampled_from("uvwxyz"), st.integers(0, 30)),
        st.tuples(st.just("release"), st.sampled_from("uvwxyz"), st.integers(0, 30)),
        st.tuples(st.just("credit"), st.sampled_from("pq"), st.integers(0, 50)),
    ),
    max_size=25,
)


@given(steps, st.sampled_from([0, 20, None]), st.lists(st.sampled_from("abc"), min_size=25))
def test_the_balance_is_what_was_paid_less_used_less_reserved_and_never_below_what_is_allowed(
    moves: list[tuple[str, str, int]], allowed: int | None, holds: list[str]
) -> None:
    book = Book(Account("EUR", allowed=allowed))
    for (kind, name, micros), hold in zip(moves, holds, strict=False):
        if kind == "reserve":
            found = reserve(book, order(name, micros))
            book = found if isinstance(found, Book) else book
        else:
            try:
                book = post(book, entry(name, kind, micros, hold))
            except (Beyond, Different):
                continue
        account, lines = book.account, book.lines.values()
        charged = sum(one.micros for one in lines if one.kind == "charge")
        paid = sum(one.micros for one in lines if one.kind == "credit")
        assert account.settled == charged
        assert account.credited == paid
        assert account.reserved == sum(one.left for one in book.holds.values())
        assert account.balance == paid - charged - account.reserved
        assert all(one.left >= 0 for one in book.holds.values())
        assert allowed is None or account.balance >= -allowed


@given(steps)
def test_everything_repeated_changes_nothing(moves: list[tuple[str, str, int]]) -> None:
    book = Book(Account("EUR", allowed=None))
    for kind, name, micros in moves:
        if kind == "reserve":
            once = reserve(book, order(name, micros))
            assert isinstance(once, Book)
            assert reserve(once, order(name, micros)) == once
            book = once
        elif kind == "credit":
            line = entry(name, kind, micros)
            if ("batch", name, "submitted") not in book.lines:
                book = post(book, line)
                assert post(book, line) == book


@pytest.mark.parametrize(
    ("account", "asked", "against"),
    [
        (Account("EUR", credited=100, allowed=0), order("a", 100), None),
        (Account("EUR", credited=100, allowed=0), order("a", 101), "not_enough"),
        (Account("EUR", credited=100, allowed=50, reserved=100), order("a", 50), None),
        (Account("EUR", credited=0, allowed=0, settled=10), order("a", 0), None),
        (Account("EUR"), order("a", 10**12), None),
        (Account("MGA"), order("a", 1), "other_currency"),
        (
            Account("EUR", stopped_at=datetime(2026, 1, 1, tzinfo=UTC)),
            order("a", 1),
            "sending_stopped",
        ),
        (Account("EUR", caps=Caps(day=10), day=TODAY, day_count=5), order("a", 1, 5), None),
        (Account("EUR", caps=Caps(day=10), day=TODAY, day_count=5), order("a", 1, 6), "day_cap"),
        (
            Account("EUR", caps=Caps(day=10), day=TODAY, day_count=5),
            order("a", 1, 6, date(2026, 3, 3)),
            None,
        ),
        (
            Account("EUR", caps=Caps(month=10), day=TODAY, month_count=5),
            order("a", 1, 6, date(2026, 3, 31)),
            "month_cap",
        ),
        (
            Account("EUR", caps=Caps(month=10), day=TODAY, month_count=5),
            order("a", 1, 6, date(2026, 4, 1)),
            None,
        ),
    ],
)
def test_what_stands_against_an_order_is_named(
    account: Account, asked: Order, against: str | None
) -> None:
    assert obstacle(account, asked) == against


def test_more_than_was_reserved_is_never_drawn_and_a_key_has_one_amount() -> None:
    book = reserve(Book(Account("EUR", credited=100, allowed=0)), order("a", 60))
    assert isinstance(book, Book)
    with pytest.raises(Beyond):
        post(book, entry("x", "charge", 61, "a"))
    with pytest.raises(Beyond):
        post(book, entry("x", "charge", 1, "b"))
    once = post(book, entry("x", "charge", 40, "a"))
    with pytest.raises(Different):
        post(once, entry("x", "charge", 20, "a"))
    rest = post(once, entry("x2", "release", 20, "a"))
    assert rest.account.balance == 60
    assert rest.account.reserved == 0


def test_little_left_is_told_once_until_something_is_paid_in() -> None:
    low = Account("EUR", credited=9, allowed=0, low_at=10)
    assert alarms(low)
    assert not alarms(replace(low, low_told=True))
    assert not alarms(replace(low, allowed=None))
    paid = post(Book(replace(low, low_told=True)), entry("p", "credit", 0)).account
    assert alarms(paid)
