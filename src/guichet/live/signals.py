"""Ephemeral words (typing, pointers) on their way to browsers: plain NATS, never stored."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from typing import Any, Protocol

from guichet.kit.topics import Signalling
from guichet.live import frames
from guichet.live.hub import Subscription, View

PREFIX = "guichet.signal."


class Word(Protocol):
    """A message of the bus."""

    data: bytes


class SignalBus(Protocol):
    """The part of :class:`guichet.kit.bus.Bus` needed here."""

    def subscribed(
        self, subject: str, handler: Callable[[Any], Awaitable[None]]
    ) -> AbstractAsyncContextManager[None]:
        """Call ``handler`` for each message while the block lasts."""
        ...


class Signals:
    """Forwards what a topic wants to hear."""

    def __init__(self, bus: SignalBus) -> None:
        self._bus = bus

    async def forward(self, view: View, subscription: Subscription) -> None:
        """Forward until cancelled; returns at once for a topic without signals."""
        topic, viewer = view.topic, view.viewer
        subjects = topic.signals(viewer, view.params) if isinstance(topic, Signalling) else ()
        if not subjects:
            return
        own = f"{PREFIX}{viewer.tenant_id}."
        async with AsyncExitStack() as stack:
            for subject in subjects:
                if not subject.startswith(own) or "*" in subject or ">" in subject:
                    raise ValueError(f"{topic.name}: {subject} is not a signal of this tenant")
                await stack.enter_async_context(self._bus.subscribed(subject, _to(subscription)))
            await _forever()


def _to(subscription: Subscription) -> Callable[[Word], Awaitable[None]]:
    async def hand_on(word: Word) -> None:
        frame = frames.signal(subscription.ref, word.data)
        if frame is not None and not subscription.lost and not subscription.outlet.half_full:
            subscription.outlet.offer(frame)

    return hand_on


async def _forever() -> None:
    await asyncio.get_running_loop().create_future()
