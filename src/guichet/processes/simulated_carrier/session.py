"""One connection to a simulated carrier: what is read together is answered together."""

import asyncio
from collections import deque
from collections.abc import Sequence
from typing import Final, NamedTuple, Protocol, cast

from guichet.processes.simulated_carrier.counters import Counters
from guichet.processes.simulated_carrier.scenario import (
    NOT_TAKEN,
    Fault,
    Kind,
    Scenario,
    written_id,
)
from guichet.protocols.smpp import codec, fast, pdus, status, tlvs
from guichet.protocols.smpp.errors import PeerFault
from guichet.protocols.smpp.numbers import LAST_SEQUENCE, Command
from guichet.protocols.smpp.pdus import SubmitSm
from guichet.protocols.smpp.stream import Frames

_SUBMIT: Final = Command.SUBMIT_SM.to_bytes(4, "big")
_DELIVERED: Final = Command.DELIVER_SM_RESP.to_bytes(4, "big")
_header = fast.HEADER.pack
_MODES: Final = {
    pdus.BindTransceiver: "transceiver",
    pdus.BindTransmitter: "transmitter",
    pdus.BindReceiver: "receiver",
}
_STATUS: Final = {Kind.THROTTLE: status.THROTTLED, Kind.QUEUE_FULL: status.QUEUE_FULL}
_GARBAGE: Final = _header(24, Command.DELIVER_SM, 0, 77) + b"\xff" * 8
_BAD_LENGTH: Final = b"\xff\xff\xff\xff" + b"\0" * 12
_STRANGER: Final = fast.submit_sm_resp(LAST_SEQUENCE, b"nobody")


class Mail(NamedTuple):
    """The body of a ``deliver_sm``, to be sent again until it is acknowledged."""

    body: bytes
    receipt: bool


class Hub(Protocol):
    """The carrier, as its connections see it."""

    scenario: Scenario
    counters: Counters

    def now(self) -> float:
        """Seconds of the loop's clock."""
        ...

    def admit(self, session: "Session", name: str, password: str) -> int:
        """The status of a bind."""
        ...

    def left(self, session: "Session") -> None:
        """A connection is gone."""
        ...

    def allowed(self, session: "Session") -> bool:
        """Whether the account's rate admits one more message; asking counts."""
        ...

    def faults(self, message: SubmitSm) -> Sequence[Fault]:
        """What goes wrong with a message; asking counts."""
        ...

    def take(self, session: "Session", message: SubmitSm, faults: Sequence[Fault]) -> int:
        """Take a message; gives its number. Its receipts are owed from now on, early ones are
        sent.
        """
        ...


