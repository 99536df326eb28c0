"""Codes as the API takes and shows them."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from guichet.campaigns.codes.types import LONGEST_REFERENCE, Found, State, Use
from guichet.campaigns.tills.types import LONGEST_NAME, PATH, Till
from guichet.kit.work import ActorKind

AN_ID = "0199a7c2-4e7b-7c3a-9d55-0f1e2d3c4b5a"
A_TIME = "2026-03-02T08:00:00Z"
Code = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=40),
    Field(description="As it is read out: case, spaces and the line do not count."),
]


class CodeIn(BaseModel):
    """A code somebody shows."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"code": "0k7m 29qxw"}]}
    )

    code: Code


class RedeemIn(CodeIn):
    """A code to use."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"code": "0K7M-29QXW", "reference": "ticket 2047"}]},
    )

    reference: (
        Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST_REFERENCE)]
        | None
    ) = Field(None, description="Yours: a receipt, a till.")


class CodeUseOut(BaseModel):
    """A code was used."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "code": "0K7M-29QXW",
                    "at": A_TIME,
                    "by_kind": "user",
                    "by_name": "Amélie Payet",
                    "reference": "ticket 2047",
                }
            ]
        }
    )

    code: str
    at: datetime
    by_kind: ActorKind
    by_name: str | None
    reference: str | None

    @staticmethod
    def of(code: str, one: Use) -> "CodeUseOut":
        """The shown value."""
        return CodeUseOut(
            code=code,
            at=one.at,
            by_kind=one.by.kind,
            by_name=one.by.name,
            reference=one.reference,
        )


class CodeFiguresOut(BaseModel):
    """How many codes a campaign gave out, and how many were used."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"given": 1_204, "used": 87, "ends_at": A_TIME}]}
    )

    given: int = Field(description="One for each recipient; 0: its text gives none out.")
    used: int
    ends_at: datetime | None = Field(description="They are good until then.")


class CodeOut(BaseModel):
    """What a code is worth."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "code": "0K7M-29QXW",
                    "state": "good",
                    "campaign_id": AN_ID,
                    "campaign": "Soldes d'hiver",
                    "contact_id": AN_ID,
                    "ends_at": A_TIME,
                    "use": None,
                }
            ]
        }
    )

    code: str
    state: State = Field(description="`good`; `used`; `expired`: the offer is over.")
    campaign_id: UUID
    campaign: str = Field(description="What the campaign is called.")
    contact_id: UUID | None = Field(description="Whom it was given to.")
    ends_at: datetime | None
    use: CodeUseOut | None

    @staticmethod
    def of(one: Found, campaign: str) -> "CodeOut":
        """The shown value."""
        return CodeOut(
            code=one.code,
            state=one.state,
            campaign_id=one.offer.campaign_id,
            campaign=campaign,
            contact_id=one.contact_id,
            ends_at=one.offer.ends_at,
            use=CodeUseOut.of(one.code, one.use) if one.use else None,
        )


class TillIn(BaseModel):
    """A till to make."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"name": "Caisse 2"}]}
    )

    name: Annotated[
        str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_NAME)
    ]


class TillOut(BaseModel):
    """A till."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"id": AN_ID, "version": 1, "name": "Caisse 2", "created_at": A_TIME}]
        }
    )

    id: UUID
    version: int
    name: str
    created_at: datetime

    @staticmethod
    def of(one: Till) -> "TillOut":
        """The shown value."""
        return TillOut(id=one.id, version=one.version, name=one.name, created_at=one.created_at)


class TillWithCode(TillOut):
    """A till with the code that signs it in, which is told once."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": AN_ID,
                    "version": 1,
                    "name": "Caisse 2",
                    "created_at": A_TIME,
                    "code": "7KQ2-M9XA-4TRW-BC3H",
                    "address": "https://guichet.example/till",
                }
            ]
        }
    )

    code: str
    address: str = Field(description="Where the till is opened.")

    @staticmethod
    def with_code(one: Till, code: str, base_url: str) -> "TillWithCode":
        """The shown value."""
        address = f"{base_url.rstrip('/')}{PATH}"
        return TillWithCode(**TillOut.of(one).model_dump(), code=code, address=address)
