"""What is told about reviews."""

from typing import Final

from guichet.gateway.mass.reviews.types import Review
from guichet.kit.events.types import EventKind, Json, NewEvent

REVIEW_ASKED: Final = EventKind("gateway.review.asked")
"""The first offers of a company wait for a look of the platform; the payload's item is the review.
"""
REVIEW_DECIDED: Final = EventKind("gateway.review.decided")
"""The platform lets a company's first offers go, or refused them; the payload's item is the review.
"""


def review_event(kind: EventKind, one: Review) -> NewEvent:
    """One of the events above."""
    return NewEvent(kind, f"review:{one.id}", one.version, {"item": review_item(one)})


def review_item(one: Review) -> dict[str, Json]:
    """The public value of a review."""
    return {
        "id": str(one.id),
        "version": one.version,
        "state": one.state,
        "samples": [{"text": each.text, "sender": each.sender} for each in one.samples],
        "recipients": one.recipients,
        "asked_at": one.asked_at.isoformat(),
        "expected_at": one.expected_at.isoformat(),
        "decided_at": one.decided_at.isoformat() if one.decided_at else None,
        "reason": one.reason,
    }
