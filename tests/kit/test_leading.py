"""What one process at a time does."""

import asyncio
from datetime import timedelta

import pytest

from guichet.kit.leading import Leading, LeaseLost
from tests.waiting import eventually


class Desk:
    """Leases in memory."""

    term = timedelta(seconds=0.04)

    def __init__(self) -> None:
        self.token = 0
        self.holder = 0
        self.away = False
        self.asked = 0
        """In vain."""

    async def take(self, _name: str) -> int | None:
        if self.away:
            raise TimeoutError("away")
        if self.holder:
            self.asked += 1
            return None
        self.token += 1
        self.holder = self.token
        return self.token

    async def renew(self, _name: str, token: int) -> bool:
        if self.away:
            self.asked += 1
            raise TimeoutError("away")
        return self.holder == token

    async def give_back(self, _name: str, token: int) -> None:
        if self.holder == token:
            self.holder = 0


class Worker:
    """Notes when it begins and ends."""

    def __init__(self, desk: Desk) -> None:
        self.begun: list[int] = []
        self.ended = 0
        self.over = asyncio.Event()
        self._task = asyncio.create_task(Leading(desk, "work").run(self._work))

    async def _work(self, token: int) -> None:
        self.begun.append(token)
        try:
            await self.over.wait()
        finally:
            self.ended += 1

    async def end(self) -> None:
        self._task.cancel()
        await asyncio.wait([self._task])


async def test_one_works_and_the_next_one_once_it_ended() -> None:
    desk = Desk()
    one = Worker(desk)
    await eventually(lambda: one.begun == [1])
    two = Worker(desk)
    await eventually(lambda: desk.asked >= 2)
    assert two.begun == []
    await one.end()
    await eventually(lambda: two.begun == [2])
    await two.end()
    assert (one.ended, two.ended, desk.holder) == (1, 1, 0)


async def test_who_lost_the_lease_ends_and_tries_again() -> None:
    desk = Desk()
    one = Worker(desk)
    await eventually(lambda: one.begun == [1])
    desk.holder = 99
    await eventually(lambda: one.ended == 1)
    desk.holder = 0
    await eventually(lambda: len(one.begun) == 2)
    await one.end()


@pytest.mark.parametrize("fault", [LeaseLost(), TimeoutError("away")])
async def test_work_that_lost_its_lease_or_the_database_is_begun_again(fault: Exception) -> None:
    desk, calls = Desk(), []

    async def work(token: int) -> None:
        calls.append(token)
        raise fault

    task = asyncio.create_task(Leading(desk, "work").run(work))
    await eventually(lambda: len(calls) >= 3)
    task.cancel()
    await asyncio.wait([task])


async def test_a_database_that_is_away_takes_no_lease_from_anybody() -> None:
    desk = Desk()
    one = Worker(desk)
    await eventually(lambda: one.begun == [1])
    desk.away = True
    await eventually(lambda: desk.asked >= 5)
    assert one.ended == 0
    desk.away = False
    one.over.set()
    await eventually(lambda: len(one.begun) >= 2)
    await one.end()
