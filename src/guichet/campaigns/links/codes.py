"""Codes of short links, worked out rather than kept. Pure.

A code is ``<number of the link><eight characters>``, all of ``0-9A-Za-z``, which every alphabet of
short messages has. The eight characters hold the recipient's place in the campaign, masked, and 24
bits that only who has the link's secret can make: nobody finds another's link by counting, and a
million of them cost nothing but the time to work them out.
"""

from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

_LETTERS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_VALUES: Final = {letter: value for value, letter in enumerate(_LETTERS)}
_PAIRS: Final = [a + b for a in _LETTERS for b in _LETTERS]
_BASE: Final = len(_LETTERS)
BODY: Final = 8
"""Characters after the link's number."""
LONGEST: Final = BODY + 11
_PLACE_BITS: Final = 23
MOST_PEOPLE: Final = (1 << _PLACE_BITS) - 1
"""Recipients one link can tell apart."""
SECRET_BYTES: Final = 16


@dataclass(frozen=True, slots=True)
class Code:
    """A code, taken apart; ``body`` is understood by who has the link's secret."""

    number: int
    body: int


def code_of(number: int, secret: bytes, place: int) -> str:
    """The code of link ``number`` for the recipient at ``place``; 0 is nobody: a test."""
    if not 0 <= place <= MOST_PEOPLE:
        raise ValueError(f"no place {place}")
    tag = _tag(secret, place)
    return _written(number) + _eight(tag << _PLACE_BITS | place ^ _mask(secret, tag))


def read(code: str) -> Code | None:
    """``code`` taken apart; none: it cannot be one."""
    if not BODY < len(code) <= LONGEST or not all(one in _VALUES for one in code):
        return None
    head, tail = code[:-BODY], code[-BODY:]
    return None if head != "0" and head.startswith("0") else Code(_value(head), _value(tail))


def place_of(body: int, secret: bytes) -> int | None:
    """The recipient's place; none: not made with this secret."""
    tag, masked = body >> _PLACE_BITS, body & MOST_PEOPLE
    place = masked ^ _mask(secret, tag)
    return place if tag == _tag(secret, place) else None


def _tag(secret: bytes, place: int) -> int:
    made = blake2b(place.to_bytes(3, "big"), key=secret, digest_size=3).digest()
    return int.from_bytes(made, "big")


def _mask(secret: bytes, tag: int) -> int:
    made = blake2b(tag.to_bytes(4, "big"), key=secret, digest_size=3).digest()
    return int.from_bytes(made, "big") & MOST_PEOPLE


def _eight(value: int) -> str:
    """47 bits in eight letters."""
    square = _BASE * _BASE
    high, low = divmod(value, square * square)
    return (
        _PAIRS[high // square]
        + _PAIRS[high % square]
        + _PAIRS[low // square]
        + _PAIRS[low % square]
    )


def _written(number: int) -> str:
    letters = ""
    while True:
        number, rest = divmod(number, _BASE)
        letters = _LETTERS[rest] + letters
        if not number:
            return letters


def _value(letters: str) -> int:
    value = 0
    for letter in letters:
        value = value * _BASE + _VALUES[letter]
    return value
