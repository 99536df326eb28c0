"""Presence and reasons as the API shows them."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from guichet.agents.items import presence_item, reason_item
from guichet.agents.schemas import AN_ID, Name, Version
from guichet.agents.types import NotReadyReason, Presence, PresenceStatus


class PresenceOut(BaseModel):
    """Whether an agent can be given something now."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": AN_ID,
                    "version": 4,
                    "name": "Amélie Payet",
                    "status": "not_ready",
                    "reason": "lunch",
                    "since": "2026-03-02T08:00:00Z",
                    "lost_at": None,
                }
            ]
        }
    )

    id: UUID = Field(description="The agent.")
    version: int = Field(description="Counted up by every change; 0 before the first.")
    name: str
    status: PresenceStatus
    reason: str | None = Field(
        description="Key of a reason, or `no_answer`: an offer was left unanswered."
    )
    since: datetime
    lost_at: datetime | None = Field(description="Since when the browser is not heard of.")

    @staticmethod
    def of(one: Presence) -> "PresenceOut":
        """The shown value, the same as in live topics."""
        return PresenceOut.model_validate(presence_item(one))


class PresenceList(BaseModel):
    """All agents that were ever there."""

    items: list[PresenceOut]


class PresenceChange(BaseModel):
    """What the agent is from now on."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"status": "not_ready", "reason": "lunch"}]},
    )

    status: PresenceStatus
    reason: Annotated[
        str | None, Field(max_length=60, description="Key of a reason, only when not ready.")
    ] = None


class ReasonOut(BaseModel):
    """Why an agent is not ready."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"id": AN_ID, "version": 1, "key": "lunch", "name": None, "place": 2}]
        }
    )

    id: UUID
    version: int = Field(description="Counted up by every change.")
    key: str = Field(description="Stays when the name changes; figures count by it.")
    name: str | None = Field(description="None for a standard one, put in words by its key.")
    place: int = Field(description="Where it stands in the list.")

    @staticmethod
    def of(one: NotReadyReason) -> "ReasonOut":
        """The shown value."""
        return ReasonOut.model_validate(reason_item(one))


class ReasonList(BaseModel):
    """All reasons, in their order."""

    items: list[ReasonOut]


class NewReason(BaseModel):
    """A reason to add."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"name": "Sortie d'école"}]}
    )

    name: Name


class ReasonChange(BaseModel):
    """Another name or place."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"version": 1, "name": "Pause café", "place": 1}]},
    )

    version: Version
    name: Annotated[Name | None, Field(description="None for a standard one's own words.")]
    place: Annotated[int, Field(ge=0, le=10_000)]
