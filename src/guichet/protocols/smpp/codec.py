"""Every PDU to octets and back, by a table of their fields (section 4).

What is decoded is encoded to the same octets again: unknown commands, unknown parameters and
their order are kept.
"""

import struct
from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import Final, NamedTuple

from guichet.protocols.smpp import fast, pdus, status, tlvs
from guichet.protocols.smpp.errors import Misuse, PeerFault
from guichet.protocols.smpp.fast import HEADER
from guichet.protocols.smpp.numbers import RESPONSE, Command
from guichet.protocols.smpp.pdus import Destination, Pdu, Unsuccessful

MOST_DESTINATIONS: Final = 254
_FOUR: Final = struct.Struct(">I")


class Kind(StrEnum):
    """How a mandatory field is written (3.1)."""

    STRING = "string"
    """Octets up to a NUL."""
    ONE = "one"
    """A number of one octet."""
    TEXT = "text"
    """A length of one octet, then so many octets."""
    DESTINATIONS = "destinations"
    UNSUCCESSFUL = "unsuccessful"


class Field(NamedTuple):
    """A mandatory field: how it is written, how much it holds, which fault if not."""

    kind: Kind
    most: int = 0
    """Octets of a string, without its NUL, or of a text; or destinations. 0: as many as fit."""
    fault: int = status.INVALID_COMMAND_LENGTH


class Layout(NamedTuple):
    """A PDU: its fields in their order; the parameters follow."""

    kind: type[Pdu]
    fields: tuple[Field, ...]
    bodiless: bool = False
    """A response without a body is allowed."""


def _string(most: int, fault: int = status.INVALID_COMMAND_LENGTH) -> Field:
    return Field(Kind.STRING, most, fault)


_ONE: Final = Field(Kind.ONE)
_ID: Final = _string(64, status.INVALID_MESSAGE_ID)
_SERVICE: Final = _string(5, status.INVALID_SERVICE_TYPE)
_SOURCE: Final = (_ONE, _ONE, _string(20, status.INVALID_SOURCE))
_TARGET: Final = (_ONE, _ONE, _string(20, status.INVALID_DESTINATION))
_LONG_SOURCE: Final = (_ONE, _ONE, _string(64, status.INVALID_SOURCE))
_LONG_TARGET: Final = (_ONE, _ONE, _string(64, status.INVALID_DESTINATION))
_TIMES: Final = (_string(16, status.INVALID_SCHEDULE), _string(16, status.INVALID_EXPIRY))
_TEXT: Final = Field(Kind.TEXT, fast.LONGEST_TEXT, status.INVALID_MESSAGE_LENGTH)
_BIND: Final = (
    _string(15, status.INVALID_SYSTEM_ID),
    _string(8, status.INVALID_PASSWORD),
    _string(12, status.INVALID_SYSTEM_TYPE),
    _ONE,
    _ONE,
    _ONE,
    _string(40),
)
_REST: Final = (_ONE, _ONE, _ONE, *_TIMES, _ONE, _ONE, _ONE, _ONE, _TEXT)
_SM: Final = (_SERVICE, *_SOURCE, *_TARGET, *_REST)
_DATA: Final = (_SERVICE, *_LONG_SOURCE, *_LONG_TARGET, _ONE, _ONE, _ONE)
_DESTINATIONS: Final = Field(
    Kind.DESTINATIONS, MOST_DESTINATIONS, status.INVALID_NUMBER_OF_DESTINATIONS
)
_MULTI: Final = (_SERVICE, *_SOURCE, _DESTINATIONS, *_REST)
_REPLACE: Final = (_ID, *_SOURCE, *_TIMES, _ONE, _ONE, _TEXT)

