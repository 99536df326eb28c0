"""The connection to NATS: quick words between processes, none of which may be the only copy.

Whatever matters is in the database; the bus makes it known sooner. So publishing never waits
and never fails: while NATS is away words are dropped, and who listens finds what it missed by
reading. Asking (``request``) says plainly when nobody can answer.

Reconnecting is done here rather than by the client library: a connection that ends is replaced
by a fresh one with the same subscriptions, so there is one state to understand, and nothing old
is kept to be said late.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

import structlog
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.aio.subscription import Subscription
from nats.errors import Error as NatsError

from guichet.kit.errors import Unavailable
from guichet.kit.tasks import TaskGroup

NUDGE = "guichet.nudge"
"""Says that events were committed: the relay looks at once."""

_PENDING_BYTES = 8 * 1024 * 1024
"""What waits in memory for a slow server, at most."""
_CONNECT_WITHIN = 5.0
_PAUSE = 0.2
_LOOK = 0.1
_log = structlog.get_logger()

Handler = Callable[[Msg], Awaitable[None]]


@dataclass(eq=False)
class _Listening:
    subject: str
    handler: Handler
    again: Callable[[], None] | None = None
    has_missed: bool = False
    """Whether something may have been said while it listened and could not hear."""
    client: Client | None = None
    """The connection it was last subscribed on: each connection subscribes it once."""
    subscription: Subscription | None = None


class Bus:
    """One connection to NATS for the whole process, kept up while ``run`` runs."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._client: Client | None = None
        self._told_away = False
        self._listening: list[_Listening] = []
        self._nudge = asyncio.Event()
        self._connection = asyncio.Condition()

    @property
    def connected(self) -> bool:
        """Whether NATS answers, as far as is known."""
        return self._client is not None and self._client.is_connected

    @property
    def client(self) -> Client:
        """The present connection: another object after each reconnection.

        :raises Unavailable: NATS is away
        """
        if self._client is None or not self._client.is_connected:
            raise Unavailable
        return self._client

    async def run(self) -> None:
        """Connect, and stay connected until cancelled. A server that is down is taken as soon as
        it comes up.
        """
        async with TaskGroup() as tasks:
            tasks.create_task(self._stay_connected(), name="bus connection")
            tasks.create_task(self._send_nudges(), name="bus nudges")

    async def wait_connected(self, within: timedelta) -> Client:
        """The connection, once there is one.

        :raises TimeoutError: NATS did not answer within that time
        """
        async with asyncio.timeout(within.total_seconds()), self._connection:
            await self._connection.wait_for(lambda: self.connected)
        return self.client

    async def publish(self, subject: str, payload: bytes) -> None:
        """Say ``payload`` to who listens now. Dropped while NATS is away."""
        if self._client is not None:
            with suppress(NatsError):
                await self._client.publish(subject, payload)

    async def request(self, subject: str, payload: bytes, within: timedelta) -> bytes:
        """Ask, and give the first answer. Safe to repeat only if the answerer makes it so.

        :raises Unavailable: NATS is away, nobody listens, or nobody answered in time
        """
        try:
            answer = await self.client.request(subject, payload, timeout=within.total_seconds())
        except (NatsError, TimeoutError) as problem:
            raise Unavailable from problem
        return answer.data

    @asynccontextmanager
    async def subscribed(
        self, subject: str, handler: Handler, again: Callable[[], None] | None = None
    ) -> AsyncIterator[None]:
        """Call ``handler`` for each message on ``subject`` while the block lasts, one after the
        other; again after each reconnection. What was said in between is gone: ``again`` is called
        then, so that who must miss nothing looks elsewhere. It is also called when there was no
        connection at first and now there is.
        """
        listening = _Listening(subject, handler, again, has_missed=self._client is None)
        self._listening.append(listening)
        if self._client is not None:
            with suppress(NatsError):  # the next connection subscribes it
                await self._subscribe_all(self._client)
        try:
            yield
        finally:
            self._listening.remove(listening)
            if listening.subscription is not None and self.connected:
                with suppress(NatsError):
                    await listening.subscription.unsubscribe()

    def nudge(self) -> None:
        """Tell the relay that events were committed. Returns at once; many in a row become one."""
        self._nudge.set()

    async def _send_nudges(self) -> None:
        while True:
            await self._nudge.wait()
            self._nudge.clear()
            await self.publish(NUDGE, b"")

    async def _stay_connected(self) -> None:
        while True:
            try:
                await self._connection_once()
            except (NatsError, OSError, TimeoutError) as problem:
                self._tell_away(str(problem) or type(problem).__name__)
            await asyncio.sleep(_PAUSE)

    def _tell_away(self, problem: str) -> None:
        """Once for each time NATS is away, however often it is tried."""
        if not self._told_away:
            _log.warning("bus.not_connected", server=_place(self._url), problem=problem)
        self._told_away = True

    async def _connection_once(self) -> None:
        """Hold one connection from its start to its end."""
        client = Client()
        try:
            async with asyncio.timeout(_CONNECT_WITHIN):
                await client.connect(
                    self._url,
                    name="guichet",
                    allow_reconnect=False,
                    max_reconnect_attempts=1,
                    reconnect_time_wait=_PAUSE,  # type: ignore[arg-type]  # seconds, used as float
                    ping_interval=5,
                    max_outstanding_pings=2,
                    pending_size=_PENDING_BYTES,
                    error_cb=_report,
                )
                await self._subscribe_all(client)
                await client.flush()
            _refuse_if_cancelled()
            await self._offer(client)
            if self._told_away:
                _log.warning("bus.connected", server=_place(self._url))
            self._told_away = False
            await self._subscribe_all(client)  # who came between the first and the offer
            await _until_closed(client)
            _log.info("bus.disconnected")
        finally:
            await self._offer(None)
            await _close(client)

    async def _subscribe_all(self, client: Client) -> None:
        """Subscribe on ``client`` whoever is not yet, and forget who left meanwhile."""
        while waiting := [item for item in self._listening if item.client is not client]:
            listening = waiting[0]
            missed = listening.has_missed or listening.client is not None
            listening.client, listening.has_missed = client, False
            listening.subscription = await client.subscribe(listening.subject, cb=listening.handler)
            if listening not in self._listening:
                await listening.subscription.unsubscribe()
            elif missed and listening.again is not None:
                listening.again()

    async def _offer(self, client: Client | None) -> None:
        async with self._connection:
            self._client = client
            self._connection.notify_all()


def _place(url: str) -> str:
    """The server's address for people: without what signs in."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


def _refuse_if_cancelled() -> None:
    """The library swallows a cancellation that reaches it while it connects: say it again, or
    whoever ends this task waits for ever.
    """
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError


async def _until_closed(client: Client) -> None:
    """The library's own callback is not called when the connection ends in a reset."""
    while client.is_connected:  # noqa: ASYNC110  # there is no event to wait for
        await asyncio.sleep(_LOOK)


async def _close(client: Client) -> None:
    """Close, and end the tasks of subscriptions, which the library leaves after a reset."""
    subscriptions = list(client._subs.values())
    with suppress(OSError):
        await client.close()
    for subscription in subscriptions:
        subscription._stop_processing()


async def _report(problem: Exception) -> None:
    _log.debug("bus.problem", problem=str(problem) or type(problem).__name__)
