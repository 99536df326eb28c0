"""What happens to entry points."""

from guichet.gateway.entry_points.types import EntryPoint
from guichet.kit.events.types import EventKind, Json, NewEvent

CREATED = EventKind("gateway.entry_point.created")
"""A new way in. Payload: ``item`` with id, kind, title, enabled."""

CHANGED = EventKind("gateway.entry_point.changed")
"""Its title, language, origins, settings or whether it is enabled changed. Payload: ``item``."""

REMOVED = EventKind("gateway.entry_point.removed")
"""It is closed for ever. Payload: ``item``."""


def entry_point_event(kind: EventKind, entry_point: EntryPoint) -> NewEvent:
    """The event of a change. Settings stay out: they may hold secrets."""
    item: dict[str, Json] = {
        "id": str(entry_point.id),
        "kind": entry_point.kind,
        "title": entry_point.title,
        "enabled": entry_point.enabled,
    }
    subject = f"entry_point:{entry_point.id}"
    return NewEvent(kind, subject, entry_point.version, {"item": item})
