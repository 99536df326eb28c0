"""What became of a message, in a line; and which messages something happened to."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet.gateway.mass.fates import fate_of
from guichet.gateway.mass.states import state_of
from guichet.gateway.mass.touched import MOST_IN_A_ROW, touched_line, touched_rows
from guichet.gateway.mass.types import Happening, OutcomeKind
from guichet.kit.db.copying import hexed

AT = datetime(2026, 11, 2, 9, tzinfo=UTC)
KINDS: tuple[OutcomeKind, ...] = (
    "held",
    "denied",
    "handed",
    "refused",
    "cut",
    "again",
    "enroute",
    "delivered",
    "undelivered",
    "expired",
    "cancelled",
)


def told(
    kind: OutcomeKind, part: int = 1, parts: int = 1, code: str | None = None, **detail: str
) -> Happening:
    return Happening(kind, AT, part, parts, code=code, detail=detail)


@pytest.mark.parametrize(
    ("life", "reason", "carrier_code", "paid"),
    [
        ([], None, None, False),
        ([told("handed")], None, None, True),
        ([told("handed"), told("delivered")], None, None, True),
        (
            [told("handed"), told("undelivered", code="069", state="expired")],
            "carrier_expired",
            "069",
            True,
        ),
        (
            [told("refused", code="RINVDST", failure="number_refused")],
            "number_refused",
            "RINVDST",
            False,
        ),
        ([told("held", 0, 0, "closed_sunday")], "closed_sunday", None, False),
        (
            [told("held", 0, 0, "x"), told("denied", 0, 0, "told_to_stop")],
            "told_to_stop",
            None,
            False,
        ),
        ([told("cut")], "no_answer", None, True),
        ([told("expired", 0, 0)], "too_late", None, False),
        ([told("cancelled", 0, 0)], "called_back", None, False),
        ([told("refused", failure="carrier_trouble"), told("handed")], None, None, True),
    ],
)
def test_a_message_that_did_not_arrive_has_its_reason_and_what_a_carrier_took_is_paid(
    life: Sequence[Happening], reason: str | None, carrier_code: str | None, paid: bool
) -> None:
    fate = fate_of(life)
    assert (fate.reason, fate.carrier_code, fate.paid) == (reason, carrier_code, paid)


def test_the_last_reason_counts_where_there_are_several() -> None:
    early = Happening("held", AT, code="closed_hours")
    late = Happening("held", AT + timedelta(hours=1), code="first_campaign")
    assert fate_of([late, early]).reason == "first_campaign"


@given(
    st.lists(
        st.builds(
            lambda kind, part, seconds: Happening(kind, AT + timedelta(seconds=seconds), part, 2),
            st.sampled_from(KINDS),
            st.integers(1, 2),
            st.integers(0, 9),
        ),
        max_size=10,
    )
)
def test_a_fate_has_the_state_of_the_list_of_messages_and_ends_only_when_that_is_final(
    life: list[Happening],
) -> None:
    fate = fate_of(life)
    assert fate.state == state_of(life)
    assert (fate.left_at is not None) == fate.paid
    waits = ("accepted", "held", "handed", "unknown")
    assert (fate.ended_at is None) == (fate.state in waits)
    assert fate.reason is None or fate.state not in ("accepted", "handed", "delivered")


def test_messages_of_one_campaign_share_a_row_and_stand_in_it_once() -> None:
    tenant, other = UUID(int=1), UUID(int=2)
    one, two = UUID(int=10), UUID(int=11)
    lines = [touched_line(hexed(tenant), one, hexed(UUID(int=100 + n % 600))) for n in range(900)]
    lines.append(touched_line(hexed(other), two, hexed(UUID(int=7))))
    numbers = count(1)
    rows = [
        row.rstrip("\n").split("\t") for row in touched_rows(lines, lambda: UUID(int=next(numbers)))
    ]
    assert [(row[0], row[2]) for row in rows] == [
        (hexed(tenant), hexed(one)),
        (hexed(tenant), hexed(one)),
        (hexed(other), hexed(two)),
    ]
    messages = [row[3].strip("{}").split(",") for row in rows]
    assert [len(some) for some in messages] == [MOST_IN_A_ROW, 100, 1]
    assert len({one for some in messages for one in some}) == 601
