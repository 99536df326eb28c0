"""One open page of a visitor: what it may say, and what it is told."""

import asyncio
from datetime import timedelta
from uuid import UUID

import structlog
from nats.aio.msg import Msg
from starlette.websockets import WebSocket, WebSocketDisconnect

from guichet.channels.webchat import frames, tokens
from guichet.channels.webchat.addresses import token_key, visitor_subject
from guichet.channels.webchat.pace import Pace
from guichet.gateway.contract import AnyDoor, Front
from guichet.gateway.types import Accepted, Identity, Inbound, Line, PeerReceipt, ReceiptState, Said
from guichet.kit.db.faults import DATABASE_FAULTS
from guichet.kit.errors import Refusal
from guichet.kit.events.types import Json
from guichet.kit.tasks import TaskGroup

HELLO_WITHIN = 10.0
SILENT_FOR = 70.0
"""Seconds; the page pings every 25."""
SENT_WITHIN = 20.0
"""Seconds a page has to take a frame before it is cut off."""
HISTORY = 50
MOST_WAITING = 256
"""Frames on their way to a slow page; beyond that it is cut off and catches up when it returns."""

log = structlog.get_logger(__name__)


class BadVisitor(Exception):
    """The page breaks the rules; it is cut off with these words."""


class Visit:
    """From hello to the end of one socket."""

    def __init__(self, front: Front, door: AnyDoor, socket: WebSocket) -> None:
        self._front = front
        self._tools = front.tools
        self._door = door
        self._socket = socket
        self._outbox: asyncio.Queue[str] = asyncio.Queue(MOST_WAITING)
        self._any_frame = Pace(120, timedelta(milliseconds=100))
        self._words = Pace(10, timedelta(seconds=1))
        self._visitor = UUID(int=0)
        self._language = door.language
        self._interaction: UUID | None = None
        self._too_slow = False

    async def run(self) -> None:
        """Until the page or this process goes away."""
        hello = await self._hello()
        if hello is None:
            return
        self._visitor = self._recognise(hello)
        self._language = hello.language or self._door.language
        subject = visitor_subject(self._door.tenant_id, self._door.id, str(self._visitor))
        async with self._tools.signals.subscribed(subject, self._pass_on):
            await self._welcome(hello)
            async with TaskGroup() as group:
                writing = group.create_task(self._write())
                await self._read()
                writing.cancel()

    async def _hello(self) -> frames.Hello | None:
        frame = await self._next(HELLO_WITHIN)
        if frame is not None and not isinstance(frame, frames.Hello):
            raise BadVisitor("say hello first")
        return frame

    def _recognise(self, hello: frames.Hello) -> UUID:
        key, now = token_key(self._tools.secret), self._tools.clock.now()
        known = tokens.visitor_of(key, self._door.id, hello.token, now) if hello.token else None
        return known or self._tools.ids.new()

    @property
    def _person(self) -> Identity:
        return Identity("visitor", str(self._visitor))

    async def _welcome(self, hello: frames.Hello) -> None:
        since = frames.since_of(hello.since)
        history = await self._front.sink.history(self._door, self._person, since, HISTORY)
        self._interaction = history.interaction_id if history.open else None
        token = tokens.issue(
            token_key(self._tools.secret), self._door.id, self._visitor, self._tools.clock.now()
        )
        said: list[Json] = [dict(frames.said_frame(one)) for one in history.said]
        self._tell(
            {
                "op": "welcome",
                "token": token,
                "messages": said,
                "more": history.more,
                "open": history.open,
                "agent": history.agent,
                "now": self._tools.clock.now().isoformat(),
            }
        )

    async def _read(self) -> None:
        while (frame := await self._next(SILENT_FOR)) is not None:
            if not self._any_frame.allows(self._tools.clock.now()):
                raise BadVisitor("too fast")
            await self._take(frame)

    async def _take(self, frame: frames.FromVisitor) -> None:
        match frame:
            case frames.Say():
                await self._say(frame)
            case frames.Typing():
                await self._type(frame)
            case frames.Got():
                await self._receipts(frame)
            case frames.Ping():
                self._tell({"op": "pong"})
            case frames.Hello():
                raise BadVisitor("hello once only")

    async def _say(self, frame: frames.Say) -> None:
        if not self._words.allows(self._tools.clock.now()):
            self._refuse(frame, "too_many", again=True)
            return
        if not await self._still_admitted():
            self._refuse(frame, "closed", again=False)
            return
        try:
            accepted = await self._front.sink.receive(self._door, self._inbound(frame))
        except Refusal as refused:
            self._refuse(frame, refused.code, again=refused.status >= 500)
        except DATABASE_FAULTS:
            log.warning("webchat.not_stored", exc_info=True)
            self._refuse(frame, "unavailable", again=True)
        else:
            await self._confirm(frame, accepted)

    async def _still_admitted(self) -> bool:
        door = await self._front.doors.by_site_key("webchat", self._door.site_key)
        return door is not None

    def _inbound(self, frame: frames.Say) -> Inbound:
        return Inbound(
            peer_id=f"{self._visitor}:{frame.id}",
            sender=self._person,
            text=frame.text,
            language=self._language,
            page=frames.page_of(frame.page),
            client_id=frame.id,
        )

    async def _confirm(self, frame: frames.Say, accepted: Accepted) -> None:
        """Tell the page, and the visitor's other pages."""
        self._interaction = accepted.interaction_id
        line = Line(accepted.interaction_id, accepted.message_id, accepted.seq, accepted.at)
        said = Said(line, "contact", None, frame.text.strip(), None, frame.id, None)
        message = frames.said_frame(said)
        self._tell({"op": "said", "id": frame.id, "message": message})
        if not accepted.repeat:
            subject = visitor_subject(self._door.tenant_id, self._door.id, str(self._visitor))
            payload = frames.dump({"op": "message", "message": message})
            await self._tools.signals.publish(subject, payload.encode())

    def _refuse(self, frame: frames.Say, code: str, *, again: bool) -> None:
        self._tell({"op": "refused", "id": frame.id, "code": code, "again": again})

    async def _type(self, frame: frames.Typing) -> None:
        if self._interaction is not None:
            await self._front.sink.typing(self._door, self._interaction, frame.on)

    async def _receipts(self, frame: frames.Got) -> None:
        state: ReceiptState = "delivered" if frame.op == "got" else "seen"
        receipts = [PeerReceipt(str(one), self._person, state) for one in frame.ids]
        try:
            await self._front.sink.receipts(self._door, receipts)
        except DATABASE_FAULTS:
            log.warning("webchat.receipts_lost", count=len(receipts), exc_info=True)

    async def _pass_on(self, message: Msg) -> None:
        self._put(message.data.decode())

    def _tell(self, frame: dict[str, Json]) -> None:
        self._put(frames.dump(frame))

    def _put(self, text: str) -> None:
        if self._outbox.full():
            self._too_slow = True
        else:
            self._outbox.put_nowait(text)

    async def _write(self) -> None:
        while True:
            text = await self._outbox.get()
            if self._too_slow:
                raise BadVisitor("too slow; come back")
            try:
                async with asyncio.timeout(SENT_WITHIN):
                    await self._socket.send_text(text)
            except TimeoutError:
                raise BadVisitor("too slow; come back") from None
            except (WebSocketDisconnect, RuntimeError, OSError):
                return

    async def _next(self, within: float) -> frames.FromVisitor | None:
        """The next frame; none when the page went away or fell silent."""
        try:
            async with asyncio.timeout(within):
                message = await self._socket.receive()
        except TimeoutError:
            return None
        text = message.get("text") if message["type"] == "websocket.receive" else None
        if message["type"] == "websocket.disconnect":
            return None
        try:
            return frames.parse(text or "")
        except frames.BadFrame as fault:
            raise BadVisitor(str(fault)) from fault
