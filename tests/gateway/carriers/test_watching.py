"""Is a route well? Held against its own past."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet.gateway.carriers.tally import step_of
from guichet.gateway.carriers.types import Minute, Mixed, Sign
from guichet.gateway.carriers.watching import (
    CONFIRMED,
    DOWN,
    FORGOTTEN,
    RECOVERED,
    Reading,
    Seen,
    Verdict,
    Watched,
    highest,
    links,
    looked,
    lowest,
    readings,
)

ROUTE = UUID(int=1)
NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
FAST: Mixed = ("delay", step_of(2_000))
SLOW: Mixed = ("delay", step_of(60_000))


def passed(
    handed: int = 0,
    refused: int = 0,
    delivered: int = 0,
    undelivered: int = 0,
    mix: Mapping[Mixed, int] | None = None,
) -> Minute:
    timed = sum(count for (kind, _), count in (mix or {}).items() if kind == "delay")
    return Minute(ROUTE, NOW, handed, refused, 0, delivered, undelivered, 0, timed, mix or {})


PAST = passed(
    10_000, 100, 9_000, 500, {FAST: 9_500, ("refused", "0x0B"): 100, ("undelivered", "027"): 500}
)


def said(sign: Sign, now: Minute, past: Minute | None = PAST, before: int | None = None) -> Verdict:
    seen = Seen(now, now.handed if before is None else before)
    return {one.sign: one.verdict for one in readings([seen], past)}[sign]


@pytest.mark.parametrize(
    ("sign", "now", "past", "verdict"),
    [
        ("refusals", passed(990, 10), PAST, "well"),
        ("refusals", passed(800, 200), PAST, "ill"),
        ("refusals", passed(40, 9), PAST, "few"),
        ("refusals", passed(60, 4), PAST, "well"),
        ("refusals", passed(800, 200), None, "well"),
        ("refusals", passed(200, 800), None, "ill"),
        ("refusals", passed(0, 60), passed(20), "ill"),
        ("failures", passed(1_000, 0, 900, 100), PAST, "well"),
        ("failures", passed(1_000, 0, 500, 500), PAST, "ill"),
        ("failures", passed(1_000, 0, 500, 500), None, "well"),
        ("failures", passed(1_000, 0, 1, 999), None, "ill"),
        ("failures", passed(1_000, 0, 10, 10), PAST, "few"),
        ("receipts", passed(1_000, 0, 900, 50), PAST, "well"),
        ("receipts", passed(1_000, 0, 100, 50), PAST, "ill"),
        ("receipts", passed(1_000), PAST, "ill"),
        ("receipts", passed(1_000), None, "few"),
        ("receipts", passed(1_000), passed(10_000, 0, 500), "few"),
        ("receipts", passed(90), PAST, "few"),
        ("delay", passed(mix={FAST: 100}), PAST, "well"),
        ("delay", passed(mix={FAST: 40, SLOW: 60}), PAST, "ill"),
        ("delay", passed(mix={SLOW: 20}), PAST, "few"),
        ("delay", passed(mix={SLOW: 100}), None, "few"),
        ("delay", passed(mix={SLOW: 100}), passed(mix={FAST: 20}), "few"),
        ("mix", passed(900, 100, mix={("refused", "0x45"): 100}), PAST, "ill"),
        ("mix", passed(900, 100, mix={("undelivered", "027"): 100}), PAST, "well"),
        ("mix", passed(9_940, 60, mix={("refused", "0x45"): 60}), PAST, "well"),
        ("mix", passed(900, 10, mix={("refused", "0x45"): 10}), PAST, "few"),
        ("mix", passed(900, 100, mix={("refused", "0x45"): 100}), None, "few"),
    ],
)
def test_what_a_sign_says(sign: Sign, now: Minute, past: Minute | None, verdict: Verdict) -> None:
    assert said(sign, now, past) == verdict


def test_the_reason_that_grew_is_named() -> None:
    now = passed(900, 100, mix={("refused", "0x45"): 90, ("refused", "0x0B"): 10})
    (mix,) = [one for one in readings([Seen(now, 900)], PAST) if one.sign == "mix"]
    assert (mix.code, mix.now, mix.usual, mix.count) == ("refused 0x45", 0.9, 0.0, 100)


def test_receipts_are_held_against_what_was_handed_over_when_they_set_out() -> None:
    burst = passed(5_000, 0, 950, 40)
    assert said("receipts", burst, before=5_000) == "ill"
    assert said("receipts", burst, before=1_000) == "well"


def test_the_shortest_window_that_says_enough_counts() -> None:
    minute, quarter = Seen(passed(20, 29), 20), Seen(passed(1_000, 29), 1_000)
    told = {one.sign: one for one in readings([minute, quarter], PAST)}
    assert (told["refusals"].verdict, told["refusals"].count) == ("well", 1_029)


@pytest.mark.parametrize(
    ("open_links", "wanted", "down_for", "verdict"),
    [
        (2, 2, timedelta(), "well"),
        (1, 2, timedelta(), "well"),
        (0, 2, DOWN, "ill"),
        (0, 2, DOWN / 2, "few"),
        (0, 0, DOWN, "well"),
    ],
)
def test_a_route_is_ill_once_no_link_was_open_for_some_seconds(
    open_links: int, wanted: int, down_for: timedelta, verdict: Verdict
) -> None:
    assert links(open_links, wanted, down_for).verdict == verdict


ILL, WELL, FEW = (
    Reading("refusals", verdict, 0.4, 0.01, 100) for verdict in ("ill", "well", "few")
)


def watch(*steps: tuple[float, Reading]) -> list[bool]:
    """Whether there is an alarm after each look; the seconds from the one before."""
    state, at, alarms = Watched(), NOW, []
    for seconds, reading in steps:
        at += timedelta(seconds=seconds)
        state = looked(state, [reading], at)
        alarms.append(bool(state.alarmed))
    return alarms


C, R = CONFIRMED.total_seconds(), RECOVERED.total_seconds()


@pytest.mark.parametrize(
    ("steps", "alarms"),
    [
        ([(0, ILL), (C, ILL)], [False, True]),
        ([(0, ILL), (C - 1, ILL), (1, WELL), (5, ILL)], [False, False, False, False]),
        (
            [(0, ILL), (C, ILL), (5, WELL), (R - 1, WELL), (1, WELL)],
            [False, True, True, True, False],
        ),
        ([(0, ILL), (C, ILL), (5, WELL), (R - 1, ILL), (1, WELL)], [False, True, True, True, True]),
        ([(0, ILL), (C, ILL), (5, FEW), (R, FEW)], [False, True, True, True]),
        (
            [(0, ILL), (C, ILL), (5, FEW), (FORGOTTEN.total_seconds(), FEW)],
            [False, True, True, False],
        ),
    ],
    ids=[
        "an alarm needs some seconds",
        "a moment is no alarm",
        "it is taken back after some well minutes",
        "well for a moment is not well",
        "nothing passing is not well",
        "nothing passing for long is forgotten",
    ],
)
def test_alarms_come_and_go_slowly(steps: list[tuple[float, Reading]], alarms: list[bool]) -> None:
    assert watch(*steps) == alarms


def test_one_sign_more_joins_the_alarm_and_each_stays_as_it_was_first() -> None:
    late = Reading("delay", "ill", 60_000, 2_000, 100)
    state = looked(looked(Watched(), [ILL], NOW), [ILL, late], NOW + CONFIRMED)
    assert set(state.alarmed) == {"refusals"}
    state = looked(state, [ILL, late], NOW + 2 * CONFIRMED)
    assert state.alarmed == {"refusals": ILL, "delay": late}


shares = st.integers(1, 5_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(shares)
def test_bounds_hold_the_share_between_them(share: tuple[int, int]) -> None:
    part, whole = share
    assert -1e-9 <= lowest(part, whole) <= part / whole + 1e-9
    assert part / whole - 1e-9 <= highest(part, whole) <= 1 + 1e-9


@given(
    verdicts=st.lists(
        st.tuples(st.floats(1, 400), st.sampled_from([ILL, WELL, FEW])), min_size=1, max_size=40
    )
)
def test_an_alarm_begins_only_while_ill_and_ends_only_while_not(
    verdicts: list[tuple[float, Reading]],
) -> None:
    alarms = [False, *watch(*verdicts)]
    for before, after, (_, reading) in zip(alarms, alarms[1:], verdicts, strict=False):
        if after and not before:
            assert reading.verdict == "ill"
        if before and not after:
            assert reading.verdict != "ill"


@given(st.integers(1, 60))
def test_as_usual_is_never_ill(part: int) -> None:
    """Whatever its size, a part of the past held against the whole is well or too few."""
    now = passed(10_000 // part, 100 // part, 9_000 // part, 500 // part, {FAST: 9_500 // part})
    verdicts = {one.verdict for one in readings([Seen(now, now.handed)], PAST)}
    assert "ill" not in verdicts
