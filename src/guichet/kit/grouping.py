"""Written together: who asks while a group is being written waits, and goes with the next one.

A commit costs the same for one and for fifty. While nobody else asks there is nothing to wait for:
a group of one is written at once. No task of its own: whoever asks first writes for all who wait,
and hands the pen on.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

import structlog

Key = TypeVar("Key", bound=Hashable)
Asked = TypeVar("Asked")
Answer = TypeVar("Answer")

_log = structlog.get_logger(__name__)


class _Pen:
    """Instead of an answer: it is your turn to write."""


_PEN = _Pen()


@dataclass(eq=False)
class _Waiting(Generic[Asked, Answer]):
    asked: Asked
    told: "asyncio.Future[Answer | _Pen | None]"


@dataclass(eq=False)
class _Line(Generic[Asked, Answer]):
    """Those of one key, while a group of it is being written."""

    waiting: "deque[_Waiting[Asked, Answer]]" = field(default_factory=deque)


class Grouping(Generic[Key, Asked, Answer]):
    """Groups by key; ``write`` answers each of a group, in its order. None says: by itself. When it
    fails nobody of the group was written, and all are answered None; but a fault of ``common``,
    which each would meet by itself, too, is raised to all.
    """

    def __init__(
        self,
        write: Callable[[Key, Sequence[Asked]], Awaitable[Sequence[Answer | None]]],
        most: int,
        common: tuple[type[Exception], ...] = (),
    ) -> None:
        self._common = common
        self._write = write
        self._most = most
        self._lines: dict[Key, _Line[Asked, Answer]] = {}

    async def ask(self, key: Key, asked: Asked) -> Answer | None:
        """The answer to ``asked`` once its group is written; none when it has to go by itself.
        Those of one key are written in the order they came.
        """
        line = self._lines.get(key)
        if line is None:
            line = self._lines[key] = _Line()
            return await self._lead(key, line, asked)
        told = await self._turn(key, line, asked)
        if not isinstance(told, _Pen):
            return told
        return await self._lead(key, line, asked)

    async def _turn(
        self, key: Key, line: _Line[Asked, Answer], asked: Asked
    ) -> "Answer | _Pen | None":
        mine = _Waiting[Asked, Answer](asked, asyncio.get_running_loop().create_future())
        line.waiting.append(mine)
        try:
            return await mine.told
        except asyncio.CancelledError:
            if mine in line.waiting:
                line.waiting.remove(mine)
            elif (
                not mine.told.cancelled()
                and not mine.told.exception()
                and mine.told.result() is _PEN
            ):
                self._hand_on(key, line)
            raise

    async def _lead(self, key: Key, line: _Line[Asked, Answer], asked: Asked) -> Answer | None:
        with_me = [line.waiting.popleft() for _ in range(min(len(line.waiting), self._most - 1))]
        answers: Sequence[Answer | None] = [None] * (len(with_me) + 1)
        try:
            answers = await self._write(key, [asked, *(one.asked for one in with_me)])
        except self._common as fault:
            for one in with_me:
                if not one.told.done():
                    one.told.set_exception(fault)
            raise
        except Exception:  # noqa: BLE001 - whatever it is: each goes by itself and meets its own fault
            _log.warning("group.not_written", size=len(with_me) + 1, exc_info=True)
        finally:
            for one, answer in zip(with_me, answers[1:], strict=True):
                if not one.told.done():
                    one.told.set_result(answer)
            self._hand_on(key, line)
        return answers[0]

    def _hand_on(self, key: Key, line: _Line[Asked, Answer]) -> None:
        """The next who waits writes; when nobody does, the line ends."""
        while line.waiting:
            told = line.waiting.popleft().told
            if not told.done():  # cancelled this instant, and not yet told so
                told.set_result(_PEN)
                return
        del self._lines[key]
