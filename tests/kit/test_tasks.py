"""Task groups that end."""

import asyncio

import pytest

from guichet.kit.tasks import TaskGroup, wait_for
from tests.waiting import eventually


async def _deaf(heard: list[int], times: int) -> None:
    """Swallows its first cancellations, as some libraries do now and then."""
    while True:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            heard.append(1)
            if len(heard) > times:
                raise


async def test_a_task_that_swallows_a_cancellation_is_cancelled_again() -> None:
    heard: list[int] = []

    async def failing() -> None:
        async with asyncio.timeout(30), TaskGroup(insist=0.01) as group:
            group.create_task(_deaf(heard, 2))
            await asyncio.sleep(0)
            raise ValueError

    with pytest.raises(ExceptionGroup):
        await failing()
    assert len(heard) == 3


async def test_tasks_that_nobody_cancelled_are_left_to_end_by_themselves() -> None:
    ended = asyncio.Event()

    async def work() -> int:
        await ended.wait()
        return 7

    async with TaskGroup(insist=0.001) as group:
        task = group.create_task(work())
        asyncio.get_running_loop().call_later(0.02, ended.set)
    assert task.result() == 7


async def test_a_timeout_that_runs_out_when_the_group_looks_is_a_timeout() -> None:
    async with TaskGroup() as group:

        async def out_of_time() -> None:
            loop = asyncio.get_running_loop()
            async with asyncio.timeout_at(loop.time()):
                loop.call_soon(group._insist)
                await asyncio.Event().wait()

        async def goes_on() -> str:
            with pytest.raises(TimeoutError):
                await out_of_time()
            return "went on"

        task = group.create_task(goes_on())
    assert task.result() == "went on"


async def test_a_cancellation_that_comes_with_the_result_comes_through() -> None:
    """Of whoever waits with a limit, as libraries do."""
    answered: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    went_on: list[int] = []

    async def ask() -> None:
        went_on.append(await asyncio.wait_for(answered, 30))

    asking = asyncio.create_task(ask())
    await asyncio.sleep(0)
    answered.set_result(1)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert went_on == []


async def test_waiting_with_a_limit_gives_the_result_or_a_timeout() -> None:
    async def answers() -> int:
        return 7

    never = asyncio.Event()
    assert await wait_for(answers(), 5) == 7
    assert await wait_for(answers(), None) == 7
    for limit in (0, 0.001):
        with pytest.raises(TimeoutError):
            await wait_for(never.wait(), limit)


async def test_who_is_cancelled_while_a_task_fails_ends_all_the_same() -> None:
    rounds: list[int] = []
    waiting: list[int] = []

    async def fails() -> None:
        waiting.append(1)
        try:
            await asyncio.Event().wait()
        finally:
            raise ValueError

    async def again_and_again() -> None:
        while True:
            rounds.append(1)
            try:
                async with TaskGroup() as group:
                    group.create_task(fails())
            except* ValueError:
                pass
            await asyncio.sleep(0)

    working = asyncio.create_task(again_and_again())
    await eventually(lambda: waiting)
    working.cancel()
    await asyncio.wait((working,), timeout=30)
    assert working.cancelled()
    assert rounds == [1]


async def test_a_task_that_fails_while_the_group_ends_cancels_nobody() -> None:
    async def fails() -> None:
        await asyncio.sleep(0)
        raise ValueError

    async def goes_on() -> int:
        with pytest.raises(ExceptionGroup):
            async with TaskGroup() as group:
                group.create_task(fails())
        await asyncio.sleep(0)
        task = asyncio.current_task()
        assert task is not None
        return task.cancelling()

    assert await asyncio.create_task(goes_on()) == 0
