"""A template made ready for ``gateway.mass``: one text with ``{name}`` places that all share, and
each person's values for them. Pure.

What the person gets is ``worded(ready.text, ready.fill(person).values)``, which is
``ready.text_for(person)``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from functools import lru_cache
from typing import Final

from guichet.campaigns.templates import showing
from guichet.campaigns.templates.language import Link, Template, Variable, Words, plain_name
from guichet.campaigns.templates.names import (
    Names,
    OfAttribute,
    OfCampaign,
    OfCard,
    OfCode,
    Source,
    source_of,
)
from guichet.campaigns.templates.people import Person, parts_of_name
from guichet.crm.attributes.types import AttributeValue
from guichet.gateway.mass.wordings import names_in, worded
from guichet.kit.i18n.negotiation import LANGUAGES, Language
from guichet.protocols.gsm7.economy import economise

_BRACE: Final = "_brace"
_FIRST_NAMES: Final = ("first_name", "prenom", "firstname")
_LAST_NAMES: Final = ("last_name", "nom", "lastname")


@dataclass(frozen=True, slots=True)
class Setting:
    """What the values of all people are shown with."""

    language: Language
    """Of whoever says no other."""
    currency: str = "EUR"
    zone: tzinfo = UTC
    parameters: Mapping[str, AttributeValue] = field(default_factory=dict)
    """What the campaign is about."""
    economical: bool = False
    """Dear characters are replaced in the text and in the values."""


@dataclass(frozen=True, slots=True)
class Place:
    """One ``{name}`` of the shared text."""

    name: str
    """In the shared text."""
    written: str
    """In the template."""
    source: Source
    fallback: str | None
    spaced: bool
    """It takes the space before it away when it has nothing to say."""


@dataclass(frozen=True, slots=True)
class Filled:
    """One person's values."""

    values: Mapping[str, str]
    fallbacks: Sequence[str] = ()
    """Places, as they are written, where the fallback stands."""
    empty: Sequence[str] = ()
    """Places where nothing stands."""


@dataclass(frozen=True, slots=True)
class Ready:
    """See the module."""

    text: str
    """For ``gateway.mass.types.Wording.text``."""
    places: Sequence[Place]
    links: Sequence[str]
    """Targets; the first one's place is ``link_1``, and so on."""
    setting: Setting
    braces: bool = False
    """The text says something in braces that is no place."""

    @property
    def has_code(self) -> bool:
        """Whether each person's own code stands in it."""
        return any(isinstance(one.source, OfCode) for one in self.places)

    @property
    def keys(self) -> frozenset[str]:
        """The attributes it asks for."""
        found: set[str] = set()
        for one in self.places:
            if isinstance(one.source, OfAttribute):
                found |= {one.source.attribute.key, *_also(one.source.attribute.key)}
            elif isinstance(one.source, OfCard):
                found |= {*_also(one.source.field)}
        return frozenset(found)

    def fill(self, person: Person, links: Sequence[str] = (), code: str = "") -> Filled:
        """The values of ``person``; ``links`` are theirs, one for each of ``self.links``, and so
        is ``code``.
        """
        language = _language(person, self.setting.language)
        values = {_BRACE: "{"} if self.braces else {}
        values |= {f"link_{at}": link for at, link in enumerate(links, 1)}
        fallbacks: list[str] = []
        empty: list[str] = []
        for place in self.places:
            own_code = isinstance(place.source, OfCode)
            value = code if own_code else self._value(place, person, language)
            if not value and place.fallback is not None:
                fallbacks.append(place.written)
                value = place.fallback
            elif not value:
                empty.append(place.written)
            values[place.name] = f" {value}" if value and place.spaced else value
        return Filled(values, tuple(fallbacks), tuple(empty))

    def text_for(self, person: Person, links: Sequence[str] = (), code: str = "") -> str:
        """What ``person`` gets."""
        return worded(self.text, self.fill(person, links, code).values)

    def _value(self, place: Place, person: Person, language: Language) -> str:
        shown = _shown(place.source, person, self.setting, language)
        return _cheap(shown) if self.setting.economical and shown else shown


def ready(template: Template, names: Names, setting: Setting) -> Ready:
    """Make ``template`` ready.

    :raises LookupError: a name is unknown: ask ``names.unknown`` first
    """
    maker = _Maker(names, setting)
    for part in template.parts:
        maker.add(part)
    text, braces = maker.text()
    return Ready(text, tuple(maker.places), tuple(template.targets), setting, braces)


