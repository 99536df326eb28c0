"""What a text costs and the parts it is sent in: 3GPP TS 23.040, section 9.2.3.24.1.

A message carries 140 octets. A text that needs more is sent in parts, each with a header that
says which it is; the telephone shows one text. A cut never falls between an escape and its
character, nor between the two units of a character beyond U+FFFF.
"""

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from functools import cache
from typing import Final, Literal, NamedTuple

from guichet.protocols.gsm7 import headers
from guichet.protocols.gsm7.alphabets import (
    ESCAPE,
    NO_SHIFT,
    Encoding,
    NotInAlphabet,
    Offender,
    Shift,
    encode,
    offenders,
    septets_of,
)
from guichet.protocols.gsm7.packing import fill_bits, pack

OCTETS: Final = headers.LONGEST
MOST_PARTS: Final = 255


class Concatenation(StrEnum):
    """How parts are told to belong together."""

    UDH = "udh"
    """A header before each part's text: understood everywhere."""
    SAR = "sar"
    """Parameters beside the text (``sar_msg_ref_num`` and its two brothers); no header."""
    PAYLOAD = "payload"
    """Not by us: the whole text goes to the carrier (``message_payload``), which cuts it."""
    NONE = "none"
    """Not at all: each part is a message of its own, and of full length."""


class Part(NamedTuple):
    """One message of a text."""

    number: int
    """From 1."""
    user_data: bytes
    """Its text, without the header."""
    udh: bytes
    """Its header, or nothing."""

    @property
    def short_message(self) -> bytes:
        """Header and text, as SMPP carries them."""
        return self.udh + self.user_data


class Segments(NamedTuple):
    """A text, counted and cut."""

    text: str
    encoding: Encoding
    shift: Shift
    units: int
    """Septets, octets or units of UTF-16 of the text, without headers."""
    units_per_part: int
    """What fits into each part: of one part alone, or of each of several."""
    charged: int
    """Messages a carrier charges; for ``payload`` as it will cut, by headers of 8 bits."""
    parts: tuple[Part, ...]
    reference: int
    """What the parts have in common, for ``sar``."""
    room: int
    """Units that still fit into the last part."""

    @property
    def characters_that_cost(self) -> tuple[Offender, ...]:
        """The first characters for which this text cannot be written in septets."""
        return offenders(self.text) if self.encoding is not Encoding.GSM7 else ()


class TooManyParts(ValueError):
    """The text needs more parts than allowed."""

    def __init__(self, needed: int, most: int) -> None:
        super().__init__(f"{needed} parts, {most} at the most")
        self.needed = needed
        self.most = most


@cache
def capacity(encoding: Encoding, header: int = 0) -> int:
    """Units that fit beside a header of so many octets, its length octet included.

    160, 140 or 70 alone; 153, 134 or 67 beside a header of 6 octets; 152, 133 or 66 beside 7.
    """
    octets = OCTETS - header
    if encoding is Encoding.GSM7:
        return octets * 8 // 7
    return octets if encoding is Encoding.LATIN1 else octets // 2


def segment(
    text: str,
    *,
    encoding: Encoding | None = None,
    concatenation: Concatenation = Concatenation.UDH,
    reference: int = 0,
    reference_bits: Literal[8, 16] = 8,
    max_parts: int = MOST_PARTS,
    reserve: int = 0,
    elements: Sequence[headers.Element] = (),
    shifts: Iterable[Shift] = (),
    packed: bool = False,
) -> Segments:
    """Count and cut a text.

    ``encoding`` None takes septets if every character has one, else UTF-16. ``reserve`` are units
    the carrier keeps for itself in each part. ``elements`` go into the header of every part.
    ``shifts`` are national tables that may be used where the default ones do not do (opt-in: old
    telephones show other characters); the cheapest wins. ``packed`` puts seven bits a character,
    with fill bits, as few carriers want it. Raises ``NotInAlphabet``, ``TooManyParts``;
    ``ValueError`` for a reference that does not fit or a header that leaves no room.
    """
    if encoding is None or encoding is Encoding.GSM7:
        septets = septets_of(text)
        if septets is not None:
            used, most = len(septets), 160 - reserve
            if used <= most and not elements and not packed and max_parts > 0:
                one = (Part(1, septets, b""),)
                return Segments(text, _GSM7, NO_SHIFT, used, most, 1, one, reference, most - used)
            found, shift = (_GSM7, septets), NO_SHIFT
        else:
            found, shift = _otherwise(text, encoding, shifts)
    else:
        found, shift = (encoding, encode(text, encoding)), NO_SHIFT
    extra = (*elements, *headers.shifts(shift))
    plan = _Plan(*found, concatenation, reference, reference_bits, reserve, extra, packed)
    size, pieces, parts = plan.cut(max_parts)
    units, room = plan.units(found[1]), size - plan.units(pieces[-1])
    return Segments(text, found[0], shift, units, size, len(pieces), parts, reference, room)


