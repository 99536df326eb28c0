"""What happens to contacts. Payloads carry the whole card, and name the person they are of, so that
erasing the person finds them.
"""

from guichet.consent.events import consent_item
from guichet.crm.types import By, Contact, ContactCard, ContactIdentity, Merge
from guichet.kit.events.types import EventKind, Json, NewEvent

CREATED = EventKind("crm.contact.created")
"""Somebody was met or written down for the first time. Payload: ``item``, the card."""
CHANGED = EventKind("crm.contact.changed")
"""Something on a card is other than it was. Payload: ``item``, the card."""
MERGED = EventKind("crm.contact.merged")
"""A contact became an alias of another. Payload: ``item``, the alias with ``merged_into``."""
UNMERGED = EventKind("crm.contact.unmerged")
"""A merge was undone: the contact stands for itself again. Payload: ``item``, the card."""
ERASED = EventKind("crm.contact.erased")
"""A person was erased at their wish. Payload: ``item``, empty but for the id."""


def card_event(kind: EventKind, card: ContactCard) -> NewEvent:
    """An event of a contact."""
    one = card.contact
    return NewEvent(kind, f"contact:{one.id}", one.version, {"item": card_item(card)}, one.id)


def contact_item(contact: Contact) -> dict[str, Json]:
    """The public value of a contact, without when they were last seen: no event tells that."""
    return {
        "id": str(contact.id),
        "version": contact.version,
        "name": contact.name,
        "code": contact.code,
        "language": contact.language,
        "company_id": str(contact.company_id) if contact.company_id else None,
        "attributes": dict(contact.attributes),
        "tags": list(contact.tags),
        "created_at": contact.created_at.isoformat(),
        "merged_into": str(contact.merged_into) if contact.merged_into else None,
        "erased": contact.erased_at is not None,
    }


def card_item(card: ContactCard) -> dict[str, Json]:
    """The public value of a card: in events, topics and the API alike."""
    return {
        **contact_item(card.contact),
        "identities": [identity_item(one) for one in card.identities],
        "claims": [{"kind": one.kind, "value": one.value} for one in card.claims],
        "consents": [consent_item(one) for one in card.consents],
        "merges": [merge_item(one) for one in card.merges],
        "people": [str(one) for one in card.people],
    }


def identity_item(one: ContactIdentity) -> dict[str, Json]:
    """The public value of an identity."""
    verified = one.verified
    return {
        "id": str(one.id),
        "kind": one.kind,
        "value": one.value,
        "source": one.source,
        "created_at": one.created_at.isoformat(),
        "verified": {"at": verified.at.isoformat(), "by": by_item(verified.by)}
        if verified
        else None,
    }


def merge_item(one: Merge) -> dict[str, Json]:
    """The public value of a merge."""
    return {
        "id": str(one.id),
        "version": one.version,
        "loser": {"id": str(one.loser_id), "name": one.loser_name, "code": one.loser_code},
        "survivor_id": str(one.survivor_id),
        "reason": one.reason,
        "at": one.at.isoformat(),
        "by": by_item(one.by),
        "undone_at": one.undone_at.isoformat() if one.undone_at else None,
    }


def by_item(by: By) -> dict[str, Json]:
    """Who did it."""
    return {"kind": by.kind, "id": str(by.id) if by.id else None, "name": by.name}