class _Maker:
    """Puts the shared text together."""

    def __init__(self, names: Names, setting: Setting) -> None:
        self._names = names
        self._setting = setting
        self._pieces: list[Words | str] = []
        """Words of the company's, and names of places."""
        self._links: list[str] = []
        self._after_words = False
        """What was added last is words of the template."""
        self.places: list[Place] = []

    def add(self, part: Words | Variable | Link) -> None:
        match part:
            case Words(text):
                self._say(_cheap(text) if self._setting.economical else text)
            case Link(target):
                if target not in self._links:
                    self._links.append(target)
                self._pieces.append(f"link_{self._links.index(target) + 1}")
            case Variable():
                self._variable(part)
        self._after_words = isinstance(part, Words)

    def text(self) -> tuple[str, bool]:
        """The shared text, and whether something in braces stands in it that is no place."""
        words = [one.text if isinstance(one, Words) else "\0" for one in self._pieces]
        braces = bool(names_in("".join(words)))
        shown = []
        for piece in self._pieces:
            if not isinstance(piece, Words):
                shown.append(f"{{{piece}}}")
            else:
                shown.append(piece.text.replace("{", f"{{{_BRACE}}}") if braces else piece.text)
        return "".join(shown), braces

    def _say(self, text: str) -> None:
        last = self._pieces[-1] if self._pieces else None
        if isinstance(last, Words):
            self._pieces[-1] = Words(last.text + text)
        else:
            self._pieces.append(Words(text))

    def _variable(self, one: Variable) -> None:
        source = source_of(self._names, one)
        fixed = self._same_for_all(source)
        if fixed is not None and (fixed or one.fallback is not None):
            self._say(fixed or one.fallback or "")
            return
        spaced = one.fallback is None and self._takes_space()
        fallback = one.fallback
        if fallback is not None and self._setting.economical:
            fallback = _cheap(fallback)
        made = Place("", one.written, source, fallback, spaced)
        self._pieces.append(self._name_of(made))

    def _same_for_all(self, source: Source) -> str | None:
        """What everybody reads there, whatever their language; none: it depends on who reads."""
        if not isinstance(source, OfCampaign):
            return None
        value = self._setting.parameters.get(source.parameter)
        if value is None:
            return ""
        shown = {showing.of_value(value, each, self._setting.zone) for each in LANGUAGES}
        if len(shown) > 1:
            return None
        only = shown.pop()
        return _cheap(only) if self._setting.economical else only

    def _takes_space(self) -> bool:
        last = self._pieces[-1] if self._pieces else None
        spaced = isinstance(last, Words) and last.text.endswith(" ")
        if not self._after_words or not isinstance(last, Words) or not spaced:
            return False
        self._pieces[-1] = Words(last.text[:-1])
        return True

    def _name_of(self, made: Place) -> str:
        """Of the place in the shared text; the same again has the same."""
        for one in self.places:
            if (one.source, one.fallback, one.spaced) == (made.source, made.fallback, made.spaced):
                return one.name
        base = _key_of(made.source)
        taken = {one.name for one in self.places}
        name = next(
            each
            for at in range(1, len(taken) + 2)
            if (each := base if at == 1 else f"{base}_{at}") not in taken
        )
        self.places.append(Place(name, made.written, made.source, made.fallback, made.spaced))
        return name


def _key_of(source: Source) -> str:
    match source:
        case OfCard(field):
            return field
        case OfAttribute(attribute):
            return f"a_{attribute.key}"
        case OfCampaign(parameter):
            return f"p_{plain_name(parameter)}"
        case OfCode():
            return "code"


def _shown(source: Source, person: Person, setting: Setting, language: Language) -> str:
    match source:
        case OfCard(field):
            return _of_card(field, person)
        case OfAttribute(attribute):
            value = person.attributes.get(attribute.key)
            if value is None:
                return _of_card(attribute.key, person)
            return showing.of_attribute(attribute, value, setting.currency, language)
        case OfCampaign(parameter):
            given = setting.parameters.get(parameter)
            return "" if given is None else showing.of_value(given, language, setting.zone)
        case OfCode():
            return ""


def _of_card(field: str, person: Person) -> str:
    """What stands on every card; an attribute of the same meaning says it better."""
    if field in _FIRST_NAMES:
        return _given(person, _FIRST_NAMES) or parts_of_name(person.name or "")[0]
    if field in _LAST_NAMES:
        return _given(person, _LAST_NAMES) or parts_of_name(person.name or "")[1]
    return showing.plain(person.name or "") if field == "name" else ""


def _also(field: str) -> Sequence[str]:
    """Attributes that say better what a field of the card says."""
    return next((names for names in (_FIRST_NAMES, _LAST_NAMES) if field in names), ())


def _given(person: Person, keys: Sequence[str]) -> str:
    for key in keys:
        value = person.attributes.get(key)
        if isinstance(value, str) and value.strip():
            return showing.plain(value)
    return ""


def _language(person: Person, otherwise: Language) -> Language:
    spoken = (person.language or "")[:2].lower()
    return next((one for one in LANGUAGES if one == spoken), otherwise)


@lru_cache(maxsize=4_096)
def _cheap(text: str) -> str:
    return economise(text).applied()
