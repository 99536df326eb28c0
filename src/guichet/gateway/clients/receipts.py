"""What became of a text, as the receipt its client gets. Pure."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final

from guichet.gateway.clients.noting import FAILURE, SUCCESS, read
from guichet.gateway.mass.types import MessageState as Told
from guichet.gateway.mass.types import Report
from guichet.protocols.smpp.numbers import MessageState, Npi, Ton
from guichet.protocols.smpp.pdus import DeliverSm
from guichet.protocols.smpp.receipts import parameters

STATES: Final[Mapping[Told, tuple[MessageState, bytes]]] = {
    "delivered": (MessageState.DELIVERED, b"DELIVRD"),
    "undelivered": (MessageState.UNDELIVERABLE, b"UNDELIV"),
    "refused": (MessageState.REJECTED, b"REJECTD"),
    "denied": (MessageState.REJECTED, b"REJECTD"),
    "expired": (MessageState.EXPIRED, b"EXPIRED"),
    "cancelled": (MessageState.DELETED, b"DELETED"),
}
RECEIPT: Final = 0x04
_INTERNATIONAL: Final = int(Ton.INTERNATIONAL)
_ISDN: Final = int(Npi.ISDN)
_new = tuple.__new__
_CODE: Final = re.compile(r"[0-9A-Za-z]{1,3}")


def receipts_of(report: Report) -> list[DeliverSm]:
    """Those to be delivered; none where the client wants none of this kind."""
    note, told = read(report.reference), STATES.get(report.state)
    if note is None or not note.wanted or told is None:
        return []
    delivered = report.state == "delivered"
    if (note.wanted == FAILURE and delivered) or (note.wanted == SUCCESS and not delivered):
        return []
    state, word = told
    error = report.error or ""
    code = error.encode().rjust(3, b"0") if error and _CODE.fullmatch(error) else b"000"
    number = report.address.removeprefix("+").encode()
    rest = b" sub:001 dlvrd:%03d submit date:%b done date:%b stat:%b err:%b text:" % (
        delivered,
        _minute(report.message_id.int >> 80),
        _written(report.at),
        word,
        code,
    )
    made: list[DeliverSm] = []
    for name in note.ids or (report.message_id.hex,):
        written = name.encode()
        # fmt: off
        made.append(_new(DeliverSm, (
            0, 0, b"", _INTERNATIONAL, _ISDN, number, note.ton, note.npi, note.source,
            RECEIPT, 0, 0, b"", b"", 0, 0, 0, 0, b"id:%b%b" % (written, rest),
            parameters(written, state),
        )))
        # fmt: on
    return made


def _minute(milliseconds: int) -> bytes:
    return _of_minute(milliseconds // 60_000)


@lru_cache(1_024)
def _of_minute(minutes: int) -> bytes:
    return _written(datetime.fromtimestamp(minutes * 60, UTC))


def _written(at: datetime) -> bytes:
    parts = (at.year % 100, at.month, at.day, at.hour, at.minute)
    return b"%02d%02d%02d%02d%02d" % parts
