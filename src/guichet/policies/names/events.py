"""What is told about names tenants send under."""

from typing import Final

from guichet.kit.events.types import EventKind, Json, NewEvent
from guichet.policies.names.types import SenderName

NAME_ASKED: Final = EventKind("policies.sender_name.asked")
"""A tenant asked for a name to send under; the payload's item is the name."""
NAME_DECIDED: Final = EventKind("policies.sender_name.decided")
"""The platform registered or refused a name; the payload's item is the name."""


def name_event(kind: EventKind, one: SenderName) -> NewEvent:
    """One of the events above."""
    payload: dict[str, Json] = {"item": name_item(one)}
    return NewEvent(kind, f"sender_name:{one.id}", one.version, payload)


def name_item(one: SenderName) -> dict[str, Json]:
    """The public value of a name."""
    return {
        "id": str(one.id),
        "version": one.version,
        "name": one.name,
        "state": one.state,
        "proof": one.proof,
        "asked_at": one.asked_at.isoformat(),
        "decided_at": one.decided_at.isoformat() if one.decided_at else None,
        "reason": one.reason,
    }
