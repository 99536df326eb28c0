"""Optional parameters: tag, length, value (5.3), named and typed; those not known here are kept."""

import struct
from collections.abc import Sequence
from enum import IntEnum, StrEnum
from typing import Final, NamedTuple

from guichet.protocols.smpp import status
from guichet.protocols.smpp.errors import Misuse, PeerFault

Tlv = tuple[int, bytes]
"""A tag and its value, as on the wire. A PDU keeps them in their order, repeats included."""

HEAD: Final = struct.Struct(">HH")
_pack = HEAD.pack
_unpack = HEAD.unpack_from

MOST: Final = 64
"""Parameters in one PDU; the specification knows fewer kinds."""


class Tag(IntEnum):
    """5.3.2, table 5-7; from ``CONGESTION_STATE`` on: 5.0, 4.8.1."""

    DEST_ADDR_SUBUNIT = 0x0005
    DEST_NETWORK_TYPE = 0x0006
    DEST_BEARER_TYPE = 0x0007
    DEST_TELEMATICS_ID = 0x0008
    SOURCE_ADDR_SUBUNIT = 0x000D
    SOURCE_NETWORK_TYPE = 0x000E
    SOURCE_BEARER_TYPE = 0x000F
    SOURCE_TELEMATICS_ID = 0x0010
    QOS_TIME_TO_LIVE = 0x0017
    PAYLOAD_TYPE = 0x0019
    ADDITIONAL_STATUS_INFO_TEXT = 0x001D
    RECEIPTED_MESSAGE_ID = 0x001E
    MS_MSG_WAIT_FACILITIES = 0x0030
    PRIVACY_INDICATOR = 0x0201
    SOURCE_SUBADDRESS = 0x0202
    DEST_SUBADDRESS = 0x0203
    USER_MESSAGE_REFERENCE = 0x0204
    USER_RESPONSE_CODE = 0x0205
    SOURCE_PORT = 0x020A
    DESTINATION_PORT = 0x020B
    SAR_MSG_REF_NUM = 0x020C
    LANGUAGE_INDICATOR = 0x020D
    SAR_TOTAL_SEGMENTS = 0x020E
    SAR_SEGMENT_SEQNUM = 0x020F
    SC_INTERFACE_VERSION = 0x0210
    CALLBACK_NUM_PRES_IND = 0x0302
    CALLBACK_NUM_ATAG = 0x0303
    NUMBER_OF_MESSAGES = 0x0304
    CALLBACK_NUM = 0x0381
    DPF_RESULT = 0x0420
    SET_DPF = 0x0421
    MS_AVAILABILITY_STATUS = 0x0422
    NETWORK_ERROR_CODE = 0x0423
    MESSAGE_PAYLOAD = 0x0424
    DELIVERY_FAILURE_REASON = 0x0425
    MORE_MESSAGES_TO_SEND = 0x0426
    MESSAGE_STATE = 0x0427
    USSD_SERVICE_OP = 0x0501
    DISPLAY_TIME = 0x1201
    SMS_SIGNAL = 0x1203
    MS_VALIDITY = 0x1204
    ALERT_ON_MESSAGE_DELIVERY = 0x130C
    ITS_REPLY_TYPE = 0x1380
    ITS_SESSION_INFO = 0x1383
    CONGESTION_STATE = 0x0428
    BROADCAST_CHANNEL_INDICATOR = 0x0600
    BROADCAST_CONTENT_TYPE = 0x0601
    BROADCAST_CONTENT_TYPE_INFO = 0x0602
    BROADCAST_MESSAGE_CLASS = 0x0603
    BROADCAST_REP_NUM = 0x0604
    BROADCAST_FREQUENCY_INTERVAL = 0x0605
    BROADCAST_AREA_IDENTIFIER = 0x0606
    BROADCAST_ERROR_STATUS = 0x0607
    BROADCAST_AREA_SUCCESS = 0x0608
    BROADCAST_END_TIME = 0x0609
    BROADCAST_SERVICE_GROUP = 0x060A
    BILLING_IDENTIFICATION = 0x060B
    SOURCE_NETWORK_ID = 0x060D
    DEST_NETWORK_ID = 0x060E
    SOURCE_NODE_ID = 0x060F
    DEST_NODE_ID = 0x0610
    DEST_ADDR_NP_RESOLUTION = 0x0611
    DEST_ADDR_NP_INFORMATION = 0x0612
    DEST_ADDR_NP_COUNTRY = 0x0613


class Kind(StrEnum):
    """How a value is written."""

    NUMBER = "number"
    """Big-endian, of a fixed width."""
    STRING = "string"
    """Ends with NUL."""
    OCTETS = "octets"


class Type(NamedTuple):
    """Of a value: its kind, and the octets it may have (NUL included)."""

    kind: Kind
    least: int
    most: int


_U1, _U2, _U4 = (Type(Kind.NUMBER, width, width) for width in (1, 2, 4))


def _octets(least: int, most: int) -> Type:
    return Type(Kind.OCTETS, least, most)


def _string(most: int) -> Type:
    return Type(Kind.STRING, 1, most)


_TWO: Final = frozenset(
    (
        Tag.DEST_TELEMATICS_ID,
        Tag.USER_MESSAGE_REFERENCE,
        Tag.SOURCE_PORT,
        Tag.DESTINATION_PORT,
        Tag.SAR_MSG_REF_NUM,
        Tag.SMS_SIGNAL,
        Tag.BROADCAST_REP_NUM,
    )
)

