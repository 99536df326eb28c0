"""What people decide. Payloads name no address, only its keyed digest."""

from guichet.consent.types import Consent
from guichet.kit.events.types import EventKind, Json, NewEvent

RECORDED = EventKind("consent.consent.recorded")
"""A person agreed to something or withdrew it. Payload: ``item``; the newest of a purpose, medium
and address counts.
"""


def consent_recorded(one: Consent) -> NewEvent:
    """The event of a new entry."""
    payload: dict[str, Json] = {"item": consent_item(one)}
    return NewEvent(RECORDED, f"consent:{one.id}", 1, payload, one.contact_id)


def consent_item(one: Consent) -> dict[str, Json]:
    """The public value of an entry."""
    return {
        "id": str(one.id),
        "version": 1,
        "contact_id": str(one.contact_id) if one.contact_id else None,
        "address": {"kind": one.address_kind, "hash": one.address_hash.hex()},
        "purpose": one.given.purpose,
        "medium": one.given.medium,
        "decision": one.given.decision,
        "source": one.given.source,
        "proof": one.given.proof,
        "at": one.at.isoformat(),
        "recorded_at": one.recorded_at.isoformat(),
        "by": {
            "kind": one.by.kind,
            "id": str(one.by.id) if one.by.id else None,
            "name": one.by.name,
        },
    }
