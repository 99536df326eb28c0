"""What happened when: each thing in its minute, once."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet.campaigns.results.counts import Row
from guichet.campaigns.results.curve import HAPPENED, Step, grown, step_for

NOW = datetime(2026, 3, 2, 8, 0, 42, tzinfo=UTC)
MINUTE = NOW.replace(second=0)


def row(n: int = 1, **known: object) -> Row:
    return Row(n, None, None, "accepted", **known)  # type: ignore[arg-type]  # fields of a row


def test_a_recipient_adds_to_the_minute_of_each_thing() -> None:
    told = Row(
        1,
        None,
        None,
        "delivered",
        left_at=NOW,
        ended_at=NOW + timedelta(seconds=10),
        replied_at=NOW + timedelta(minutes=3),
        clicked_at=NOW + timedelta(minutes=3),
        opted_out_at=NOW + timedelta(hours=1),
    )
    assert grown([row()], [told]) == {
        MINUTE: {"sent": 1, "delivered": 1},
        MINUTE + timedelta(minutes=3): {"replied": 1, "clicked": 1},
        MINUTE + timedelta(hours=1): {"opted_out": 1},
    }


def test_what_ended_otherwise_did_not_arrive() -> None:
    failed = Row(1, None, None, "undelivered", left_at=NOW, ended_at=NOW)
    assert grown([], [failed]) == {MINUTE: {"sent": 1}}


def test_what_turns_out_to_be_earlier_moves() -> None:
    late, early = row(clicked_at=NOW), row(clicked_at=NOW - timedelta(minutes=2))
    assert grown([late], [early]) == {
        MINUTE - timedelta(minutes=2): {"clicked": 1},
        MINUTE: {"clicked": -1},
    }


INSTANTS = st.one_of(st.none(), st.integers(0, 200).map(lambda s: NOW + timedelta(seconds=s)))
ROWS = st.builds(row, left_at=INSTANTS, replied_at=INSTANTS, clicked_at=INSTANTS)


@given(st.lists(ROWS, min_size=1, max_size=6))
def test_whatever_way_a_row_takes_its_last_state_is_what_stands(states: list[Row]) -> None:
    found: dict[tuple[datetime, str], int] = {}
    for before, after in zip([None, *states], states, strict=False):
        for at, counts in grown([before] if before else [], [after]).items():
            for what, count in counts.items():
                found[at, what] = found.get((at, what), 0) + count
    last = grown([], [states[-1]])
    assert {key: count for key, count in found.items() if count} == {
        (at, what): count for at, counts in last.items() for what, count in counts.items()
    }


TABLE: list[tuple[timedelta, Step | None, Step]] = [
    (timedelta(0), None, "minute"),
    (timedelta(hours=2), None, "minute"),
    (timedelta(hours=3), None, "hour"),
    (timedelta(days=5), None, "hour"),
    (timedelta(days=6), None, "day"),
    (timedelta(days=400), None, "day"),
    (timedelta(hours=20), "minute", "minute"),
    (timedelta(hours=26), "minute", "hour"),
    (timedelta(minutes=5), "day", "day"),
    (timedelta(days=90), "hour", "day"),
]


@pytest.mark.parametrize(("span", "asked", "step"), TABLE)
def test_steps_are_as_fine_as_can_be_shown(span: timedelta, asked: Step | None, step: Step) -> None:
    assert step_for(NOW, NOW + span, asked) == step


def test_all_that_happens_has_a_name() -> None:
    assert len(set(HAPPENED)) == 5
