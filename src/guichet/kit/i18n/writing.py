"""Amounts, days and instants as people of a language write them. Pure.

English is written as it is in Britain: the day before the month and the month by its name, for
11/12/2026 is a day in December to some and one in November to others. Clocks have 24 hours.
"""

from datetime import date, datetime
from functools import lru_cache
from typing import Final

from babel.dates import format_date, format_datetime, format_time

from guichet.kit.i18n.negotiation import Language
from guichet.kit.money import MICROS, Money, MoneyFault

_LOCALES: Final[dict[Language, str]] = {"en": "en_GB", "fr": "fr"}
"""Whose customs of writing dates are followed."""
_DAYS: Final[dict[Language, str]] = {"en": "d MMM y", "fr": "d MMMM y"}
_MOMENTS: Final[dict[Language, str]] = {"en": "d MMM y, HH:mm", "fr": "d MMMM y 'à' HH:mm"}


def day_words(day: date, language: Language) -> str:
    """A day: ``26 Nov 2026``."""
    return _first(format_date(day, _DAYS[language], locale=_LOCALES[language]), language)


def moment_words(at: datetime, language: Language) -> str:
    """An instant by the clock it carries: ``26 Nov 2026, 17:30``."""
    words = format_datetime(at, _MOMENTS[language], tzinfo=at.tzinfo, locale=_LOCALES[language])
    return _first(words, language)


def clock_words(at: datetime, language: Language) -> str:
    """The time of day by the clock it carries: ``17:30``."""
    return format_time(at, "HH:mm", tzinfo=at.tzinfo, locale=_LOCALES[language])


@lru_cache(maxsize=1_024)
def written(value: str, kind: str, language: Language) -> str:
    """``value`` as people of ``language`` write it: ``0.4 EUR`` for the kind ``money``,
    ``2026-11-26`` for ``day``, ``2026-11-26 17:30`` for ``moment``. What is none of its kind comes
    back as it is: a sentence is said in any case.
    """
    try:
        match kind:
            case "money":
                amount, currency = value.split(" ")
                return _sum(Money.of(amount, currency)).shown(language)
            case "day":
                return day_words(date.fromisoformat(value), language)
            case _:
                return moment_words(datetime.fromisoformat(value), language)
    except (ValueError, MoneyFault):
        return value


def _sum(amount: Money) -> Money:
    """In what is paid (cents), as screens show it; below one unit as exact as it is."""
    return amount if abs(amount.micros) < MICROS else amount.rounded()


def _first(words: str, language: Language) -> str:
    """The first of a month is ``1er`` in French."""
    return f"1er{words[1:]}" if language == "fr" and words.startswith("1 ") else words
