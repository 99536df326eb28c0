"""One TCP connection to a carrier: what is read together is handed on together."""

import asyncio
from collections.abc import Callable
from typing import Final, Protocol, cast

from guichet.protocols.smpp import codec, pdus, status
from guichet.protocols.smpp.errors import PeerFault
from guichet.protocols.smpp.fast import HEADER
from guichet.protocols.smpp.numbers import LAST_SEQUENCE, Command
from guichet.protocols.smpp.stream import Frames

# Answers dealt with in one go: behind each lot as many texts go out, so that a carrier far away has
# the next of a large window while the rest of this one is still being dealt with.
_TOGETHER: Final = 64
_ANSWER: Final = Command.SUBMIT_SM_RESP.to_bytes(4, "big")
_DELIVERY: Final = Command.DELIVER_SM.to_bytes(4, "big")
_ASKED: Final = (
    pdus.BindTransceiverResp,
    pdus.BindTransmitterResp,
    pdus.BindReceiverResp,
    pdus.UnbindResp,
)


class LinkLost(ConnectionError):
    """The connection is no more, or of no more use: a code, a colon, and the same in words."""


class Traffic(Protocol):
    """Who deals with messages."""

    def came(self, wire: "Wire", answers: list[bytes], deliveries: list[bytes]) -> None:
        """Answers to messages, and deliveries, as frames, in the order they came."""
        ...

    def nacked(self, sequence: int, code: int) -> None:
        """The carrier did not understand a message."""
        ...

    def delivered_data(self, wire: "Wire", message: pdus.DataSm) -> None:
        """A delivery in the form of ``data_sm``."""
        ...

    def writable(self) -> None:
        """There is room again in the connection."""
        ...


class Wire(asyncio.Protocol):
    """The connection. ``lost`` is set when it ends, with ``why``."""

    def __init__(self, traffic: Traffic) -> None:
        self._traffic = traffic
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._frames = Frames()
        self._sequence = 0
        self._asked: dict[int, asyncio.Future[pdus.Pdu]] = {}
        self.heard = self._loop.time()
        self.enquired = False
        self.enquired_at = self._loop.time()
        self.full = False
        self.paused = False
        """Nothing is read for now."""
        self.lost = asyncio.Event()
        self.why = "link_closed: the connection was closed"

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._transport.set_write_buffer_limits(high=256 * 1024)

    def connection_lost(self, exc: Exception | None) -> None:
        if exc is not None:
            self.why = f"link_closed: {str(exc) or type(exc).__name__}"
        self._end(self.why)

    def pause_writing(self) -> None:
        self.full = True

    def resume_writing(self) -> None:
        self.full = False
        self._traffic.writable()

    def data_received(self, data: bytes) -> None:
        self.heard = self._loop.time()
        self.enquired = False
        answers: list[bytes] = []
        deliveries: list[bytes] = []
        for frame in self._frames.feed(data):
            command = frame[4:8]
            if command == _ANSWER:
                answers.append(frame)
            elif command == _DELIVERY:
                deliveries.append(frame)
            else:
                self._other(frame)
            if len(answers) == _TOGETHER:
                self._traffic.came(self, answers, [])
                answers = []
        self.full = self.full or self._frames.fault is not None  # nothing more goes out
        if answers or deliveries:
            self._traffic.came(self, answers, deliveries)
        if self._frames.fault is not None:
            fault = self._frames.fault
            self.write(HEADER.pack(16, Command.GENERIC_NACK, fault.status, fault.sequence))
            self.close(f"link_garbled: what came is no SMPP: {fault.words}")

    def _other(self, frame: bytes) -> None:
        try:
            pdu = codec.decode(frame)
        except PeerFault as fault:
            self.write(codec.refusal(fault.command, fault.sequence, fault.status))
            return
        if isinstance(pdu, _ASKED):
            self._settle(pdu)
        elif isinstance(pdu, pdus.EnquireLink):
            self.write(HEADER.pack(16, Command.ENQUIRE_LINK_RESP, 0, pdu.sequence))
        elif isinstance(pdu, pdus.GenericNack):
            if not self._settle(pdu):
                self._traffic.nacked(pdu.sequence, pdu.status or status.UNKNOWN_ERROR)
        elif isinstance(pdu, pdus.DataSm):
            self._traffic.delivered_data(self, pdu)
        elif isinstance(pdu, pdus.Unbind):
            self.write(HEADER.pack(16, Command.UNBIND_RESP, 0, pdu.sequence))
            self.close("the carrier asked us to leave")
        else:
            self._strange(pdu)

    def _strange(self, pdu: pdus.Pdu) -> None:
        """What nobody needs is refused; answers nobody waits for are passed over."""
        command = codec.command_of(pdu)
        if codec.response_to(command) is not None:
            self.write(codec.refusal(command, pdu.sequence, status.INVALID_COMMAND))

    def _settle(self, pdu: pdus.Pdu) -> bool:
        waiting = self._asked.pop(pdu.sequence, None)
        if waiting is None:
            return False
        if not waiting.done():
            waiting.set_result(pdu)
        return True

    async def ask(self, make: Callable[[int], pdus.Pdu]) -> pdus.Pdu:
        """Send a request and wait for its answer. Raises ``LinkLost``."""
        if self.lost.is_set():
            raise LinkLost(self.why)
        sequence = self.next()
        answer: asyncio.Future[pdus.Pdu] = self._loop.create_future()
        self._asked[sequence] = answer
        try:
            self.write(codec.encode(make(sequence)))
            return await answer
        finally:
            self._asked.pop(sequence, None)

    def next(self) -> int:
        """The next sequence number."""
        self._sequence = self._sequence % LAST_SEQUENCE + 1
        return self._sequence

    def enquire(self) -> None:
        """Ask whether the carrier is there; anything it says counts as an answer."""
        self.enquired, self.enquired_at = True, self._loop.time()
        self.write(HEADER.pack(16, Command.ENQUIRE_LINK, 0, self.next()))

    def write(self, octets: bytes) -> None:
        """Send, all at once."""
        if self._transport is not None and not self.lost.is_set():
            self._transport.write(octets)

    def pause(self) -> None:
        """Read nothing for now: what came is still being kept."""
        if self._transport is not None and not self.lost.is_set():
            self.paused = True
            self._transport.pause_reading()

    def resume(self) -> None:
        """Read on; the carrier was not silent, nobody listened."""
        if self._transport is not None and not self.lost.is_set():
            self.paused, self.heard, self.enquired = False, self._loop.time(), False
            self._transport.resume_reading()

    def close(self, why: str) -> None:
        """End the connection, behind what was written."""
        if not self.lost.is_set():
            self.why = why
            if self._transport is not None:
                self._transport.close()
            self._end(why)

    def abort(self) -> None:
        """End it at once."""
        if self._transport is not None:
            self._transport.abort()

    def _end(self, why: str) -> None:
        if self.lost.is_set():
            return
        self.lost.set()
        for waiting in self._asked.values():
            if not waiting.done():
                waiting.set_exception(LinkLost(why))
        self._asked.clear()

    async def ended(self) -> None:
        """Raises ``LinkLost`` when the connection ends."""
        await self.lost.wait()
        raise LinkLost(self.why)
