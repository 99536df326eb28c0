"""Texts from telephones, as the account of a company gets them: kept in its line of receipts until
its system took them. Pure.
"""

from typing import Final

from guichet.gateway.mass.types import Report
from guichet.protocols.gsm7.alphabets import Encoding
from guichet.protocols.gsm7.segments import Concatenation, segment
from guichet.protocols.smpp.numbers import Npi, Ton
from guichet.protocols.smpp.pdus import DeliverSm
from guichet.protocols.smpp.texts import bodies

MARK: Final = "text:"
MOST_PARTS: Final = 255
LONGEST: Final = 8_000
"""Characters that fit in so many parts, whatever they are. No telephone writes as much; a service
that brings texts over HTTP may.
"""
LONGEST_NUMBER: Final = 20
"""Octets of a sender (5.2.8)."""
WIDE: Final = 8
"""``data_coding`` of UCS-2."""


def noted(to: str, words: str) -> str:
    """What the line keeps of a text to the number ``to``, beside who wrote it."""
    return f"{MARK}{to}:{words}"


def texts_of(report: Report, window: int) -> list[DeliverSm]:
    """A text as it is delivered, cut in parts; in one piece where ``window`` has no room for all of
    them at once. Nothing: it is a receipt.
    """
    if report.reference is None or not report.reference.startswith(MARK):
        return []
    to, _, whole = report.reference.removeprefix(MARK).partition(":")
    words = whole[:LONGEST]
    reference = report.message_id.int & 0xFF
    cut = segment(words, reference=reference, max_parts=MOST_PARTS)
    way = Concatenation.UDH
    if len(cut.parts) > window:
        way = Concatenation.PAYLOAD
        cut = segment(words, concatenation=way, max_parts=MOST_PARTS)
    source, target = (_number(one) for one in (report.address, to))
    return [
        DeliverSm(
            source_addr_ton=source[0],
            source_addr_npi=source[1],
            source_addr=source[2],
            dest_addr_ton=target[0],
            dest_addr_npi=target[1],
            destination_addr=target[2],
            esm_class=body.esm_class,
            data_coding=WIDE if cut.encoding is Encoding.UCS2 else 0,
            short_message=body.short_message,
            tlvs=body.tlvs,
        )
        for body in bodies(cut, way)
    ]


def _number(written: str) -> tuple[Ton, Npi, bytes]:
    digits = written.removeprefix("+").encode("ascii", "replace")[:LONGEST_NUMBER]
    if written.startswith("+"):
        return Ton.INTERNATIONAL, Npi.ISDN, digits
    return Ton.UNKNOWN, Npi.UNKNOWN, digits
