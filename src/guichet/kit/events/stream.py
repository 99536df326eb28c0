"""The bounded copy of the log in JetStream, and who writes it.

A message's sequence in the stream *is* the event's position: the stream begins at a position of
the log, and each message says which sequence must precede it. So the server itself refuses a
message that comes twice or out of turn, whoever sends it and however late, and the stream's own
last sequence tells what is published.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

import structlog
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.js.api import Header, StreamConfig
from nats.js.errors import NotFoundError

from guichet.kit.bus import Bus
from guichet.kit.errors import Unavailable
from guichet.kit.events.codec import ALL_EVENTS, STREAM

MAX_AGE = timedelta(days=3)
MAX_BYTES = 2 * 1024**3
REBUILT = 10_000
"""How many of the newest events a new stream begins with."""
_READY = 10_000
"""Events kept in memory for a slow stream; past that they are read from the log again."""
_IN_FLIGHT = 1_000
"""Messages sent but not yet acknowledged, at most."""
_ACKNOWLEDGED_WITHIN = 5.0
_LOOK = 0.25
_PAUSE = 0.2
_log = structlog.get_logger()


class StreamFault(Exception):
    """The stream is not as the publisher left it: look again at where it ends."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """An event as it goes on the stream."""

    position: int
    subject: str
    data: bytes


ReadLog = Callable[[int], Awaitable[Sequence[Outgoing]]]
"""Gives events after a position from the log, in order; none when there are no more."""


class StreamPublisher:
    """Publishes positioned events in order. Owned by the relay that leads."""

    def __init__(self, bus: Bus, epoch: str, assigned: int, read_log: ReadLog) -> None:
        self.published = 0
        """The newest position known to be in the stream."""
        self._bus = bus
        self._epoch = epoch
        self._assigned = assigned
        self._read_log = read_log
        self._ready: deque[Outgoing] = deque()
        self._wake = asyncio.Event()

    def offer(self, events: Iterable[Outgoing]) -> None:
        """Take newly positioned events, which follow those offered before. Never waits."""
        self._ready.extend(events)
        if self._ready:
            self._assigned = self._ready[-1].position
        if len(self._ready) > _READY:
            self._ready.clear()
        self._wake.set()

    async def run(self) -> None:
        """Publish what is offered until cancelled; NATS may come and go, or lose everything."""
        while True:
            try:
                client = await self._bus.wait_connected(timedelta(seconds=5))
                last = await ensure_stream(client, self._epoch, self._assigned)
                await _Session(self, client, last).run()
            except (NatsError, StreamFault, Unavailable, TimeoutError) as problem:
                _log.info("relay.stream", problem=str(problem) or type(problem).__name__)
                await asyncio.sleep(_PAUSE)

    async def next_after(self, position: int) -> Sequence[Outgoing]:
        """Events after ``position``, from memory or else from the log; none when there are none."""
        while self._ready and self._ready[0].position <= position:
            self._ready.popleft()
        if self._ready and self._ready[0].position == position + 1:
            events, self._ready = self._ready, deque()
            return events
        return await self._read_log(position) if position < self._assigned else ()

    async def wait(self, seconds: float) -> None:
        """Return when something changed, or after that time."""
        try:
            async with asyncio.timeout(seconds):
                await self._wake.wait()
        except TimeoutError:
            return
        self._wake.clear()

    def note(self, published: int) -> None:
        """Remember that everything up to ``published`` is in the stream."""
        self.published = published
        self._wake.set()


class _Session:
    """Publishing on one connection, from where the stream ends."""

    def __init__(self, publisher: StreamPublisher, client: Client, last: int) -> None:
        self._publisher = publisher
        self._client = client
        self._sent = last
        self._acknowledged = last
        self._fault: str | None = None
        publisher.note(last)

    async def run(self) -> None:
        inbox = self._client.new_inbox()
        subscription = await self._client.subscribe(f"{inbox}.*", cb=self._on_ack)
        try:
            while True:
                for event in await self._publisher.next_after(self._sent):
                    await self._send(inbox, event)
                await self._publisher.wait(_LOOK)
                self._check()
        finally:
            if self._client.is_connected:
                await subscription.unsubscribe()

    async def _send(self, inbox: str, event: Outgoing) -> None:
        await self._client.publish(
            event.subject,
            event.data,
            reply=f"{inbox}.{event.position}",
            headers={Header.EXPECTED_LAST_SEQUENCE: str(event.position - 1)},
        )
        self._sent = event.position
        while self._sent - self._acknowledged >= _IN_FLIGHT:
            await self._await_progress()

    async def _await_progress(self) -> None:
        before = self._acknowledged
        until = asyncio.get_running_loop().time() + _ACKNOWLEDGED_WITHIN
        while self._acknowledged == before:
            await self._publisher.wait(_LOOK)
            self._check()
            if asyncio.get_running_loop().time() > until:
                raise StreamFault("not acknowledged in time")

    def _check(self) -> None:
        if self._fault is not None:
            raise StreamFault(self._fault)
        if not self._client.is_connected:
            raise StreamFault("connection lost")

    async def _on_ack(self, message: Msg) -> None:
        if b'"error"' in message.data or message.headers:
            self._fault = self._fault or message.data.decode(errors="replace") or "no stream"
            self._publisher.note(self._acknowledged)
        else:
            self._acknowledged = int(message.subject.rpartition(".")[2])
            self._publisher.note(self._acknowledged)


async def ensure_stream(client: Client, epoch: str, assigned: int) -> int:
    """Make sure that the stream exists and tells the log of ``epoch``; give its last position.

    A stream of another history (after a restore), or ahead of the log, is made anew; a new one
    begins with the newest ``REBUILT`` positions.
    """
    jetstream = client.jetstream()
    try:
        info = await jetstream.stream_info(STREAM)
    except NotFoundError:
        pass
    else:
        same_history = (info.config.metadata or {}).get("epoch") == epoch
        if same_history and info.state.last_seq <= assigned:
            return info.state.last_seq
        _log.warning("relay.stream_replaced", ends=info.state.last_seq, log_ends=assigned)
        await jetstream.delete_stream(STREAM)
    first = max(assigned - REBUILT, 0) + 1
    await jetstream.add_stream(_config(epoch, first))
    return first - 1


def _config(epoch: str, first: int) -> StreamConfig:
    return StreamConfig(
        name=STREAM,
        subjects=[ALL_EVENTS],
        description="Guichet's newest domain events; a message's sequence is its position",
        max_age=MAX_AGE.total_seconds(),
        max_bytes=MAX_BYTES,
        duplicate_window=0.1,
        allow_direct=True,
        first_seq=first,
        metadata={"epoch": epoch},
    )
