"""The PDUs of which there are millions, written out by hand.

``codec`` uses what is here; tests hold both to the same octets. A whole campaign differs in
nothing but the number and the sequence: ``SubmitTemplate``.
"""

import struct
from collections.abc import Iterable
from typing import Final, TypeVar

from guichet.protocols.smpp import status as codes
from guichet.protocols.smpp import tlvs as parameters
from guichet.protocols.smpp.errors import Misuse, PeerFault
from guichet.protocols.smpp.numbers import Command
from guichet.protocols.smpp.pdus import DeliverSm, SubmitSm
from guichet.protocols.smpp.tlvs import Tlv

HEADER: Final = struct.Struct(">IIII")
_header = HEADER.pack
_unpack = HEADER.unpack_from
_nameless = struct.Struct(">IIIIx").pack
"""A header, and an id of no letters."""
_new = tuple.__new__

SUBMIT_SM: Final = int(Command.SUBMIT_SM)
SUBMIT_SM_RESP: Final = int(Command.SUBMIT_SM_RESP)
DELIVER_SM: Final = int(Command.DELIVER_SM)
DELIVER_SM_RESP: Final = int(Command.DELIVER_SM_RESP)

LONGEST_TEXT: Final = 254
"""Octets of ``short_message``; longer ones go into ``message_payload`` (4.4.1)."""


def write_sm(command: int, message: SubmitSm | DeliverSm) -> bytes:
    """``submit_sm`` or ``deliver_sm`` as octets. Raises ``Misuse``."""
    # fmt: off
    (
        sequence, status, service, source_ton, source_npi, source, dest_ton, dest_npi, number,
        esm_class, protocol, priority, schedule, expiry, registered, replace, coding, default,
        text, tlvs,
    ) = message
    # fmt: on
    length = len(text)
    if (
        length > LONGEST_TEXT
        or len(source) > 20
        or len(number) > 20
        or len(service) > 5
        or (schedule and len(schedule) != 16)
        or (expiry and len(expiry) != 16)
        or 0 in source
        or 0 in number
        or 0 in service
    ):
        raise Misuse("a string of the message is too long, or has a NUL in it")
    try:
        # fmt: off
        body = b"%b\0%c%c%b\0%c%c%b\0%c%c%c%b\0%b\0%c%c%c%c%c%b" % (
            service, source_ton, source_npi, source, dest_ton, dest_npi, number,
            esm_class, protocol, priority, schedule, expiry,
            registered, replace, coding, default, length, text,
        )
        # fmt: on
        if tlvs:
            body += parameters.write(tlvs)
        return _header(16 + len(body), command, status, sequence) + body
    except (ValueError, TypeError, OverflowError, struct.error) as error:
        raise Misuse(f"{type(message).__name__}: {error}") from error


Message = TypeVar("Message", SubmitSm, DeliverSm)


def read_sm(frame: bytes, kind: type[Message], *, strict: bool = False) -> Message:
    """``submit_sm`` or ``deliver_sm`` from octets, header included. Raises ``PeerFault``.

    ``strict`` holds the lengths of strings to the specification, as a centre does; carriers are
    forgiven.
    """
    find = frame.index
    try:
        a = find(0, 16)
        b = find(0, a + 3)
        c = find(0, b + 3)
        d = find(0, c + 4)
        e = find(0, d + 1)
        end = e + 6 + frame[e + 5]
    except (ValueError, IndexError):
        raise PeerFault(codes.INVALID_COMMAND_LENGTH, "the message ends before its text") from None
    size = len(frame)
    if end > size:
        raise PeerFault(codes.INVALID_MESSAGE_LENGTH, "the text goes beyond the end")
    tlvs: tuple[Tlv, ...] = ()
    if end < size:
        tlvs = parameters.read(frame, end)
    if strict:
        _check(a - 16, b - a - 3, c - b - 3, d - c - 4, e - d - 1)
        if frame[e + 5] > LONGEST_TEXT:
            raise PeerFault(codes.INVALID_MESSAGE_LENGTH, "the text is too long")
    _, _, status, sequence = _unpack(frame)
    # fmt: off
    return _new(
        kind,
        (
            sequence, status, frame[16:a],
            frame[a + 1], frame[a + 2], frame[a + 3 : b],
            frame[b + 1], frame[b + 2], frame[b + 3 : c],
            frame[c + 1], frame[c + 2], frame[c + 3],
            frame[c + 4 : d], frame[d + 1 : e],
            frame[e + 1], frame[e + 2], frame[e + 3], frame[e + 4],
            frame[e + 6 : end], tlvs,
        ),
    )
    # fmt: on


