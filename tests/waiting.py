"""Waiting for a condition, with a limit: the one place of the tests that may sleep."""

import asyncio
import inspect
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar, overload

T = TypeVar("T")


@overload
async def eventually(
    probe: Callable[[], Awaitable[T]], *, within: float = 60.0, every: float = 0.02, what: str = ""
) -> T: ...
@overload
async def eventually(
    probe: Callable[[], T], *, within: float = 60.0, every: float = 0.02, what: str = ""
) -> T: ...
async def eventually(
    probe: Callable[[], T | Awaitable[T]],
    *,
    within: float = 60.0,
    every: float = 0.02,
    what: str = "",
) -> T:
    """The first truthy answer of ``probe`` (called at once, then each ``every`` seconds).

    Raises ``AssertionError`` naming ``what`` and the last answer after ``within`` seconds; what
    the probe raises passes through.
    """
    end = time.monotonic() + within
    while True:
        answer = probe()
        value = await answer if inspect.isawaitable(answer) else answer
        if value:
            return value
        if time.monotonic() >= end:
            name = what or repr(probe)
            raise AssertionError(f"not within {within} s: {name}, last was {value!r}")
        await asyncio.sleep(every)


def eventually_blocking(
    probe: Callable[[], T], *, within: float = 60.0, every: float = 0.02, what: str = ""
) -> T:
    """The same for tests without an event loop (processes, browsers)."""
    end = time.monotonic() + within
    while True:
        value = probe()
        if value:
            return value
        if time.monotonic() >= end:
            name = what or repr(probe)
            raise AssertionError(f"not within {within} s: {name}, last was {value!r}")
        time.sleep(every)
