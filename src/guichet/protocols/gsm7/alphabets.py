"""Characters and their codes: the default alphabet, its extension, national tables, UTF-16.

3GPP TS 23.038: section 6.2.1 (default alphabet), 6.2.1.1 (extension), 6.2.1.2 (national tables),
6.2.3 (UCS-2, here UTF-16 in big-endian order, as every telephone in use reads it). Septets are
one an octet here; ``packing`` puts them together.
"""

from collections.abc import Iterator
from enum import StrEnum
from functools import lru_cache
from typing import Final, NamedTuple

from guichet.protocols.gsm7.national import LOCKING, SINGLE, UNUSED

ESCAPE: Final = 0x1B

BASIC: Final = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""The default alphabet, by code (6.2.1)."""

EXTENSION: Final = {
    0x0A: "\f",
    0x14: "^",
    0x28: "{",
    0x29: "}",
    0x2F: "\\",
    0x3C: "[",
    0x3D: "~",
    0x3E: "]",
    0x40: "|",
    0x65: "€",
}
"""What stands behind the escape (6.2.1.1): each costs two septets."""


class Encoding(StrEnum):
    """How the characters of a message are written; what one of its units is."""

    GSM7 = "gsm7"
    """Septets: 160 fit into one message."""
    LATIN1 = "latin1"
    """Octets of ISO 8859-1: 140 fit. Only for carriers that ask for it."""
    UCS2 = "ucs2"
    """Units of UTF-16: 70 fit."""


class Shift(NamedTuple):
    """Which national tables stand in for the default ones: 0 for none (6.2.1.2.4)."""

    locking: int = 0
    single: int = 0


NO_SHIFT: Final = Shift()


class Offender(NamedTuple):
    """A character an encoding does not have."""

    at: int
    character: str


class NotInAlphabet(ValueError):
    """The text holds characters that the encoding has no code for; the first of them are named."""

    def __init__(self, encoding: Encoding, offenders: tuple[Offender, ...]) -> None:
        named = ", ".join(f"U+{ord(one.character):04X} at {one.at}" for one in offenders)
        super().__init__(f"not in {encoding}: {named}")
        self.encoding = encoding
        self.offenders = offenders


@lru_cache(64)
def _writer(shift: Shift) -> dict[int, str]:
    """For ``str.translate``: to codes below 128; whatever is not in the alphabet ends above."""
    basic, extension = _tables(shift)
    codes = {ord(char): "\x1b" + chr(code) for code, char in sorted(extension.items())}
    codes |= {
        ord(char): chr(code) for code, char in enumerate(basic) if code != ESCAPE and char != UNUSED
    }
    return {code: "\xff" for code in range(0x80) if code not in codes} | codes


@lru_cache(64)
def _tables(shift: Shift) -> tuple[str, dict[int, str]]:
    """An unknown language is read by the default tables (6.2.1.2.2, 6.2.1.2.3)."""
    return LOCKING.get(shift.locking, BASIC), SINGLE.get(shift.single, EXTENSION)


_DEFAULT: Final = _writer(NO_SHIFT)


def septets_of(text: str, shift: Shift = NO_SHIFT) -> bytes | None:
    """The text as septets, one an octet, or None if a character is not in the alphabet."""
    table = _DEFAULT if shift is NO_SHIFT else _writer(shift)
    codes = text.translate(table)
    return codes.encode("ascii") if codes.isascii() else None


def encoding_of(text: str) -> Encoding:
    """The cheapest encoding every telephone reads: septets if they do, else UTF-16."""
    return Encoding.GSM7 if text.translate(_DEFAULT).isascii() else Encoding.UCS2


def offenders(
    text: str, encoding: Encoding = Encoding.GSM7, *, most: int = 20, shift: Shift = NO_SHIFT
) -> tuple[Offender, ...]:
    """The first ``most`` characters that keep the text from being written so."""
    found = _offenders(text, encoding, shift)
    return tuple(one for one, _ in zip(found, range(most), strict=False))


def _offenders(text: str, encoding: Encoding, shift: Shift) -> Iterator[Offender]:
    table = _writer(shift)
    for at, char in enumerate(text):
        code = ord(char)
        if encoding is Encoding.GSM7:
            wrong = not table.get(code, "\xff").isascii()
        elif encoding is Encoding.LATIN1:
            wrong = code > 0xFF
        else:
            wrong = 0xD800 <= code <= 0xDFFF
        if wrong:
            yield Offender(at, char)


def encode(text: str, encoding: Encoding, shift: Shift = NO_SHIFT) -> bytes:
    """The text as octets: septets unpacked. Raises ``NotInAlphabet``."""
    if encoding is Encoding.GSM7:
        septets = septets_of(text, shift)
        if septets is not None:
            return septets
    else:
        try:
            return text.encode("latin-1" if encoding is Encoding.LATIN1 else "utf-16-be")
        except UnicodeEncodeError:
            pass  # said below, with places
    raise NotInAlphabet(encoding, offenders(text, encoding, shift=shift))


def decode(octets: bytes, encoding: Encoding, shift: Shift = NO_SHIFT) -> str:
    """What the octets say. Never fails: what cannot be read becomes U+FFFD."""
    if encoding is Encoding.GSM7:
        return read_septets(octets, shift)
    if encoding is Encoding.LATIN1:
        return octets.decode("latin-1")
    return octets.decode("utf-16-be", "replace")


@lru_cache(64)
def _reader(shift: Shift) -> tuple[dict[int, str], dict[str, str]]:
    basic, extension = _tables(shift)
    plain = {code: "\ufffd" if char == UNUSED else char for code, char in enumerate(basic)}
    plain |= dict.fromkeys(range(0x80, 0x100), "\ufffd")
    plain[ESCAPE] = " "
    behind = plain | extension | {ESCAPE: " "}
    return plain, {chr(code): char for code, char in behind.items()}


def read_septets(septets: bytes, shift: Shift = NO_SHIFT) -> str:
    """The text of septets, one an octet.

    An escape before a code the extension does not have is dropped and the code read by the main
    table; an escape before another, or at the end, is a space (6.2.1.1, note 1). Octets above 127
    are no septets: U+FFFD.
    """
    plain, behind = _reader(shift)
    codes = septets.decode("latin-1")
    if "\x1b" not in codes:
        return codes.translate(plain)
    first, *rest = codes.split("\x1b")
    pieces = [first.translate(plain)]
    waiting = False
    for place, piece in enumerate(rest):
        if waiting:  # the second of two escapes: both are read, as one space
            pieces.append(piece.translate(plain))
            waiting = False
        elif piece:
            pieces += (behind[piece[0]], piece[1:].translate(plain))
        else:
            pieces.append(" ")
            waiting = place < len(rest) - 1
    return "".join(pieces)