def _check(service: int, source: int, destination: int, schedule: int, expiry: int) -> None:
    if service > 5:
        raise PeerFault(codes.INVALID_SERVICE_TYPE, "service_type is too long")
    if source > 20:
        raise PeerFault(codes.INVALID_SOURCE, "source_addr is too long")
    if destination > 20:
        raise PeerFault(codes.INVALID_DESTINATION, "destination_addr is too long")
    if schedule not in (0, 16):
        raise PeerFault(codes.INVALID_SCHEDULE, "schedule_delivery_time is no time")
    if expiry not in (0, 16):
        raise PeerFault(codes.INVALID_EXPIRY, "validity_period is no time")


class SubmitForm:
    """Messages that differ in number and text only: the rest is written once. Raises ``Misuse``."""

    __slots__ = ("_after", "_before", "_length", "_tail")

    def __init__(self, message: SubmitSm) -> None:
        """``message`` as for one; its sequence, number and text do not count."""
        plain = message._replace(status=0, destination_addr=b"", short_message=b"")
        whole = write_sm(SUBMIT_SM, plain)
        number = 16 + len(message.service_type) + 1 + 2 + len(message.source_addr) + 1 + 2
        length = len(write_sm(SUBMIT_SM, plain._replace(tlvs=()))) - 1
        self._before = whole[16:number]
        self._after = whole[number:length]
        self._tail = whole[length + 1 :]
        self._length = len(whole)

    def of(self, sequence: int, number: bytes, text: bytes) -> bytes:
        """The PDU for one number (digits) and its text, of up to 254 octets."""
        size, length = len(number), len(text)
        if size > 20 or length > LONGEST_TEXT or 0 in number:
            raise Misuse(f"not a number, or a text of {length} octets: {number!r:.40}")
        return b"%b%b%b%b%c%b%b" % (
            _header(self._length + size + length, SUBMIT_SM, 0, sequence),
            self._before,
            number,
            self._after,
            length,
            text,
            self._tail,
        )


class SubmitTemplate:
    """One text to many numbers: all but number and sequence is written once. Raises ``Misuse``."""

    __slots__ = ("_after", "_before", "_length")

    def __init__(self, message: SubmitSm) -> None:
        """``message`` as for one; its number and sequence do not count."""
        whole = write_sm(SUBMIT_SM, message._replace(status=0, destination_addr=b""))
        at = 16 + len(message.service_type) + 1 + 2 + len(message.source_addr) + 1 + 2
        self._before = whole[16:at]
        self._after = whole[at:]
        self._length = len(whole)

    def of(self, sequence: int, number: bytes) -> bytes:
        """The PDU for one number: digits, without a NUL."""
        size = len(number)
        if size > 20 or 0 in number:
            raise Misuse(f"not a number: {number!r:.40}")
        head = _header(self._length + size, SUBMIT_SM, 0, sequence)
        return head + self._before + number + self._after

    def many(self, sequences: Iterable[int], numbers: Iterable[bytes]) -> bytes:
        """The PDUs for many, one after the other."""
        of = self.of
        return b"".join([of(*pair) for pair in zip(sequences, numbers, strict=True)])


def deliver_sm_resp(sequence: int, status: int = 0) -> bytes:
    """The answer to a ``deliver_sm``: its id is a NUL (4.6.2)."""
    return _nameless(17, DELIVER_SM_RESP, status, sequence)


def submit_sm_resp(sequence: int, message_id: bytes) -> bytes:
    """The answer to a ``submit_sm`` that was taken (4.4.2). Raises ``Misuse``."""
    if len(message_id) > 64 or 0 in message_id:
        raise Misuse(f"not a message id: {message_id!r}")
    return b"%b%b\0" % (_header(17 + len(message_id), SUBMIT_SM_RESP, 0, sequence), message_id)


def message_id_of(frame: bytes) -> bytes | None:
    """The id in a ``submit_sm_resp``, or None without a body. Some peers forget the NUL."""
    if len(frame) <= 16:
        return None
    end = frame.find(0, 16)
    return frame[16:] if end < 0 else frame[16:end]
