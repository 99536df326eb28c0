"""``/live``: lets browsers in, keeps their passes fresh, feeds the hub."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import structlog
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket

from guichet import __version__
from guichet.accounts.rights import Right
from guichet.kit import beats
from guichet.kit.clock import Clock
from guichet.kit.errors import NotSignedIn, Refusal, Unavailable
from guichet.kit.events.feed import Behind, EventFeed, Listener
from guichet.kit.ground import Ground
from guichet.kit.http.caller import language_of
from guichet.kit.ids import TenantId
from guichet.kit.tasks import TaskGroup
from guichet.kit.topics import Topic
from guichet.live import metrics, socket
from guichet.live.catalogue import TOPICS, by_name
from guichet.live.door import RENEWED_EVERY, Door, Pass
from guichet.live.hub import Hub
from guichet.live.opening import Instant, Opener
from guichet.live.signals import SignalBus, Signals

MAX_SOCKETS = 5_000
SNAPSHOTS_AT_ONCE = 8
UNRENEWED_SECONDS = 30.0
"""When passes could not be renewed for so long (database away), everyone is sent to come back."""
OWN_ORIGIN_ONLY = 4403
LISTENED = 50_000
"""Events waiting for the sockets of this process before all of them are told to open again."""
BATCH = 64
PAUSE = 0.2

Publish = Callable[[str, bytes], Awaitable[None]]
"""Says something on the bus."""

_log = structlog.get_logger(__name__)


class Live:
    """The live sockets of one process."""

    def __init__(
        self,
        ground: Ground,
        door: Door,
        bus: SignalBus,
        feed: EventFeed,
        topics: Sequence[Topic[Any]] = TOPICS,
        *,
        platform: Instant | None = None,
    ) -> None:
        self._ground = ground
        self._feed = feed
        self._door = door
        self._sessions: set[socket.Session] = set()
        self._renewed_at = time.monotonic()
        self.hub = Hub()
        self._parts = socket.Parts(
            hub=self.hub,
            opener=Opener(ground.request_db, platform),
            signals=Signals(bus),
            topics=by_name(topics),
            opening=asyncio.Semaphore(SNAPSHOTS_AT_ONCE),
        )

    def route(self) -> WebSocketRoute:
        """The route to mount."""
        return WebSocketRoute("/live", self.serve)

    async def run(self) -> None:
        """Feed the sockets until cancelled; then send them away."""
        try:
            async with TaskGroup() as tasks:
                tasks.create_task(self._follow(), name="live feed")
                tasks.create_task(self._renew(), name="live renewal")
        finally:
            self._dismiss_all(socket.GOING_AWAY, "restarting")

    async def beat(self, publish: Publish) -> None:
        """Say again and again, until cancelled, which agents' browsers are here."""
        while True:
            for word in beats.words(self._agents()):
                await publish(beats.SUBJECT, word)
            await asyncio.sleep(beats.EVERY.total_seconds())

    def _agents(self) -> Iterator[tuple[UUID, UUID]]:
        for session in self._sessions:
            viewer = session.admitted.viewer
            if Right.DESK_ANSWER in viewer.rights:
                yield viewer.tenant_id, viewer.user_id

    async def serve(self, websocket: WebSocket) -> None:
        """One browser."""
        if not self._own_origin(websocket):
            await websocket.close(OWN_ORIGIN_ONLY)
            return
        await websocket.accept()
        try:
            admitted = await self._admit(websocket)
        except socket.CloseSocket as refused:
            await websocket.close(refused.code, refused.reason)
        else:
            await self._run(websocket, admitted)

    async def _run(self, websocket: WebSocket, admitted: Pass) -> None:
        language = admitted.language or language_of(websocket)
        session = socket.Session(websocket, admitted, language, self._parts)
        self._sessions.add(session)
        metrics.SOCKETS.inc()
        try:
            place = await self._parts.opener.place(admitted.viewer)
            await session.run(place, __version__)
        finally:
            self._sessions.discard(session)
            metrics.SOCKETS.dec()

    async def _admit(self, websocket: WebSocket) -> Pass:
        if len(self._sessions) >= MAX_SOCKETS:
            raise socket.CloseSocket(socket.TRY_LATER, "full")
        try:
            tenant = TenantId(UUID(websocket.query_params.get("tenant", "")))
        except ValueError:
            raise socket.CloseSocket(socket.NOT_YOURS, "tenant") from None
        try:
            return await self._door.admit(websocket, tenant)
        except Refusal as refusal:
            raise _closing(refusal) from None

    def _own_origin(self, websocket: WebSocket) -> bool:
        """A browser always says where the page came from; other sites' pages stay outside."""
        origin = websocket.headers.get("origin", "")
        own = {self._ground.settings.base_url, f"http://{websocket.headers.get('host')}"}
        if websocket.url.scheme == "wss":
            own.add(f"https://{websocket.headers.get('host')}")
        return bool(urlsplit(origin).hostname) and origin in own

    async def _follow(self) -> None:
        while True:
            try:
                async with self._feed.listening(size=LISTENED) as listener:
                    # Whoever opened before we listened may have missed something.
                    self.hub.reset()
                    await self._hand_on(listener)
            except (Behind, Unavailable) as problem:
                _log.warning("live.feed_interrupted", problem=type(problem).__name__)
                await asyncio.sleep(PAUSE)

    async def _hand_on(self, listener: Listener) -> None:
        while True:
            events = await listener.next()
            for start in range(0, len(events), BATCH):
                for event in events[start : start + BATCH]:
                    self.hub.take(event)
                await asyncio.sleep(0)  # let the sockets write before the next ones
            metrics.LAG.observe(_lag(self._ground.clock, events[-1].occurred_at))

    async def _renew(self) -> None:
        while True:
            await asyncio.sleep(RENEWED_EVERY.total_seconds())
            await self.renew_passes()

    async def renew_passes(self) -> None:
        """Ask once for all sockets who may stay. A question that fails is asked again; when it
        has failed for long, everyone must come back.
        """
        sessions = list(self._sessions)
        for session in sessions:
            session.check_reading()
        try:
            renewed = await self._door.renewed([session.admitted for session in sessions])
        except Exception:  # noqa: BLE001 - the database is away: passes stay valid for a little while
            _log.warning("live.passes_not_renewed", exc_info=True)
            if time.monotonic() - self._renewed_at > UNRENEWED_SECONDS:
                self._dismiss_all(socket.TRY_LATER, "try again")
            return
        self._renewed_at = time.monotonic()
        for session, answer in zip(sessions, renewed, strict=True):
            _apply(session, answer)

    def _dismiss_all(self, code: int, reason: str) -> None:
        for session in self._sessions:
            session.dismiss(code, reason)


def _apply(session: socket.Session, answer: Pass | Refusal) -> None:
    if isinstance(answer, Refusal):
        closing = _closing(answer)
        session.dismiss(closing.code, closing.reason)
    else:
        session.renew(answer)


def _closing(refusal: Refusal) -> socket.CloseSocket:
    if isinstance(refusal, NotSignedIn):
        return socket.CloseSocket(socket.NOT_SIGNED_IN, refusal.code)
    return socket.CloseSocket(socket.NOT_YOURS, refusal.code)


def _lag(clock: Clock, occurred_at: datetime) -> float:
    return max(0.0, (clock.now() - occurred_at).total_seconds())
