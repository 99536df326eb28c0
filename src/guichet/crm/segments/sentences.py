"""A condition said as one sentence, in French or English. Pure.

The sentence begins with whom it is about ("women under 30 in the north of the island"); what else
is asked follows in clauses that each bring their own "who" or "whose", so that any of them can be
joined by and, or and brackets. Each clause is written out twice, as it is and denied: both
languages deny in the middle of the words.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeGuard

from guichet.crm.attributes.types import Attribute, Label
from guichet.crm.segments.language import (
    Age,
    All,
    Anniversary,
    AnyOf,
    AttributeIs,
    Begins,
    Condition,
    Consented,
    DateIn,
    Fact,
    Happened,
    InRange,
    Listed,
    Not,
    OneOf,
    Place,
    Reachable,
    Scalar,
    Seen,
    SexIs,
    Speaks,
    Tagged,
)
from guichet.crm.segments.sayings import Sayings
from guichet.crm.segments.told_events import happened_said
from guichet.kit.i18n import Language

FACTS = frozenset(
    {
        ("interactions", "open"),
        ("interactions", "asked"),
        ("interactions", "medium"),
        ("interactions", "topic"),
        ("interactions", "rated"),
        ("interactions", "rated_low"),
        ("interactions", "rated_high"),
        ("campaigns", "sent"),
        ("campaigns", "delivered"),
        ("campaigns", "clicked"),
        ("campaigns", "answered"),
        ("campaigns", "failed"),
    }
)
"""Those with words of their own."""


_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-")


@dataclass(frozen=True, slots=True)
class Names:
    """What things of the company's own are called."""

    lists: Mapping[str, str] = field(default_factory=dict)
    """By id."""
    attributes: Mapping[str, Attribute] = field(default_factory=dict)
    """By key."""
    values: Mapping[str, str] = field(default_factory=dict)
    """What the value of a fact is called: a campaign by its id."""
    currency: str = "EUR"


def sentence_of(condition: Condition, language: Language, names: Names | None = None) -> str:
    """Whom the condition finds."""
    return _Teller(language, names or Names()).whole(condition)


