"""A condition said as one sentence, in French or English. Pure."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

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
    Fact,
    Happened,
    Has,
    InRange,
    Last,
    Listed,
    Not,
    OneOf,
    Place,
    Reachable,
    SameAs,
    Scalar,
    Seen,
    SexIs,
    Speaks,
    Tagged,
    Window,
)
from guichet.kit.i18n import Language, sentence

_NOTHING: Mapping[str, str] = MappingProxyType({})


def sentence_of(
    condition: Condition, language: Language, names: Mapping[str, str] = _NOTHING
) -> str:
    """Whom the condition finds. ``names`` are what lists (by id) and attributes (by key) are
    called.
    """
    return _Teller(language, names).people(condition)


class _Teller:
    def __init__(self, language: Language, names: Mapping[str, str]) -> None:
        self._language = language
        self._names = names

    def people(self, condition: Condition) -> str:
        return self._say("people", what=self._of(condition, outer=True))

    def _say(self, key: str, **blanks: str | int) -> str:
        return sentence(self._language, f"segment.{key}", blanks)

    def _several(self, joined: str, told: Sequence[str], *, outer: bool) -> str:
        if len(told) == 1:
            return told[0]
        link = f" {self._say(joined)} "
        several = link.join(told)
        return several if outer else f"({several})"

    def _of(self, condition: Condition, *, outer: bool = False) -> str:
        match condition:
            case All():
                told = [self._of(one) for one in condition.of]
                return self._several("and", told, outer=outer) if told else self._say("everybody")
            case AnyOf():
                told = [self._of(one) for one in condition.of]
                return self._several("or", told, outer=outer) if told else self._say("nobody")
            case Not():
                return self._say("not", what=self._of(condition.of))
            case Happened():
                return self._happened(condition)
            case AttributeIs():
                return self._attribute(condition)
            case _:
                return self._plain(condition)

    def _plain(
        self,
        one: Age | SexIs | Place | Tagged | Listed | Speaks | Reachable | Consented | Seen | Fact,
    ) -> str:
        match one:
            case Age():
                return self._bounded("age", one.minimum, one.maximum)
            case SexIs():
                return self._any([self._say(f"sex.{sex}") for sex in one.one_of])
            case Place():
                return self._place(one)
            case Tagged():
                link = "and" if one.every else "or"
                told = [self._quoted(tag) for tag in one.tags]
                return self._say("tagged", tags=f" {self._say(link)} ".join(told))
            case Consented():
                return self._consented(one)
            case _:
                return self._known(one)

    def _known(self, one: Listed | Speaks | Reachable | Seen | Fact) -> str:
        match one:
            case Listed():
                name = self._names.get(str(one.list_id), str(one.list_id))
                return self._say("listed", list=self._quoted(name))
            case Speaks():
                return self._say("speaks", language=self._any(one.one_of))
            case Reachable():
                kinds = [self._say(f"known_by.{kind}") for kind in one.one_of]
                return self._say("reachable", by=self._any(kinds))
            case Seen():
                return self._say(f"seen.{one.what}", when=self._window(one.window))
            case Fact():
                value = f" {self._quoted(one.value)}" if one.value else ""
                told = f"{one.source}: {one.fact}{value} {self._window(one.window)}"
                return told.rstrip()

    def _consented(self, one: Consented) -> str:
        purpose, medium = self._say(f"purpose.{one.purpose}"), self._say(f"medium.{one.medium}")
        return self._say(f"consent.{one.decision}", purpose=purpose, medium=medium)

    def _place(self, one: Place) -> str:
        ways = []
        if one.communes:
            ways.append(self._say("in_communes", which=self._any(one.communes)))
        if one.postcodes:
            ways.append(self._say("in_postcodes", which=self._any(one.postcodes)))
        if one.zone:
            ways.append(self._say("in_zone", count=len(one.zone)))
        return self._say("lives", where=self._any(ways)) if ways else self._say("nobody")

    def _attribute(self, one: AttributeIs) -> str:
        name = self._names.get(one.key, one.key)
        match one.of:
            case DateIn():
                return self._say("date", name=name, when=self._window(one.of.window))
            case Anniversary():
                first, last = str(one.of.first), str(one.of.last)
                return self._say("anniversary", name=name, first=first, last=last)
            case _:
                return f"{name} {self._test(one.of)}"

    def _test(self, of: object) -> str:
        match of:
            case OneOf():
                return self._say("is", values=self._any([self._value(one) for one in of.values]))
            case InRange():
                return self._bounded("value", of.minimum, of.maximum)
            case Begins():
                return self._say("begins", beginning=self._quoted(of.beginning))
            case SameAs():
                if of.last is None:
                    return self._say("same_as_parameter", name=of.parameter or "")
                return self._say("same_as_last", type=of.last.type, name=of.last.property)
            case _:
                return self._say("known")

    def _happened(self, one: Happened) -> str:
        minimum, maximum = one.bounds()
        having = f" {self._say('and')} ".join(self._has(has) for has in one.where)
        having = f" {self._say('with', what=having)}" if having else ""
        when = self._window(one.window)
        if one.measure.property is None and (minimum, maximum) == (1, None):
            return self._say("happened", type=one.type, having=having, when=when).rstrip()
        figure = self._say(f"figure.{one.measure.figure}", name=one.measure.property or "")
        bounds = self._bounded("value", minimum, maximum)
        told = self._say(
            "measured", figure=figure, bounds=bounds, type=one.type, having=having, when=when
        )
        return told.rstrip()

    def _has(self, has: Has) -> str:
        return f"{has.property} {self._test(has.of)}"

    def _window(self, window: Window | None) -> str:
        match window:
            case None:
                return ""
            case Last():
                unit = self._say(f"unit.{window.unit}", count=window.count)
                return self._say("last", span=unit)
            case DaysAround():
                return self._say("days", first=str(window.first), last=str(window.last))
            case Between():
                first = window.first.isoformat() if window.first else "…"
                last = window.last.isoformat() if window.last else "…"
                return self._say("between", first=first, last=last)

    def _bounded(self, key: str, minimum: float | None, maximum: float | None) -> str:
        if minimum is not None and maximum is not None:
            return self._say(f"{key}.between", minimum=str(minimum), maximum=str(maximum))
        if minimum is not None:
            return self._say(f"{key}.least", minimum=str(minimum))
        if maximum is not None:
            return self._say(f"{key}.most", maximum=str(maximum))
        return self._say("known")

    def _any(self, several: Sequence[str]) -> str:
        return f" {self._say('or')} ".join(several)

    def _value(self, value: Scalar) -> str:
        if isinstance(value, bool):
            return self._say("yes" if value else "no")
        return self._quoted(value) if isinstance(value, str) else str(value)

    def _quoted(self, value: str) -> str:
        return self._say("quoted", value=value)
