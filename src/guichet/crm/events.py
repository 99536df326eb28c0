"""What happens to contacts. Identities stay out of events: they are personal and need no log."""

from guichet.crm.types import Contact
from guichet.kit.events.types import EventKind, Json, NewEvent

CREATED = EventKind("crm.contact.created")
"""Somebody was met for the first time. Payload: ``item``, the contact without identities."""


def contact_created(contact: Contact) -> NewEvent:
    """The event of a first meeting."""
    subject = f"contact:{contact.id}"
    payload: dict[str, Json] = {"item": contact_item(contact)}
    return NewEvent(CREATED, subject, contact.version, payload, contact.id)


def contact_item(contact: Contact) -> dict[str, Json]:
    """The public value of a contact."""
    return {
        "id": str(contact.id),
        "version": contact.version,
        "name": contact.name,
        "code": contact.code,
        "language": contact.language,
        "created_at": contact.created_at.isoformat(),
        "last_seen_at": contact.last_seen_at.isoformat(),
    }
