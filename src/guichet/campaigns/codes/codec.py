"""Codes people read out at a till, worked out rather than kept. Pure.

``K7M2-9QXWT``: letters and figures that cannot be taken for one another, in any case, with or
without the line; what is often misread is read as meant (O as 0, I and L as 1). The first letters
name the offer among the company's, the last eight hold the recipient's place, masked, and 17 bits
that only who has the offer's secret can make.
"""

import re
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

_LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUES: Final = {letter: value for value, letter in enumerate(_LETTERS)}
_MISREAD: Final = str.maketrans("OIL", "011")
_LEFT_OUT: Final = re.compile(r"[\s\-_.]+")
_BITS: Final = 5
BODY: Final = 8
MOST_OFFERS: Final = 1 << (4 * _BITS)
LONGEST: Final = BODY + 4
_PLACE_BITS: Final = 23
_TAG_BITS: Final = BODY * _BITS - _PLACE_BITS
MOST_PEOPLE: Final = (1 << _PLACE_BITS) - 1
SECRET_BYTES: Final = 16


@dataclass(frozen=True, slots=True)
class Read:
    """A code, taken apart; ``body`` is understood by who has the offer's secret."""

    offer: int
    body: int


def code_of(offer: int, secret: bytes, place: int) -> str:
    """The code of ``offer`` (from 0) for the recipient at ``place``."""
    if not 0 <= place <= MOST_PEOPLE or not 0 <= offer < MOST_OFFERS:
        raise ValueError(f"no place {place} of offer {offer}")
    tag = _tag(secret, place)
    letters = _written(offer, 1) + _written(tag << _PLACE_BITS | place ^ _mask(secret, tag), BODY)
    return f"{letters[:-5]}-{letters[-5:]}"


def read(text: str) -> Read | None:
    """What was said or typed, taken apart; none: it cannot be a code."""
    letters = _LEFT_OUT.sub("", text[:40]).upper().translate(_MISREAD)
    if not BODY < len(letters) <= LONGEST or not all(one in _VALUES for one in letters):
        return None
    head = letters[:-BODY]
    if len(head) > 1 and head.startswith("0"):
        return None
    return Read(_value(head), _value(letters[-BODY:]))


def place_of(body: int, secret: bytes) -> int | None:
    """The recipient's place; none: not made with this secret."""
    tag, masked = body >> _PLACE_BITS, body & MOST_PEOPLE
    place = masked ^ _mask(secret, tag)
    return place if tag == _tag(secret, place) else None


def _tag(secret: bytes, place: int) -> int:
    made = blake2b(place.to_bytes(3, "big"), key=secret, digest_size=3).digest()
    return int.from_bytes(made, "big") >> (24 - _TAG_BITS)


def _mask(secret: bytes, tag: int) -> int:
    made = blake2b(tag.to_bytes(4, "big"), key=secret, digest_size=3).digest()
    return int.from_bytes(made, "big") & MOST_PEOPLE


def _written(number: int, shortest: int) -> str:
    letters = ""
    while number or len(letters) < shortest:
        letters = _LETTERS[number & 31] + letters
        number >>= _BITS
    return letters


def _value(letters: str) -> int:
    value = 0
    for letter in letters:
        value = value << _BITS | _VALUES[letter]
    return value
