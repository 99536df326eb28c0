"""Conditions drawn by a seed, thousands a minute: every kind, bound and window there is."""

import random
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any, TypeVar
from uuid import UUID

from guichet.crm.segments.language import (
    Age,
    All,
    Anniversary,
    AnyOf,
    AttributeIs,
    Begins,
    Between,
    Condition,
    Consented,
    DateIn,
    DaysAround,
    Happened,
    Has,
    InRange,
    Known,
    Last,
    LastEvent,
    Listed,
    Measure,
    Not,
    OneOf,
    Place,
    Reachable,
    SameAs,
    Seen,
    SexIs,
    Speaks,
    Tagged,
    Window,
)

One = TypeVar("One")
TYPES = ("purchase", "purchase", "visit", "never")
PROPERTIES = ("category", "article", "amount", "size", "currency", "place")
WORDS = ("site", "sit", "été", "38", "vip", "x", "escarpins", "a")
NUMBERS = (-1, 0, 1, 2, 5, 5.5, 38, 38.5, 100, 150, 250, 300)
ZONES = (
    [(55.0, -21.05), (55.5, -21.05), (55.5, -20.8), (55.0, -20.8)],
    [(55.42, -22.0), (56.0, -22.0), (56.0, -20.0), (55.42, -20.0)],
    [(2.0, 48.0), (3.0, 48.0), (3.0, 49.0), (2.0, 49.0)],
)


class Chance:
    """Draws conditions; the same ones for the same seed. ``days`` are those worth asking about."""

    def __init__(self, seed: int, days: Sequence[date], lists: Sequence[UUID]) -> None:
        self._random = random.Random(seed)
        self._days = days
        self._lists = lists

    def one_of(self, several: Sequence[One]) -> One:
        """Any of these."""
        return self._random.choice(several)

    def day(self) -> date:
        """A day on which something is peculiar, one beside it, or any of two years."""
        if self._random.random() < 0.3:
            return date(2024, 1, 1) + timedelta(days=self._random.randrange(731))
        return self.one_of(self._days) + timedelta(days=self.one_of((0, 0, 0, -1, 1)))

    def condition(self, deep: int = 0) -> Condition:
        """Anything that can be asked."""
        if deep > 3 or self._random.random() < 0.55:
            return self._leaf()
        if self._random.random() < 0.3:
            return Not(of=self.condition(deep + 1))
        parts = [self.condition(deep + 1) for _ in range(self.one_of((0, 1, 2, 2, 2, 3)))]
        return All(of=parts) if self._random.random() < 0.5 else AnyOf(of=parts)

    def _leaf(self) -> Condition:
        kinds: Sequence[Callable[[], Condition]] = (
            *(self._happened,) * 5,
            *(self._attribute,) * 2,
            self._place,
            lambda: Age(minimum=self._maybe(self._age), maximum=self._maybe(self._age)),
            lambda: SexIs(one_of=self._some(("female", "male", "other"), 2)),
            lambda: Tagged(tags=self._some(("vip", "pro", "été"), 2), every=self._coin()),
            lambda: Listed(list_id=self.one_of([*self._lists, UUID(int=9)])),
            lambda: Speaks(one_of=self._some(("fr", "en"), 2)),
            lambda: Reachable(one_of=self._some(("phone", "email", "visitor"), 2)),
            lambda: Seen(what=self.one_of(("created", "spoke")), window=self._window()),
            self._consented,
        )
        return self.one_of(kinds)()

    def _consented(self) -> Condition:
        return Consented(
            purpose=self.one_of(("marketing", "reminders")),
            medium=self.one_of(("sms", "mail", "call")),
            decision=self.one_of(("granted", "withdrawn")),
        )

    def _attribute(self) -> Condition:
        if self._coin():
            first = self._random.randint(-5, 5)
            days = Anniversary(first=first, last=first + self._random.randint(0, 6))
            of: Any = self.one_of((DateIn(window=self._whole_days()), days))
            return AttributeIs(key="birth_date", of=of)
        key = self.one_of(("points", "pro", "origin", "missing"))
        return AttributeIs(key=key, of=self._test())

    def _place(self) -> Condition:
        return Place(
            postcodes=self._some(("97400", "97410", "97490", "75001"), 2, least=0),
            communes=self._some(("Saint-Denis", "Sainte-Marie"), 1, least=0),
            zone=self.one_of((None, *ZONES)),
        )

    def _happened(self) -> Condition:
        figure: Any = self.one_of(("count", "count", "sum", "average", "minimum", "maximum"))
        of = None if figure == "count" else self.one_of(("amount", "amount", "size", "category"))
        return Happened(
            type=self.one_of(TYPES),
            window=self._maybe(self._window),
            where=[self._has() for _ in range(self.one_of((0, 0, 1, 1, 2)))],
            measure=Measure(figure=figure, property=of),
            minimum=self._maybe(self._number),
            maximum=self._maybe(self._number),
        )

    def _has(self) -> Has:
        of: Any = self._test()
        if self._random.random() < 0.35:
            last = LastEvent(
                type=self.one_of(TYPES),
                property=self.one_of(PROPERTIES),
                window=self._maybe(self._window),
            )
            of = SameAs(last=last) if self._coin() else SameAs(parameter=self._parameter())
        return Has(property=self.one_of(PROPERTIES), of=of)

    def _parameter(self) -> str:
        return self.one_of(("category", "size"))

    def _test(self) -> OneOf | InRange | Begins | Known:
        values = [self.one_of((*WORDS, *NUMBERS, True, False)) for _ in range(self.one_of((1, 3)))]
        several: Sequence[OneOf | InRange | Begins | Known] = (
            OneOf(values=values),
            InRange(minimum=self._maybe(self._number), maximum=self._maybe(self._number)),
            Begins(beginning=self.one_of(WORDS)),
            Known(),
        )
        return self.one_of(several)

    def _window(self) -> Window:
        unit: Any = self.one_of(("minutes", "hours", "days", "days", "weeks", "months"))
        last = Last(count=self._random.randint(1, 400 if unit == "days" else 40), unit=unit)
        return self.one_of((last, last, self._whole_days()))

    def _whole_days(self) -> DaysAround | Between:
        first = self._random.randint(-40, 10)
        around = DaysAround(first=first, last=first + self._random.randint(0, 40))
        between = Between(first=self._maybe(self.day), last=self._maybe(self.day))
        return around if self._coin() else between

    def _number(self) -> float:
        return self.one_of(NUMBERS)

    def _age(self) -> int:
        return self._random.randint(0, 40)

    def _maybe(self, draw: Callable[[], One]) -> One | None:
        return draw() if self._coin() else None

    def _coin(self) -> bool:
        return self._random.random() < 0.5

    def _some(self, several: Sequence[Any], most: int, least: int = 1) -> list[Any]:
        return self._random.sample(several, self._random.randint(least, most))
