"""Both sides of an SMPP connection as a state machine: section 2, and the timers of 7.2.

Octets and the time go in; octets to write and lists of what happened come out, a batch at a time:
there is no object waiting per message. Times are seconds of the caller's clock, which never goes
back.

Everything has a bound: requests without response (``window``), the peer's requests without answer
(``peer_window``), a PDU being received, parameters in it, faults, and answers that came too late.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Generic

from guichet.protocols.smpp import pdus, status, tlvs
from guichet.protocols.smpp.codec import command_of, decode, encode, refusal, response_to
from guichet.protocols.smpp.errors import Misuse, PeerFault
from guichet.protocols.smpp.events import (
    Answer,
    Batch,
    BindAsked,
    BindRefused,
    Bound,
    Ended,
    Ending,
    Faulty,
    Late,
    Role,
    State,
    Token,
    Unbound,
)
from guichet.protocols.smpp.fast import (
    DELIVER_SM,
    DELIVER_SM_RESP,
    HEADER,
    SUBMIT_SM,
    SUBMIT_SM_RESP,
    SubmitForm,
    deliver_sm_resp,
    message_id_of,
    read_sm,
    submit_sm_resp,
)
from guichet.protocols.smpp.numbers import LAST_SEQUENCE, RESPONSE, VERSION_3_4, Command
from guichet.protocols.smpp.pdus import Bind, BindResp, DeliverSm, Pdu, SubmitSm
from guichet.protocols.smpp.stream import LONGEST, Frames
from guichet.protocols.smpp.tlvs import Tag

_unpack = HEADER.unpack_from


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of a session; times in seconds."""

    window: int = 100
    """Our requests without response. ``Session.window`` may be changed while it runs."""
    peer_window: int = 1_000
    """The peer's requests without answer: beyond, they are refused for now."""
    bind_within: float = 15
    respond_within: float = 30
    enquire_every: float = 30
    """Silence of the peer after which it is asked whether it is there."""
    inactive_for: float | None = None
    """Without any message for so long, the session is ended; None: never."""
    most_faults: int = 20
    """Of the peer in a row."""
    longest: int = LONGEST
    """Octets of one PDU."""
    remembered: int = 10_000
    """Requests given up whose late answer would still be recognised."""


_BOUND: Final = frozenset((State.BOUND_TX, State.BOUND_RX, State.BOUND_TRX))
_SENDING: Final = frozenset((State.BOUND_TX, State.BOUND_TRX))
_RECEIVING: Final = frozenset((State.BOUND_RX, State.BOUND_TRX))
_OPEN: Final = frozenset((State.OPEN,))

FROM_ESME: Final = {
    Command.BIND_TRANSMITTER: _OPEN,
    Command.BIND_RECEIVER: _OPEN,
    Command.BIND_TRANSCEIVER: _OPEN,
    Command.SUBMIT_SM: _SENDING,
    Command.SUBMIT_MULTI: _SENDING,
    Command.DATA_SM: _SENDING,
    Command.QUERY_SM: _SENDING,
    Command.CANCEL_SM: _SENDING,
    Command.REPLACE_SM: _SENDING,
    Command.UNBIND: _BOUND,
}
FROM_SMSC: Final = {
    Command.OUTBIND: _OPEN,
    Command.DELIVER_SM: _RECEIVING,
    Command.DATA_SM: _RECEIVING,
    Command.ALERT_NOTIFICATION: _RECEIVING,
    Command.UNBIND: _BOUND,
}
"""Who may ask what in which state (2.3, table 2-1). ``enquire_link`` is answered always."""

_BINDS: Final[dict[Command, tuple[State, type[BindResp]]]] = {
    Command.BIND_TRANSMITTER: (State.BOUND_TX, pdus.BindTransmitterResp),
    Command.BIND_RECEIVER: (State.BOUND_RX, pdus.BindReceiverResp),
    Command.BIND_TRANSCEIVER: (State.BOUND_TRX, pdus.BindTransceiverResp),
}
_BIND_RESPONSES: Final = {int(command) | RESPONSE: state for command, (state, _) in _BINDS.items()}
_ENQUIRE: Final = int(Command.ENQUIRE_LINK)
_FOR_NOW: Final = frozenset((status.THROTTLED, status.TEMPORARY_APP_ERROR, status.SYSTEM_ERROR))
_COMMANDS: Final = frozenset(map(int, Command))
_BY_THEMSELVES: Final = frozenset((*_BINDS, Command.UNBIND, Command.OUTBIND))


