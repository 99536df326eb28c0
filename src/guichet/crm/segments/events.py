"""What happens to segments and lists."""

from guichet.crm.segments.types import Filling, Segment, StaticList
from guichet.kit.events.types import EventKind, Json, NewEvent

SEGMENT_CHANGED = EventKind("crm.segment.changed")
"""A segment was made, changed or removed. Payload: ``item``, with ``removed``."""
LIST_CHANGED = EventKind("crm.list.changed")
"""A static list was made, changed, filled or removed. Payload: ``item``, with ``removed``."""

SEGMENT_REMOVED = "crm.segment.removed"
LIST_REMOVED = "crm.list.removed"
"""As the audit trail calls it; the log tells it as a change."""


def segment_changed(one: Segment) -> NewEvent:
    """The event of a change."""
    return NewEvent(SEGMENT_CHANGED, f"segment:{one.id}", one.version, {"item": segment_item(one)})


def list_changed(one: StaticList) -> NewEvent:
    """The event of a change."""
    return NewEvent(LIST_CHANGED, f"contact_list:{one.id}", one.version, {"item": list_item(one)})


def segment_item(one: Segment) -> dict[str, Json]:
    """The public value of a segment."""
    return {
        "id": str(one.id),
        "version": one.version,
        "name": one.name,
        "condition": one.condition.model_dump(mode="json"),
        "created_at": one.created_at.isoformat(),
        "changed_at": one.changed_at.isoformat(),
        "removed": one.removed_at is not None,
    }


def list_item(one: StaticList) -> dict[str, Json]:
    """The public value of a list."""
    return {
        "id": str(one.id),
        "version": one.version,
        "name": one.name,
        "created_at": one.created_at.isoformat(),
        "removed": one.removed_at is not None,
        "filling": None if one.filling is None else _progress(one.filling),
    }


def _progress(one: Filling) -> dict[str, Json]:
    return {
        "contacts": one.contacts,
        "looked_at": one.looked_at,
        "people": one.people,
        "stopped": one.stopped,
    }
