"""Templates as the API takes and shows them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from guichet.campaigns.templates.events import template_item
from guichet.campaigns.templates.names import Name, OfAttribute, OfCampaign, OfCode
from guichet.campaigns.templates.previews import Preview, Why, WhyCode
from guichet.campaigns.templates.types import LONGEST_TEMPLATE, MOST_PREVIEWED, StoredTemplate
from guichet.crm.attributes.schemas import LabelShape
from guichet.crm.segments.schemas import Parameters
from guichet.gateway.mass.schemas import Sender
from guichet.gateway.mass.types import Encoding, Purpose, Wording
from guichet.kit.i18n import Language
from guichet.kit.i18n.texts import sentence

AN_ID = "0199a7c2-4e7b-7c3a-9d55-0f1e2d3c4b5a"
A_TIME = "2026-03-02T08:00:00Z"
TEXT = "Bonjour {prénom|cher client}, -20 % sur {article} : {lien:https://shop.example/offre}"

Text = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_TEMPLATE)]
_EXAMPLE: dict[str, Any] = {
    "label": {"fr": "Soldes", "en": "Sales"},
    "text": TEXT,
    "purpose": "marketing",
}


class TemplateIn(BaseModel):
    """A text to keep."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_EXAMPLE]})

    label: LabelShape
    text: Annotated[
        Text,
        Field(
            description="`{first_name|dear customer}`: what is known of the person, and what"
            " stands there when it is not. `{link:https://...}`: a short link of each person's"
            " own. `\\{` is a brace."
        ),
    ]
    purpose: Purpose = "marketing"


class TemplateChange(BaseModel):
    """What to change; what is left out stays."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"text": "Bonjour {prénom|à tous} !"}]}
    )

    label: LabelShape | None = None
    text: Text | None = None
    purpose: Purpose | None = None


class TemplateOut(BaseModel):
    """A text to begin from."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": AN_ID,
                    "version": 1,
                    **_EXAMPLE,
                    "created_at": A_TIME,
                    "changed_at": A_TIME,
                }
            ]
        }
    )

    id: UUID
    version: int
    label: LabelShape
    text: str
    purpose: Purpose
    created_at: datetime
    changed_at: datetime

    @staticmethod
    def of(one: StoredTemplate) -> "TemplateOut":
        """The shown value."""
        return TemplateOut.model_validate(template_item(one))


class NameOut(BaseModel):
    """Something a text can speak of."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"name": "first_name", "label": "Prénom", "kind": "contact"}]
        }
    )

    name: str = Field(description="Goes between braces.")
    label: str = Field(description="In the caller's language.")
    kind: Literal["contact", "attribute", "campaign"] = Field(
        description="On every card; the company's own; given when a campaign is sent."
    )

    @staticmethod
    def of(one: Name, language: Language) -> "NameOut":
        """The shown value."""
        match one.source:
            case OfAttribute(attribute):
                label = getattr(attribute.label, language)
                return NameOut(name=one.name, label=label, kind="attribute")
            case OfCampaign(parameter):
                return NameOut(name=one.name, label=parameter, kind="campaign")
            case OfCode():
                label = sentence(language, "template.field.code")
                return NameOut(name=one.name, label=label, kind="campaign")
            case _:
                label = sentence(language, f"template.field.{one.name}")
                return NameOut(name=one.name, label=label, kind="contact")


class PreviewIn(BaseModel):
    """A text, and whom to show it for."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"text": TEXT, "contacts": [AN_ID], "parameters": {"article": "escarpins"}}
            ]
        },
    )

    text: Text
    contacts: Annotated[list[UUID], Field(max_length=MOST_PREVIEWED)] = []
    parameters: Parameters = Field(default={}, description="What the campaign is about.")
    sender: Sender | None = None
    purpose: Purpose = "marketing"
    encoding: Encoding = "auto"
    economical: bool = Field(False, description="Replace dear characters by cheaper ones.")

    def wording(self, text: str) -> Wording:
        """What all have in common; ``text`` is the shared one."""
        return Wording(self.sender, text, self.purpose, encoding=self.encoding)


class WhyOut(BaseModel):
    """Why a text takes more than those of most."""

    code: WhyCode
    place: str | None = Field(description="Where it comes from, as it is written in the text.")
    character: str | None
    sentence: str = Field(description="In the caller's language.")

    @staticmethod
    def of(one: Why, language: Language) -> "WhyOut":
        """The shown value."""
        key = f"template.why.{one.code}.{'words' if one.place is None else 'place'}"
        params = {"place": one.place or "", "character": one.character or ""}
        return WhyOut(
            code=one.code,
            place=one.place,
            character=one.character,
            sentence=sentence(language, key, params),
        )


class PersonalTextOut(BaseModel):
    """What one person would get."""

    contact_id: UUID | None
    name: str | None
    address: str | None
    text: str = Field(description="Without what the law adds to offers.")
    parts: int = Field(description="With it; 0: cannot be sent.")
    encoding: Literal["gsm7", "ucs2"] | None
    units: int = Field(description="Septets or UTF-16 units, with what the law adds.")
    fallbacks: list[str] = Field(description="Places where the fallback stands.")
    empty: list[str] = Field(description="Places where nothing stands.")
    why: list[WhyOut] = Field(description="Why it takes more than those of most.")

    @staticmethod
    def of(one: Preview, language: Language) -> "PersonalTextOut":
        """The shown value."""
        return PersonalTextOut(
            contact_id=one.who.id,
            name=one.who.person.name,
            address=one.who.address,
            text=one.text,
            parts=one.parts,
            encoding=one.encoding,
            units=one.units,
            fallbacks=list(one.fallbacks),
            empty=list(one.empty),
            why=[WhyOut.of(each, language) for each in one.why],
        )


class PreviewOut(BaseModel):
    """What each would get."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "people": [
                        {
                            "contact_id": AN_ID,
                            "name": "Zoë Payet",
                            "address": "+262692123456",
                            "text": "Bonjour Zoë, -20 % sur les escarpins",
                            "parts": 2,
                            "encoding": "ucs2",
                            "units": 72,
                            "fallbacks": [],
                            "empty": [],
                            "why": [
                                {
                                    "code": "character",
                                    "place": "prénom",
                                    "character": "ë",
                                    "sentence": "« ë », dans {prénom}, rend ce SMS plus cher.",
                                }
                            ],
                        }
                    ]
                }
            ]
        }
    )

    people: list[PersonalTextOut] = Field(
        description="In the order asked for; at last somebody of whom nothing is known."
    )

    @staticmethod
    def of(several: Sequence[Preview], language: Language) -> "PreviewOut":
        """The shown value."""
        return PreviewOut(people=[PersonalTextOut.of(one, language) for one in several])
