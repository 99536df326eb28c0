"""``./dev bench live``: from a commit to whoever watches, in the process and in the browser."""

import asyncio
from collections.abc import Sequence

from benches.living import log, socket


def run(arguments: Sequence[str]) -> dict[str, float | int | str]:
    """The figures of the live path. Takes no arguments."""
    del arguments
    return asyncio.run(log.figures()) | asyncio.run(socket.figures())
