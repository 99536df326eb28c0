"""Numbers as the API shows them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from guichet.gateway.numbers.types import (
    LAST_SENDER_DAYS,
    LONGEST_KEYWORD,
    MOST_KEYWORDS,
    Draft,
    Holding,
    Number,
    StopScope,
)

AN_ID = "0199a7c2-4e7b-7c3a-9d55-0f1e2d3c4b5a"
Title = Annotated[str, StringConstraints(strip_whitespace=True, max_length=80)]
Written = Annotated[
    str,
    StringConstraints(pattern=r"^(\+[1-9][0-9]{7,14}|[0-9]{3,8})$"),
    Field(description="International with its plus, or the digits of a short code."),
]
Place = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
Keyword = Annotated[
    str,
    StringConstraints(strip_whitespace=True, pattern=r"^[^\W_][\w-]*$", max_length=LONGEST_KEYWORD),
]
Keywords = Annotated[list[Keyword], Field(max_length=MOST_KEYWORDS)]
STOP_HELP = (
    "Whom a STOP to a shared number concerns: `last`, who wrote to that telephone last, if that"
    " was within `stop_days`; `all` who ever did."
)
_DRAFT: dict[str, Any] = {"title": "Offers, La Réunion", "stop": "last", "stop_days": 30}


class HolderOut(BaseModel):
    """A company that may use a number."""

    tenant_id: UUID
    keywords: list[str]
    given_at: datetime


class NumberOut(BaseModel):
    """A number or short code telephones write to."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    **_DRAFT,
                    "id": AN_ID,
                    "version": 1,
                    "number": "38100",
                    "territory": "RE",
                    "shared": True,
                    "holders": [
                        {
                            "tenant_id": AN_ID,
                            "keywords": ["VANILLE"],
                            "given_at": "2026-03-02T08:00:00Z",
                        }
                    ],
                    "created_at": "2026-03-02T08:00:00Z",
                }
            ]
        }
    )

    id: UUID
    version: int
    number: str
    territory: str
    shared: bool
    title: str
    stop: StopScope = Field(description=STOP_HELP)
    stop_days: int
    holders: list[HolderOut]
    created_at: datetime

    @staticmethod
    def of(one: Number, held: Sequence[Holding]) -> "NumberOut":
        """The shown value; ``held``: by whom, of this number and perhaps others."""
        return NumberOut(
            id=one.id,
            version=one.version,
            number=one.number,
            territory=one.territory,
            shared=one.shared,
            title=one.draft.title,
            stop=one.draft.stop,
            stop_days=one.draft.stop_days,
            holders=[
                HolderOut(
                    tenant_id=two.tenant_id, keywords=list(two.keywords), given_at=two.given_at
                )
                for two in held
                if two.number_id == one.id
            ],
            created_at=one.created_at,
        )


class NumberDraft(BaseModel):
    """What is decided of a number."""

    model_config = ConfigDict(extra="forbid")

    title: Title = ""
    stop: StopScope = Field("last", description=STOP_HELP)
    stop_days: Annotated[int, Field(ge=1, le=365)] = LAST_SENDER_DAYS

    def draft(self) -> Draft:
        """As the service takes it."""
        return Draft(self.title, self.stop, self.stop_days)


class NewNumber(NumberDraft):
    """A number to add."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{**_DRAFT, "number": "38100", "territory": "RE", "shared": True}]
        }
    )

    number: Written
    territory: Place
    shared: bool = Field(False, description="Several companies use it, told apart by keywords.")


class NumberChange(NumberDraft):
    """What to decide anew of a number."""

    model_config = ConfigDict(json_schema_extra={"examples": [{**_DRAFT, "version": 1}]})

    version: int = Field(description="The one that was read.")


class NumberGift(BaseModel):
    """What a company may use of a number."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"keywords": ["VANILLE"]}]}
    )

    keywords: Keywords = Field(
        default_factory=list, description="Of a shared number; one that is not shared needs none."
    )


class HoldingOut(BaseModel):
    """A number your company may use."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": AN_ID,
                    "number": "38100",
                    "territory": "RE",
                    "shared": True,
                    "keywords": ["VANILLE"],
                }
            ]
        }
    )

    id: UUID
    number: str
    territory: str
    shared: bool
    keywords: list[str] = Field(description="Of a shared number: those that are yours.")

    @staticmethod
    def of(one: Holding) -> "HoldingOut":
        """The shown value."""
        return HoldingOut(
            id=one.number_id,
            number=one.number,
            territory=one.territory,
            shared=one.shared,
            keywords=list(one.keywords),
        )
