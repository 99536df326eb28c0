"""What happens to tills."""

from guichet.campaigns.tills.types import Till
from guichet.kit.events.types import EventKind, Json, NewEvent

CHANGED = EventKind("campaigns.till.changed")
"""A till was made, given another code, or removed. Payload: ``item``, never its code."""


def till_changed(one: Till) -> NewEvent:
    """The event of a change."""
    return NewEvent(CHANGED, f"till:{one.id}", one.version, {"item": till_item(one)})


def till_item(one: Till) -> dict[str, Json]:
    """The public value of a till."""
    return {
        "id": str(one.id),
        "version": one.version,
        "name": one.name,
        "created_at": one.created_at.isoformat(),
        "removed": one.removed_at is not None,
    }