_OTHERS: Final[dict[Tag, Type]] = {
    Tag.QOS_TIME_TO_LIVE: _U4,
    Tag.BROADCAST_ERROR_STATUS: _U4,
    Tag.ADDITIONAL_STATUS_INFO_TEXT: _string(256),
    Tag.RECEIPTED_MESSAGE_ID: _string(65),
    Tag.SOURCE_SUBADDRESS: _octets(2, 23),
    Tag.DEST_SUBADDRESS: _octets(2, 23),
    Tag.CALLBACK_NUM_ATAG: _octets(1, 65),
    Tag.CALLBACK_NUM: _octets(4, 19),
    Tag.NETWORK_ERROR_CODE: _octets(3, 3),
    Tag.MESSAGE_PAYLOAD: _octets(0, 65_535),
    Tag.USSD_SERVICE_OP: _octets(1, 1),
    Tag.ALERT_ON_MESSAGE_DELIVERY: _octets(0, 1),  # one octet in 5.0
    Tag.ITS_SESSION_INFO: _octets(2, 2),
    Tag.BROADCAST_CONTENT_TYPE: _octets(3, 3),
    Tag.BROADCAST_CONTENT_TYPE_INFO: _octets(1, 255),
    Tag.BROADCAST_FREQUENCY_INTERVAL: _octets(3, 3),
    Tag.BROADCAST_AREA_IDENTIFIER: _octets(1, 65_535),
    Tag.BROADCAST_END_TIME: _octets(1, 17),
    Tag.BROADCAST_SERVICE_GROUP: _octets(1, 255),
    Tag.BILLING_IDENTIFICATION: _octets(1, 1024),
    Tag.SOURCE_NETWORK_ID: _string(65),
    Tag.DEST_NETWORK_ID: _string(65),
    Tag.SOURCE_NODE_ID: _octets(6, 6),
    Tag.DEST_NODE_ID: _octets(6, 6),
    Tag.DEST_ADDR_NP_INFORMATION: _octets(10, 10),
    Tag.DEST_ADDR_NP_COUNTRY: _octets(1, 5),
}

TYPES: Final = {tag: _OTHERS.get(tag, _U2 if tag in _TWO else _U1) for tag in Tag}
"""Every named parameter; those not said otherwise are numbers of one octet."""


def make(tag: int, value: int | bytes) -> Tlv:
    """A parameter: a number for a tag that holds one, else octets (strings without their NUL).

    Octets under a tag that is not known here are taken as they are. Raises ``Misuse``.
    """
    kind, least, most = TYPES.get(tag, _octets(0, 65_535))  # type: ignore[call-overload]  # any int
    if isinstance(value, int):
        if kind is not Kind.NUMBER or not 0 <= value < 1 << least * 8:
            raise Misuse(f"{value} cannot be the value of {tag:#06x}")
        return tag, value.to_bytes(least, "big")
    written = value + b"\0" if kind is Kind.STRING else value
    if kind is Kind.NUMBER or not least <= len(written) <= most:
        raise Misuse(f"{len(value)} octets cannot be the value of {tag:#06x}")
    if kind is Kind.STRING and b"\0" in value:
        raise Misuse(f"a NUL in the string of {tag:#06x}")
    return tag, written


def write(tlvs: Sequence[Tlv]) -> bytes:
    """Parameters as octets. Raises ``Misuse`` for a tag or value beyond 16 bits, or too many."""
    if len(tlvs) > MOST:
        raise Misuse(f"{len(tlvs)} parameters, {MOST} at the most")
    try:
        return b"".join([_pack(tag, len(value)) + value for tag, value in tlvs])
    except struct.error as error:
        raise Misuse(f"a parameter that cannot be written: {error}") from error


def read(frame: bytes, place: int) -> tuple[Tlv, ...]:
    """Parameters from ``place`` to the end. Raises ``PeerFault``."""
    end = len(frame)
    found: list[Tlv] = []
    while place < end:
        if place + 4 > end:
            raise PeerFault(status.BAD_OPTIONAL_PART, f"{end - place} octets left over")
        tag, length = _unpack(frame, place)
        begin = place + 4
        place = begin + length
        if place > end:
            raise PeerFault(status.BAD_OPTIONAL_PART, f"parameter {tag:#06x} goes beyond the end")
        found.append((tag, frame[begin:place]))
        if len(found) > MOST:
            raise PeerFault(status.BAD_OPTIONAL_PART, f"more than {MOST} parameters")
    return tuple(found)


def octets(tlvs: Sequence[Tlv], tag: int) -> bytes | None:
    """The first value under a tag."""
    for known, value in tlvs:
        if known == tag:
            return value
    return None


def string(tlvs: Sequence[Tlv], tag: int) -> bytes | None:
    """The same without its NUL, which some forget."""
    found = octets(tlvs, tag)
    return None if found is None else found.partition(b"\0")[0]


def number(tlvs: Sequence[Tlv], tag: int) -> int | None:
    """The same as a number; peers are careless about its width (up to 4 octets are read)."""
    found = octets(tlvs, tag)
    return int.from_bytes(found, "big") if found and len(found) <= 4 else None
