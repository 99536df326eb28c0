"""What happens to rehearsals."""

from typing import Final

from guichet.insight.rehearsal.types import Rehearsal
from guichet.kit.events.types import EventKind, Json, NewEvent

CHANGED: Final = EventKind("insight.rehearsal.changed")
"""A rehearsal of routing rules began, got further or ended.

`item` says how far it is; what it found is read by its id."""


def changed(one: Rehearsal) -> NewEvent:
    """The event of a rehearsal."""
    item: dict[str, Json] = {
        "id": str(one.id),
        "version": one.version,
        "state": one.state,
        "done": one.done,
        "total": one.total,
    }
    return NewEvent(CHANGED, f"rehearsal:{one.id}", one.version, {"item": item})
