"""Task groups that end even when something in them swallows a cancellation.

``asyncio.wait_for`` of Python 3.11 gives its result instead of the cancellation when both come at
the same moment, and libraries (psycopg's pool, nats-py) wait by it. ``asyncio.TaskGroup`` cancels
each task once: such a task goes on for ever, and the group with it.
"""

import asyncio
from collections.abc import Coroutine, Generator
from contextvars import Context
from types import TracebackType
from typing import Any, TypeVar

T = TypeVar("T")

INSIST = 15.0
"""Seconds a cancelled task has for its own orderly end before it is cancelled again."""


class TaskGroup(asyncio.TaskGroup):
    """``asyncio.TaskGroup``, cancelling again every ``INSIST`` seconds what was cancelled and goes
    on.
    """

    def __init__(self, insist: float = INSIST) -> None:
        super().__init__()
        self._insist_after = insist
        self._held: set[asyncio.Task[Any]] = set()
        self._timer: asyncio.TimerHandle | None = None

    def create_task(
        self,
        coro: Generator[Any, None, T] | Coroutine[Any, Any, T],
        *,
        name: str | None = None,
        context: Context | None = None,
    ) -> asyncio.Task[T]:
        """As ``asyncio.TaskGroup.create_task``."""
        task = super().create_task(coro, name=name, context=context)
        self._held.add(task)
        task.add_done_callback(self._held.discard)
        return task

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._insist()
        try:
            await super().__aexit__(kind, problem, traceback)
        finally:
            if self._timer is not None:
                self._timer.cancel()

    def _insist(self) -> None:
        """Cancel again what was cancelled before and goes on; then wait, and look again.

        Only once the group ends: before that a task that is being cancelled is one whose own
        ``asyncio.timeout`` ran out this instant, and a second cancellation would end it for good.
        """
        ending = self._aborting  # type: ignore[attr-defined]  # asyncio's own, and not declared
        if self._timer is not None and ending:
            for task in [task for task in self._held if task.cancelling()]:
                task.cancel()
        self._timer = asyncio.get_running_loop().call_later(self._insist_after, self._insist)
