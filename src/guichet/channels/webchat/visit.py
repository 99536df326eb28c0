"""One open page of a visitor: what it may say, and what it is told."""

import asyncio
from contextlib import AsyncExitStack

import structlog
from nats.aio.msg import Msg
from starlette.websockets import WebSocket

from guichet.channels.webchat import answers, frames, tokens, vouching
from guichet.channels.webchat import context as visits
from guichet.channels.webchat.addresses import token_key, visitor_subject
from guichet.channels.webchat.catching import HISTORY, CatchUp
from guichet.channels.webchat.guest import Guest
from guichet.channels.webchat.limits import Limits, network_address
from guichet.channels.webchat.outbox import BadVisitor, Outbox
from guichet.channels.webchat.wishes import Wishes
from guichet.files.types import FileRef
from guichet.gateway.context import Location
from guichet.gateway.contract import AnyDoor, Front
from guichet.gateway.origins import site_of
from guichet.gateway.types import Availability, Identity, PeerReceipt, ReceiptState
from guichet.kit.db.faults import DATABASE_FAULTS
from guichet.kit.errors import Refusal
from guichet.kit.tasks import TaskGroup

HELLO_WITHIN = 10.0
SILENT_FOR = 70.0
"""Seconds; the page pings every 25."""

NOT_KEPT: tuple[type[Exception], ...] = (Refusal, *DATABASE_FAULTS)

log = structlog.get_logger(__name__)


