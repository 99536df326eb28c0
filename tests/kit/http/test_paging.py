"""Cursors: whatever comes back is either a key of this list or refused."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet.kit.errors import Invalid
from guichet.kit.http.paging import PageQuery, cursor_of, page_of

Key = tuple[datetime, UUID]
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)

instants = st.datetimes(timezones=st.just(UTC))


@given(st.tuples(instants, st.uuids()))
def test_a_cursor_brings_its_key_back(key: Key) -> None:
    assert PageQuery(cursor_of(key), 10).after(tuple[datetime, UUID]) == key


@given(st.text(max_size=200))
def test_any_other_text_is_refused_and_named(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        PageQuery(text, 10).after(tuple[datetime, UUID])
    fault = refused.value.faults[0]
    assert (fault.place, fault.pointer, fault.code) == ("query", "cursor", "bad_cursor")


@pytest.mark.parametrize("key", [(1,), ("a\0b", UUID(int=1)), (NOON, UUID(int=1), 3), (NOON,)])
def test_a_cursor_of_another_list_is_refused(key: tuple[object, ...]) -> None:
    with pytest.raises(Invalid):
        PageQuery(cursor_of(key), 10).after(tuple[datetime, UUID])


def test_nul_never_reaches_the_database() -> None:
    with pytest.raises(Invalid):
        PageQuery(cursor_of(("a\0b",)), 10).after(tuple[str])


@given(st.integers(0, 30), st.integers(1, 12))
def test_pages_hold_every_row_once_and_in_order(count: int, limit: int) -> None:
    rows = [(NOON - timedelta(seconds=n), UUID(int=n)) for n in range(count)]
    seen: list[Key] = []
    cursor: str | None = None
    while True:
        query = PageQuery(cursor, limit)
        after = query.after(tuple[datetime, UUID])
        left = rows if after is None else rows[rows.index(after) + 1 :]
        page = page_of(left[: query.fetch], query, lambda row: row, lambda row: row)
        assert len(page.items) <= limit
        seen += page.items
        cursor = page.next_cursor
        if cursor is None:
            break
    assert seen == rows