class Session(Generic[Token]):
    """One connection, from its opening to its end."""

    def __init__(self, role: Role, now: float, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self.role = role
        self._state = self._bound_as = State.OPEN
        self._over = self._takes = False
        self.window = self.limits.window
        self.congestion: int | None = None
        """What the peer last said of its load (``congestion_state`` of 5.0), in hundredths."""
        self._frames = Frames(self.limits.longest)
        self._sequence = 0
        self._sent: dict[int, tuple[Token, float, int]] = {}
        self._late: dict[int, tuple[Token, int]] = {}
        self._unanswered: dict[int, int] = {}
        self._asked: Bind | None = None
        self._faults = 0
        """In a row, without a message between them."""
        self._opened = now
        self._heard = now
        self._active = now
        self._bind_sent: tuple[int, int] | None = None
        self._unbind_sent: tuple[int, float] | None = None
        self._enquiry: tuple[int, float] | None = None
        centre = role is Role.SMSC
        self._from_peer = FROM_ESME if centre else FROM_SMSC
        self._from_us = FROM_SMSC if centre else FROM_ESME
        self._message: tuple[int, type[SubmitSm] | type[DeliverSm], bool, frozenset[State]] = (
            (SUBMIT_SM, SubmitSm, True, _SENDING)
            if centre
            else (DELIVER_SM, DeliverSm, False, _RECEIVING)
        )

    @property
    def state(self) -> State:
        """Where the session stands."""
        return self._state

    def _turn(self, state: State) -> None:
        """While ``unbind`` waits for its answer, messages on their way are still taken."""
        self._state = state
        self._over = state in (State.CLOSED, State.UNBOUND)
        if state is not State.UNBINDING:
            self._bound_as = state
            self._takes = state in self._message[3]

    # What goes out

    @property
    def room(self) -> int:
        """Messages that may be sent now; 0 unless bound for sending."""
        return max(0, self.window - len(self._sent)) if self.sends else 0

    @property
    def sends(self) -> bool:
        """Whether it is bound for sending."""
        return self._state in (_SENDING if self.role is Role.ESME else _RECEIVING)

    @property
    def outstanding(self) -> int:
        """Requests sent that wait for their response."""
        return len(self._sent)

    @property
    def unanswered(self) -> int:
        """Requests of the peer that wait for our answer."""
        return len(self._unanswered)

    def bind(self, pdu: Bind) -> bytes:
        """Ask to be let in. Raises ``Misuse`` for a centre, or more than once."""
        if self.role is not Role.ESME or self.state is not State.OPEN or self._bind_sent:
            raise Misuse("only a client binds, once, on a new connection")
        sequence = self._next()
        written = encode(pdu._replace(sequence=sequence, status=0))
        self._bind_sent = sequence, command_of(pdu)
        return written

    def outbind(self, system_id: bytes, password: bytes) -> bytes:
        """Ask a client to bind. Raises ``Misuse``."""
        if self.role is not Role.SMSC or self.state is not State.OPEN:
            raise Misuse("only a centre asks for a bind, on a new connection")
        return encode(pdus.Outbind(self._next(), 0, system_id, password))

    def submit_many(
        self, messages: Sequence[tuple[Token, SubmitForm, bytes, bytes]], now: float
    ) -> bytes:
        """Messages to send: token, form, number, text.

        Raises ``Misuse`` beyond ``room``, or for what cannot be written; then none was sent.
        """
        self._may(SUBMIT_SM, len(messages))
        sequence, sent = self._sequence, dict[int, tuple[Token, float, int]]()
        out: list[bytes] = []
        for token, form, number, text in messages:
            sequence = sequence + 1 if sequence < LAST_SEQUENCE else 1
            out.append(form.of(sequence, number, text))
            sent[sequence] = (token, now, SUBMIT_SM)
        self._sequence, self._active = sequence, now
        self._sent |= sent
        return b"".join(out)

    def request_many(self, several: Iterable[tuple[Token, Pdu]], now: float) -> bytes:
        """Any requests, each with its token; their sequences are given here.

        Raises ``Misuse``; then none of them was sent.
        """
        taken = [(token, command_of(pdu), encode(pdu)) for token, pdu in several]
        for command in {command for _, command, _ in taken}:
            self._may(command, len(taken))
        out: list[bytes] = []
        for token, command, written in taken:
            sequence = self._next()
            out.append(b"%b%b%b" % (written[:12], sequence.to_bytes(4, "big"), written[16:]))
            if command != Command.ALERT_NOTIFICATION:
                self._sent[sequence] = (token, now, command)
        self._active = now
        return b"".join(out)

    def answer_many(self, sequences: Iterable[int], code: int = 0) -> bytes:
        """Acknowledge messages that were delivered here, once they are stored. Raises ``Misuse``.

        ``code`` other than 0 refuses them: 0x64 asks the centre to come back later.
        """
        out: list[bytes] = []
        for sequence in sequences:
            if self._unanswered.pop(sequence, None) != DELIVER_SM:
                raise Misuse(f"no deliver_sm {sequence} waits for an answer")
            out.append(deliver_sm_resp(sequence, code))
        return b"".join(out)

    def accept_many(self, taken: Iterable[tuple[int, bytes]]) -> bytes:
        """Answer messages that were submitted here: sequence and the id given. Raises
        ``Misuse``."""
        out: list[bytes] = []
        for sequence, message_id in taken:
            if self._unanswered.pop(sequence, None) != SUBMIT_SM:
                raise Misuse(f"no submit_sm {sequence} waits for an answer")
            out.append(submit_sm_resp(sequence, message_id))
        return b"".join(out)

    def refuse_many(self, refused: Iterable[tuple[int, int]]) -> bytes:
        """Answer any requests by an error: sequence and status. Raises ``Misuse``."""
        out: list[bytes] = []
        for sequence, code in refused:
            command = self._unanswered.pop(sequence, None)
            if command is None:
                raise Misuse(f"no request {sequence} waits for an answer")
            out.append(refusal(command, sequence, code))
        return b"".join(out)

    def respond(self, response: Pdu) -> bytes:
        """Answer any request by its response. Raises ``Misuse``."""
        command = self._unanswered.get(response.sequence)
        if command is None or command_of(response) != command | RESPONSE:
            raise Misuse(f"no request {response.sequence} waits for this answer")
        written = encode(response)
        del self._unanswered[response.sequence]
        return written

    def accept_bind(self, system_id: bytes) -> bytes:
        """Let the client in that asked. Raises ``Misuse``."""
        state, kind = _BINDS[Command(command_of(self._asking()))]
        written = encode(self._bind_response(kind, system_id))
        self._turn(state)
        self._asked = None
        return written

    def refuse_bind(self, code: int) -> bytes:
        """Turn the client away; close the connection after that. Raises ``Misuse``."""
        asked = self._asking()
        self._turn(State.CLOSED)
        self._asked = None
        return refusal(command_of(asked), asked.sequence, code)

    def unbind(self, now: float) -> bytes:
        """Say good-bye: nothing new goes out, answers still come. Nothing unless bound."""
        if self.state not in _BOUND:
            return b""
        sequence = self._next()
        self._turn(State.UNBINDING)
        self._unbind_sent = sequence, now
        return encode(pdus.Unbind(sequence))

    def end(self) -> list[Token]:
        """The connection is gone. Gives what was sent without response: nobody knows its fate."""
        if self.state is not State.UNBOUND:
            self._turn(State.CLOSED)
        lost = [token for token, _, _ in self._sent.values()]
        self._sent.clear()
        self._unanswered.clear()
        return lost

    # What comes in

    def receive(self, octets: bytes, now: float) -> Batch[Token]:
        """Octets from the peer. Raises nothing, whatever they are."""
        batch: Batch[Token] = Batch()
        if self._over:
            return batch
        out: list[bytes] = []
        frames = self._frames.feed(octets)
        if frames:
            self._heard = now
            self._enquiry = None
        self._take(frames, now, batch, out)
        if (batch.answers or batch.requests) and not batch.events:
            self._faults = 0
        fault = self._frames.fault
        if fault is not None and not self._over:
            out.append(refusal(Command.GENERIC_NACK, fault.sequence, fault.status))
            batch.events.append(Faulty(fault))
            self._end(batch, Ending.OUT_OF_STEP)
        batch.out = b"".join(out)
        return batch

    def _take(self, frames: list[bytes], now: float, batch: Batch[Token], out: list[bytes]) -> None:
        """The loop that all messages go through."""
        sent, answers, requests = self._sent, batch.answers, batch.requests
        unanswered, most = self._unanswered, self.limits.peer_window
        message, kind, strict, _ = self._message
        for frame in frames:
            _, command, code, sequence = _unpack(frame)
            if command == SUBMIT_SM_RESP or command == DELIVER_SM_RESP:  # noqa: PLR1714, SIM109 - a set costs more
                known = sent.pop(sequence, None)
                if known is not None and known[2] | RESPONSE == command:
                    answers.append(Answer(known[0], code, self._id(frame)))
                else:
                    self._unexpected(frame, known, batch)
            elif (
                command == message
                and self._takes
                and len(unanswered) < most
                and sequence not in unanswered
            ):
                try:
                    requests.append(read_sm(frame, kind, strict=strict))  # type: ignore[type-var]  # one of two
                    unanswered[sequence] = command
                except PeerFault as fault:
                    fault.command, fault.sequence = command, sequence
                    self._fault(fault, batch, out)
                self._active = now
            else:
                self._other(frame, now, batch, out)
            if self._over:
                return

    def _id(self, frame: bytes) -> bytes | None:
        """The id in a response; a word about the peer's load beside it is noted."""
        message_id = message_id_of(frame)
        if message_id is not None and len(frame) > 17 + len(message_id):
            try:
                found = tlvs.read(frame, 17 + len(message_id))
            except PeerFault:
                return message_id  # an id is an id, whatever follows
            load = tlvs.number(found, Tag.CONGESTION_STATE)
            self.congestion = self.congestion if load is None else load
        return message_id

    def _unexpected(
        self, frame: bytes, known: tuple[Token, float, int] | None, batch: Batch[Token]
    ) -> None:
        """A response to nothing that waits, or to another command. It is not answered."""
        _, command, code, sequence = _unpack(frame)
        if known is not None:
            self._sent[sequence] = known
        given_up = self._late.pop(sequence, None)
        token = given_up[0] if given_up and given_up[1] | RESPONSE == command else None
        batch.events.append(Late(token, sequence, code, message_id_of(frame)))
        if token is None:
            self._count_fault(batch)

    def _other(self, frame: bytes, now: float, batch: Batch[Token], out: list[bytes]) -> None:
        """Everything that does not come by the thousands."""
        try:
            pdu = decode(frame, strict=self.role is Role.SMSC)
        except PeerFault as fault:
            if fault.command & RESPONSE:  # its request waits for its time-out
                batch.events.append(Faulty(fault))
                self._count_fault(batch)
            else:
                self._fault(fault, batch, out)
            return
        if command_of(pdu) & RESPONSE:
            self._response(pdu, frame, batch)
        else:
            self._request(pdu, now, batch, out)

    def _request(self, pdu: Pdu, now: float, batch: Batch[Token], out: list[bytes]) -> None:
        command, sequence = command_of(pdu), pdu.sequence
        code = self._refused(pdu)
        if code:
            if response_to(command) is not None:
                out.append(refusal(command, sequence, code))
            if code in _FOR_NOW:
                return
            words = f"command {command:#x} in state {self.state}"
            batch.events.append(Faulty(PeerFault(code, words, command=command, sequence=sequence)))
            self._count_fault(batch)
        elif isinstance(pdu, pdus.EnquireLink):
            out.append(encode(pdus.EnquireLinkResp(sequence)))
        elif isinstance(pdu, pdus.Unbind):
            out.append(encode(pdus.UnbindResp(sequence)))
            self._turn(State.UNBOUND)
            batch.events.append(Unbound(by_peer=True))
        elif isinstance(pdu, Bind):
            self._asked = pdu
            batch.events.append(BindAsked(pdu))
        elif isinstance(pdu, pdus.Outbind | pdus.AlertNotification):
            batch.events.append(pdu)
        else:
            self._unanswered[sequence] = command
            self._active = now
            batch.requests.append(pdu)

    def _refused(self, pdu: Pdu) -> int:
        """The status to refuse a request with, or 0."""
        command = command_of(pdu)
        if command == _ENQUIRE:
            return 0
        if isinstance(pdu, pdus.Unknown):
            return status.INVALID_COMMAND
        states = self._from_peer.get(Command(command))
        if states is None or self._bound_as not in states or self._asked is not None:
            again = command in _BINDS and self._bound_as in _BOUND
            return status.ALREADY_BOUND if again else status.INVALID_BIND_STATUS
        if command == Command.UNBIND or response_to(command) is None:
            return 0
        if len(self._unanswered) >= self.limits.peer_window:
            return self._busy()
        return status.SYSTEM_ERROR if pdu.sequence in self._unanswered else 0

    def _busy(self) -> int:
        """What makes the peer come back later."""
        return status.THROTTLED if self.role is Role.SMSC else status.TEMPORARY_APP_ERROR

    def _response(self, pdu: Pdu, frame: bytes, batch: Batch[Token]) -> None:
        command, sequence = command_of(pdu), pdu.sequence
        if command in _BIND_RESPONSES and isinstance(pdu, BindResp):
            self._bind_answered(pdu, frame, batch)
        elif command == _ENQUIRE | RESPONSE:
            pass  # that something came was noted already
        elif command == Command.UNBIND_RESP and self._unbind_sent:
            self._turn(State.UNBOUND)
            self._unbind_sent = None
            batch.events.append(Unbound(by_peer=False))
        elif command == Command.GENERIC_NACK:
            self._nacked(pdu, frame, batch)
        else:
            known = self._sent.pop(sequence, None)
            if known is not None and known[2] | RESPONSE == command:
                batch.replies.append((known[0], pdu))
            else:
                self._unexpected(frame, known, batch)

    def _bind_answered(self, pdu: BindResp, frame: bytes, batch: Batch[Token]) -> None:
        command = command_of(pdu)
        if self._bind_sent != (pdu.sequence, command & ~RESPONSE) or self.state is not State.OPEN:
            self._unexpected(frame, None, batch)
        elif pdu.status:
            self._turn(State.CLOSED)
            batch.events.append(BindRefused(pdu.status))
        else:
            self._turn(_BIND_RESPONSES[command])
            version = tlvs.number(pdu.tlvs, Tag.SC_INTERFACE_VERSION)
            batch.events.append(Bound(self.state, pdu.system_id or b"", version))

    def _nacked(self, pdu: Pdu, frame: bytes, batch: Batch[Token]) -> None:
        """The peer did not understand something of ours (4.3.1)."""
        known = self._sent.pop(pdu.sequence, None)
        if known is not None:
            batch.answers.append(Answer(known[0], pdu.status or status.UNKNOWN_ERROR, None))
        elif self._bind_sent and pdu.sequence == self._bind_sent[0] and self.state is State.OPEN:
            self._turn(State.CLOSED)
            batch.events.append(BindRefused(pdu.status or status.BIND_FAILED))
        else:
            self._unexpected(frame, None, batch)

    # Time

    def next_deadline(self) -> float | None:
        """When ``expire`` has something to do at the earliest; None after the end."""
        if self._over:
            return None
        limits = self.limits
        within = limits.respond_within
        due = [self._heard + limits.enquire_every]
        if self.state is State.OPEN:
            due = [self._opened + limits.bind_within]
        if self._enquiry is not None:
            due = [self._enquiry[1] + within]
        if self._unbind_sent is not None:
            due.append(self._unbind_sent[1] + within)
        if self._sent:
            due.append(next(iter(self._sent.values()))[1] + within)
        if limits.inactive_for is not None and self.state in _BOUND:
            due.append(self._active + limits.inactive_for)
        return min(due)

    def expire(self, now: float) -> Batch[Token]:
        """What the time brings: requests given up, the question whether the peer is there, the
        end."""
        batch: Batch[Token] = Batch()
        if self._over:
            return batch
        self._give_up(now - self.limits.respond_within, batch)
        if self.state is State.OPEN:
            if now >= self._opened + self.limits.bind_within:
                self._end(batch, Ending.BIND_TIMEOUT)
        elif self._is_silent(now):
            self._end(batch, Ending.SILENCE)
        elif self._is_inactive(now):
            batch.out = self.unbind(now)
            batch.events.append(Ended(Ending.INACTIVE))
        elif self._enquiry is None and now >= self._heard + self.limits.enquire_every:
            sequence = self._next()
            self._enquiry = sequence, now
            batch.out = encode(pdus.EnquireLink(sequence))
        return batch

    def _give_up(self, before: float, batch: Batch[Token]) -> None:
        """Requests are kept in the order they were sent: the oldest first."""
        while self._sent:
            sequence, (token, at, command) = next(iter(self._sent.items()))
            if at > before:
                break
            del self._sent[sequence]
            batch.lost.append(token)
            self._late[sequence] = token, command
            if len(self._late) > self.limits.remembered:
                del self._late[next(iter(self._late))]

    def _is_silent(self, now: float) -> bool:
        within = self.limits.respond_within
        return any(
            asked is not None and now >= asked[1] + within
            for asked in (self._enquiry, self._unbind_sent)
        )

    def _is_inactive(self, now: float) -> bool:
        limit = self.limits.inactive_for
        return limit is not None and self.state in _BOUND and now >= self._active + limit

    # Small things

    def _next(self) -> int:
        self._sequence = self._sequence + 1 if self._sequence < LAST_SEQUENCE else 1
        return self._sequence

    def _may(self, command: int, count: int) -> None:
        """Raises ``Misuse`` if so many may not be sent now."""
        states = self._from_us.get(Command(command)) if command in _COMMANDS else None
        if states is None or command in _BY_THEMSELVES:
            raise Misuse(f"{command:#x} is not sent this way by the {self.role}")
        if self.state not in states:
            raise Misuse(f"{command:#x} is not sent in state {self.state}")
        if count > self.window - len(self._sent):
            raise Misuse(f"{count} requests, there is room for {self.room}")

    def _asking(self) -> Bind:
        if self._asked is None or self.state is not State.OPEN:
            raise Misuse("nobody asked to bind")
        return self._asked

    def _bind_response(self, kind: type[BindResp], system_id: bytes) -> BindResp:
        asked = self._asking()
        version = (tlvs.make(Tag.SC_INTERFACE_VERSION, VERSION_3_4),)
        spoken = version if asked.interface_version >= VERSION_3_4 else ()
        return kind(asked.sequence, 0, system_id, spoken)

    def _fault(self, fault: PeerFault, batch: Batch[Token], out: list[bytes]) -> None:
        """Answer what makes no sense (3.3), and say so."""
        if response_to(fault.command) is not None:
            out.append(refusal(fault.command, fault.sequence, fault.status))
        batch.events.append(Faulty(fault))
        self._count_fault(batch)

    def _count_fault(self, batch: Batch[Token]) -> None:
        self._faults += 1
        if self._faults >= self.limits.most_faults and not self._over:
            self._end(batch, Ending.TOO_MANY_FAULTS)

    def _end(self, batch: Batch[Token], reason: Ending) -> None:
        self._turn(State.CLOSED)
        batch.events.append(Ended(reason))
