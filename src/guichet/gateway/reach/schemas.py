"""Numbers as the API shows them."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from guichet.gateway.mass.contract import NumberState
from guichet.gateway.reach.types import BELIEVED_FOR, KEPT_FOR, MOST_NUMBERS, Known

Written = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]


class NumbersIn(BaseModel):
    """Which numbers are asked about."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"numbers": ["0692 12 34 56"], "max_age_days": 7}]},
    )

    numbers: Annotated[list[Written], Field(min_length=1, max_length=MOST_NUMBERS)] = Field(
        description="As people write them where the company is, or with +."
    )
    max_age_days: int = Field(
        BELIEVED_FOR.days,
        ge=0,
        le=KEPT_FOR.days,
        description="How old an answer may be; 0: the carrier is asked now.",
    )


class NumberOut(BaseModel):
    """What is known of a number."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "written": "0692 12 34 56",
                    "number": "+262692123456",
                    "state": "reachable",
                    "network": "64710",
                    "ported": False,
                    "checked_at": "2026-03-02T08:00:00Z",
                }
            ]
        }
    )

    written: str = Field(description="As it was asked.")
    number: str | None = Field(description="E.164; null: it is no number.")
    state: NumberState | Literal["invalid"] = Field(
        description="unknown: no carrier could say anything."
    )
    network: str | None = Field(description="Country and network (MCC, MNC), if it was told.")
    ported: bool | None = Field(description="Moved from another operator; null: not told.")
    checked_at: datetime | None = Field(description="When a carrier said so.")

    @staticmethod
    def of(written: str, number: str | None, known: Known | None) -> "NumberOut":
        """The shown value."""
        fact = known.fact if known else None
        return NumberOut(
            written=written,
            number=number,
            state="invalid" if number is None else fact.state if fact else "unknown",
            network=fact.network if fact else None,
            ported=fact.ported if fact else None,
            checked_at=known.checked_at if known else None,
        )


class NumbersOut(BaseModel):
    """In the order they were asked."""

    items: list[NumberOut]