_GSM7: Final = Encoding.GSM7


def _otherwise(
    text: str, wanted: Encoding | None, shifts: Iterable[Shift]
) -> tuple[tuple[Encoding, bytes], Shift]:
    """The cheapest national tables that have all characters, or UTF-16 if nothing forbids it."""
    best: tuple[int, int, bytes, Shift] | None = None
    for shift in shifts:
        septets = septets_of(text, shift)
        if septets is not None:
            header = 1 + 3 * len(headers.shifts(shift))
            alone = len(septets) <= capacity(_GSM7, header)
            count = 1 if alone else -(-len(septets) // capacity(_GSM7, header + 5))
            if best is None or (count, len(septets)) < best[:2]:
                best = (count, len(septets), septets, shift)
    if best is not None and (wanted is _GSM7 or best[0] <= _parts_in_ucs2(text)):
        return (_GSM7, best[2]), best[3]
    if wanted is _GSM7:
        raise NotInAlphabet(_GSM7, offenders(text))
    return (Encoding.UCS2, encode(text, Encoding.UCS2)), NO_SHIFT


def _parts_in_ucs2(text: str) -> int:
    units = len(text.encode("utf-16-be", "replace")) // 2
    return 1 if units <= 70 else -(-units // 67)


class _Plan(NamedTuple):
    """What is known before the cutting."""

    encoding: Encoding
    octets: bytes
    concatenation: Concatenation
    reference: int
    reference_bits: Literal[8, 16]
    reserve: int
    elements: tuple[headers.Element, ...]
    packed: bool

    def cut(self, most: int) -> tuple[int, list[bytes], tuple[Part, ...]]:
        """The units that fit into each part, the pieces a carrier charges, and what is sent."""
        most = min(most, MOST_PARTS)
        size = self._room(self._header(None))
        pieces = [self.octets]
        alone = self.units(self.octets) <= size
        if not alone:
            size = self._size_of_several(size)
            pieces = self._pieces(size)
        if len(pieces) > most:
            raise TooManyParts(len(pieces), most)
        if alone or self.concatenation is Concatenation.PAYLOAD:
            return size, pieces, (self._part(1, self.octets, self._header(None)),)
        return size, pieces, tuple(self._several(pieces))

    def _several(self, pieces: list[bytes]) -> Iterator[Part]:
        """Their headers differ in one octet, the number: the last of the first element."""
        if self.concatenation is Concatenation.UDH:
            place = headers.Concatenation(self.reference, len(pieces), 1, self.reference_bits)
            header, at = self._header(place), 5 if self.reference_bits == 8 else 6
            before, after = header[:at], header[at + 1 :]
            for number, piece in enumerate(pieces, 1):
                yield self._part(number, piece, before + bytes((number,)) + after)
        else:
            header = self._header(None)
            for number, piece in enumerate(pieces, 1):
                yield self._part(number, piece, header)

    def _size_of_several(self, alone: int) -> int:
        """Carriers turn ``sar`` into a header of their own, as they do for ``payload``."""
        if self.concatenation is Concatenation.NONE:
            return alone
        return self._room(self._header(headers.Concatenation(0, 1, 1, self.reference_bits)))

    def _room(self, header: bytes) -> int:
        room = capacity(self.encoding, len(header)) - self.reserve
        if room < 2:
            raise ValueError("the header and what is reserved leave no room for text")
        return room

    def units(self, octets: bytes) -> int:
        """How many units the octets are."""
        return len(octets) // 2 if self.encoding is Encoding.UCS2 else len(octets)

    def _header(self, part: headers.Concatenation | None) -> bytes:
        first = () if part is None else (headers.concatenated(part),)
        return headers.build((*first, *self.elements))

    def _pieces(self, size: int) -> list[bytes]:
        """Cut where no character is torn."""
        wide = self.encoding is Encoding.UCS2
        step = size * 2 if wide else size
        octets, pieces, begin = self.octets, [], 0
        while begin < len(octets):
            end = begin + step
            if end < len(octets):
                if wide and 0xD8 <= octets[end - 2] <= 0xDB:
                    end -= 2
                elif self.encoding is Encoding.GSM7 and octets[end - 1] == ESCAPE:
                    end -= 1
            pieces.append(octets[begin:end])
            begin = end
        return pieces

    def _part(self, number: int, octets: bytes, udh: bytes) -> Part:
        if self.packed and self.encoding is Encoding.GSM7:
            octets = pack(octets, fill=fill_bits(len(udh)))
        return Part(number, octets, udh)
