"""What happened to people, said in a clause. Pure.

Purchases, bookings and visits have words of their own; every other type is called by its name.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from guichet.crm.segments.language import Begins, Happened, Has, InRange, Known, OneOf, SameAs
from guichet.crm.segments.sayings import Sayings

KNOWN_TYPES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "purchase": "purchase",
        "achat": "purchase",
        "booking": "booking",
        "reservation": "booking",
        "réservation": "booking",
        "visit": "visit",
        "visite": "visit",
    }
)
"""Types with words of their own, as French and English name them."""
_OBJECTS: Final = ("category", "article")


def happened_said(one: Happened, words: Sayings, *, negated: bool) -> str:
    """Who did it, or how often, or for how much."""
    return _Telling(one, words).clause(negated=negated)


class _Telling:
    def __init__(self, one: Happened, words: Sayings) -> None:
        self._one = one
        self._words = words
        self._kind = KNOWN_TYPES.get(one.type.casefold(), "other")

    def clause(self, *, negated: bool) -> str:
        minimum, maximum = self._one.bounds()
        if self._one.measure.property is None and (minimum, maximum) == (1, None):
            return self._did(negated=negated)
        return self._measured(minimum, maximum, negated=negated)

    def _did(self, *, negated: bool) -> str:
        what, others = self._object(self._one.where)
        key = f"event.{self._kind}" + ("" if what else ".bare")
        return self._words.stated(
            key,
            negated,
            type=self._words.quoted(self._one.type),
            what=what,
            having=self._having(others),
            when=self._words.window(self._one.window),
        )

    def _measured(self, minimum: float | None, maximum: float | None, *, negated: bool) -> str:
        measure = self._one.measure
        money = measure.property == "amount"
        told = self._words.bounds(minimum, maximum, money=money)
        bounds = told or self._words.say(f"known.{measure.figure}")
        spent = measure.figure == "sum" and money and self._kind == "purchase"
        what, others = self._object(self._one.where)
        return self._words.stated(
            "figure.spent" if spent else f"figure.{measure.figure}",
            negated,
            bounds=bounds,
            name=self._name(measure.property or ""),
            things=self._words.say(f"things.{self._kind}", type=self._words.quoted(self._one.type)),
            of=self._words.say("things.of", what=what) if what else "",
            having=self._having(others),
            when=self._words.window(self._one.window),
        )

    def _object(self, where: Sequence[Has]) -> tuple[str, list[Has]]:
        """The thing bought or booked, and what else is asked."""
        for name in _OBJECTS:
            has = next((one for one in where if one.property == name and _is_told(one)), None)
            if has is not None and self._kind in {"purchase", "booking"}:
                return self._thing(name, has), [one for one in where if one is not has]
        return "", list(where)

    def _thing(self, name: str, has: Has) -> str:
        match has.of:
            case OneOf():
                return self._words.say(f"thing.{name}.is", value=self._words.values(has.of.values))
            case SameAs(last=None):
                return self._words.say(f"thing.{name}.same")
            case _:
                assert isinstance(has.of, SameAs)
                assert has.of.last is not None
                return self._words.say(f"thing.{name}.last", last=self._last(has.of))

    def _having(self, where: Sequence[Has]) -> str:
        if not where:
            return ""
        return " " + self._words.several("and", [self._has(one) for one in where])

    def _has(self, has: Has) -> str:
        if has.property == "place" and isinstance(has.of, OneOf):
            return self._words.say("having.place", value=self._words.values(has.of.values))
        return self._words.say("having.with", name=self._name(has.property), test=self._test(has))

    def _test(self, has: Has) -> str:
        match has.of:
            case OneOf():
                return self._words.say("test.is", value=self._words.values(has.of.values))
            case InRange():
                money = has.property == "amount"
                told = self._words.bounds(has.of.minimum, has.of.maximum, money=money)
                return told or self._words.say("known")
            case Begins():
                return self._words.say("test.begins", value=self._words.quoted(has.of.beginning))
            case SameAs(last=None, parameter=parameter):
                return self._words.say("test.same", name=self._name(parameter or ""))
            case SameAs():
                return self._words.say("test.last", last=self._last(has.of))
            case Known():
                return self._words.say("known")

    def _last(self, same: SameAs) -> str:
        last = same.last
        assert last is not None
        kind = KNOWN_TYPES.get(last.type.casefold(), "other")
        told = self._words.say(f"last_event.{kind}", type=self._words.quoted(last.type))
        return told + self._words.window(last.window)

    def _name(self, name: str) -> str:
        known = {"amount", "article", "category", "place", "currency"}
        return self._words.say(f"property.{name}") if name in known else self._words.quoted(name)


def _is_told(has: Has) -> bool:
    if isinstance(has.of, SameAs):
        return has.of.parameter in {None, has.property} and (
            has.of.last is None or has.of.last.property == has.property
        )
    return isinstance(has.of, OneOf)
