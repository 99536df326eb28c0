"""Between the fields of a message and the text a person reads: data coding, headers, parts.

What carriers do with ``data_coding`` 0 differs, so the route says which alphabet it is.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

from guichet.protocols.gsm7 import headers
from guichet.protocols.gsm7.alphabets import NO_SHIFT, Encoding, Shift, decode
from guichet.protocols.gsm7.joining import InboundPart, PartKey
from guichet.protocols.gsm7.packing import fill_bits, unpack
from guichet.protocols.gsm7.segments import Concatenation, Segments
from guichet.protocols.smpp.errors import Misuse
from guichet.protocols.smpp.fast import LONGEST_TEXT
from guichet.protocols.smpp.numbers import EsmClass
from guichet.protocols.smpp.pdus import DataSm, DeliverSm, SubmitSm
from guichet.protocols.smpp.tlvs import Tag, Tlv, make, number, octets

FLASH: Final = 0x10
"""Added to ``data_coding``: the message is shown at once and not kept (class 0)."""

_UDHI: Final = int(EsmClass.UDHI)


class Charset(StrEnum):
    """What ``data_coding`` 0 means on a route."""

    GSM7 = "gsm7"
    """Septets, one an octet: nearly everywhere."""
    PACKED = "packed"
    """Septets, eight in seven octets."""
    LATIN1 = "latin1"
    ASCII = "ascii"
    UTF8 = "utf8"


class Coding(NamedTuple):
    """What ``data_coding`` says (5.2.19; 3GPP TS 23.038, section 4, for the groups above)."""

    encoding: Encoding | None
    """None: as the route's ``Charset`` says. Octets that are no text are Latin-1 here."""
    binary: bool = False
    flash: bool = False


_SIMPLE: Final = {
    0: Coding(None),
    1: Coding(None),
    2: Coding(Encoding.LATIN1, binary=True),
    3: Coding(Encoding.LATIN1),
    4: Coding(Encoding.LATIN1, binary=True),
    8: Coding(Encoding.UCS2),
}


def coding_of(data_coding: int) -> Coding:
    """The meaning of a ``data_coding``; what nobody defines is read like 0."""
    known = _SIMPLE.get(data_coding)
    if known is not None:
        return known
    group = data_coding & 0xF0
    if group == 0xF0:  # data coding and message class
        binary = bool(data_coding & 0x04)
        encoding = Encoding.LATIN1 if binary else None
        return Coding(encoding, binary, flash=data_coding & 0x03 == 0)
    if group in (0x10, 0x50):  # general data coding, with a message class
        alphabet = data_coding & 0x0C
        encoding = {0x04: Encoding.LATIN1, 0x08: Encoding.UCS2}.get(alphabet)
        return Coding(encoding, alphabet == 0x04, flash=data_coding & 0x03 == 0)
    if group == 0xE0:  # message waiting, in UCS-2
        return Coding(Encoding.UCS2)
    return Coding(None)


def data_coding_of(encoding: Encoding, *, flash: bool = False) -> int:
    """The usual ``data_coding`` of an encoding; routes may have their own."""
    plain = {Encoding.GSM7: 0, Encoding.LATIN1: 3, Encoding.UCS2: 8}[encoding]
    return plain | FLASH if flash else plain


class Body(NamedTuple):
    """The fields of one part that depend on its text."""

    short_message: bytes
    esm_class: int
    tlvs: tuple[Tlv, ...]


def bodies(segments: Segments, concatenation: Concatenation, *, esm_class: int = 0) -> list[Body]:
    """What goes into the PDUs of a text. Raises ``Misuse`` for what no field holds.

    A text cut by us travels in ``short_message``; one the carrier cuts in ``message_payload``.
    """
    parts = segments.parts
    if concatenation is Concatenation.PAYLOAD:
        payload = parts[0].short_message
        flag = _UDHI if parts[0].udh else 0
        return [Body(b"", esm_class | flag, (make(Tag.MESSAGE_PAYLOAD, payload),))]
    found: list[Body] = []
    several = len(parts) > 1 and concatenation is Concatenation.SAR
    for part in parts:
        tlvs = sar(segments.reference, len(parts), part.number) if several else ()
        if part.udh:
            found.append(Body(part.udh + part.user_data, esm_class | _UDHI, tlvs))
        else:
            found.append(Body(part.user_data, esm_class, tlvs))
        if len(found[-1].short_message) > LONGEST_TEXT:
            raise Misuse(f"a part of {len(found[-1].short_message)} octets")
    return found


def sar(reference: int, total: int, part: int) -> tuple[Tlv, ...]:
    """The three parameters of a part (5.3.2.22 to 24). Raises ``Misuse``."""
    return (
        make(Tag.SAR_MSG_REF_NUM, reference),
        make(Tag.SAR_TOTAL_SEGMENTS, total),
        make(Tag.SAR_SEGMENT_SEQNUM, part),
    )


@dataclass(frozen=True, slots=True)
class UserText:
    """What a message carries for a person, or a part of it."""

    octets: bytes
    """Without header; septets one an octet."""
    encoding: Encoding
    shift: Shift
    charset: Charset
    part: headers.Concatenation | None
    """Which part of a longer text it is; bits are 0 if parameters say so."""
    elements: tuple[headers.Element, ...]
    binary: bool
    flash: bool

    @property
    def text(self) -> str:
        """The text of this message alone."""
        if self.encoding is Encoding.GSM7 and self.charset is Charset.UTF8:
            return self.octets.decode("utf-8", "replace")
        return decode(self.octets, self.encoding, self.shift)

    def inbound(self, sender: str, recipient: str) -> InboundPart | None:
        """For ``joining``, if it is a part."""
        if self.part is None:
            return None
        reference, total, place, bits = self.part
        key = PartKey(sender, recipient, reference, bits)
        return InboundPart(key, total, place, self.octets, self.encoding, self.shift)


def user_text(message: DeliverSm | SubmitSm | DataSm, charset: Charset = Charset.GSM7) -> UserText:
    """What a message carries. Never fails: a header that is none is read as text.

    ``charset`` is what ``data_coding`` 0 means here.
    """
    content = message.short_message if not isinstance(message, DataSm) else b""
    content = content or octets(message.tlvs, Tag.MESSAGE_PAYLOAD) or b""
    coding = coding_of(message.data_coding)
    elements: tuple[headers.Element, ...] = ()
    header = 0
    if message.esm_class & _UDHI:
        try:
            elements, rest = headers.parse(content)
            header, content = len(content) - len(rest), rest
        except headers.BadHeader:
            elements = ()
    part = headers.concatenation_of(elements) or _sar_of(message.tlvs)
    shift = headers.shift_of(elements) if elements else NO_SHIFT
    encoding = coding.encoding or _encoding_of(charset)
    if coding.encoding is None and charset is Charset.PACKED:
        content = unpack(content, fill=fill_bits(header) if header else 0)
    return UserText(content, encoding, shift, charset, part, elements, coding.binary, coding.flash)


def _encoding_of(charset: Charset) -> Encoding:
    if charset in (Charset.LATIN1, Charset.ASCII):
        return Encoding.LATIN1
    return Encoding.GSM7


def _sar_of(tlvs: tuple[Tlv, ...]) -> headers.Concatenation | None:
    reference = number(tlvs, Tag.SAR_MSG_REF_NUM) if tlvs else None
    if reference is None:
        return None
    total = number(tlvs, Tag.SAR_TOTAL_SEGMENTS) or 0
    place = number(tlvs, Tag.SAR_SEGMENT_SEQNUM) or 0
    return headers.Concatenation(reference, total, place, 0) if 1 <= place <= total else None
