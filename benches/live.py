"""``./dev bench live``: from a commit to whoever watches, in the process and in the browser."""

import asyncio
from collections.abc import Sequence

from benches import live_log, live_socket


def run(arguments: Sequence[str]) -> dict[str, float | int | str]:
    """The figures of the live path. Takes no arguments."""
    del arguments
    return asyncio.run(live_log.figures()) | asyncio.run(live_socket.figures())
