"""What is written down about people. Payloads name the person, so that erasing them finds them."""

from guichet.crm.events import by_item
from guichet.crm.notes.types import Note
from guichet.kit.events.types import EventKind, Json, NewEvent

ADDED = EventKind("crm.note.added")
"""Somebody wrote a note about a contact. Payload: ``item``."""
EDITED = EventKind("crm.note.edited")
"""A note says something else now. Payload: ``item``."""
REMOVED = EventKind("crm.note.removed")
"""A note was removed. Payload: ``item`` without its text."""


def note_event(kind: EventKind, note: Note) -> NewEvent:
    """An event of a note."""
    payload: dict[str, Json] = {"item": note_item(note)}
    return NewEvent(kind, f"contact_note:{note.id}", note.version, payload, note.contact_id)


def note_item(one: Note) -> dict[str, Json]:
    """The public value of a note."""
    return {
        "id": str(one.id),
        "version": one.version,
        "contact_id": str(one.contact_id),
        "text": "" if one.removed else one.text,
        "by": by_item(one.by),
        "at": one.at.isoformat(),
        "edited_at": one.edited_at.isoformat() if one.edited_at else None,
        "removed": one.removed,
    }
