"""Background parts come back after every failure, and end when asked."""

import asyncio

import pytest
from structlog.testing import capture_logs

from guichet.processes.parts import Part, keep
from tests.waiting import eventually


async def test_a_part_that_fails_is_run_again() -> None:
    runs: list[int] = []

    async def run() -> None:
        runs.append(len(runs))
        if len(runs) < 3:
            raise ConnectionError("database away")
        await asyncio.Event().wait()

    with capture_logs() as logs:
        async with asyncio.TaskGroup() as group:
            task = group.create_task(keep(Part("relay", run)))
            await eventually(lambda: len(runs) == 3)
            task.cancel()
    assert [entry["event"] for entry in logs] == ["part failed", "part failed"]


async def test_a_part_with_nothing_to_do_is_left_in_peace() -> None:
    runs: list[int] = []

    async def run() -> None:
        runs.append(1)

    await asyncio.wait_for(keep(Part("idle", run)), 5)
    assert runs == [1]


async def test_cancelling_ends_a_part() -> None:
    async with asyncio.TaskGroup() as group:
        task = group.create_task(keep(Part("endless", asyncio.Event().wait)))  # type: ignore[arg-type]  # gives True, which nobody looks at
        await asyncio.sleep(0)
        task.cancel()
    assert task.cancelled()


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Short pauses."""
    monkeypatch.setattr("guichet.processes.parts._FIRST_PAUSE", 0.001)