class Visit:
    """From hello to the end of one socket."""

    def __init__(self, front: Front, door: AnyDoor, socket: WebSocket, limits: Limits) -> None:
        self._front = front
        self._tools = front.tools
        self._door = door
        self._socket = socket
        self._limits = limits
        self._outbox = Outbox(socket)
        self._pace = limits.frames()
        self._told: Availability | None = None
        self._catch_up: CatchUp

    async def run(self) -> None:
        """Until the page or this process goes away."""
        hello = await self._hello()
        if hello is None:
            return
        guest, warnings = await self._recognise(hello)
        self._catch_up = CatchUp(self._front, guest, self._outbox)
        async with AsyncExitStack() as listening:
            await self._listen(listening, guest, guest.person)
            await self._welcome(hello, guest, warnings)
            if guest.address is not None and guest.address != guest.person:
                await self._listen(listening, guest, guest.address)
            async with TaskGroup() as group:
                writing = group.create_task(self._outbox.write())
                catching = group.create_task(self._catch_up.run())
                await self._read(guest)
                writing.cancel()
                catching.cancel()

    async def _hello(self) -> frames.Hello | None:
        frame = await self._next(HELLO_WITHIN)
        if frame is not None and not isinstance(frame, frames.Hello):
            raise BadVisitor("say hello first")
        return frame

    async def _recognise(self, hello: frames.Hello) -> tuple[Guest, tuple[str, ...]]:
        """Who it is, and what of it was left out."""
        key, now = token_key(self._tools.secret), self._tools.clock.now()
        known = tokens.visitor_of(key, self._door.id, hello.token, now) if hello.token else None
        language = hello.language or self._door.language
        site = site_of(self._socket.headers.get("origin"))
        network = network_address(self._socket)
        guest = Guest(self._door, known or self._tools.ids.new(), language, site, network=network)
        read = vouching.read(hello.identity, guest.settings.secrets(), now)
        guest.claims = read.claims
        if known and await self._is_of_another(guest):
            guest.visitor = self._tools.ids.new()
            guest.is_other = True
        return guest, (read.warning,) if read.warning else ()

    async def _is_of_another(self, guest: Guest) -> bool:
        """Whether who was vouched for came with the token of another: a shared computer."""
        claims = guest.claims
        if claims is None or not claims.verified:
            return False
        return await self._front.sink.is_of_another(self._door, guest.person, claims)

    async def _listen(self, listening: AsyncExitStack, guest: Guest, who: Identity) -> None:
        async def pass_on(message: Msg) -> None:
            text = message.data.decode()
            if text.startswith(answers.ENDED):
                guest.interaction = None
            self._outbox.put(text)

        subject = visitor_subject(self._door.tenant_id, self._door.id, who.value)
        heard = self._tools.signals.subscribed(subject, pass_on, self._catch_up.want)
        await listening.enter_async_context(heard)

    async def _welcome(self, hello: frames.Hello, guest: Guest, warnings: tuple[str, ...]) -> None:
        now = self._tools.clock.now()
        warnings += guest.learn(hello.visit, now)
        since = None if guest.is_other else frames.since_of(hello.since)
        history = await self._front.sink.history(self._door, guest.person, since, HISTORY)
        self._catch_up.holds(history, since)
        guest.interaction = history.interaction_id if history.open else None
        guest.address = history.address if history.open else None
        token = tokens.issue(token_key(self._tools.secret), self._door.id, guest.visitor, now)
        self._told = await self._front.availability.of(self._door)
        frame = answers.welcome(token, history, self._told, now, self._address_of)
        self._outbox.tell({**frame, "warnings": list(warnings), "other": guest.is_other})
        if guest.interaction is not None and history.agent is None:
            await self._front.places.tell_again(self._door, guest.interaction)

    def _address_of(self, file: FileRef) -> str:
        return self._tools.file_address(self._door.tenant_id, file)

    async def _read(self, guest: Guest) -> None:
        wishes = Wishes(self._front, guest, self._outbox, self._limits)
        while (frame := await self._next(SILENT_FOR)) is not None:
            if not self._pace.allows(self._tools.clock.now()):
                raise BadVisitor("too fast")
            if isinstance(frame, frames.Asking):
                await wishes.ask(frame)
            elif isinstance(frame, frames.End):
                await wishes.end(frame)
            else:
                await self._note(frame, guest)

    async def _note(self, frame: frames.FromVisitor, guest: Guest) -> None:
        """What is not answered by name: lost when the database is away, and harmless so."""
        match frame:
            case frames.Typing() if guest.interaction is not None:
                await self._front.sink.typing(self._door, guest.interaction, frame.on)
            case frames.Got():
                await self._receipts(frame, guest)
            case frames.Where():
                await self._moved(frame, guest)
            case frames.Locate():
                await self._located(frame, guest)
            case frames.Check():
                await self._check(frame.subject, guest)
            case frames.Ping():
                await self._pong()
            case frames.Hello():
                raise BadVisitor("hello once only")

    async def _receipts(self, frame: frames.Got, guest: Guest) -> None:
        state: ReceiptState = "delivered" if frame.op == "got" else "seen"
        address = guest.address or guest.person
        receipts = [PeerReceipt(str(one), address, state) for one in frame.ids]
        try:
            await self._front.sink.receipts(self._door, receipts)
        except DATABASE_FAULTS:
            log.warning("webchat.receipts_lost", count=len(receipts), exc_info=True)

    async def _moved(self, frame: frames.Where, guest: Guest) -> None:
        now = self._tools.clock.now()
        view = visits.view_of(frame.page, now, now)
        if view is None:
            return
        guest.context = visits.seen(guest.context, view)
        if guest.interaction is not None and self._limits.may_note(guest.person.value):
            try:
                await self._front.sink.saw(self._door, guest.person, [view])
            except NOT_KEPT:
                log.warning("webchat.page_not_kept", exc_info=True)

    async def _located(self, frame: frames.Locate, guest: Guest) -> None:
        location = Location(frame.latitude, frame.longitude, frame.accuracy)
        guest.locate(location)
        if guest.interaction is not None and self._limits.may_note(guest.person.value):
            try:
                await self._front.sink.located(self._door, guest.person, location)
            except NOT_KEPT:
                log.warning("webchat.place_not_kept", exc_info=True)

    async def _check(self, subject: str | None, guest: Guest) -> None:
        known = guest.settings.subject(subject)
        queue = known.queue if known else None
        found = await self._front.availability.of(self._door, subject if known else None, queue)
        self._outbox.tell(answers.availability(found, subject))

    async def _pong(self) -> None:
        """Still here; and whether somebody would answer, when that changed."""
        self._outbox.tell({"op": "pong"})
        found = await self._front.availability.of(self._door)
        if self._told is None or found.state != self._told.state:
            self._outbox.tell(answers.availability(found))
            self._told = found

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
