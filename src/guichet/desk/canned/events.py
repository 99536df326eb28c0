"""What happens to canned replies."""

from guichet.desk.canned.types import Canned
from guichet.kit.events.types import EventKind, Json, NewEvent

CHANGED = EventKind("desk.canned_reply.changed")
"""A canned reply was written, changed or removed (``removed``). Payload: ``item``."""


def canned_event(canned: Canned, *, removed: bool = False) -> NewEvent:
    """An event of a canned reply."""
    item: dict[str, Json] = canned_item(canned) | ({"removed": True} if removed else {})
    return NewEvent(CHANGED, f"canned_reply:{canned.id}", canned.version, {"item": item})


def canned_item(one: Canned) -> dict[str, Json]:
    """The public value of a canned reply."""
    return {
        "id": str(one.id),
        "version": one.version,
        "title": one.draft.title,
        "text": one.draft.text,
        "shortcut": one.draft.shortcut,
        "scope": one.draft.scope,
        "queue_id": str(one.draft.queue_id) if one.draft.queue_id else None,
        "language": one.draft.language,
        "owner_id": str(one.owner_id),
        "used": one.used,
        "created_at": one.created_at.isoformat(),
    }
