"""Signals that nobody sends."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from nats.aio.msg import Msg


class Silence:
    """Fulfils ``gateway.contract.Signals`` where no server is needed."""

    def __init__(self) -> None:
        self.said: list[tuple[str, bytes]] = []
        self.connected = True

    async def publish(self, subject: str, payload: bytes) -> None:
        self.said.append((subject, payload))

    @asynccontextmanager
    async def subscribed(
        self,
        subject: str,
        handler: Callable[[Msg], Awaitable[None]],
        again: Callable[[], None] | None = None,
    ) -> AsyncIterator[None]:
        yield