LAYOUTS: Final[dict[int, Layout]] = {
    Command.GENERIC_NACK: Layout(pdus.GenericNack, ()),
    Command.BIND_RECEIVER: Layout(pdus.BindReceiver, _BIND),
    Command.BIND_RECEIVER_RESP: Layout(pdus.BindReceiverResp, (_string(15),), bodiless=True),
    Command.BIND_TRANSMITTER: Layout(pdus.BindTransmitter, _BIND),
    Command.BIND_TRANSMITTER_RESP: Layout(pdus.BindTransmitterResp, (_string(15),), bodiless=True),
    Command.QUERY_SM: Layout(pdus.QuerySm, (_ID, *_SOURCE)),
    Command.QUERY_SM_RESP: Layout(pdus.QuerySmResp, (_ID, _string(16), _ONE, _ONE), bodiless=True),
    Command.SUBMIT_SM: Layout(pdus.SubmitSm, _SM),
    Command.SUBMIT_SM_RESP: Layout(pdus.SubmitSmResp, (_ID,), bodiless=True),
    Command.DELIVER_SM: Layout(pdus.DeliverSm, _SM),
    Command.DELIVER_SM_RESP: Layout(pdus.DeliverSmResp, (_ID,), bodiless=True),
    Command.UNBIND: Layout(pdus.Unbind, ()),
    Command.UNBIND_RESP: Layout(pdus.UnbindResp, ()),
    Command.REPLACE_SM: Layout(pdus.ReplaceSm, _REPLACE),
    Command.REPLACE_SM_RESP: Layout(pdus.ReplaceSmResp, ()),
    Command.CANCEL_SM: Layout(pdus.CancelSm, (_SERVICE, _ID, *_SOURCE, *_TARGET)),
    Command.CANCEL_SM_RESP: Layout(pdus.CancelSmResp, ()),
    Command.BIND_TRANSCEIVER: Layout(pdus.BindTransceiver, _BIND),
    Command.BIND_TRANSCEIVER_RESP: Layout(pdus.BindTransceiverResp, (_string(15),), bodiless=True),
    Command.OUTBIND: Layout(pdus.Outbind, (_string(15), _string(8))),
    Command.ENQUIRE_LINK: Layout(pdus.EnquireLink, ()),
    Command.ENQUIRE_LINK_RESP: Layout(pdus.EnquireLinkResp, ()),
    Command.SUBMIT_MULTI: Layout(pdus.SubmitMulti, _MULTI),
    Command.SUBMIT_MULTI_RESP: Layout(
        pdus.SubmitMultiResp, (_ID, Field(Kind.UNSUCCESSFUL)), bodiless=True
    ),
    Command.ALERT_NOTIFICATION: Layout(pdus.AlertNotification, (*_LONG_SOURCE, *_LONG_TARGET)),
    Command.DATA_SM: Layout(pdus.DataSm, _DATA),
    Command.DATA_SM_RESP: Layout(pdus.DataSmResp, (_ID,), bodiless=True),
}
"""Every command of 3.4."""

COMMANDS: Final[dict[type[Pdu], int]] = {
    layout.kind: int(command) for command, layout in LAYOUTS.items()
}


def command_of(pdu: Pdu) -> int:
    """The number of a PDU's command."""
    return pdu.command if isinstance(pdu, pdus.Unknown) else COMMANDS[type(pdu)]


def encode(pdu: Pdu) -> bytes:
    """A PDU as octets. Raises ``Misuse`` for a value that cannot be written."""
    if isinstance(pdu, pdus.SubmitSm):
        return fast.write_sm(fast.SUBMIT_SM, pdu)
    if isinstance(pdu, pdus.DeliverSm):
        return fast.write_sm(fast.DELIVER_SM, pdu)
    try:
        body = pdu.body if isinstance(pdu, pdus.Unknown) else b"".join(_pieces(pdu))
        return HEADER.pack(16 + len(body), command_of(pdu), pdu.status, pdu.sequence) + body
    except (ValueError, TypeError, struct.error) as error:
        raise Misuse(f"{type(pdu).__name__}: {error}") from error


def _pieces(pdu: Pdu) -> Iterator[bytes]:
    layout = LAYOUTS[COMMANDS[type(pdu)]]
    values = pdu[2:]
    if not (layout.bodiless and values[0] is None):
        for field, value in zip(layout.fields, values, strict=False):
            yield _WRITERS[field.kind](field, value)
    yield tlvs.write(values[-1])  # type: ignore[arg-type]  # the last field of every PDU


def _write_string(field: Field, value: object) -> bytes:
    if not isinstance(value, bytes) or len(value) > field.most or 0 in value:
        raise ValueError(f"not a string of up to {field.most} octets: {value!r:.40}")
    return value + b"\0"


def _write_one(_field: Field, value: object) -> bytes:
    return bytes((value,))  # type: ignore[arg-type]  # TypeError and ValueError are caught above


def _write_text(field: Field, value: object) -> bytes:
    if not isinstance(value, bytes) or len(value) > field.most:
        raise ValueError(f"not a text of up to {field.most} octets")
    return bytes((len(value),)) + value


def _write_destinations(_field: Field, value: object) -> bytes:
    if not isinstance(value, tuple) or len(value) > MOST_DESTINATIONS:
        raise ValueError(f"{MOST_DESTINATIONS} destinations at the most")
    return bytes((len(value),)) + b"".join(map(_destination, value))


def _destination(one: Destination) -> bytes:
    if one.dl_name is not None:
        return b"\2" + _write_string(_string(20), one.dl_name)
    number = _write_string(_string(20), one.destination_addr)
    return bytes((1, one.dest_addr_ton, one.dest_addr_npi)) + number


def _write_unsuccessful(_field: Field, value: object) -> bytes:
    if not isinstance(value, tuple) or len(value) > 255:
        raise ValueError("255 unsuccessful at the most")
    return bytes((len(value),)) + b"".join(
        bytes((one.dest_addr_ton, one.dest_addr_npi))
        + _write_string(_string(20), one.destination_addr)
        + _FOUR.pack(one.error_status_code)
        for one in value
    )


