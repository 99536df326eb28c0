"""The words sentences about people are made of: values, bounds, windows, places. Pure."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from babel import Locale, UnknownLocaleError
from babel.numbers import format_currency, format_decimal

from guichet.crm.segments.areas import named, side_of
from guichet.crm.segments.language import Between, DaysAround, Last, Place, Scalar, Window
from guichet.kit.i18n import Language, day_words, sentence
from guichet.kit.money import places_of

_FRENCH_AT: Final = (("Les ", "aux "), ("Le ", "au "))
"""How French says "at" before a town whose name begins with an article."""


class Sayings:
    """What is said in one language, with the words of ``texts`` under ``segment``."""

    def __init__(self, language: Language, currency: str) -> None:
        self._language = language
        self._currency = currency

    def say(self, key: str, **blanks: str | int) -> str:
        """The words of ``key``."""
        return sentence(self._language, f"segment.{key}", blanks)

    def stated(self, key: str, negated: bool, **blanks: str | int) -> str:
        """The words of ``key``, or those that deny it."""
        return self.say(f"{key}.not" if negated else key, **blanks)

    def several(self, link: str, told: Sequence[str]) -> str:
        """One, two and three; or with another link."""
        if len(told) < 2:
            return "".join(told)
        return f"{', '.join(told[:-1])} {self.say(link)} {told[-1]}"

    def quoted(self, value: str) -> str:
        """In quotation marks."""
        return self.say("quoted", value=value)

    def value(self, value: Scalar) -> str:
        """A value as people write it."""
        if isinstance(value, bool):
            return self.say("yes" if value else "no")
        return self.quoted(value) if isinstance(value, str) else self.number(value)

    def values(self, values: Sequence[Scalar]) -> str:
        """One of these."""
        return self.several("or", [self.value(one) for one in values])

    def number(self, value: float) -> str:
        """A number as people write it."""
        return format_decimal(value, locale=self._language)

    def money(self, minor: float) -> str:
        """An amount of the company's currency, given in its smallest unit."""
        exact = Decimal(str(minor)).scaleb(-places_of(self._currency))
        return format_currency(exact, self._currency, locale=self._language)

    def bounds(self, minimum: float | None, maximum: float | None, *, money: bool = False) -> str:
        """From the one to the other, both included; empty without any."""
        shown = self.money if money else self.number
        if minimum is not None and minimum == maximum:
            return self.say("bounds.exactly", value=shown(minimum))
        least = shown(minimum) if minimum is not None else ""
        most = shown(maximum) if maximum is not None else ""
        return self._bounds(least, most)

    def _bounds(self, least: str, most: str) -> str:
        if least and most:
            return self.say("bounds.between", minimum=least, maximum=most)
        if least:
            return self.say("bounds.least", minimum=least)
        return self.say("bounds.most", maximum=most) if most else ""

    def ages(self, minimum: int | None, maximum: int | None) -> tuple[str, str]:
        """Which words tell an age, and the age told."""
        if not minimum:  # none, or from 0 on
            if maximum is None:
                return "known", ""
            return "under", self.say("age.under", age=str(maximum + 1))
        if maximum is None:
            return "least", self.say("age.least", age=str(minimum))
        if minimum == maximum:
            return "exactly", self.say("age.exactly", age=str(minimum))
        told = self.say("age.between", minimum=str(minimum), maximum=str(maximum))
        return "between", told

    def window(self, window: Window | None) -> str:
        """When, with a space before; empty for ever."""
        match window:
            case None:
                return ""
            case Last():
                return " " + self.say(f"last.{window.unit}", count=window.count)
            case DaysAround():
                return " " + self.days(window.first, window.last)
            case Between():
                return self._between(window)

    def _between(self, window: Between) -> str:
        first = self.day(window.first) if window.first else ""
        last = self.day(window.last) if window.last else ""
        if first and last:
            key = "on" if first == last else "between"
            return " " + self.say(f"when.{key}", first=first, last=last)
        if first:
            return " " + self.say("when.since", first=first)
        return " " + self.say("when.until", last=last) if last else ""

    def day(self, day: date) -> str:
        """A day in full."""
        return day_words(day, self._language)

    def days(self, first: int, last: int) -> str:
        """Days around today, both included."""
        if first == last and -1 <= first <= 1:
            return self.say(("days.yesterday", "days.today", "days.tomorrow")[first + 1])
        if first >= 0 and first <= 1:
            return self.say(f"days.coming.{'with' if first == 0 else 'without'}", count=last)
        if last <= 0 and last >= -1:
            return self.say(f"days.past.{'with' if last == 0 else 'without'}", count=-first)
        return self.say("days.around", first=self._days_from(first), last=self._days_from(last))

    def _days_from(self, days: int) -> str:
        if days == 0:
            return self.say("days.today")
        return self.say("days.before" if days < 0 else "days.after", count=abs(days))

    def language(self, code: str) -> str:
        """A language's name; what is none stays as it is written."""
        try:
            name = Locale.parse(code).get_language_name(self._language)
        except (UnknownLocaleError, ValueError):
            return code
        return name or code

    def where(self, one: Place) -> tuple[str, str | None]:
        """Where a place is, and the area's own words if it is one area and nothing else. Empty for
        nowhere.
        """
        areas, communes, postcodes = named(one.postcodes, one.communes)
        ways = [self.say("in_area", area=self.area("area", area)) for area in areas]
        ways += [self._at(town) for town in communes]
        if postcodes:
            ways.append(self.say("in_postcodes", which=self.several("or", postcodes)))
        if one.zone:
            ways.append(self.say("in_zone"))
        alone = self.area("of_area", areas[0]) if areas and len(ways) == 1 else None
        return self.several("or", ways), alone

    def area(self, how: str, key: str) -> str:
        """What an area is called."""
        sided = side_of(key)
        if sided is None:
            return self.say(f"{how}.{key}")
        side, one = sided
        return self.say(f"{how}.{side}", department=one.of if self._language == "fr" else one.name)

    def _at(self, town: str) -> str:
        if self._language == "fr":
            for article, at in _FRENCH_AT:
                if town.startswith(article):
                    return at + town.removeprefix(article)
        return self.say("in_commune", commune=town)
