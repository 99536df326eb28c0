"""Fields of rows as COPY reads them in binary: each with its length in front. PostgreSQL reads them
for half of what rows in text cost. Pure.
"""

from datetime import UTC, datetime, timedelta
from functools import partial
from struct import Struct
from typing import Final
from uuid import UUID

import msgspec

NULL: Final = b"\xff\xff\xff\xff"
ID: Final = b"\0\0\0\x10"
"""The length of an id: its sixteen octets follow."""
_EPOCH: Final = datetime(2000, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_length = Struct(">i").pack
_short = Struct(">ih").pack
_big = Struct(">iq").pack


def begin(fields: int) -> bytes:
    """How a row of so many fields begins."""
    return fields.to_bytes(2)


def id_field(value: UUID) -> bytes:
    """An id."""
    return ID + value.bytes


def short_field(value: int) -> bytes:
    """A whole number of two octets."""
    return _short(2, value)


number_field = partial(Struct(">ii").pack, 4)
"""A whole number of four octets."""


def big_field(value: int | None) -> bytes:
    """A whole number of eight octets."""
    return NULL if value is None else _big(8, value)


def instant_field(value: datetime) -> bytes:
    """An instant."""
    return _big(8, (value - _EPOCH) // _MICROSECOND)


def text_field(value: str | None) -> bytes:
    """A text, what PostgreSQL cannot keep left out."""
    if value is None:
        return NULL
    if "\0" in value:
        value = value.replace("\0", "")
    octets = value.encode() if value.isascii() else value.encode("utf-8", "replace")
    return _length(len(octets)) + octets


def json_field(value: object) -> bytes:
    """A value of plain types, for ``jsonb``: the first octet is the version of the form."""
    if value is None:
        return NULL
    octets = msgspec.json.encode(value)
    return _length(len(octets) + 1) + b"\1" + octets
