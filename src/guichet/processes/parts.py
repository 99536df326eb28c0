"""Background parts of a process: each runs until the process ends, and is restarted with growing
pauses when it fails. A part fails when the ground goes (database away): it comes back by itself.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog

from guichet.kit.metrics import PART_FAILURES, PART_UP

_log = structlog.stdlib.get_logger(__name__)
_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 5.0
"""Seconds before a failed part is run again."""
_STEADY = 30.0
"""Seconds after which a part counts as recovered."""


@dataclass(frozen=True)
class Part:
    """Something that runs in the background. ``run`` goes on until it is cancelled, or
    returns when it has nothing to do in this process.
    """

    name: str
    run: Callable[[], Awaitable[None]]


async def keep(part: Part) -> None:
    """Run ``part`` until cancelled, again after each failure."""
    pause, begun = _FIRST_PAUSE, time.monotonic()
    while not await _run_once(part, pause):
        if time.monotonic() - begun > _STEADY:
            pause = _FIRST_PAUSE
        await asyncio.sleep(pause)
        pause, begun = min(pause * 2, _LONGEST_PAUSE), time.monotonic()


async def _run_once(part: Part, pause: float) -> bool:
    """Run it; tells whether it ended because it has nothing to do."""
    PART_UP.labels(part.name).set(1)
    try:
        await part.run()
    except Exception:  # noqa: BLE001 - whatever it is: logged, counted, tried again
        PART_FAILURES.labels(part.name).inc()
        _log.exception("part failed", part=part.name, again_in=pause)
        return False
    finally:
        PART_UP.labels(part.name).set(0)
    return True
