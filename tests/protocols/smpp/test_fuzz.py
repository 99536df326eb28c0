"""Octets guided by coverage: no crash, no hang, no unbounded memory."""

import resource
import time

import pytest

from tests.protocols.smpp.fuzzing import Fuzzer, one, recorded


def test_what_others_wrote_holds_what_has_to_hold() -> None:
    frames = recorded()
    for frame in frames:
        one(frame)
    one(b"".join(frames)[:4_000])
    assert len(frames) > 50


def test_the_fuzzer_finds_ways_that_the_recorded_do_not_take() -> None:
    fuzzer = Fuzzer(1)
    fuzzer.begin()
    begun = fuzzer.reached
    for _ in range(80):
        fuzzer.turn()
    assert fuzzer.reached > begun
    assert len(fuzzer.kept) > len(recorded())


@pytest.mark.soak
@pytest.mark.timeout(900)
@pytest.mark.parametrize("seconds", [180], ids=["smpp-fuzz"])
def test_three_minutes_of_chance_break_nothing_and_fill_nothing(seconds: int) -> None:
    fuzzer = Fuzzer(2)
    fuzzer.begin()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        fuzzer.turn()
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    print(f"{fuzzer.runs} runs, {len(fuzzer.kept)} kept, {fuzzer.reached} ways, {grown} KiB grown")  # noqa: T201 - the figures of the run
    assert grown < 64 * 1024
