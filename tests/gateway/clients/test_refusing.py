"""What is refused steps aside, comes again later and later, and is given up in the end."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet.gateway.clients.aside import Aside
from guichet.gateway.clients.refusing import (
    FOR_GOOD,
    MOST_TRIES,
    PAUSE,
    STUBBORN,
    WAITS,
    Next,
    next_after,
)
from guichet.gateway.mass.types import Report
from guichet.kit.ids import TenantId
from guichet.protocols.smpp import status

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
NEVER = Next(timedelta(), given_up=True)


@pytest.mark.parametrize(
    ("code", "tries", "then"),
    [
        (status.THROTTLED, 1, Next(PAUSE, all=True)),
        (status.QUEUE_FULL, STUBBORN - 1, Next(PAUSE, all=True)),
        (status.QUEUE_FULL, STUBBORN, Next(WAITS[STUBBORN - 1])),
        (status.THROTTLED, MOST_TRIES, NEVER),
        (status.SYSTEM_ERROR, 1, Next(WAITS[0])),
        (status.TEMPORARY_APP_ERROR, 2, Next(WAITS[1])),
        (status.TEMPORARY_APP_ERROR, MOST_TRIES - 1, Next(WAITS[-1])),
        (status.UNKNOWN_ERROR, MOST_TRIES, NEVER),
        (status.PERMANENT_APP_ERROR, 1, Next(WAITS[0])),
        (status.PERMANENT_APP_ERROR, FOR_GOOD, NEVER),
        (status.INVALID_DESTINATION, FOR_GOOD, NEVER),
        (0x0499, 1, Next(WAITS[0])),
    ],
)
def test_each_answer_says_when_it_comes_again(code: int, tries: int, then: Next) -> None:
    assert next_after(code, tries) == then


@given(st.lists(st.integers(1, 0x4FF), min_size=MOST_TRIES, max_size=MOST_TRIES))
def test_whatever_is_answered_nothing_is_tried_more_than_ten_times(codes: list[int]) -> None:
    told = [next_after(code, tries) for tries, code in enumerate(codes, 1)]
    assert any(one.given_up for one in told)
    assert all(one.wait >= PAUSE for one in told if not one.given_up)


def report(number: int, account: int = 1) -> Report:
    return Report(
        UUID(int=number),
        TenantId(UUID(int=9)),
        "account",
        UUID(int=account),
        UUID(int=number),
        "+262692000001",
        None,
        "delivered",
        0,
        0,
        NOW,
        None,
    )


def test_what_stepped_aside_is_due_by_its_time_and_leaves_with_its_account() -> None:
    aside = Aside()
    aside.put([(report(1), 2 * SECOND), (report(2), SECOND), (report(3, account=2), SECOND)], NOW)
    aside.put([(report(1), SECOND)], NOW)  # it waits already
    assert aside.due(NOW) == []
    assert (UUID(int=1) in aside, aside.count(UUID(int=1)), aside.count(UUID(int=2))) == (
        True,
        2,
        1,
    )
    assert aside.leave({UUID(int=1)}) == [report(3, account=2)]
    assert aside.due(NOW + 2 * SECOND) == [report(1), report(2)]  # each goes before the line
    assert (aside.count(UUID(int=1)), UUID(int=1) in aside) == (0, False)


def test_of_which_something_is_written_is_known_until_it_is_forgotten() -> None:
    aside = Aside()
    assert aside.written([report(1)]) == []
    aside.noted([UUID(int=1)])
    assert aside.written([report(1), report(2)]) == [report(1)]
    aside.forget([report(1)])
    assert aside.written([report(1)]) == []