_WRITERS: Final[dict[Kind, Callable[[Field, object], bytes]]] = {
    Kind.STRING: _write_string,
    Kind.ONE: _write_one,
    Kind.TEXT: _write_text,
    Kind.DESTINATIONS: _write_destinations,
    Kind.UNSUCCESSFUL: _write_unsuccessful,
}


def decode(frame: bytes, *, strict: bool = False) -> Pdu:
    """One whole PDU. Raises ``PeerFault`` with the status to answer; nothing else, whatever comes.

    ``strict`` holds strings to the lengths of the specification, as a centre does with its clients.
    Commands not of 3.4 are ``Unknown``.
    """
    if len(frame) < 16:
        raise PeerFault(status.INVALID_COMMAND_LENGTH, "shorter than a header", fatal=True)
    length, command, code, sequence = HEADER.unpack_from(frame)
    if length != len(frame):
        raise PeerFault(status.INVALID_COMMAND_LENGTH, "not one whole PDU", fatal=True)
    try:
        if command == fast.DELIVER_SM:
            return fast.read_sm(frame, pdus.DeliverSm, strict=strict)
        if command == fast.SUBMIT_SM:
            return fast.read_sm(frame, pdus.SubmitSm, strict=strict)
        layout = LAYOUTS.get(command)
        if layout is None:
            return pdus.Unknown(sequence, code, command, frame[16:])
        return _read(frame, layout, code, sequence, strict=strict)
    except PeerFault as fault:
        fault.command, fault.sequence = command, sequence
        raise


def _read(frame: bytes, layout: Layout, code: int, sequence: int, *, strict: bool) -> Pdu:
    if layout.bodiless and len(frame) == 16:
        return layout.kind(sequence, code)
    reader = _Reader(frame, strict=strict)
    values: list[object] = [reader.read(field) for field in layout.fields]
    values.append(tlvs.read(frame, reader.place))
    return layout.kind(sequence, code, *values)  # type: ignore[arg-type]  # as the layout says


class _Reader:
    """Walks through the mandatory fields."""

    def __init__(self, frame: bytes, *, strict: bool) -> None:
        self._frame = frame
        self._strict = strict
        self.place = 16

    def read(self, field: Field) -> object:
        if field.kind is Kind.ONE:
            return self._one()
        if field.kind is Kind.STRING:
            return self._string(field)
        count = self._one()
        if self._strict and field.most and count > field.most:
            raise PeerFault(field.fault, f"{count}, {field.most} at the most")
        if field.kind is Kind.TEXT:
            return self._octets(count, field.fault)
        if field.kind is Kind.DESTINATIONS:
            return tuple(self._destination() for _ in range(count))
        return tuple(self._unsuccessful() for _ in range(count))

    def _one(self) -> int:
        return self._octets(1, status.INVALID_COMMAND_LENGTH)[0]

    def _octets(self, count: int, fault: int) -> bytes:
        found = self._frame[self.place : self.place + count]
        if len(found) < count:
            raise PeerFault(fault, "a field goes beyond the end")
        self.place += count
        return found

    def _string(self, field: Field) -> bytes:
        end = self._frame.find(0, self.place)
        if end < 0:
            raise PeerFault(field.fault, "a string without its end")
        found = self._frame[self.place : end]
        if self._strict and len(found) > field.most:
            raise PeerFault(field.fault, f"a string of {len(found)} octets")
        self.place = end + 1
        return found

    def _destination(self) -> Destination:
        flag = self._one()
        if flag == 1:
            ton, npi = self._octets(2, status.INVALID_DESTINATION)
            return Destination(ton, npi, self._string(_string(20, status.INVALID_DESTINATION)))
        if flag == 2:
            return Destination(dl_name=self._string(_string(20, status.INVALID_LIST_NAME)))
        raise PeerFault(status.INVALID_DESTINATION_FLAG, f"the destination flag {flag}")

    def _unsuccessful(self) -> Unsuccessful:
        ton, npi = self._octets(2, status.INVALID_COMMAND_LENGTH)
        number = self._string(_string(20))
        (code,) = _FOUR.unpack(self._octets(4, status.INVALID_COMMAND_LENGTH))
        return Unsuccessful(ton, npi, number, code)


def response_to(command: int) -> int | None:
    """The command that answers; None for what is not answered."""
    if command & RESPONSE or command in (Command.OUTBIND, Command.ALERT_NOTIFICATION):
        return None
    return command | RESPONSE


def refusal(command: int, sequence: int, code: int) -> bytes:
    """A response with an error and no body; ``generic_nack`` for commands nobody knows (3.3)."""
    answer = response_to(command) if command in LAYOUTS else None
    return HEADER.pack(16, Command.GENERIC_NACK if answer is None else answer, code, sequence)
