"""Cancelling that is not lost, in three places where Python 3.11 and what stands on it lose it.

``asyncio.wait_for`` of 3.11 gives its result instead of the cancellation when both come at the same
moment, and libraries (nats-py, SQLAlchemy's and psycopg's pools) wait by it: a task that was told
to end goes on for ever. So everybody gets the one of 3.12. ``asyncio.TaskGroup`` of 3.11 tells of
a task's failure and forgets that its parent was cancelled as well, and it cancels each task once,
whatever the task makes of it.
"""

import asyncio
import sys
from collections.abc import Awaitable, Coroutine, Generator
from contextvars import Context
from types import TracebackType
from typing import Any, TypeVar

T = TypeVar("T")

INSIST = 15.0
"""Seconds a cancelled task has for its own orderly end before it is cancelled again."""


async def wait_for(awaited: Awaitable[T], timeout: float | None) -> T:  # noqa: ASYNC109  # as Python names it
    """As ``asyncio.wait_for`` of Python 3.12: a cancellation always comes through."""
    async with asyncio.timeout(timeout):
        return await awaited


if sys.version_info < (3, 12):
    asyncio.wait_for = wait_for  # type: ignore[assignment]  # the same, declared otherwise


def faults_in(fault: BaseException) -> list[BaseException]:
    """The fault, or all of a group and of the groups in it."""
    if isinstance(fault, BaseExceptionGroup):
        return [one for several in fault.exceptions for one in faults_in(several)]
    return [fault]


class TaskGroup(asyncio.TaskGroup):
    """``asyncio.TaskGroup``, cancelling again every ``INSIST`` seconds what was cancelled and goes
    on. Whoever was cancelled while a task failed learns of both: of the failure, and at their next
    wait of the cancellation.
    """

    def __init__(self, insist: float = INSIST) -> None:
        super().__init__()
        self._insist_after = insist
        self._held: set[asyncio.Task[Any]] = set()
        self._timer: asyncio.TimerHandle | None = None
        self._cancelled_before = 0

    async def __aenter__(self) -> "TaskGroup":
        self._cancelled_before = _cancellations()
        await super().__aenter__()
        return self

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
        asked_before = self._asked_parent
        try:
            await super().__aexit__(kind, problem, traceback)
        except BaseExceptionGroup:
            if self._asked_parent and not asked_before:
                _take_back_cancellation()
            self._remember_cancellation()
            raise
        finally:
            if self._timer is not None:
                self._timer.cancel()

    @property
    def _asked_parent(self) -> bool:
        """Whether the group itself cancelled its parent: a task failed."""
        return bool(self._parent_cancel_requested)  # type: ignore[attr-defined]  # asyncio's own

    def _remember_cancellation(self) -> None:
        """As Python 3.13 does."""
        task = asyncio.current_task()
        if task is not None and task.cancelling() > self._cancelled_before:
            task.uncancel()
            task.cancel()

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


def _cancellations() -> int:
    task = asyncio.current_task()
    return 0 if task is None else task.cancelling()


def _take_back_cancellation() -> None:
    """The group's own, of a parent that was waiting for its end already: 3.11 forgets that one."""
    task = asyncio.current_task()
    if task is not None:
        task.uncancel()
