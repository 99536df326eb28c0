"""Whether an event fits a trigger, and what it says to the text. Pure."""

import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from guichet.campaigns.templates.language import plain_name
from guichet.crm.occurrences.types import Occurrence
from guichet.crm.segments.language import Scalar
from guichet.kit.money import places_of

_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_LONGEST = 200
MOST_PARAMETERS = 20


def fits(where: Mapping[str, Scalar], properties: Mapping[str, object]) -> bool:
    """Whether every property is as it has to be; texts whatever their case."""
    return all(_same(properties.get(name), wanted) for name, wanted in where.items())


def _same(value: object, wanted: Scalar) -> bool:
    if isinstance(value, str) and isinstance(wanted, str):
        return value.casefold() == wanted.casefold()
    if isinstance(value, bool) or isinstance(wanted, bool):
        return value is wanted
    return value == wanted


def parameters_of(one: Occurrence, currency: str) -> dict[str, Scalar]:
    """What a text can say of an event: its properties under plain names, an amount as money."""
    found: dict[str, Scalar] = {}
    for name, value in one.properties.items():
        plain = plain_name(name)
        if value is None or not _NAME.fullmatch(plain) or len(found) >= MOST_PARAMETERS:
            continue
        if isinstance(value, str):
            if value.strip():
                found[plain] = value.strip()[:_LONGEST]
        else:
            found[plain] = value
    amount = one.properties.get("amount")
    if isinstance(amount, int) and not isinstance(amount, bool):
        named = one.properties.get("currency")
        found["amount"] = _money(amount, named if isinstance(named, str) else currency)
    return found


def _money(minor: int, currency: str) -> str:
    amount = Decimal(minor).scaleb(-places_of(currency))
    return f"{amount:f} {currency}"


def is_late(expires_at: datetime | None, now: datetime) -> bool:
    """Whether nobody wants it any more."""
    return expires_at is not None and expires_at <= now
