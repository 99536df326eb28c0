"""The figures counted event by event are those read off the whole story."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guichet.insight.figures.counting import (
    AgentFact,
    AgentTrace,
    Fact,
    Target,
    Trace,
    advance,
    advance_agent,
    quarter_of,
    spread,
)
from tests.insight.figures import naive

TEN: Final = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
ADVICE, ORDERS = UUID(int=1), UUID(int=2)
RAVI, LEA = UUID(int=11), UUID(int=12)
TARGET = Target(timedelta(seconds=60), timedelta(seconds=5))
MOVES: Final = {
    "waiting": ("taken", "closed", "transferred", "offered", "merged", "requeued"),
    "active": ("held", "released", "finished", "closed", "transferred", "progressed", "snoozed"),
    "held": ("resumed", "released", "finished", "closed", "progressed"),
    "wrap_up": ("closed", "progressed"),
    "aside": ("woken", "taken", "closed", "transferred"),
    "over": ("reopened",),
}
PHASES: Final = {
    "taken": "active",
    "closed": "over",
    "merged": "over",
    "offered": "waiting",
    "transferred": "waiting",
    "requeued": "waiting",
    "released": "waiting",
    "held": "held",
    "resumed": "active",
    "snoozed": "aside",
    "woken": "waiting",
    "finished": "wrap_up",
    "reopened": "waiting",
}


@st.composite
def stories(draw: st.DrawFn) -> list[Fact]:
    at, queue = TEN, ADVICE
    story = [Fact("opened", at, "waiting", queue, None)]
    for _ in range(draw(st.integers(0, 12))):
        before = story[-1]
        what = draw(st.sampled_from(MOVES[before.phase]))
        at += timedelta(milliseconds=draw(st.integers(0, 1_500_000)))
        phase = PHASES.get(what, before.phase)
        if what == "transferred":
            queue = draw(st.sampled_from((ADVICE, ORDERS)))
        held = phase in ("active", "held", "wrap_up")
        same = before.agent_id if before.agent_id else draw(st.sampled_from((RAVI, LEA)))
        by_person = what == "closed" and draw(st.booleans())
        story.append(Fact(what, at, phase, queue, same if held else None, by_person))  # type: ignore[arg-type]  # sampled words
    return story


def counted(story: list[Fact]) -> dict[naive.Key, dict[str, int]]:
    trace, sums = Trace(), []
    for fact in story:
        trace, queues, _ = advance(trace, fact, TARGET)
        sums += [((one.queue_id, one.quarter), dict(one.adds)) for one in queues]
    return naive.nonzero(naive.added(sums))


@settings(max_examples=1500)
@given(stories())
def test_counting_by_events_equals_reading_the_whole_story(story: list[Fact]) -> None:
    assert counted(story) == naive.nonzero(naive.queue_figures(story, TARGET))


def test_a_wait_is_counted_in_the_quarter_of_its_entry_not_of_its_end() -> None:
    late = TEN + timedelta(minutes=14)
    story = [
        Fact("opened", late, "waiting", ADVICE, None),
        Fact("taken", late + timedelta(minutes=3), "active", ADVICE, RAVI),
    ]
    assert counted(story) == {(ADVICE, TEN): {"offered": 1, "answered": 1, "wait_ms": 180_000}}


def test_who_leaves_within_the_short_time_counts_as_short() -> None:
    story = [
        Fact("opened", TEN, "waiting", ADVICE, None),
        Fact("closed", TEN + timedelta(seconds=4), "over", ADVICE, None, by_person=True),
    ]
    expected = {
        "offered": 1,
        "abandoned": 1,
        "abandoned_short": 1,
        "abandoned_within": 1,
        "abandoned_wait_ms": 4_000,
    }
    assert counted(story) == {(ADVICE, TEN): expected}


def test_a_transfer_leaves_the_first_queue_as_moved_and_enters_the_second() -> None:
    moved = TEN + timedelta(minutes=20)
    story = [
        Fact("opened", TEN, "waiting", ADVICE, None),
        Fact("transferred", moved, "waiting", ORDERS, None),
    ]
    assert counted(story) == {
        (ADVICE, TEN): {"offered": 1, "moved": 1},
        (ORDERS, TEN + timedelta(minutes=15)): {"offered": 1, "transferred": 1},
    }


@given(
    st.integers(0, 3_000_000_000).map(lambda ms: TEN + timedelta(milliseconds=ms)),
    st.timedeltas(timedelta(0), timedelta(hours=40)),
)
def test_time_spread_over_quarters_adds_up_to_the_whole(at: datetime, span: timedelta) -> None:
    pieces = spread(at, at + span)
    assert sum(spent for _, spent in pieces) == span // timedelta(milliseconds=1)
    assert all(0 < spent <= 900_000 for _, spent in pieces)
    assert [quarter for quarter, _ in pieces] == sorted({quarter for quarter, _ in pieces})


@given(st.lists(st.tuples(st.sampled_from("rnotTlL"), st.integers(0, 900_000)), max_size=20))
def test_an_agents_time_is_ready_busy_or_away_and_nothing_twice(
    deeds: list[tuple[str, int]],
) -> None:
    trace, at, sums, naive_sums = AgentTrace(), TEN, Counter[str](), Counter[str]()
    status, has, began = "offline", set[int](), TEN
    for deed, pause in deeds:
        at += timedelta(milliseconds=pause)
        name = "busy_ms" if has else {"ready": "ready_ms", "not_ready": "away_ms"}.get(status)
        if name:
            naive_sums[name] += (at - began) // timedelta(milliseconds=1)
        trace, counts = advance_agent(RAVI, trace, _agent_fact(deed, at))
        for one in counts:
            sums.update(one.adds)
        status = {"r": "ready", "n": "not_ready", "o": "offline"}.get(deed, status)
        has = (has | {"tT".index(deed)}) if deed in "tT" else has - {"lL".find(deed)}
        began = at
    assert +sums == +naive_sums


def _agent_fact(deed: str, at: datetime) -> AgentFact:
    if deed in "tT":
        return AgentFact(at, takes=UUID(int=100 + "tT".index(deed)))
    if deed in "lL":
        return AgentFact(at, leaves=UUID(int=100 + "lL".index(deed)))
    return AgentFact(at, status={"r": "ready", "n": "not_ready", "o": "offline"}[deed])  # type: ignore[arg-type]  # a table of words


@pytest.mark.parametrize(
    ("at", "quarter"),
    [
        (TEN, TEN),
        (TEN + timedelta(minutes=14, seconds=59, microseconds=1), TEN),
        (TEN + timedelta(minutes=45), TEN + timedelta(minutes=45)),
    ],
)
def test_a_quarter_begins_at_the_hour_or_a_quarter_past(at: datetime, quarter: datetime) -> None:
    assert quarter_of(at) == quarter
