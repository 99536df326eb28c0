"""Texts a company received, as the API shows them."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from guichet.gateway.received.types import Received
from guichet.gateway.types import Fate

AN_ID = "0199a7c2-4e7b-7c3a-9d55-0f1e2d3c4b5a"


class ReceivedTextOut(BaseModel):
    """A text a telephone wrote to one of the company's numbers."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": AN_ID,
                    "at": "2026-03-02T08:00:00Z",
                    "from": "+262692123456",
                    "to": "38100",
                    "text": "VANILLE Vous êtes ouverts ?",
                    "keyword": "VANILLE",
                    "fate": "conversation",
                    "entry_point_id": AN_ID,
                    "interaction_id": AN_ID,
                    "contact_id": AN_ID,
                }
            ]
        }
    )

    id: UUID
    at: datetime
    sender: str = Field(serialization_alias="from")
    to: str
    text: str
    keyword: str | None = Field(description="By which it found the company.")
    fate: Fate = Field(
        description="What became of it: a wish was noted (`stop`, `start`), it was answered "
        "(`help`, `answered`), it went into a `conversation`, only systems were `told`."
    )
    entry_point_id: UUID | None
    interaction_id: UUID | None = Field(description="The conversation it went into.")
    contact_id: UUID | None

    @staticmethod
    def of(one: Received) -> "ReceivedTextOut":
        """The shown value."""
        return ReceivedTextOut(
            id=one.id,
            at=one.at,
            sender=one.sender,
            to=one.addressee,
            text=one.text,
            keyword=one.keyword,
            fate=one.fate,
            entry_point_id=one.entry_point_id,
            interaction_id=one.interaction_id,
            contact_id=one.contact_id,
        )
