"""Triggers as the API takes and shows them."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from guichet.campaigns.triggers.events import run_item, trigger_item
from guichet.campaigns.triggers.language import Limits, When
from guichet.campaigns.triggers.types import LONGEST_KEY, Run, RunState, Skipped, Trigger
from guichet.crm.segments.schemas import Parameters
from guichet.kit.i18n import Language
from guichet.kit.i18n.texts import sentence

AN_ID = "0199a7c2-4e7b-7c3a-9d55-0f1e2d3c4b5a"
A_TIME = "2026-03-02T08:00:00Z"
_WHEN: dict[str, Any] = {
    "kind": "before",
    "type": "booking",
    "property": "starts_at",
    "days": 1,
    "at": "18:00:00",
}
_LIMITS: dict[str, Any] = {"recipients": 2_000, "texts": 1, "days": 7}


class TriggerIn(BaseModel):
    """What should set a draft off."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"campaign_id": AN_ID, "when": _WHEN, "limits": _LIMITS}]},
    )

    campaign_id: UUID
    when: When
    limits: Limits = Limits()
    enabled: bool = True


class TriggerChange(BaseModel):
    """What to change; what is left out stays."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"enabled": False}]})

    when: When | None = None
    limits: Limits | None = None
    enabled: bool | None = None


class TriggerOut(BaseModel):
    """What sets a draft off."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": AN_ID,
                    "version": 1,
                    "campaign_id": AN_ID,
                    "when": _WHEN,
                    "limits": _LIMITS,
                    "enabled": True,
                    "created_at": A_TIME,
                    "next_at": None,
                }
            ]
        }
    )

    id: UUID
    version: int
    campaign_id: UUID = Field(description="The draft; each time a copy of it goes.")
    when: When
    limits: Limits
    enabled: bool
    created_at: datetime
    next_at: datetime | None = Field(
        description="Of what comes again and again: its next time, by the company's clock."
    )

    @staticmethod
    def of(one: Trigger) -> "TriggerOut":
        """The shown value."""
        return TriggerOut.model_validate(trigger_item(one))


class CallIn(BaseModel):
    """What a call says."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "key": "escarpins-rouges-2026-03-02",
                    "parameters": {"article": "escarpins rouges", "category": "escarpins"},
                }
            ]
        },
    )

    key: Annotated[
        str,
        StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_KEY),
        Field(description="Yours: the same key is the same call, and sends nothing again."),
    ]
    parameters: Parameters = Field(default={}, description="What the campaign is about this time.")


class RunOut(BaseModel):
    """One time a campaign was set off."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": AN_ID,
                    "trigger_id": AN_ID,
                    "key": "escarpins-rouges-2026-03-02",
                    "state": "sent",
                    "due_at": A_TIME,
                    "at": A_TIME,
                    "contact_id": None,
                    "campaign_id": AN_ID,
                    "why": None,
                    "detail": None,
                    "sentence": None,
                }
            ]
        }
    )

    id: UUID
    trigger_id: UUID
    key: str
    state: RunState
    due_at: datetime
    at: datetime
    contact_id: UUID | None
    campaign_id: UUID | None = Field(description="The copy that went.")
    why: Skipped | None = Field(description="Why nothing went.")
    detail: str | None
    sentence: str | None = Field(description="The same in the caller's language.")

    @staticmethod
    def of(one: Run, language: Language) -> "RunOut":
        """The shown value."""
        said = sentence(language, f"trigger.why.{one.why}") if one.why else None
        return RunOut.model_validate({**run_item(one), "sentence": said})