class Session(asyncio.Protocol):
    """A client's connection."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._frames = Frames()
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._out: list[bytes] = []
        self._later: deque[tuple[float, bytes]] = deque()
        self._timer: asyncio.TimerHandle | None = None
        self._heartbeat: asyncio.TimerHandle | None = None
        self._heard = hub.now()
        self._sequence = 0
        self._unanswered = 0
        self._unacked: dict[int, Mail] = {}
        self._held: deque[Mail] = deque()
        self._refused: deque[Mail] = deque()
        """What the client could not take, until it is sent once more."""
        self._until_pause = hub.scenario.reading.every if hub.scenario.reading else 0
        self._cut = False
        self.account: str | None = None
        self.mode = ""

    @property
    def receives(self) -> bool:
        """Whether receipts may be sent here."""
        return self.account is not None and self.mode != "transmitter" and not self._cut

    @property
    def unacknowledged(self) -> list[Mail]:
        """What was sent here, or is to be, and is not acknowledged."""
        return [*self._refused, *self._unacked.values(), *self._held]

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._hub.counters.links += 1
        self._beat()

    def connection_lost(self, _exc: Exception | None) -> None:
        self._cut = True
        self._hub.counters.links -= 1
        for timer in (self._timer, self._heartbeat):
            if timer is not None:
                timer.cancel()
        self._hub.left(self)

    def data_received(self, data: bytes) -> None:
        self._heard = self._hub.now()
        submits = acked = 0
        for frame in self._frames.feed(data):
            command = frame[4:8]
            if command == _SUBMIT:
                submits += 1
                self._submit(frame)
            elif command == _DELIVERED:
                acked += self._acknowledged(frame)
            else:
                self._other(frame)
            if self._cut:
                break
        if submits:
            self._hub.counters.took(self._heard, submits)
        if acked:
            self._hub.counters.acked(self._heard, acked)
        if not self._cut:
            self._go_on(submits, acked)

    def _go_on(self, submits: int, acked: int) -> None:
        if self._frames.fault is not None:
            self._misframed(self._frames.fault)
        if submits:
            self._slow_down(submits)
        if acked:
            self._send_held()
        self._flush()

    def _flush(self) -> None:
        if self._out and self._transport is not None:
            if self._hub.scenario.answers.reorder:
                self._out.reverse()
            self._transport.write(b"".join(self._out))
            self._out = []

    def _submit(self, frame: bytes) -> None:
        try:
            message = fast.read_sm(frame, SubmitSm, strict=True)
        except PeerFault as fault:
            self._hub.counters.malformed += 1
            self._out.append(_refused(frame, fault.status))
            return
        refusal = self._refusal()
        if refusal:
            self._count_refusal(refusal)
            self._out.append(_header(16, Command.SUBMIT_SM_RESP, refusal, message.sequence))
            return
        faults = self._hub.faults(message)
        if faults:
            self._fated(message, faults)
        else:
            self._answer(self._taken(message, ()))

    def _refusal(self) -> int:
        answers = self._hub.scenario.answers
        if self.account is None or self.mode == "receiver":
            return status.INVALID_BIND_STATUS
        if answers.window is not None and self._unanswered >= answers.window:
            return status.QUEUE_FULL
        if answers.rate is not None and not self._hub.allowed(self):
            return status.THROTTLED
        return status.OK

    def _count_refusal(self, code: int) -> None:
        if code in (status.THROTTLED, status.QUEUE_FULL):
            self._hub.counters.throttled += 1
        else:
            self._hub.counters.refused += 1

    def _taken(self, message: SubmitSm, faults: Sequence[Fault]) -> bytes:
        number = self._hub.take(self, message, faults)
        written = written_id(number, self._hub.scenario.answers.id_form)
        return fast.submit_sm_resp(message.sequence, written)

    def _answer(self, octets: bytes) -> None:
        delay = self._hub.scenario.answers.delay
        if not delay:
            self._out.append(octets)
            return
        self._unanswered += 1
        self._later.append((self._heard + delay, octets))
        if self._timer is None:
            self._timer = self._loop.call_at(self._heard + delay, self._answer_late)

    def _answer_late(self) -> None:
        self._timer = None
        now, later = self._hub.now(), self._later
        while later and later[0][0] <= now + 0.001:
            self._out.append(later.popleft()[1])
            self._unanswered -= 1
        if later:
            self._timer = self._loop.call_at(later[0][0], self._answer_late)
        self._flush()

    def _fated(self, message: SubmitSm, faults: Sequence[Fault]) -> None:
        """A message with which something goes wrong."""
        kinds = {fault.kind: fault for fault in faults}
        stopped = next((fault for fault in faults if fault.kind in NOT_TAKEN), None)
        if stopped is not None:
            self._not_taken(message, stopped)
            return
        answer = self._taken(message, faults)
        if Kind.GARBAGE in kinds:
            self._out.append(_GARBAGE)
        if Kind.STRANGER in kinds:
            self._out.append(_STRANGER)
        if Kind.DROP_AFTER in kinds:
            self._drop()
        elif Kind.BAD_LENGTH in kinds:
            self._out += (answer, _BAD_LENGTH)
            self._drop()
        elif Kind.SLOW in kinds:
            self._loop.call_later(kinds[Kind.SLOW].delay, self._write, answer)
        elif Kind.SILENT not in kinds:
            self._answer(answer)

    def _not_taken(self, message: SubmitSm, fault: Fault) -> None:
        if fault.kind is Kind.DROP_BEFORE:
            self._drop()
            return
        code = _STATUS.get(fault.kind, fault.status)
        self._count_refusal(code)
        nack = fault.kind is Kind.NACK
        command = Command.GENERIC_NACK if nack else Command.SUBMIT_SM_RESP
        self._answer(_header(16, command, code, message.sequence))

    def _write(self, octets: bytes) -> None:
        if self._transport is not None and not self._cut:
            self._transport.write(octets)

    def _drop(self) -> None:
        """Cut the connection, behind what is answered already."""
        self._flush()
        self._cut = True
        self._hub.counters.links_lost += 1
        if self._transport is not None:
            self._transport.close()

    def _slow_down(self, submits: int) -> None:
        reading = self._hub.scenario.reading
        if reading is None or self._transport is None:
            return
        self._until_pause -= submits
        if self._until_pause <= 0:
            self._until_pause = reading.every
            self._transport.pause_reading()
            self._loop.call_later(reading.pause, self._read_again)

    def _read_again(self) -> None:
        if self._transport is not None and not self._cut:
            self._transport.resume_reading()

    def _misframed(self, fault: PeerFault) -> None:
        self._hub.counters.malformed += 1
        self._out.append(_header(16, Command.GENERIC_NACK, fault.status, fault.sequence))
        self._drop()

    def _other(self, frame: bytes) -> None:
        try:
            pdu = codec.decode(frame)
        except PeerFault as fault:
            self._hub.counters.malformed += 1
            self._out.append(_refused(frame, fault.status))
            return
        if isinstance(pdu, pdus.BindTransceiver | pdus.BindTransmitter | pdus.BindReceiver):
            self._bind(pdu)
        elif isinstance(pdu, pdus.EnquireLink):
            self._out.append(_header(16, Command.ENQUIRE_LINK_RESP, 0, pdu.sequence))
        elif isinstance(pdu, pdus.Unbind):
            self._hub.counters.unbinds += 1
            self._out.append(_header(16, Command.UNBIND_RESP, 0, pdu.sequence))
            self._leave()
        elif codec.response_to(codec.command_of(pdu)) is not None:
            command = codec.command_of(pdu)
            self._out.append(codec.refusal(command, pdu.sequence, status.INVALID_COMMAND))

    def _bind(self, bind: pdus.Bind) -> None:
        binds = self._hub.scenario.binds
        mode = _MODES[type(bind)]
        if self.account is not None:
            code: int = status.ALREADY_BOUND
        elif mode not in binds.modes:
            code = status.INVALID_COMMAND
        else:
            self.mode = mode
            name, password = bind.system_id.decode("latin-1"), bind.password.decode("latin-1")
            code = self._hub.admit(self, name, password)
        command = codec.response_to(codec.command_of(bind))
        assert command is not None
        if code:
            self._out.append(_header(16, command, code, bind.sequence))
            return
        version = tlvs.make(tlvs.Tag.SC_INTERFACE_VERSION, binds.version)
        body = b"simulated\0" + tlvs.write((version,))
        self._out.append(_header(16 + len(body), command, 0, bind.sequence) + body)

    def _leave(self) -> None:
        self._flush()
        self._cut = True
        if self._transport is not None:
            self._transport.close()

    def close(self) -> None:
        """End the connection without a word."""
        self._cut = True
        if self._transport is not None:
            self._transport.abort()

    def ask_to_leave(self) -> None:
        """Send ``unbind``: the client is to go and come back."""
        self._write(_header(16, Command.UNBIND, 0, self._next()))

    def deliver(self, mails: Sequence[Mail]) -> None:
        """Send receipts and texts, within the window of what is unacknowledged."""
        room = self._hub.scenario.receipts.window - len(self._unacked)
        self._held.extend(mails[max(room, 0) :])
        self._write(b"".join([self._addressed(mail) for mail in mails[: max(room, 0)]]))

    def _addressed(self, mail: Mail) -> bytes:
        sequence = self._next()
        self._unacked[sequence] = mail
        if mail.receipt:
            self._hub.counters.receipts += 1
        else:
            self._hub.counters.inbound += 1
        return _header(16 + len(mail.body), Command.DELIVER_SM, 0, sequence) + mail.body

    def _next(self) -> int:
        self._sequence = self._sequence % (LAST_SEQUENCE - 1) + 1
        return self._sequence

    def _acknowledged(self, frame: bytes) -> int:
        _, _, code, sequence = fast.HEADER.unpack_from(frame)
        mail = self._unacked.pop(sequence, None)
        if mail is None:
            return 0
        if code:
            self._hub.counters.receipts_refused += 1
            self._refused.append(mail)
            self._loop.call_later(1.0, self._again)
            return 0
        if mail.receipt:
            return 1
        self._hub.counters.inbound_acked += 1
        return 0

    def _again(self) -> None:
        """What the client could not take a second ago is sent once more; by another bind, if this
        one ended meanwhile.
        """
        if not self._cut and self._refused:
            self.deliver((self._refused.popleft(),))

    def _send_held(self) -> None:
        if self._held:
            held, self._held = list(self._held), deque()
            self.deliver(held)

    def _beat(self) -> None:
        quiet, every = self._hub.now() - self._heard, self._hub.scenario.enquire
        if quiet > 3 * every:
            self.close()
            return
        if quiet > every:
            self._write(_header(16, Command.ENQUIRE_LINK, 0, self._next()))
        self._heartbeat = self._loop.call_later(max(every, 0.05), self._beat)


def _refused(frame: bytes, code: int) -> bytes:
    _, command, _, sequence = fast.HEADER.unpack_from(frame)
    return codec.refusal(command, sequence, code)
