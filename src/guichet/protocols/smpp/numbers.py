"""The numbers of SMPP by their names."""

from enum import IntEnum, IntFlag
from typing import Final

RESPONSE: Final = 0x8000_0000
"""The bit that makes a command its response (5.1.2)."""

LAST_SEQUENCE: Final = 0x7FFF_FFFF
"""Sequence numbers go from 1 to here, and begin again (3.2)."""

VERSION_3_4: Final = 0x34
VERSION_5_0: Final = 0x50


class Command(IntEnum):
    """5.1.2.1, table 5-1."""

    GENERIC_NACK = 0x8000_0000
    BIND_RECEIVER = 0x01
    BIND_RECEIVER_RESP = 0x8000_0001
    BIND_TRANSMITTER = 0x02
    BIND_TRANSMITTER_RESP = 0x8000_0002
    QUERY_SM = 0x03
    QUERY_SM_RESP = 0x8000_0003
    SUBMIT_SM = 0x04
    SUBMIT_SM_RESP = 0x8000_0004
    DELIVER_SM = 0x05
    DELIVER_SM_RESP = 0x8000_0005
    UNBIND = 0x06
    UNBIND_RESP = 0x8000_0006
    REPLACE_SM = 0x07
    REPLACE_SM_RESP = 0x8000_0007
    CANCEL_SM = 0x08
    CANCEL_SM_RESP = 0x8000_0008
    BIND_TRANSCEIVER = 0x09
    BIND_TRANSCEIVER_RESP = 0x8000_0009
    OUTBIND = 0x0B
    ENQUIRE_LINK = 0x15
    ENQUIRE_LINK_RESP = 0x8000_0015
    SUBMIT_MULTI = 0x21
    SUBMIT_MULTI_RESP = 0x8000_0021
    ALERT_NOTIFICATION = 0x102
    DATA_SM = 0x103
    DATA_SM_RESP = 0x8000_0103


class Ton(IntEnum):
    """Type of number (5.2.5)."""

    UNKNOWN = 0
    INTERNATIONAL = 1
    NATIONAL = 2
    NETWORK_SPECIFIC = 3
    """Short codes, with most carriers."""
    SUBSCRIBER = 4
    ALPHANUMERIC = 5
    ABBREVIATED = 6


class Npi(IntEnum):
    """Numbering plan (5.2.6)."""

    UNKNOWN = 0
    ISDN = 1
    DATA = 3
    TELEX = 4
    LAND_MOBILE = 6
    NATIONAL = 8
    PRIVATE = 9
    ERMES = 10
    INTERNET = 14
    WAP = 18


class MessageState(IntEnum):
    """5.2.28; SCHEDULED and SKIPPED are of 5.0."""

    SCHEDULED = 0
    ENROUTE = 1
    DELIVERED = 2
    EXPIRED = 3
    DELETED = 4
    UNDELIVERABLE = 5
    ACCEPTED = 6
    UNKNOWN = 7
    REJECTED = 8
    SKIPPED = 9

    @property
    def final(self) -> bool:
        """Nothing more is to come; only EXPIRED and UNKNOWN have been seen to turn into
        DELIVERED."""
        return self not in _INTERMEDIATE


_INTERMEDIATE: Final = frozenset(
    (MessageState.SCHEDULED, MessageState.ENROUTE, MessageState.ACCEPTED)
)


class EsmClass(IntFlag):
    """5.2.12. The lowest two bits are the mode, bits 2 to 5 the type of message."""

    DATAGRAM = 0x01
    FORWARD = 0x02
    STORE_AND_FORWARD = 0x03
    RECEIPT = 0x04
    DELIVERY_ACK = 0x08
    USER_ACK = 0x10
    CONVERSATION_ABORT = 0x18
    INTERMEDIATE = 0x20
    UDHI = 0x40
    """The user data begins with a header."""
    REPLY_PATH = 0x80


TYPE_MASK: Final = 0x3C
"""The bits of ``esm_class`` that hold the type of message."""


class Registered(IntFlag):
    """``registered_delivery``: which receipts are wanted (5.2.17)."""

    NONE = 0
    ALL = 1
    FAILURE = 2
    SUCCESS = 3
    DELIVERY_ACK = 0x04
    USER_ACK = 0x08
    INTERMEDIATE = 0x10


class Congestion(IntEnum):
    """Of SMPP 5.0 (4.8.4.18): the peer's load, in bands of the percentage it sends."""

    IDLE = 0
    LOW = 1
    MEDIUM = 30
    HIGH = 50
    OPTIMUM = 80
    NEARLY_CONGESTED = 90
    CONGESTED = 100
