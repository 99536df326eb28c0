"""Rings in this process once something to send is committed, so that it leaves at once. Senders in
other processes look by themselves every half second: nothing is lost when the bell is not heard.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Bell:
    """Whoever listens is called when it rings; loop thread only."""

    def __init__(self) -> None:
        self._listeners: list[Callable[[], None]] = []

    @contextmanager
    def heard_by(self, listener: Callable[[], None]) -> Iterator[None]:
        """Call ``listener``, which must not block nor fail, whenever it rings during the block."""
        self._listeners.append(listener)
        try:
            yield
        finally:
            self._listeners.remove(listener)

    def ring(self) -> None:
        """Something was committed."""
        for listener in self._listeners:
            listener()


BELL = Bell()
"""Of this process. It carries no data; tests may listen as well."""
