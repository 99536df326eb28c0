"""Which settings of a tenant can be accepted: pure."""

import re
import zoneinfo
from collections.abc import Iterator
from functools import cache
from typing import Final

from babel import Locale
from babel.numbers import list_currencies

from guichet.accounts.tenants.types import Settings
from guichet.kit.errors import FieldFault, Invalid

_SLUG: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,46}[a-z0-9])?")
_RESERVED: Final = frozenset({"api", "admin", "new", "platform", "www"})


def check_settings(settings: Settings) -> None:
    """Go on only with settings Guichet can work with.

    :raises Invalid: naming every field that cannot be used.
    """
    faults = tuple(_faults(settings))
    if faults:
        raise Invalid(None, faults)


def check_slug(slug: str) -> None:
    """Go on only with a name fit for addresses.

    :raises Invalid: naming ``slug``.
    """
    if not _SLUG.fullmatch(slug) or slug in _RESERVED:
        raise Invalid(None, (FieldFault("slug", "not_a_slug"),))


def _faults(settings: Settings) -> Iterator[FieldFault]:
    if not settings.name.strip():
        yield FieldFault("name", "required")
    if settings.zone not in zones():
        yield FieldFault("zone", "no_such_zone")
    if settings.territory not in territories():
        yield FieldFault("territory", "no_such_territory")
    if settings.currency not in currencies():
        yield FieldFault("currency", "no_such_currency")
    if not settings.languages:
        yield FieldFault("languages", "too_few_items", {"limit": 1})
    elif len(set(settings.languages)) != len(settings.languages):
        yield FieldFault("languages", "named_twice")


@cache
def zones() -> frozenset[str]:
    """Time zones that name a place; bare offsets and old abbreviations are no help to anyone."""
    return frozenset(
        name
        for name in zoneinfo.available_timezones()
        if "/" in name and not name.startswith(("Etc/", "posix/", "right/", "SystemV/"))
    ) | {"UTC"}


@cache
def territories() -> frozenset[str]:
    """ISO 3166-1 alpha-2 codes."""
    known = Locale("en").territories
    codes = frozenset(code for code in map(str, known) if re.fullmatch(r"[A-Z]{2}", code))
    return codes - {"EU", "EZ", "UN", "XA", "XB", "ZZ"}


@cache
def currencies() -> frozenset[str]:
    """ISO 4217 codes."""
    return frozenset(list_currencies())
