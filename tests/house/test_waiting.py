"""The helper every test waits with: it returns what came, and says what did not."""

from collections.abc import Iterator

import pytest

from tests.waiting import eventually, eventually_blocking


def answers(*values: int) -> Iterator[int]:
    yield from values


async def test_it_gives_the_first_truthy_answer_of_a_function_or_a_coroutine() -> None:
    plain, awaited = answers(0, 0, 3), answers(0, 4)

    async def ask() -> int:
        return next(awaited)

    assert await eventually(lambda: next(plain), every=0) == 3
    assert await eventually(ask, every=0) == 4
    blocking = answers(0, 5)
    assert eventually_blocking(lambda: next(blocking), every=0) == 5


async def test_it_says_what_did_not_come_in_time() -> None:
    with pytest.raises(AssertionError, match="not within 0 s: the ship, last was 0"):
        await eventually(lambda: 0, within=0, what="the ship")
    with pytest.raises(AssertionError, match="the ship"):
        eventually_blocking(lambda: 0, within=0, what="the ship")


async def test_what_the_probe_raises_passes_through() -> None:
    with pytest.raises(StopIteration):
        eventually_blocking(lambda: next(answers()))
