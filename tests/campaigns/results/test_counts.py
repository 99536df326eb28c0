"""What recipients add up to."""

from dataclasses import replace
from datetime import UTC, datetime
from random import Random
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from guichet.campaigns.results.counts import Row, by_reason, by_state, changed, counted
from guichet.gateway.mass.types import MessageState

AT = datetime(2026, 11, 2, 9, tzinfo=UTC)
STATES: tuple[MessageState, ...] = (
    "accepted",
    "held",
    "handed",
    "delivered",
    "undelivered",
    "denied",
    "unknown",
)


def row(n: int, state: MessageState, reason: str | None = None, *, paid: bool = False) -> Row:
    return Row(n, UUID(int=n), None, state, reason, parts=1, micros=45_600, paid=paid)


def test_each_recipient_stands_in_one_state_and_a_failed_one_has_its_reason() -> None:
    rows = [
        row(1, "delivered", paid=True),
        row(2, "undelivered", "carrier_expired", paid=True),
        row(3, "denied", "told_to_stop"),
        row(4, "held", "closed_sunday"),
    ]
    counts = changed({}, [], rows)
    assert by_state(counts) == {"delivered": 1, "undelivered": 1, "denied": 1, "held": 1}
    assert by_reason(counts) == {
        ("undelivered", "carrier_expired"): 1,
        ("denied", "told_to_stop"): 1,
        ("held", "closed_sunday"): 1,
    }


def test_what_is_not_charged_has_a_reason_and_what_waits_is_neither() -> None:
    rows = [row(1, "delivered", paid=True), row(2, "denied", "told_to_stop"), row(3, "held", "x")]
    counts = changed({}, [], rows)
    assert counts["charged"] == 45_600
    assert by_reason(counts, "unpaid") == {("denied", "told_to_stop"): 45_600}


def test_a_person_is_counted_once_however_often_they_click() -> None:
    counts = counted(replace(row(1, "delivered"), clicks=3, clicked_at=AT, replied_at=AT))
    assert (counts["clicked"], counts["clicks"], counts["replied"]) == (1, 3, 1)


rows_of_one = st.lists(
    st.builds(
        lambda state, paid, clicks: replace(row(1, state, "why", paid=paid), clicks=clicks),
        st.sampled_from(STATES),
        st.booleans(),
        st.integers(0, 3),
    ),
    min_size=1,
    max_size=6,
)


@given(st.lists(rows_of_one, max_size=8), st.randoms(use_true_random=False))
def test_whatever_order_changes_come_in_the_sums_are_those_of_the_last_rows(
    lives: list[list[Row]], chance: Random
) -> None:
    known: dict[int, Row] = {}
    counts: dict[str, int] = {}
    turns = [n for n, life in enumerate(lives) for _ in life]
    chance.shuffle(turns)
    left = {n: [replace(one, n=n) for one in life] for n, life in enumerate(lives)}
    for n in turns:
        after = left[n].pop(0)
        counts = changed(counts, [known[n]] if n in known else [], [after])
        known[n] = after
    assert counts == changed({}, [], known.values())
