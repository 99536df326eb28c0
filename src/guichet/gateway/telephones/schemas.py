"""Texts from telephones as the API shows them."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from guichet.gateway.telephones.types import Text
from guichet.gateway.types import Fate
from guichet.kit.i18n import Language, sentence

AN_ID = "0199a7c2-4e7b-7c3a-9d55-0f1e2d3c4b5a"


class StrayTextOut(BaseModel):
    """A text from a telephone that is for nobody, or that could not be dealt with."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": AN_ID,
                    "route_id": AN_ID,
                    "peer_id": "5f2b0c9d1e4a7b3c6d8e9f01-5918423-0",
                    "from": "+262692123456",
                    "to": "38100",
                    "text": "Bonjour",
                    "at": "2026-03-02T08:00:00Z",
                    "fate": "nobody",
                    "reason": "no_keyword",
                    "detail": "Its first word is no keyword of this number.",
                }
            ]
        }
    )

    id: UUID
    route_id: UUID
    peer_id: str
    sender: str = Field(serialization_alias="from")
    to: str
    text: str
    at: datetime
    fate: Fate
    reason: str
    detail: str

    @staticmethod
    def of(one: Text, language: Language) -> "StrayTextOut":
        """The shown value."""
        assert one.id is not None  # else it would wait
        assert one.fate is not None
        reason = one.reason or one.fate
        known = reason in REASONS
        detail = sentence(language, f"texts.{reason}" if known else "texts.failed", {})
        return StrayTextOut(
            id=one.id,
            route_id=one.key.route_id,
            peer_id=one.key.peer_id,
            sender=one.sender,
            to=one.addressee,
            text=one.text,
            at=one.heard_at,
            fate=one.fate,
            reason=reason,
            detail=detail,
        )


REASONS = frozenset(
    {
        "no_such_number",
        "nobody_listens",
        "no_keyword",
        "no_telephone",
        "stop_for_nobody",
        "company_suspended",
    }
)
"""Those that have a sentence of their own."""


class StrayTextAgain(BaseModel):
    """Which text to deal with once more."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"route_id": AN_ID, "peer_id": "5f2b0c9d-5918423-0"}]},
    )

    route_id: UUID
    peer_id: str = Field(max_length=200)
