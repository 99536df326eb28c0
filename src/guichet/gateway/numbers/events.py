"""What is told about numbers."""

from typing import Final

from guichet.gateway.numbers.types import Holding, Number
from guichet.kit.events.types import EventKind, Json, NewEvent

NUMBER_ADDED: Final = EventKind("gateway.number.added")
"""A number or short code leads here from now on; the payload's item is the number."""
NUMBER_CHANGED: Final = EventKind("gateway.number.changed")
"""What the platform decided of it changed. Payload: ``item``."""
NUMBER_REMOVED: Final = EventKind("gateway.number.removed")
"""It leads here no longer. Payload: ``item``."""
NUMBER_GIVEN: Final = EventKind("gateway.number.given")
"""A company may use a number from now on, or other keywords of it; the payload's item is what it
holds.
"""
NUMBER_TAKEN_BACK: Final = EventKind("gateway.number.taken_back")
"""A company may use a number no longer. Payload: ``item``."""


def number_event(kind: EventKind, one: Number) -> NewEvent:
    """The event of a change."""
    item: dict[str, Json] = {
        "id": str(one.id),
        "version": one.version,
        "number": one.number,
        "territory": one.territory,
        "shared": one.shared,
        "title": one.draft.title,
    }
    return NewEvent(kind, f"sms_number:{one.id}", one.version, {"item": item})


def holding_event(kind: EventKind, one: Holding, version: int) -> NewEvent:
    """The event of what a company holds; ``version`` is that of the number."""
    item: dict[str, Json] = {
        "id": str(one.number_id),
        "version": version,
        "number": one.number,
        "territory": one.territory,
        "shared": one.shared,
        "keywords": list(one.keywords),
    }
    return NewEvent(kind, f"sms_holding:{one.number_id}", version, {"item": item})
