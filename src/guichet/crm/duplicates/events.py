"""What is suspected. Payloads name cards, never what they have in common."""

from guichet.crm.duplicates.types import Duplicate
from guichet.kit.events.types import EventKind, Json, NewEvent

FOUND = EventKind("crm.duplicate.found")
"""Two cards may be of one person. Payload: ``item``, with the reason."""
DISMISSED = EventKind("crm.duplicate.dismissed")
"""Somebody said that two cards are of two people. Payload: ``item``."""
DISSOLVED = EventKind("crm.duplicate.dissolved")
"""What two cards had in common is no longer there, or they were merged. Payload: ``item``."""


def duplicate_event(kind: EventKind, one: Duplicate) -> NewEvent:
    """An event of a suspicion."""
    return NewEvent(kind, f"duplicate:{one.id}", one.version, {"item": duplicate_item(one)})


def duplicate_item(one: Duplicate) -> dict[str, Json]:
    """The public value."""
    return {
        "id": str(one.id),
        "version": one.version,
        "contacts": [str(one.low_id), str(one.high_id)],
        "reason": one.reason,
        "found_at": one.found_at.isoformat(),
    }
