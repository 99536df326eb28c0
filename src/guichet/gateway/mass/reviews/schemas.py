"""Reviews as the API shows them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from guichet.accounts.tenants.types import Tenant
from guichet.gateway.mass.reviews.types import LONGEST_REASON, Review, ReviewState
from guichet.kit.errors import FieldFault, Invalid
from guichet.kit.ids import TenantId

AN_ID = "0199a7c2-4e7b-7c3a-9d55-0f1e2d3c4b5a"
Why = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_REASON)
]
_REVIEW: dict[str, Any] = {
    "id": AN_ID,
    "version": 1,
    "state": "waiting",
    "samples": [{"text": "Offre de Noël : -20 %. STOP 36180", "sender": "VANILLE"}],
    "recipients": 1000,
    "asked_at": "2026-03-02T08:00:00Z",
    "expected_at": "2026-03-03T08:00:00Z",
    "decided_at": None,
    "reason": None,
}


class ReviewSampleOut(BaseModel):
    """A text that waits."""

    text: str
    sender: str | None = Field(description="Null: the route's own.")


class SendingReviewOut(BaseModel):
    """First offers that wait for a look of the platform, or waited."""

    model_config = ConfigDict(json_schema_extra={"examples": [_REVIEW]})

    id: UUID
    version: int
    state: ReviewState
    samples: list[ReviewSampleOut] = Field(description="The first few different texts.")
    recipients: int = Field(description="Messages that wait for it, or waited.")
    asked_at: datetime
    expected_at: datetime = Field(description="By when the platform means to have looked.")
    decided_at: datetime | None
    reason: str | None = Field(description="Why it was refused.")

    @staticmethod
    def of(one: Review) -> "SendingReviewOut":
        """The shown value."""
        return SendingReviewOut(**_plain(one))


class SendingReviewList(BaseModel):
    """A company's reviews, the newest first."""

    items: list[SendingReviewOut]


class PlatformSendingReviewOut(SendingReviewOut):
    """A review as the platform sees it."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {**_REVIEW, "tenant_id": AN_ID, "tenant_name": "Maison Vanille", "by_name": None}
            ]
        }
    )

    tenant_id: UUID
    tenant_name: str
    by_name: str | None = Field(description="Who decided.")

    @staticmethod
    def told(one: Review, tenants: Mapping[TenantId, Tenant]) -> "PlatformSendingReviewOut":
        """The shown value."""
        known = tenants.get(one.tenant_id)
        name = known.settings.name if known else ""
        return PlatformSendingReviewOut(
            **_plain(one), tenant_id=one.tenant_id, tenant_name=name, by_name=one.by_name
        )


class SendingReviewDecision(BaseModel):
    """What the platform decides."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"approved": True, "reason": None}]}
    )

    approved: bool
    reason: Why | None = Field(None, description="Why it is refused: the company reads it.")

    def checked(self) -> "SendingReviewDecision":
        """Itself.

        :raises Invalid: refused without a reason
        """
        if not self.approved and self.reason is None:
            raise Invalid(None, (FieldFault("reason", "required"),))
        return self


def _plain(one: Review) -> dict[str, Any]:
    return {
        "id": one.id,
        "version": one.version,
        "state": one.state,
        "samples": [ReviewSampleOut(text=each.text, sender=each.sender) for each in one.samples],
        "recipients": one.recipients,
        "asked_at": one.asked_at,
        "expected_at": one.expected_at,
        "decided_at": one.decided_at,
        "reason": one.reason,
    }
