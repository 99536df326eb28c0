"""One browser at ``/live``: its frames in, its topics, its frames out."""

import asyncio
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import structlog
from starlette.websockets import WebSocket, WebSocketDisconnect

from guichet.kit.errors import Forbidden, NotFound, Refusal
from guichet.kit.http.problems import problem_of
from guichet.kit.i18n import Language
from guichet.kit.tasks import TaskGroup
from guichet.kit.topics import Topic
from guichet.live import frames, metrics
from guichet.live.door import Pass
from guichet.live.hub import Hub, Subscription, View
from guichet.live.opening import Opener, Place, Resumed, Snapshot
from guichet.live.outlet import Outlet
from guichet.live.signals import Signals

MAX_TOPICS = 32
IDLE_SECONDS = 75.0
SEND_SECONDS = 20.0
FRAMES_PER_SECOND = 10.0
FRAME_BURST = 100.0

BAD_FRAME = 4400
NOT_SIGNED_IN = 4401
NOT_YOURS = 4403
IDLE = 4408
TOO_MANY = 4429
GOING_AWAY = 1012
TRY_LATER = 1013

_log = structlog.get_logger(__name__)


class CloseSocket(Exception):
    """End the socket with this code; the client decides by it whether to come back."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(f"{code} {reason}")
        self.code = code
        self.reason = reason


@dataclass
class _Opened:
    view: View
    subscription: Subscription
    task: asyncio.Task[None] | None = None


@dataclass(frozen=True)
class Parts:
    """What every socket of the process shares."""

    hub: Hub
    opener: Opener
    signals: Signals
    topics: Mapping[str, Topic[Any]]
    opening: asyncio.Semaphore
    """So many snapshots are read at once: a thousand browsers that come back together must not
    take all connections to the database.
    """


class Session:
    """One socket from hello to its end."""

    def __init__(self, websocket: WebSocket, admitted: Pass, language: Language, parts: Parts):
        self._websocket = websocket
        self._parts = parts
        self._language = language
        self._outlet = Outlet()
        self._opened: dict[int, _Opened] = {}
        self._tasks: asyncio.TaskGroup
        self._sending_since: float | None = None
        self._budget = FRAME_BURST
        self._counted_at = time.monotonic()
        self._leaving: asyncio.Future[CloseSocket] = asyncio.get_running_loop().create_future()
        self.admitted = admitted

    def dismiss(self, code: int, reason: str) -> None:
        """End the socket from outside; the first reason counts."""
        if not self._leaving.done():
            self._leaving.set_result(CloseSocket(code, reason))

    def check_reading(self) -> None:
        """End the socket of a browser that has read nothing for long. Asked from outside every
        few seconds, for a timer of its own for each frame would cost more than the frame.
        """
        begun = self._sending_since
        if begun is not None and time.monotonic() - begun > SEND_SECONDS:
            self.dismiss(IDLE, "nothing is read")

    def renew(self, renewed: Pass) -> None:
        """Go on with the rights of now: topics whose right was lost are refused."""
        before, self.admitted = self.admitted, renewed
        if renewed.viewer == before.viewer:
            return
        for ref, opened in list(self._opened.items()):
            if opened.view.topic.right not in renewed.viewer.rights:
                self._close(ref)
                self._refuse(ref, Forbidden())
            else:
                opened.subscription.fall_behind()

    async def run(self, place: Place, version: str) -> None:
        """Serve the browser until it leaves or must leave."""
        self._outlet.force(frames.hello(place.position, place.epoch, version))
        farewell: CloseSocket | None = None
        try:
            await self._serve()
        except* WebSocketDisconnect:
            pass  # the browser left by itself
        except* CloseSocket as closing:
            farewell = _first(closing)
        finally:
            for ref in list(self._opened):
                self._close(ref)
        if farewell is not None:
            await self._say_goodbye(farewell)

    async def _serve(self) -> None:
        async with TaskGroup() as tasks:
            self._tasks = tasks
            tasks.create_task(self._read(), name="live reader")
            tasks.create_task(self._write(), name="live writer")
            raise await self._leaving

    async def _say_goodbye(self, farewell: CloseSocket) -> None:
        with suppress(TimeoutError, RuntimeError):  # it may have gone before it was told
            async with asyncio.timeout(SEND_SECONDS):
                await self._websocket.close(farewell.code, farewell.reason)

    async def _write(self) -> None:
        while True:
            frame = await self._outlet.take()
            self._sending_since = time.monotonic()
            try:
                await self._websocket.send({"type": "websocket.send", "text": frame})
            except RuntimeError as gone:  # Starlette: the connection is closed already
                raise WebSocketDisconnect(1006) from gone
            self._sending_since = None
            metrics.FRAMES.inc()

    async def _read(self) -> None:
        while True:
            try:
                async with asyncio.timeout(IDLE_SECONDS):
                    text = await self._websocket.receive_text()
            except TimeoutError:
                raise CloseSocket(IDLE, "idle") from None
            except KeyError:
                raise CloseSocket(BAD_FRAME, "text frames only") from None
            self._spend()
            self._take(_decoded(text))

    def _spend(self) -> None:
        """A token bucket over the client's frames."""
        now = time.monotonic()
        earned = (now - self._counted_at) * FRAMES_PER_SECOND
        self._budget = min(FRAME_BURST, self._budget + earned) - 1
        self._counted_at = now
        if self._budget < 0:
            raise CloseSocket(TOO_MANY, "too many frames")

    def _take(self, frame: frames.ClientFrame) -> None:
        match frame:
            case frames.Ping():
                self._outlet.force(frames.PONG)
            case frames.Close():
                self._close(frame.ref)
            case frames.Open():
                self._close(frame.ref)
                self._open(frame)

    def _open(self, frame: frames.Open) -> None:
        if len(self._opened) >= MAX_TOPICS:
            raise CloseSocket(TOO_MANY, "too many topics")
        viewer = self.admitted.viewer
        try:
            topic = self._parts.topics.get(frame.topic)
            if topic is None:
                raise NotFound
            if topic.right not in viewer.rights:
                raise Forbidden
            params = topic.parse(frame.params)
        except Refusal as refusal:
            self._refuse(frame.ref, refusal)
            return
        view = View(topic, viewer, params)
        self._start(frame, _Opened(view, Subscription(self._outlet, frame.ref)))

    def _start(self, frame: frames.Open, opened: _Opened) -> None:
        since = Place(frame.epoch or "", frame.since) if frame.since is not None else None
        self._opened[frame.ref] = opened
        metrics.TOPICS.inc()
        self._parts.hub.join(opened.view, opened.subscription)
        opened.task = self._tasks.create_task(
            self._serve_topic(frame.ref, opened, since), name="live topic"
        )

    async def _serve_topic(self, ref: int, opened: _Opened, since: Place | None) -> None:
        """The topic was joined before: what happens while the snapshot is read is kept, so that
        nothing falls between.
        """
        try:
            with metrics.OPENING.labels("resume" if since else "snapshot").time():
                async with self._parts.opening:
                    found = await self._parts.opener.open(opened.view, since)
        except Refusal as refusal:
            self._close(ref)
            self._refuse(ref, refusal)
        except Exception:  # noqa: BLE001 - the task's last frame: whatever it is, the browser must come back
            _log.exception("live.topic_not_opened", topic=opened.view.topic.name)
            self.dismiss(TRY_LATER, "try again")
        else:
            self._tell(ref, opened.subscription, found)
            await self._parts.signals.forward(opened.view, opened.subscription)

    def _tell(self, ref: int, subscription: Subscription, found: Snapshot | Resumed) -> None:
        place = found.place
        if isinstance(found, Snapshot):
            self._outlet.force(frames.snapshot(ref, place.position, found.items))
        else:
            for position, patch in found.patches:
                rest = frames.patch_rest(position, patch)
                self._outlet.force(frames.with_ref(ref, rest))
            rest = frames.caught_up_rest(place.position)
            self._outlet.force(frames.with_ref(ref, rest))
        subscription.go_live(place.position)

    def _refuse(self, ref: int, refusal: Refusal) -> None:
        self._outlet.force(frames.refused(ref, problem_of(refusal, self._language)))

    def _close(self, ref: int) -> None:
        opened = self._opened.pop(ref, None)
        if opened is not None:
            metrics.TOPICS.dec()
            opened.subscription.lost = True
            self._parts.hub.leave(opened.view, opened.subscription)
            if opened.task is not None and opened.task is not asyncio.current_task():
                opened.task.cancel()


def _decoded(text: str) -> frames.ClientFrame:
    try:
        return frames.decode(text)
    except frames.BadFrame:
        raise CloseSocket(BAD_FRAME, "not a frame") from None


def _first(group: BaseExceptionGroup[CloseSocket]) -> CloseSocket:
    """The reason to give when several came at once."""
    first = group.exceptions[0]
    return first if isinstance(first, CloseSocket) else _first(first)
