"""Public holidays of a territory, with their names. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from guichet.kit.i18n import Language

_LANGUAGES: Final = {"fr": "fr", "en": "en_US"}


@dataclass(frozen=True, slots=True)
class Holiday:
    """One day a territory does not work."""

    day: date
    name: str


def holidays_between(
    territory: str, first: date, last: date, language: Language
) -> Sequence[Holiday]:
    """The holidays from ``first`` to ``last``, both included, in order; none for a territory
    nobody keeps a list of. Names are in ``language`` where they are known in it, else in one of
    the territory's own.
    """
    years = range(first.year, last.year + 1)
    found = (one for year in years for one in _of_year(territory, year, language))
    return [one for one in found if first <= one.day <= last]


@lru_cache(maxsize=1000)
def _of_year(territory: str, year: int, language: Language) -> tuple[Holiday, ...]:
    import holidays  # takes a while to load, and few processes ask

    try:
        days = holidays.country_holidays(territory, years=year, language=_LANGUAGES[language])
    except NotImplementedError:
        return ()
    return tuple(Holiday(day, name) for day, name in sorted(days.items()))


def is_holiday(territory: str, day: date) -> bool:
    """Whether a territory does not work on a day: what ``guichet.agents.hours`` asks."""
    return any(one.day == day for one in _of_year(territory, day.year, "en"))