class _Teller:
    def __init__(self, language: Language, names: Names) -> None:
        self._language: Language = language
        self._names = names
        self._words = Sayings(language, names.currency)
        self._say = self._words.say
        self._stated = self._words.stated

    def whole(self, condition: Condition) -> str:
        if isinstance(condition, AnyOf) and not condition.of:
            return self._say("nobody")
        parts: list[Condition] = list(condition.of) if isinstance(condition, All) else [condition]
        who, parts = self._who(parts)
        traits, parts = self._traits(parts)
        clauses = self._clauses(parts)
        if not (who or traits or clauses):
            return self._say("everybody")
        return " ".join(word for word in (who or self._say("who"), *traits, clauses) if word)

    def _clauses(self, parts: list[Condition]) -> str:
        """Brackets around everything would tell nothing."""
        link = "and"
        if len(parts) == 1 and isinstance(parts[0], AnyOf) and parts[0].of:
            link, parts = "or", list(parts[0].of)
        return self._words.several(link, [self._clause(one) for one in parts])

    def _who(self, parts: list[Condition]) -> tuple[str, list[Condition]]:
        for one in parts:
            if isinstance(one, SexIs) and len(one.one_of) == 1:
                others = [each for each in parts if each is not one]
                return self._say(f"who.{one.one_of[0]}"), others
        return "", parts

    def _traits(self, parts: list[Condition]) -> tuple[list[str], list[Condition]]:
        age = next((one for one in parts if isinstance(one, Age) and _bounded(one)), None)
        place = next((one for one in parts if isinstance(one, Place)), None)
        told = [self._age_trait(age)] if age else []
        told += [self._place_trait(place)] if place else []
        return told, [one for one in parts if one is not age and one is not place]

    def _age_trait(self, age: Age) -> str:
        key, told = self._words.ages(age.minimum, age.maximum)
        return self._say(f"trait.age.{key}", age=told)

    def _place_trait(self, place: Place) -> str:
        where, alone = self._words.where(place)
        if not where:
            return self._say("trait.nowhere")
        return alone or self._say("trait.place", where=where)

    def _clause(self, one: Condition, *, negated: bool = False) -> str:
        match one:
            case Not():
                return self._clause(one.of, negated=not negated)
            case All() | AnyOf():
                return self._group(one, negated=negated)
            case Happened():
                return happened_said(one, self._words, negated=negated)
            case AttributeIs():
                return self._attribute(one, negated=negated)
            case _:
                return self._plain(one, negated=negated)

    def _group(self, group: All | AnyOf, *, negated: bool) -> str:
        if not group.of:
            everyone = isinstance(group, All) is not negated
            return self._say("clause.everybody" if everyone else "clause.nobody")
        if len(group.of) == 1:
            return self._clause(group.of[0], negated=negated)
        link = "and" if isinstance(group, All) else "or"
        told = self._words.several(link, [self._clause(one) for one in group.of])
        return self._say("clause.not", what=f"({told})") if negated else f"({told})"

    def _plain(
        self,
        one: Age | SexIs | Place | Tagged | Listed | Speaks | Reachable | Consented | Seen | Fact,
        *,
        negated: bool,
    ) -> str:
        match one:
            case Age():
                return self._age(one, negated=negated)
            case SexIs():
                which = self._any([self._say(f"sex.{sex}") for sex in one.one_of])
                return self._stated("clause.sex", negated, sex=which)
            case Place():
                return self._place(one, negated=negated)
            case Seen():
                when = self._words.window(one.window)
                return self._stated(f"clause.seen.{one.what}", negated, when=when)
            case Fact():
                return self._fact(one, negated=negated)
            case _:
                return self._known(one, negated=negated)

    def _age(self, one: Age, *, negated: bool) -> str:
        key, told = self._words.ages(one.minimum, one.maximum)
        known = "clause.age_known" if key == "known" else "clause.age"
        return self._stated(known, negated, age=told)

    def _known(
        self, one: Tagged | Listed | Speaks | Reachable | Consented, *, negated: bool
    ) -> str:
        match one:
            case Tagged():
                tags = [self._words.quoted(tag) for tag in one.tags]
                told = self._words.several("and" if one.every else "or", tags)
                return self._stated("clause.tagged", negated, tags=told)
            case _:
                return self._registered(one, negated=negated)

    def _registered(self, one: Listed | Speaks | Reachable | Consented, *, negated: bool) -> str:
        match one:
            case Listed():
                name = self._names.lists.get(str(one.list_id), str(one.list_id))
                return self._stated("clause.listed", negated, list=self._words.quoted(name))
            case Speaks():
                told = self._any([self._words.language(code) for code in one.one_of])
                return self._stated("clause.speaks", negated, language=told)
            case Reachable():
                kinds = self._any([self._say(f"known_by.{kind}") for kind in one.one_of])
                return self._stated("clause.reachable", negated, by=kinds)
            case Consented():
                purpose = self._say(f"purpose.{one.purpose}")
                medium = self._say(f"medium.{one.medium}")
                key = f"clause.consent.{one.decision}"
                return self._stated(key, negated, purpose=purpose, medium=medium)

    def _place(self, one: Place, *, negated: bool) -> str:
        where, _ = self._words.where(one)
        if not where:
            return self._say("clause.everybody" if negated else "clause.nobody")
        return self._stated("clause.lives", negated, where=where)

    def _fact(self, one: Fact, *, negated: bool) -> str:
        when = self._words.window(one.window)
        named = self._called(one.value) if one.value else ""
        if (one.source, one.fact) not in FACTS:
            told = f"{one.source}.{one.fact} {named}".rstrip()
            return self._stated("clause.fact.other", negated, fact=told, when=when)
        key = f"clause.fact.{one.source}.{one.fact}"
        return self._stated(f"{key}.named" if named else key, negated, value=named, when=when)

    def _called(self, value: str) -> str:
        """What a value is called; an id says nothing to anybody."""
        name = self._names.values.get(value)
        if name is None and _ID.match(value):
            return self._say("chosen")
        return self._words.quoted(name or value)

    def _attribute(self, one: AttributeIs, *, negated: bool) -> str:
        attribute = self._names.attributes.get(one.key)
        label = self._label(attribute.label) if attribute else one.key
        name = self._words.quoted(label)
        match one.of:
            case OneOf():
                values = self._any([self._shown(attribute, value) for value in one.of.values])
                return self._stated("clause.attribute.is", negated, name=name, value=values)
            case InRange():
                money = attribute is not None and attribute.type == "money"
                told = self._words.bounds(one.of.minimum, one.of.maximum, money=money)
                key = "clause.attribute.is" if told else "clause.attribute.known"
                return self._stated(key, negated, name=name, value=told)
            case Begins():
                begun = self._words.quoted(one.of.beginning)
                return self._stated("clause.attribute.begins", negated, name=name, value=begun)
            case DateIn():
                when = self._words.window(one.of.window)
                key = "clause.attribute.date" if when else "clause.attribute.known"
                return self._stated(key, negated, name=name, when=when)
            case Anniversary():
                when = self._words.days(one.of.first, one.of.last)
                return self._stated("clause.attribute.anniversary", negated, name=name, when=when)
            case _:
                return self._stated("clause.attribute.known", negated, name=name)

    def _shown(self, attribute: Attribute | None, value: Scalar) -> str:
        choices = attribute.choices if attribute else ()
        label = next((one.label for one in choices if one.key == value), None)
        if label is not None:
            return self._words.quoted(self._label(label))
        if attribute and attribute.type == "money" and _is_amount(value):
            return self._words.money(value)
        return self._words.value(value)

    def _label(self, label: Label) -> str:
        return label.fr if self._language == "fr" else label.en

    def _any(self, several: Sequence[str]) -> str:
        return self._words.several("or", several)


def _is_amount(value: Scalar) -> TypeGuard[int | float]:
    """A truth is a whole number to Python."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def _bounded(age: Age) -> bool:
    """From 0 on is everybody whose age is known."""
    return bool(age.minimum) or age.maximum is not None
