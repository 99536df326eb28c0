"""What happens to requests for advice and modules."""

from uuid import UUID

from guichet.desk.advice.states import NEXT
from guichet.desk.advice.types import Request
from guichet.kit.events.types import EventKind, Json, NewEvent

CHANGED = EventKind("desk.advice.changed")
"""Somebody asked the platform's operator for something, or it came further. Payload: ``item``."""


def advice_event(one: Request, person: UUID) -> NewEvent:
    """An event of a request, in the operator's tenant, about its asker's contact."""
    return NewEvent(CHANGED, f"advice:{one.id}", one.version, {"item": advice_item(one)}, person)


def advice_item(one: Request) -> dict[str, Json]:
    """The public value of a request."""
    return {
        "id": str(one.id),
        "version": one.version,
        "interaction_id": str(one.interaction_id),
        "kind": one.kind,
        "title": one.title,
        "company": one.company,
        "state": one.state.value,
        "reason": one.reason,
        "next": [state.value for state in sorted(NEXT[one.state])],
        "created_at": one.created_at.isoformat(),
        "changed_at": one.changed_at.isoformat(),
    }
