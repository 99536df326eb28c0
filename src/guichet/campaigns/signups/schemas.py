"""Sign-up pages as the API takes and shows them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from guichet.campaigns.signups.events import page_item
from guichet.campaigns.signups.types import (
    DAY_CAP,
    LONGEST_NAME,
    LONGEST_WORDS,
    MOST_A_DAY,
    MOST_TAGS,
    MOST_TERRITORIES,
    PATH,
    Asks,
    Draft,
    PageFigures,
    Words,
)
from guichet.campaigns.signups.types import Field as Asked
from guichet.consent.types import Purpose
from guichet.kit.i18n import Language

AN_ID = "0199a7c2-4e7b-7c3a-9d55-0f1e2d3c4b5a"
A_TIME = "2026-03-02T08:00:00Z"
Said = Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST_WORDS)]
Tag = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]
Territory = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]

_WORDS: dict[str, Any] = {
    "fr": {
        "title": "Les nouveautés avant tout le monde",
        "intro": "Un SMS par mois, pas plus.",
        "consent": "J’accepte de recevoir par SMS les offres de Maison Vanille.",
        "welcome": "",
    }
}
_ASKS: dict[str, Any] = {
    "first_name": "optional",
    "phone": "required",
    "email": "no",
    "birth_date": "no",
    "postcode": "no",
}
_PAGE: dict[str, Any] = {
    "name": "Vitrine",
    "words": _WORDS,
    "asks": _ASKS,
    "purpose": "marketing",
    "territories": ["RE"],
    "list_id": None,
    "tags": ["vitrine"],
    "sender": None,
    "keyword_asks": True,
    "day_cap": DAY_CAP,
    "enabled": True,
}


class WordsIn(BaseModel):
    """What a page says in one language."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_WORDS["fr"]]})

    title: Said
    intro: Said = ""
    consent: Said = Field(description="What people agree to; it is the proof that they did.")
    welcome: Said = Field("", description="Sent to who answered by text; shown to who opened it.")


class AsksIn(BaseModel):
    """What a page asks: `no`, `optional` or `required`."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_ASKS]})

    first_name: Asks = "no"
    phone: Asks = "no"
    email: Asks = "no"
    birth_date: Asks = "no"
    postcode: Asks = "no"

    def value(self) -> Mapping[Asked, Asks]:
        """As the service takes it."""
        return {
            "first_name": self.first_name,
            "phone": self.phone,
            "email": self.email,
            "birth_date": self.birth_date,
            "postcode": self.postcode,
        }


class SignUpPageIn(BaseModel):
    """A sign-up page, whole."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_PAGE]})

    name: Annotated[
        str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_NAME)
    ] = Field(description="For you alone.")
    words: Annotated[dict[Language, WordsIn], Field(min_length=1, max_length=2)]
    asks: AsksIn
    purpose: Purpose = "marketing"
    territories: Annotated[list[Territory], Field(max_length=MOST_TERRITORIES)] = Field(
        [], description="Whose mobile numbers may sign up."
    )
    list_id: UUID | None = Field(None, description="The list who confirmed stands in.")
    tags: Annotated[list[Tag], Field(max_length=MOST_TAGS)] = []
    sender: Annotated[str, StringConstraints(max_length=16)] | None = Field(
        None,
        description="The number of yours that confirmations come from, to which people answer;"
        " none: a link alone.",
    )
    keyword_asks: bool = Field(True, description="Who writes the keyword is asked once more.")
    day_cap: Annotated[int, Field(ge=1, le=MOST_A_DAY)] = Field(
        DAY_CAP, description="Confirmations asked for in a day at most."
    )
    enabled: bool = True

    def value(self) -> Draft:
        """As the service takes it."""
        return Draft(
            name=self.name,
            words={language: Words(**said.model_dump()) for language, said in self.words.items()},
            asks=self.asks.value(),
            purpose=self.purpose,
            territories=tuple(dict.fromkeys(self.territories)),
            list_id=self.list_id,
            tags=tuple(dict.fromkeys(self.tags)),
            sender=self.sender,
            keyword_asks=self.keyword_asks,
            day_cap=self.day_cap,
            enabled=self.enabled,
        )


class SignUpFiguresOut(BaseModel):
    """What came of a page."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"seen": 120, "signed": 34, "confirmed": 29, "unsent": 0}]}
    )

    seen: int = Field(description="How often a person opened it.")
    signed: int = Field(description="Who was asked to confirm.")
    confirmed: int
    unsent: int = Field(
        description="Confirmations that could not be asked for: no credit, a cap, the day's limit,"
        " or hardly anybody confirmed of many."
    )


class SignUpPageOut(BaseModel):
    """A sign-up page."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": AN_ID,
                    "version": 1,
                    "code": "h7k2m9q",
                    "address": "https://guichet.example/s/h7k2m9q",
                    "wording": 1,
                    **_PAGE,
                    "created_at": A_TIME,
                    "changed_at": A_TIME,
                    "figures": {"seen": 120, "signed": 34, "confirmed": 29, "unsent": 0},
                }
            ]
        }
    )

    id: UUID
    version: int
    code: str
    address: str = Field(
        description="Where people sign up; `/qr.svg`, `/qr.png` and `/poster` are under it."
    )
    wording: int = Field(description="The version of what people agree to.")
    name: str
    words: Mapping[Language, WordsIn]
    asks: AsksIn
    purpose: Purpose
    territories: list[str]
    list_id: UUID | None
    tags: list[str]
    sender: str | None
    keyword_asks: bool
    day_cap: int
    enabled: bool
    created_at: datetime
    changed_at: datetime
    figures: SignUpFiguresOut

    @staticmethod
    def of(one: PageFigures, base_url: str) -> "SignUpPageOut":
        """The shown value."""
        item = page_item(one.page)
        item.pop("removed")
        figures = one.figures
        told = {
            "address": f"{base_url.rstrip('/')}{PATH}{one.page.code}",
            "figures": {
                "seen": figures.seen,
                "signed": figures.signed,
                "confirmed": figures.confirmed,
                "unsent": figures.unsent,
            },
        }
        return SignUpPageOut.model_validate({**item, **told})
