"""The user data header: 3GPP TS 23.040, section 9.2.3.24.

One octet of length, then elements: identifier, length, data. Elements that are not known here are
kept as they came.
"""

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from guichet.protocols.gsm7.alphabets import NO_SHIFT, Shift

CONCATENATED_8: Final = 0x00
CONCATENATED_16: Final = 0x08
PORTS_8: Final = 0x04
PORTS_16: Final = 0x05
SINGLE_SHIFT: Final = 0x24
LOCKING_SHIFT: Final = 0x25

LONGEST: Final = 140
"""Octets of user data in one message, header included."""


class Element(NamedTuple):
    """One element of a header."""

    identifier: int
    data: bytes


class Concatenation(NamedTuple):
    """Which part of which text: 9.2.3.24.1 and 9.2.3.24.8."""

    reference: int
    total: int
    number: int
    bits: int = 8


class BadHeader(ValueError):
    """The octets are no header: an element or the whole goes beyond the end."""


def concatenated(part: Concatenation) -> Element:
    """The element that says which part this is. Raises ``ValueError`` for what does not fit."""
    reference, total, number, bits = part
    if not (0 <= reference < 1 << bits and 1 <= number <= total <= 255):
        raise ValueError(f"no such part: {part}")
    if bits == 8:
        return Element(CONCATENATED_8, bytes((reference, total, number)))
    return Element(CONCATENATED_16, bytes((reference >> 8, reference & 0xFF, total, number)))


def shifts(shift: Shift) -> tuple[Element, ...]:
    """The elements that name national tables: 9.2.3.24.15 and 9.2.3.24.16."""
    single = (Element(SINGLE_SHIFT, bytes((shift.single,))),) if shift.single else ()
    locking = (Element(LOCKING_SHIFT, bytes((shift.locking,))),) if shift.locking else ()
    return single + locking


def build(elements: Iterable[Element]) -> bytes:
    """The header with its length; nothing at all for no element. Raises ``ValueError``."""
    body = b"".join(bytes((one.identifier, len(one.data))) + one.data for one in elements)
    if len(body) >= LONGEST:
        raise ValueError(f"a header of {len(body)} octets leaves no room")
    return bytes((len(body),)) + body if body else b""


def parse(user_data: bytes) -> tuple[tuple[Element, ...], bytes]:
    """The elements, in order, and what follows the header. Raises ``BadHeader``."""
    if not user_data:
        raise BadHeader("no length")
    end = user_data[0] + 1
    if end > len(user_data):
        raise BadHeader(f"{end} octets of header in {len(user_data)}")
    elements: list[Element] = []
    place = 1
    while place < end:
        if place + 2 > end or place + 2 + user_data[place + 1] > end:
            raise BadHeader(f"the element at {place} goes beyond the header")
        begin, stop = place + 2, place + 2 + user_data[place + 1]
        elements.append(Element(user_data[place], user_data[begin:stop]))
        place = stop
    return tuple(elements), user_data[end:]


def concatenation_of(elements: Sequence[Element]) -> Concatenation | None:
    """Which part this is, if it is one.

    The last element counts (9.2.3.24); one with a total or number of 0, or a number beyond the
    total, is ignored, so that the message stands alone (9.2.3.24.1).
    """
    found: Concatenation | None = None
    for identifier, data in elements:
        if identifier == CONCATENATED_8 and len(data) == 3:
            found = Concatenation(data[0], data[1], data[2], 8)
        elif identifier == CONCATENATED_16 and len(data) == 4:
            found = Concatenation(data[0] << 8 | data[1], data[2], data[3], 16)
    return found if found and 1 <= found.number <= found.total else None


def shift_of(elements: Sequence[Element]) -> Shift:
    """The national tables the header asks for; the last of each kind counts."""
    locking = single = 0
    for identifier, data in elements:
        if len(data) == 1 and identifier == SINGLE_SHIFT:
            single = data[0]
        elif len(data) == 1 and identifier == LOCKING_SHIFT:
            locking = data[0]
    return Shift(locking, single) if locking or single else NO_SHIFT
