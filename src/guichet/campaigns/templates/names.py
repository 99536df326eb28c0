"""What a template can speak of: the person, the company's own attributes, the campaign's
parameters. Pure.
"""

import difflib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from guichet.campaigns.templates.language import Template, Variable, plain_name
from guichet.crm.attributes.types import Attribute

Field = Literal["name", "first_name", "last_name"]
_FIELDS: Final[Mapping[str, Field]] = MappingProxyType(
    {
        "name": "name",
        "full_name": "name",
        "nom_complet": "name",
        "first_name": "first_name",
        "firstname": "first_name",
        "prenom": "first_name",
        "last_name": "last_name",
        "lastname": "last_name",
        "surname": "last_name",
        "nom": "last_name",
        "nom_de_famille": "last_name",
    }
)
"""What people call what stands on every card."""
_CODE: Final = ("code", "code_promo", "promo_code", "coupon")
"""The code of the offer, each person's own."""


@dataclass(frozen=True, slots=True)
class OfCard:
    """On every card."""

    field: Field


@dataclass(frozen=True, slots=True)
class OfAttribute:
    """An attribute of the company's own."""

    attribute: Attribute


@dataclass(frozen=True, slots=True)
class OfCampaign:
    """What the campaign is about, given when it is sent."""

    parameter: str


@dataclass(frozen=True, slots=True)
class OfCode:
    """The person's own code of the campaign's offer."""


Source = OfCard | OfAttribute | OfCampaign | OfCode


@dataclass(frozen=True, slots=True)
class Unknown:
    """A place that nothing can fill."""

    written: str
    nearest: str | None
    """The known name that looks most like it."""
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Name:
    """One that can be written, for lists."""

    name: str
    source: Source


class Names:
    """All that can stand in the places of one campaign."""

    def __init__(
        self, attributes: Iterable[Attribute] = (), parameters: Collection[str] = ()
    ) -> None:
        defined = [one for one in attributes if not one.removed]
        found: dict[str, Source] = {}
        for one in reversed(defined):
            for label in (one.label.fr, one.label.en):
                found[plain_name(label)] = OfAttribute(one)
        found |= {name: OfCard(field) for name, field in _FIELDS.items()}
        found |= {name: OfCode() for name in _CODE}
        found |= {one.key: OfAttribute(one) for one in defined}
        found |= {plain_name(one): OfCampaign(one) for one in parameters}
        found.pop("", None)
        self._found = found
        self._defined = defined
        self._parameters = sorted(parameters)

    def of(self, name: str) -> Source | None:
        """What ``name`` (see ``language.plain_name``) stands for. A parameter hides an attribute,
        an attribute's key hides a field, and the labels of attributes come last.
        """
        return self._found.get(name)

    def nearest(self, name: str) -> str | None:
        """The known name that looks most like ``name``."""
        close = difflib.get_close_matches(name, self._found, n=1, cutoff=0.6)
        return close[0] if close else None

    def unknown(self, template: Template) -> Sequence[Unknown]:
        """The places of ``template`` that nothing here can fill."""
        return [
            Unknown(one.written, self.nearest(one.name), one.start, one.end)
            for one in template.variables
            if self.of(one.name) is None
        ]

    def offered(self) -> Sequence[Name]:
        """One name for each thing: those of the campaign, of the card, then the company's own."""
        fields: Sequence[Field] = ("first_name", "last_name", "name")
        return [
            *(Name(one, OfCampaign(one)) for one in self._parameters),
            *(Name(one, OfCard(one)) for one in fields),
            Name(_CODE[0], OfCode()),
            *(Name(one.key, OfAttribute(one)) for one in self._defined),
        ]


def parameters_of(template: Template, names: Names) -> frozenset[str]:
    """What the campaign has to be given: its parameters that stand in places without a fallback."""
    return frozenset(
        source.parameter
        for one in template.variables
        if one.fallback is None and isinstance(source := names.of(one.name), OfCampaign)
    )


def source_of(names: Names, variable: Variable) -> Source:
    """What fills ``variable``.

    :raises LookupError: nothing: ask ``unknown`` first
    """
    source = names.of(variable.name)
    if source is None:
        raise LookupError(variable.written)
    return source
