"""What a session tells: answers to what was sent, requests to answer, and what became of the
link."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, NamedTuple, TypeVar

from guichet.protocols.smpp.errors import PeerFault
from guichet.protocols.smpp.pdus import (
    AlertNotification,
    Bind,
    DataSm,
    DeliverSm,
    Outbind,
    Pdu,
    SubmitMulti,
    SubmitSm,
)

Token = TypeVar("Token")
"""Whatever the caller wants back with the answer."""

Carried = SubmitSm | SubmitMulti | DeliverSm | DataSm
"""Requests that carry a message."""


class Role(StrEnum):
    """Which side this is."""

    ESME = "esme"
    """The client: it binds."""
    SMSC = "smsc"
    """The centre: it is bound to."""


class State(StrEnum):
    """2.2, and what follows a bound state."""

    OPEN = "open"
    BOUND_TX = "bound_tx"
    BOUND_RX = "bound_rx"
    BOUND_TRX = "bound_trx"
    UNBINDING = "unbinding"
    """``unbind`` was sent: answers still come, nothing new goes."""
    UNBOUND = "unbound"
    """Said good-bye: close the connection."""
    CLOSED = "closed"
    """Broken: close the connection."""

    @property
    def bound(self) -> bool:
        """Messages may go at least one way."""
        return self in (State.BOUND_TX, State.BOUND_RX, State.BOUND_TRX)


class Answer(NamedTuple, Generic[Token]):
    """The response to a message, or a ``generic_nack`` in its place."""

    token: Token
    status: int
    message_id: bytes | None


class Bound(NamedTuple):
    """The bind was accepted."""

    state: State
    system_id: bytes
    version: int | None
    """The peer's ``sc_interface_version``, if it said."""


class BindRefused(NamedTuple):
    """The centre does not want us: ``status`` says why. Close the connection."""

    status: int


class BindAsked(NamedTuple):
    """A client wants to bind: ``accept_bind`` or ``refuse_bind``."""

    pdu: Bind


class Late(NamedTuple, Generic[Token]):
    """A response to something given up, or (without token) to nothing known."""

    token: Token | None
    sequence: int
    status: int
    message_id: bytes | None


class Unbound(NamedTuple):
    """Good-bye was said and answered."""

    by_peer: bool


class Ending(StrEnum):
    """Why a session broke."""

    BIND_TIMEOUT = "bind_timeout"
    SILENCE = "silence"
    """The peer did not answer ``enquire_link``, or our ``unbind``."""
    OUT_OF_STEP = "out_of_step"
    """Where the next PDU begins cannot be known."""
    TOO_MANY_FAULTS = "too_many_faults"
    INACTIVE = "inactive"
    LOST = "lost"
    """The caller said that the connection is gone."""


class Ended(NamedTuple):
    """The session is over: write what is in ``out`` and close the connection."""

    reason: Ending


class Faulty(NamedTuple):
    """The peer sent something that makes no sense; it was answered, if it can be."""

    fault: PeerFault


Event = (
    Bound
    | BindRefused
    | BindAsked
    | Late[Token]
    | Unbound
    | Ended
    | Faulty
    | Outbind
    | AlertNotification
)


@dataclass(slots=True)
class Batch(Generic[Token]):
    """What some octets, or some time, brought about."""

    out: bytes = b""
    """To be written at once."""
    answers: list[Answer[Token]] = field(default_factory=list)
    replies: list[tuple[Token, Pdu]] = field(default_factory=list)
    """Responses to other requests than messages."""
    requests: list[Pdu] = field(default_factory=list)
    """To be answered by the caller, each by its sequence."""
    lost: list[Token] = field(default_factory=list)
    """Sent, and no answer in time: nobody knows whether they were taken."""
    events: list[Event[Token]] = field(default_factory=list)
