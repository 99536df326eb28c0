"""Whether what is told can be used, and how it is kept. Pure."""

import math
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any
from uuid import UUID

import msgspec

from guichet.crm.occurrences.types import (
    AHEAD,
    LARGEST,
    LONGEST_ID,
    LONGEST_NAME,
    LONGEST_TYPE,
    LONGEST_VALUE,
    LONGEST_WORD,
    MOST_PROPERTIES,
    WORDS,
    Scalar,
    ScalarType,
    Told,
)
from guichet.kit.errors import FieldFault

_CURRENCY = re.compile(r"[A-Z]{3}")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f]")
_EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
_ENCODER = msgspec.json.Encoder(order="sorted")
_LOW = (1 << 62) - 1
_MONEY = ("amount", "currency")
_TEXTS = (*WORDS, "currency")
_OWN = (*WORDS, *_MONEY)
_KINDS: Mapping[type, ScalarType] = {
    str: "text",
    bool: "boolean",
    int: "number",
    float: "number",
}
NOBODY_YET = UUID(int=0)
FORGOTTEN = NOBODY_YET.hex
"""The content of what happened to an erased person: any repeat is one."""


class Row(msgspec.Struct):
    """One as it is kept; its ids as 32 hexadecimal digits, as which they are told to the database:
    nobody needs them as anything else.
    """

    key: str
    id: str
    """Its place in a history."""
    content: str
    type: str
    external_id: str
    at: datetime
    article: str | None
    category: str | None
    amount: int | None
    currency: str | None
    place: str | None
    others: Mapping[str, Scalar]
    contact_id: UUID = NOBODY_YET
    """Whom it happened to, once that is known."""


def is_plain(told: Told, now: datetime) -> bool:
    """Whether there is surely nothing wrong with it: nearly always, for a fifth of what naming the
    faults costs. What is not plain may be good.
    """
    if not (
        told.id.isprintable()
        and 0 < len(told.id) <= LONGEST_ID
        and told.id.strip()
        and told.type.isprintable()
        and 0 < len(told.type) <= LONGEST_TYPE
        and told.type.strip()
        and (told.at is None or _EARLIEST <= told.at <= now)
        and len(told.properties) <= MOST_PROPERTIES
    ):
        return False
    for name, value in told.properties.items():
        sane = name.isprintable() and 0 < len(name) <= LONGEST_NAME and name[0] != " "
        if not (sane and _is_plain_value(name, value)):
            return False
    return True


def _is_plain_value(name: str, value: Scalar) -> bool:
    kind = type(value)
    if kind is str:
        assert isinstance(value, str)
        good = len(value) <= LONGEST_WORD and value.isprintable()
        return good and name not in _MONEY and (value.strip() != "" or name not in _TEXTS)
    if kind is int:
        assert isinstance(value, int)
        return name not in _TEXTS and -LARGEST <= value <= LARGEST
    if kind is bool or kind is float:
        assert isinstance(value, bool | float)
        return name not in _OWN and -LARGEST <= value <= LARGEST
    return value is None


def faults_of(told: Told, at: str, now: datetime) -> list[FieldFault]:
    """What cannot be used; ``at`` names it."""
    faults = [
        *_word(f"{at}/id", told.id, LONGEST_ID),
        *_word(f"{at}/type", told.type, LONGEST_TYPE),
    ]
    if told.at is not None and not _EARLIEST <= told.at <= now + AHEAD:
        faults.append(FieldFault(f"{at}/at", "in_the_future" if told.at > now else "too_old"))
    if len(told.properties) > MOST_PROPERTIES:
        limit = {"limit": MOST_PROPERTIES}
        faults.append(FieldFault(f"{at}/properties", "too_many_items", limit))
    for name, value in told.properties.items():
        faults += _property(f"{at}/properties/{name[:LONGEST_NAME]}", name, value)
    return faults


