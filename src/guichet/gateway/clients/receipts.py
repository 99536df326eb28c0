"""What became of a text, as the receipt its client gets. Pure."""

import re
from collections.abc import Mapping
from typing import Final
from uuid import UUID

from guichet.gateway.clients.noting import FAILURE, SUCCESS, read
from guichet.gateway.mass.types import MessageState as Told
from guichet.gateway.mass.types import Report
from guichet.kit.ids import instant_of
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
_CODE: Final = re.compile(r"[0-9A-Za-z]{1,3}")


def receipts_of(report: Report) -> list[DeliverSm]:
    """Those to be delivered; none where the client wants none of this kind."""
    note, told = read(report.reference), STATES.get(report.state)
    if note is None or told is None:
        return []
    delivered = report.state == "delivered"
    if (note.wanted == FAILURE and delivered) or (note.wanted == SUCCESS and not delivered):
        return []
    state, word = told
    dates = (_date(report.message_id), report.at.strftime("%y%m%d%H%M").encode())
    error = report.error or ""
    code = error.encode() if _CODE.fullmatch(error) else b"000"
    number = report.address.removeprefix("+").encode()
    made: list[DeliverSm] = []
    for name in note.ids or (report.message_id.hex,):
        written = name.encode()
        text = b"id:%b sub:001 dlvrd:%03d submit date:%b done date:%b stat:%b err:%b text:" % (
            written,
            delivered,
            *dates,
            word,
            code.rjust(3, b"0"),
        )
        made.append(
            DeliverSm(
                source_addr_ton=Ton.INTERNATIONAL,
                source_addr_npi=Npi.ISDN,
                source_addr=number,
                dest_addr_ton=note.ton,
                dest_addr_npi=note.npi,
                destination_addr=note.source,
                esm_class=RECEIPT,
                short_message=text,
                tlvs=parameters(written, state),
            )
        )
    return made


def _date(message_id: UUID) -> bytes:
    return instant_of(message_id).strftime("%y%m%d%H%M").encode()
