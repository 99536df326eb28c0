"""Who must not be written to, as the API shows it."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from guichet.consent.types import (
    LONGEST_PROOF,
    Consent,
    ConsentMedium,
    ConsentSource,
    Decision,
    GlobalEntry,
    Purpose,
)

AN_ID = "0199a7c2-4e7b-7c3a-9d55-0f1e2d3c4b5a"
A_TIME = "2026-03-02T08:00:00Z"
MOST_ROWS = 1_000

Phone = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=3, max_length=40),
    Field(examples=["0692 12 34 56"]),
]
Proof = Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST_PROOF)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]

_ROW: dict[str, Any] = {
    "phone": "0692 12 34 56",
    "purpose": "marketing",
    "medium": "any",
    "decision": "withdrawn",
    "source": "import",
    "at": A_TIME,
    "proof": "Liste rouge 2025",
}


class DecisionRow(BaseModel):
    """One line of a list: who agreed or refused, when, and what shows it."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_ROW]})

    phone: Phone
    purpose: Purpose = "marketing"
    medium: ConsentMedium = "any"
    decision: Decision = "withdrawn"
    source: ConsentSource = "import"
    at: AwareDatetime | None = Field(
        None, description="When the person decided; needed for who agreed, else now."
    )
    proof: Proof | None = Field(None, description="What shows it; needed for who agreed.")


class DecisionList(BaseModel):
    """A list of decisions, taken in whole or not at all."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"rows": [_ROW]}]})

    rows: Annotated[list[DecisionRow], Field(min_length=1, max_length=MOST_ROWS)]


class DecisionsTaken(BaseModel):
    """How many decisions were written down."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"taken": 1}]})

    taken: int


class NumberIn(BaseModel):
    """A number to look up."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"phone": "0692 12 34 56"}]}
    )

    phone: Phone


class ConsentDecisionOut(BaseModel):
    """One entry of what was decided about a number."""

    id: UUID
    purpose: Purpose
    medium: ConsentMedium
    decision: Decision
    source: ConsentSource
    proof: str | None
    at: datetime
    recorded_at: datetime
    by_name: str | None

    @classmethod
    def of(cls, one: Consent) -> "ConsentDecisionOut":
        """An entry."""
        return cls(
            id=one.id,
            purpose=one.given.purpose,
            medium=one.given.medium,
            decision=one.given.decision,
            source=one.given.source,
            proof=one.given.proof,
            at=one.at,
            recorded_at=one.recorded_at,
            by_name=one.by.name,
        )


class RefusalOut(BaseModel):
    """Somebody who told you to stop."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": AN_ID,
                    "contact_id": AN_ID,
                    "medium": "any",
                    "source": "reply",
                    "proof": "STOP",
                    "at": A_TIME,
                    "by_name": None,
                    "counts": True,
                }
            ]
        }
    )

    id: UUID
    contact_id: UUID | None = Field(description="On whose card it was noted, where there is one.")
    medium: ConsentMedium
    source: ConsentSource
    proof: str | None
    at: datetime
    by_name: str | None
    counts: bool = Field(description="False: they agreed to texts again since.")

    @classmethod
    def of(cls, one: Consent, counts: bool) -> "RefusalOut":
        """An entry, and whether it still keeps texts away."""
        return cls(
            id=one.id,
            contact_id=one.contact_id,
            medium=one.given.medium,
            source=one.given.source,
            proof=one.given.proof,
            at=one.at,
            by_name=one.by.name,
            counts=counts,
        )


class NumberStandingOut(BaseModel):
    """What counts for a number, and why."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"phone": "+262692123456", "refused": ["marketing"], "decisions": []}]
        }
    )

    phone: str
    refused: list[Purpose] = Field(description="For what nobody may text it.")
    decisions: list[ConsentDecisionOut] = Field(description="Everything decided, newest first.")


class GlobalBlockIn(BaseModel):
    """Numbers nobody on the platform writes to any more, or may write to again."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"phones": ["+262692123456"], "blocked": True, "reason": "Asked by letter."}
            ]
        },
    )

    phones: Annotated[list[Phone], Field(min_length=1, max_length=MOST_ROWS)]
    blocked: bool = True
    reason: Text


class GlobalBlockOut(BaseModel):
    """The newest entry about a number on the platform's own list."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "phone": "+262692123456",
                    "blocked": True,
                    "reason": "Asked by letter.",
                    "at": A_TIME,
                    "by_name": "Opal",
                }
            ]
        }
    )

    phone: str
    blocked: bool
    reason: str | None
    at: datetime | None
    by_name: str | None

    @classmethod
    def of(cls, phone: str, one: GlobalEntry | None) -> "GlobalBlockOut":
        """An entry, or that there is none."""
        if one is None:
            return cls(phone=phone, blocked=False, reason=None, at=None, by_name=None)
        return cls(
            phone=phone, blocked=one.blocked, reason=one.reason, at=one.at, by_name=one.by_name
        )