def row_of(told: Told, now: datetime, currency: str) -> Row:
    """As it is kept, of what has no faults; an amount without a currency is in ``currency``."""
    known: dict[str, Any] = dict(told.properties)
    if None in known.values():
        known = {name: value for name, value in known.items() if value is not None}
    take = known.pop
    amount, said = take("amount", None), take("currency", None)
    if amount is not None and said is None:
        said = currency
    at = told.at
    if at is not None and at.tzinfo is not UTC:
        at = at.astimezone(UTC)
    content = _digest(_ENCODER.encode((told.type, told.who, at, told.properties)))
    key, at = key_of(told.id), at or now
    return Row(
        key,
        placed(at, key),
        content,
        told.type,
        told.id,
        at,
        take("article", None),
        take("category", None),
        amount,
        said,
        take("place", None),
        known,
    )


def key_of(external_id: str) -> str:
    """Under which one is kept, within a tenant."""
    return _digest(external_id.encode())


def _digest(octets: bytes) -> str:
    return blake2b(octets, digest_size=16).hexdigest()


def placed(at: datetime, key: str) -> str:
    """A UUID version 7 of that instant, always the same for the same key."""
    milliseconds, digits = max(0, int(at.timestamp() * 1000)), int(key, 16)
    high, low = (digits >> 62) & 0xFFF, digits & _LOW
    return f"{milliseconds:012x}7{high:03x}{(0b10 << 62) | low:016x}"


def is_known(seen: Mapping[str, Sequence[ScalarType]], properties: Mapping[str, Scalar]) -> bool:
    """Whether nothing of these properties is new of a type."""
    for name, value in properties.items():
        if value is not None and _KINDS[type(value)] not in seen.get(name, ()):
            return name not in seen and len(seen) >= 2 * MOST_PROPERTIES
    return True


def learnt(
    seen: Mapping[str, Sequence[ScalarType]], several: Sequence[Mapping[str, Scalar]]
) -> dict[str, Sequence[ScalarType]]:
    """The properties seen of a type, with those of these."""
    found: dict[str, set[ScalarType]] = {name: set(types) for name, types in seen.items()}
    for properties in several:
        for name, value in properties.items():
            kind = None if value is None else _KINDS[type(value)]
            if kind is not None and (name in found or len(found) < 2 * MOST_PROPERTIES):
                found.setdefault(name, set()).add(kind)
    return {name: sorted(types) for name, types in sorted(found.items())}


def _word(at: str, value: str, longest: int) -> list[FieldFault]:
    if not value.strip():
        return [FieldFault(at, "required")]
    if len(value) > longest:
        return [FieldFault(at, "too_long", {"limit": longest})]
    return [FieldFault(at, "wrong_value")] if _UNPRINTABLE.search(value) else []


def _property(at: str, name: str, value: Scalar) -> list[FieldFault]:
    if not name.strip() or len(name) > LONGEST_NAME or _UNPRINTABLE.search(name):
        return [FieldFault(at, "bad_property_name", {"limit": LONGEST_NAME})]
    if value is None:
        return []
    if name in WORDS:
        return _word(at, value, LONGEST_WORD) if isinstance(value, str) else [_not_text(at)]
    return _money(at, name, value) if name in ("amount", "currency") else _other(at, value)


def _money(at: str, name: str, value: Scalar) -> list[FieldFault]:
    if name == "amount":
        whole = isinstance(value, int) and not isinstance(value, bool)
        return _number(at, value) if whole else [FieldFault(at, "not_a_whole_number")]
    fits = isinstance(value, str) and _CURRENCY.fullmatch(value)
    return [] if fits else [FieldFault(at, "not_a_currency")]


def _other(at: str, value: Scalar) -> list[FieldFault]:
    if isinstance(value, str):
        longest = {"limit": LONGEST_VALUE}
        return [FieldFault(at, "too_long", longest)] if len(value) > LONGEST_VALUE else []
    return [] if isinstance(value, bool) else _number(at, value)


def _number(at: str, value: Scalar) -> list[FieldFault]:
    assert isinstance(value, int | float)
    good = math.isfinite(value) and abs(value) <= LARGEST
    return [] if good else [FieldFault(at, "too_big", {"limit": LARGEST})]


def _not_text(at: str) -> FieldFault:
    return FieldFault(at, "not_text")
