"""When a disk or the whole is still well: pure."""

from typing import Final, Literal

from guichet.accounts.platform.conditions import Condition, Engine

_LOW: Final = 0.10
_FULL: Final = 0.02
_LOW_BYTES: Final = 5_000_000_000
_FULL_BYTES: Final = 1_000_000_000
LAG_SECONDS: Final = 10.0
"""Events later than this to browsers and hooks are a fault somebody should look at."""


def disk_status(total: int, free: int) -> Literal["ok", "low", "full"]:
    """How a disk stands: both a small share and a small amount must be left to worry."""
    if free < _FULL_BYTES and free < total * _FULL:
        return "full"
    if free < _LOW_BYTES and free < total * _LOW:
        return "low"
    return "ok"


def condition(engines: list[Engine], lag_seconds: float, letters: int, disk: str) -> Condition:
    """The state of the whole: ``down`` = people cannot work, ``degraded`` = look at it soon."""
    if disk == "full" or any(e.status == "down" and e.name == "postgresql" for e in engines):
        return "down"
    late = lag_seconds > LAG_SECONDS
    missing = any(engine.status == "down" for engine in engines)
    return "degraded" if late or letters or missing or disk == "low" else "ok"
