"""Values as a person reads them in a text. Pure.

Spaces are plain ones: the narrow ones of French figures would halve what a text can hold.
"""

import re
from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal
from functools import lru_cache
from typing import Final

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal

from guichet.crm.attributes.types import Attribute, AttributeValue
from guichet.kit.i18n.negotiation import Language
from guichet.kit.money import Money, places_of

_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_INSTANT: Final = re.compile(
    r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})"
)
_AMOUNT: Final = re.compile(r"(-?\d{1,12}(?:\.\d{1,6})?) ?([A-Z]{3})")
_SPACES: Final = re.compile(r"\s+")
_YES_NO: Final[dict[Language, tuple[str, str]]] = {"fr": ("oui", "non"), "en": ("yes", "no")}
_DAYS: Final[dict[Language, str]] = {"fr": "d MMMM y", "en": "d MMMM y"}
_INSTANTS: Final[dict[Language, str]] = {
    "fr": "d MMMM y 'à' HH'h'mm",
    "en": "d MMMM y 'at' HH:mm",
}


def of_attribute(one: Attribute, value: AttributeValue, currency: str, language: Language) -> str:
    """An attribute's value in ``language``; one that does not fit its definition any more as it
    is.
    """
    match one.type:
        case "choice":
            label = next((each.label for each in one.choices if each.key == value), None)
            return plain(str(value) if label is None else getattr(label, language))
        case "money" if isinstance(value, int) and not isinstance(value, bool):
            return _money(value * 10 ** (6 - places_of(currency)), currency, language)
        case "text":
            return plain(str(value))
        case _:
            return of_value(value, language, UTC)


def of_value(value: AttributeValue, language: Language, zone: tzinfo) -> str:
    """A value by what it looks like: ``2026-12-05``, an instant with its offset (shown in
    ``zone``), ``29.90 EUR``, a number, yes or no; any other text as it is.
    """
    if isinstance(value, bool):
        return _YES_NO[language][0 if value else 1]
    if isinstance(value, int | float):
        return _number(value, language)
    return _text(value, language, zone)


def plain(text: str) -> str:
    """In one line, with plain spaces."""
    return _SPACES.sub(" ", text).strip()


@lru_cache(maxsize=4_096)
def _text(value: str, language: Language, zone: tzinfo) -> str:
    text = value.strip()
    try:
        if _DAY.fullmatch(text):
            return _day(date.fromisoformat(text), language)
        if _INSTANT.fullmatch(text):
            return _instant(datetime.fromisoformat(text), language, zone)
        if found := _AMOUNT.fullmatch(text):
            micros = Money.of(Decimal(found[1]), found[2]).micros
            return _money(micros, found[2], language)
    except ValueError:  # looks like one and is none
        return plain(text)
    return plain(text)


def _day(day: date, language: Language) -> str:
    return _first(format_date(day, _DAYS[language], locale=language), language)


def _instant(at: datetime, language: Language, zone: tzinfo) -> str:
    return _first(format_datetime(at, _INSTANTS[language], tzinfo=zone, locale=language), language)


def _first(shown: str, language: Language) -> str:
    """The first of a month is ``1er`` in French."""
    return f"1er{shown[1:]}" if language == "fr" and shown.startswith("1 ") else plain(shown)


@lru_cache(maxsize=4_096)
def _number(value: float, language: Language) -> str:
    return plain(format_decimal(value, locale=language))


@lru_cache(maxsize=4_096)
def _money(micros: int, currency: str, language: Language) -> str:
    return plain(Money(micros, currency).shown(language))
